import { eq } from "drizzle-orm";
import { describe, expect, it, vi } from "vitest";

import { reservations } from "@/db/_generated/schema";
import { AppError, toAppError } from "@/lib/errors";

import { cancelReservation, createReservation } from "./actions";
import { reservationOutput } from "./_generated/contract";
import { refusal, uniqueNumber } from "../../../tests/support/values";
import { asOwner, effectsAbout, newActor } from "../../../tests/support/database";
import { policies } from "../../../tests/support/client";
import {
  cancelReservationInputOf,
  createReservationInputOf,
  givenReservation,
  givenTable,
} from "../../../tests/support/_generated/fixtures";

vi.mock("@/db/client", () => import("../../../tests/support/client"));

vi.mock("@/_generated/effects", () => ({
  effectHandlers: {
    "send-email": vi.fn(() => Promise.resolve()),
    "call-function": vi.fn(() => Promise.resolve()),
  },
}));

describe("createReservation", () => {
  it("stores what is given, for whoever asks", async () => {
    const actor = await newActor();
    const input = await createReservationInputOf();
    const output = await createReservation(input, actor);
    expect(output).toMatchObject({
      partySize: input.partySize,
      time: input.time,
      tableId: input.tableId,
      userId: actor.userId,
    });
    expect(Object.keys(output).sort()).toEqual([
      "id",
      "partySize",
      "status",
      "tableId",
      "time",
      "userId",
    ]);
    const [row] = await asOwner.select().from(reservations).where(eq(reservations.id, output.id));
    expect(row).toMatchObject({
      id: output.id,
      userId: output.userId,
      tableId: output.tableId,
      partySize: output.partySize,
      status: output.status,
    });
    expect(output).toMatchObject(reservationOutput.parse(row));
  });

  it("refuses a table that is taken", async () => {
    const actor = await newActor();
    const other = await newActor();
    const input = await createReservationInputOf();
    await createReservation(input, actor);
    const error = await refusal(createReservation(input, other));
    expect(error.status).toBe(409);
    const rows = await asOwner
      .select()
      .from(reservations)
      .where(eq(reservations.tableId, input.tableId ?? ""));
    expect(rows).toHaveLength(1);
  });

  it("gives it to one of two who ask at the same moment", async () => {
    const actor = await newActor();
    const other = await newActor();
    const input = await createReservationInputOf();
    const outcomes = await Promise.allSettled([
      createReservation(input, actor),
      createReservation(input, other),
    ]);
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused.map((outcome) => toAppError(outcome.reason).status)).toEqual([409]);
    const rows = await asOwner
      .select()
      .from(reservations)
      .where(eq(reservations.tableId, input.tableId ?? ""));
    expect(rows).toHaveLength(1);
  });

  it("refuses a table that is too small", async () => {
    const actor = await newActor();
    const small = await givenTable({ seats: 1 });
    const input = { ...(await createReservationInputOf()), tableId: small.id, partySize: 2 };
    const error = await refusal(createReservation(input, actor));
    expect(error.status).toBe(422);
    expect(error.fields).toHaveProperty("partySize");
  });

  it("gives out again what was cancelled", async () => {
    const actor = await newActor();
    const input = await createReservationInputOf();
    const first = await createReservation(input, actor);
    await asOwner
      .update(reservations)
      .set({ status: "CANCELLED" })
      .where(eq(reservations.id, first.id));
    await expect(createReservation(input, actor)).resolves.toBeDefined();
  });

  it("finds a free table that fits, and says so when there is none", async () => {
    const actor = await newActor();
    const size = uniqueNumber(1000000000, 2000000000);
    const large = await givenTable({ seats: size });
    const input = { ...(await createReservationInputOf()), partySize: size, tableId: undefined };
    const taken: unknown[] = [];
    for (;;) {
      const outcome = await createReservation(input, actor).catch(toAppError);
      if (outcome instanceof AppError) {
        expect(outcome.status).toBe(409);
        expect(outcome.message).toContain("No table");
        break;
      }
      taken.push(outcome.tableId);
    }
    expect(taken[0]).toBe(large.id);
    expect(new Set(taken).size).toBe(taken.length);
  });

  it("makes it happen once: mail booking-confirmation", async () => {
    const actor = await newActor();
    const input = await createReservationInputOf();
    const output = await createReservation(input, actor);
    const effects = await effectsAbout("id", output.id);
    expect(effects).toMatchObject([
      {
        effect: { kind: "send-email", template: "booking-confirmation", to: actor.email },
        claimed: true,
      },
    ]);
  });

  it("lets nobody choose whose row it is", async () => {
    const actor = await newActor();
    const other = await newActor();
    const input = { ...(await createReservationInputOf()), userId: other.userId };
    const error = await refusal(createReservation(input, actor));
    expect(error.status).toBe(400);
    expect(error.fields).toHaveProperty("userId");
  });

  it.each([
    ["no party size", { partySize: undefined }, "partySize"],
    ["null as party size", { partySize: null }, "partySize"],
    ["many as party size", { partySize: "many" }, "partySize"],
    ["1.5 as party size", { partySize: 1.5 }, "partySize"],
    ["a party size below 1", { partySize: 0 }, "partySize"],
    ["no time", { time: undefined }, "time"],
    ["null as time", { time: null }, "time"],
    ["2026-02-03T10:00 as time", { time: "2026-02-03T10:00" }, "time"],
    ["soon as time", { time: "soon" }, "time"],
    ["null as table id", { tableId: null }, "tableId"],
    ["not-an-id as table id", { tableId: "not-an-id" }, "tableId"],
  ] as const)("refuses %s", async (_case, change, field) => {
    const actor = await newActor();
    const input = { ...(await createReservationInputOf()), ...change };
    const error = await refusal(createReservation(input, actor));
    expect(error.status).toBe(400);
    expect(error.fields).toHaveProperty(field);
  });

  it.each([["a party size of 1", { partySize: 1 }]] as const)("takes %s", async (_case, change) => {
    const actor = await newActor();
    const input = { ...(await createReservationInputOf()), ...change };
    await expect(createReservation(input, actor)).resolves.toBeDefined();
  });
});

