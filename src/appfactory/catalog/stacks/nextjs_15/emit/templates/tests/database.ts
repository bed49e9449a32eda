import { randomUUID } from "node:crypto";

import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { Pool } from "pg";

import * as schema from "@/db/_generated/schema";
import type { Actor, Identity, Role } from "@/lib/actor";
import type { SideEffect } from "@/lib/effects";
import { single } from "@/lib/rows";

const pool = new Pool({ connectionString: process.env.DATABASE_OWNER_URL, max: 4 });

/** The database as its owner sees it: no policy hides or refuses anything. */
export const asOwner = drizzle(pool, { schema });

type OwnerTransaction = Parameters<Parameters<typeof asOwner.transaction>[0]>[0];

/** Runs `work` with an actor's claims and the owner's rights. */
export function withClaims<T>(
  actor: Identity | null,
  work: (tx: OwnerTransaction) => Promise<T>,
): Promise<T> {
  const claims =
    actor === null
      ? ""
      : JSON.stringify({ sub: actor.subject, user_role: actor.role, email: actor.email });
  return asOwner.transaction(async (tx) => {
    await tx.execute(sql`select set_config('request.jwt.claims', ${claims}, true)`);
    return work(tx);
  });
}

/** Somebody who has just signed in for the first time. */
export async function newActor(role: Role = "user"): Promise<Actor> {
  const subject = `test-${randomUUID()}`;
  return actorOf({ subject, email: `${subject}@example.com`, name: "Robin Test", role });
}

/** The actor of an identity, with its row in `users`. */
export async function actorOf(identity: Identity): Promise<Actor> {
  const { rows } = await withClaims(identity, (tx) =>
    tx.execute<{ id: string }>(
      sql`select app.ensure_user(${identity.email}::text, ${identity.name}::text) as id`,
    ),
  );
  return { ...identity, userId: single(rows).id };
}

interface RecordedEffect extends Record<string, unknown> {
  effect: SideEffect;
  claimed: boolean;
}

/** The side effects that were recorded with a row of that key in their data. */
export async function effectsAbout(field: string, key: unknown): Promise<RecordedEffect[]> {
  const { rows } = await asOwner.execute<RecordedEffect>(sql`
    select payload as effect, claimed_at is not null as claimed from app.events
    where payload->'data'->>${field}::text = ${String(key)} order by created_at`);
  return rows;
}

/** Forgets how often anybody has called. */
export async function resetRateLimits(): Promise<void> {
  await asOwner.execute(sql`delete from app.rate_limits`);
}

/** Leaves a caller no requests for a while. */
export async function exhaustRateLimit(bucket: string): Promise<void> {
  await asOwner.execute(sql`
    insert into app.rate_limits (bucket, tokens, refilled_at)
    values (${bucket}, -1000, clock_timestamp())
    on conflict (bucket) do update set tokens = -1000, refilled_at = clock_timestamp()`);
}
