import { and, eq, inArray, sql } from "drizzle-orm";

import { reservations, tables } from "@/db/_generated/schema";
import { type Transaction, withActor } from "@/db/client";
import type { Actor } from "@/lib/actor";
import { conflict, notFound, parse, toAppError, unprocessable } from "@/lib/errors";
import { single, texts } from "@/lib/rows";
import { dispatch, record } from "@/lib/side-effects";

import { ownedReservations } from "./access";
import {
  cancelReservationInput,
  createReservationInput,
  type Reservation,
  reservationOutput,
} from "./_generated/contract";

export async function createReservation(input: unknown, actor: Actor): Promise<Reservation> {
  const values = parse(createReservationInput, input);
  const { output, events } = await withActor(actor, async (tx) => {
    const row = await allocateTable(tx, { ...values, userId: actor.userId });
    const output = reservationOutput.parse(row);
    const events: string[] = [];
    if (actor.email) {
      events.push(
        await record(tx, {
          kind: "send-email",
          template: "booking-confirmation",
          to: actor.email,
          data: texts(output),
        }),
      );
    }
    return { output, events };
  });
  for (const event of events) await dispatch(event);
  return output;
}

type NewReservation = typeof reservations.$inferInsert;
type ReservationRequest = Omit<NewReservation, "tableId"> & Partial<NewReservation>;

/** Stores a reservation with the table that is asked for, or the smallest free one that fits. */
async function allocateTable(tx: Transaction, values: ReservationRequest) {
  if (values.tableId !== undefined) await checkTable(tx, values.tableId, values.partySize);
  const candidates = values.tableId === undefined ? await freeTables(tx, values) : [values.tableId];
  for (const tableId of candidates) {
    try {
      // A savepoint: what somebody else has just taken must not spoil the whole transaction.
      return await tx.transaction(async (savepoint) =>
        single(
          await savepoint
            .insert(reservations)
            .values({ ...values, tableId })
            .returning(),
        ),
      );
    } catch (error) {
      if (toAppError(error).code !== "just-taken") throw error;
    }
  }
  throw conflict(
    values.tableId === undefined
      ? "No table is free at that time."
      : "This table is taken at that time.",
  );
}

async function freeTables(tx: Transaction, values: ReservationRequest) {
  const query = sql`select id from app.free_tables(${values.time}, ${values.partySize}) as id`;
  const { rows } = await tx.execute<{ id: string }>(query);
  return rows.map(({ id }) => id);
}

async function checkTable(tx: Transaction, id: string, quantity: number) {
  const [table] = await tx.select({ capacity: tables.seats }).from(tables).where(eq(tables.id, id));
  if (table === undefined) {
    throw unprocessable("This table was not found.", { tableId: ["This table was not found."] });
  }
  if (quantity > table.capacity) {
    throw unprocessable("This table is too small.", { partySize: ["This table is too small."] });
  }
}

export async function cancelReservation(input: unknown, actor: Actor): Promise<Reservation> {
  const { id } = parse(cancelReservationInput, input);
  return withActor(actor, async (tx) => {
    const [row] = await tx
      .update(reservations)
      .set({ status: "CANCELLED" })
      .where(
        and(
          eq(reservations.id, id),
          ownedReservations(actor),
          inArray(reservations.status, ["PENDING", "CONFIRMED"]),
        ),
      )
      .returning();
    if (row === undefined) {
      const present = await tx.$count(
        reservations,
        and(eq(reservations.id, id), ownedReservations(actor)),
      );
      if (present === 0) throw notFound("Reservation");
      throw conflict("This reservation can no longer become cancelled.");
    }
    return reservationOutput.parse(row);
  });
}
