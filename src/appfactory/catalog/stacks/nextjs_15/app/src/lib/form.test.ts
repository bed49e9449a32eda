import { describe, expect, it } from "vitest";

import { conflict, invalid } from "@/lib/errors";
import { formError, readForm, type FieldKind } from "@/lib/form";

function form(...entries: [string, string][]): FormData {
  const data = new FormData();
  for (const [name, value] of entries) data.append(name, value);
  return data;
}

const read = (kind: FieldKind, ...values: string[]) =>
  readForm(form(...values.map((value): [string, string] => ["field", value])), { field: kind });

describe("readForm", () => {
  it.each<[FieldKind, string, unknown]>([
    ["text", " Ana ", "Ana"],
    ["integer", "4", 4],
    ["integer", "four", "four"],
    ["number", "2.5", 2.5],
    ["decimal", "12.50", "12.50"],
    ["boolean", "true", true],
    ["datetime", "2026-11-21T19:30:00+01:00", "2026-11-21T19:30:00+01:00"],
    ["datetime", "2026-11-21T19:30", "2026-11-21T19:30:00Z"],
    ["date", "2026-11-21", "2026-11-21"],
    ["time", "19:30", "19:30"],
    ["json", '{"a":[1]}', { a: [1] }],
    ["json", "{", "{"],
    ["list", '["red","dark blue"]', ["red", "dark blue"]],
    ["list", "red, dark blue,", ["red", "dark blue"]],
    ["integers", "[1,2]", [1, 2]],
    [
      "datetimes",
      '["2026-11-22T10:00","2026-11-22T10:00:00+07:00"]',
      ["2026-11-22T10:00:00Z", "2026-11-22T10:00:00+07:00"],
    ],
  ])("reads %s from %j", (kind, value, expected) => {
    expect(read(kind, value)).toEqual({ field: expected });
  });

  it("leaves out what was left empty, but knows an empty box for a no", () => {
    for (const kind of ["text", "integer", "datetime", "json", "decimal"] as const)
      expect(read(kind, " ")).toEqual({});
    expect(read("list")).toEqual({});
    expect(read("boolean")).toEqual({ field: false });
  });

  it("takes several entries of one name as a list", () => {
    expect(read("list", "red", "blue")).toEqual({ field: ["red", "blue"] });
  });

  it("takes no field that was not asked for", () => {
    expect(readForm(form(["name", "Ana"], ["role", "admin"]), { name: "text" })).toEqual({
      name: "Ana",
    });
  });
});

describe("formError", () => {
  const data = form(["party", "0"], ["tag", "a"], ["tag", "b"], ["$ACTION_ID", "x"]);

  it("shows errors at the form's own fields and keeps what was entered", () => {
    expect(
      formError(invalid({ partySize: ["At least 1."] }), data, { partySize: "party" }),
    ).toEqual({
      status: "error",
      message: "Please check what you entered.",
      fieldErrors: { party: ["At least 1."] },
      values: { party: "0", tag: '["a","b"]' },
    });
  });

  it("says what a conflict is about", () => {
    expect(formError(conflict("Taken."), data)).toMatchObject({
      status: "error",
      message: "Taken.",
    });
  });
});
