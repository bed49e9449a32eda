import { describe, expect, it } from "vitest";

import { insertStatement } from "@/db/seed-rows";

const userIds = new Map([["ana@example.com", "id-of-ana"]]);
const today = new Date("2026-11-21T08:00:00Z");
const table = { table: "Reservation", rows: [] };

describe("insertStatement", () => {
  it("quotes names, and sends values apart from the text", () => {
    const row = { id: "1", 'odd"name': "'; drop table users; --" };
    expect(insertStatement(table, row, userIds, today)).toEqual({
      text: 'insert into "public"."Reservation" ("id", "odd""name") values ($1, $2) on conflict do nothing',
      values: ["1", "'; drop table users; --"],
    });
  });

  it("works out users, moments, lists and documents", () => {
    const row = {
      user_id: { user: "ana@example.com" },
      time: { inDays: 3, at: "19:30" },
      tags: ["a", "b"],
      extra: { json: [{ a: 1 }] },
      note: null,
    };
    expect(insertStatement(table, row, userIds, today).values).toEqual([
      "id-of-ana",
      "2026-11-24T19:30:00Z",
      ["a", "b"],
      '[{"a":1}]',
      null,
    ]);
  });

  it("knows only the development users", () => {
    expect(() =>
      insertStatement(table, { user_id: { user: "eve@example.com" } }, userIds, today),
    ).toThrow(/eve@example.com/);
  });
});
