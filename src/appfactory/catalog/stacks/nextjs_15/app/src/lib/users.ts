import "server-only";

import { sql } from "drizzle-orm";

import { withActor } from "@/db/client";
import type { Actor, Identity } from "@/lib/actor";

/** The actor behind an identity; its row in `users` is made on the first visit and kept up to date. */
export async function actorFor(identity: Identity): Promise<Actor> {
  const userId = await withActor(identity, async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(
      sql`select app.ensure_user(${identity.email}::text, ${identity.name}::text) as id`,
    );
    return rows[0]?.id;
  });
  if (userId === undefined) throw new Error("app.ensure_user returned no row");
  return { ...identity, userId };
}