describe("cancelReservation", () => {
  it.each(["PENDING", "CONFIRMED"] as const)("moves a row from %s to CANCELLED", async (from) => {
    const actor = await newActor();
    const row = await givenReservation({ status: from }, actor);
    const neighbour = await givenReservation({ status: "PENDING" }, actor);
    const output = await cancelReservation({ id: row.id }, actor);
    expect(output.status).toBe("CANCELLED");
    const [after] = await asOwner.select().from(reservations).where(eq(reservations.id, row.id));
    expect(after?.status).toBe("CANCELLED");
    expect(output).toMatchObject(reservationOutput.parse(after));
    const [neighbourAfter] = await asOwner
      .select()
      .from(reservations)
      .where(eq(reservations.id, neighbour.id));
    expect(neighbourAfter).toEqual(neighbour);
  });

  it.each(["CANCELLED"] as const)("refuses to move a row from %s", async (from) => {
    const actor = await newActor();
    const row = await givenReservation({ status: from }, actor);
    const error = await refusal(cancelReservation({ id: row.id }, actor));
    expect(error.status).toBe(409);
    const [rowAfter] = await asOwner.select().from(reservations).where(eq(reservations.id, row.id));
    expect(rowAfter).toEqual(row);
  });

  it("does not find what is not there", async () => {
    const actor = await newActor();
    const input = {
      ...(await cancelReservationInputOf(actor)),
      id: "5ad38304-b535-4298-bdbd-24657c1a11b8",
    };
    const error = await refusal(cancelReservation(input, actor));
    expect(error.status).toBe(404);
  });

  it.each([true, false])("leaves other people's rows alone (policies: %s)", async (enforced) => {
    policies.enforced = enforced;
    const tenant = await newActor();
    const actor = await newActor();
    const row = await givenReservation({ status: "PENDING" }, tenant);
    const error = await refusal(cancelReservation({ id: row.id }, actor));
    expect(error.status).toBe(404);
    const [rowAfter] = await asOwner.select().from(reservations).where(eq(reservations.id, row.id));
    expect(rowAfter).toEqual(row);
  });

  it("does not tell in which state other people's rows are", async () => {
    policies.enforced = false;
    const tenant = await newActor();
    const actor = await newActor();
    const row = await givenReservation({ status: "CANCELLED" }, tenant);
    const error = await refusal(cancelReservation({ id: row.id }, actor));
    expect(error.status).toBe(404);
  });

  it("lets an admin do it for anybody", async () => {
    const tenant = await newActor();
    const admin = await newActor("admin");
    const row = await givenReservation({ status: "PENDING" }, tenant);
    const input = { id: row.id };
    await expect(cancelReservation(input, admin)).resolves.toBeDefined();
  });

  it("lets nobody choose whose row it is", async () => {
    const actor = await newActor();
    const other = await newActor();
    const input = { ...(await cancelReservationInputOf(actor)), userId: other.userId };
    const error = await refusal(cancelReservation(input, actor));
    expect(error.status).toBe(400);
    expect(error.fields).toHaveProperty("userId");
  });

  it.each([
    ["no id", { id: undefined }, "id"],
    ["null as id", { id: null }, "id"],
    ["not-an-id as id", { id: "not-an-id" }, "id"],
  ] as const)("refuses %s", async (_case, change, field) => {
    const actor = await newActor();
    const input = { ...(await cancelReservationInputOf(actor)), ...change };
    const error = await refusal(cancelReservation(input, actor));
    expect(error.status).toBe(400);
    expect(error.fields).toHaveProperty(field);
  });
});
