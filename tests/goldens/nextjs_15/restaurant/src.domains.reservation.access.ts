import { eq, type SQL, sql } from "drizzle-orm";

import { reservations } from "@/db/_generated/schema";
import type { Actor } from "@/lib/actor";

/** The reservations that the actor may work with: their own, or all for an admin. */
export function ownedReservations(actor: Actor | null): SQL | undefined {
  if (actor === null) return sql`false`;
  if (actor.role === "admin") return undefined;
  return eq(reservations.userId, actor.userId);
}
