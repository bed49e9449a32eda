import { describe, expect, it } from "vitest";
import { z } from "zod";

import { conflict, invalid, parse, toAppError, tooManyRequests } from "@/lib/errors";

/** As the driver throws them; Drizzle puts its own error around. */
function databaseError(code: string, more: Record<string, string> = {}): Error {
  return new Error("Failed query", {
    cause: Object.assign(new Error("secret detail"), { code, ...more }),
  });
}

describe("parse", () => {
  const schema = z.strictObject({ partySize: z.int().min(1), time: z.iso.datetime() });

  it("returns what the schema makes of the value", () => {
    expect(parse(schema, { partySize: 2, time: "2026-11-21T19:30:00Z" })).toEqual({
      partySize: 2,
      time: "2026-11-21T19:30:00Z",
    });
  });

  it("names every field at fault", () => {
    expect(() => parse(schema, { partySize: 0 })).toThrow(
      expect.objectContaining({ status: 400, code: "invalid" }),
    );
    try {
      parse(schema, { partySize: 0, role: "admin" });
    } catch (error) {
      expect(Object.keys(toAppError(error).fields ?? {}).sort()).toEqual([
        "partySize",
        "role",
        "time",
      ]);
    }
  });
});

describe("toAppError", () => {
  it("keeps what may be shown already", () => {
    const error = conflict("Taken.", "slot-taken");
    expect(toAppError(error)).toBe(error);
    expect(toAppError(invalid({ name: ["Required."] }))).toMatchObject({
      status: 400,
      fields: { name: ["Required."] },
    });
    expect(toAppError(tooManyRequests(12))).toMatchObject({ status: 429, retryAfter: 12 });
  });

  it.each([
    ["23505", 409],
    ["23P01", 409],
    ["40001", 409],
    ["40P01", 409],
    ["23514", 422],
    ["23502", 422],
    ["42501", 403],
    ["22P02", 400],
    ["22003", 400],
    ["57014", 503],
    ["53300", 503],
    ["42703", 500],
  ])("answers PostgreSQL's %s with %i and without its words", (code, status) => {
    const error = toAppError(databaseError(code));
    expect(error.status).toBe(status);
    expect(error.message).not.toContain("secret");
  });

  it("tells a missing row from one that is still needed", () => {
    expect(
      toAppError(
        databaseError("23503", { detail: 'Key (table_id)=(7) is not present in table "tables".' }),
      ),
    ).toMatchObject({
      status: 422,
      fields: { tableId: [expect.any(String)] },
    });
    expect(
      toAppError(
        databaseError("23503", {
          detail: 'Key (id)=(7) is still referenced from table "reservations".',
        }),
      ).status,
    ).toBe(409);
  });

  it("names the fields of a value that is taken, not the value", () => {
    const { fields } = toAppError(
      databaseError("23505", {
        detail: 'Key (tenant_id, "e_mail")=(1, ana@example.com) already exists.',
      }),
    );
    expect(Object.keys(fields ?? {})).toEqual(["tenantId", "eMail"]);
    expect(JSON.stringify(fields)).not.toContain("ana@");
  });

  it("says nothing about what it does not know", () => {
    expect(toAppError(new Error("password is hunter2"))).toMatchObject({
      status: 500,
      code: "internal",
    });
    expect(toAppError(new Error("password is hunter2")).message).not.toContain("hunter2");
    expect(toAppError("text").status).toBe(500);
  });
});
