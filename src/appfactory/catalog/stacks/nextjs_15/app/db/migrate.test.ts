import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { pendingMigrations, readMigrations } from "./migrate.mjs";

const baseline = { number: 0, name: "0000_baseline.sql", sql: "select 0", sha256: "a" };
const second = { number: 1, name: "0001_more.sql", sql: "select 1", sha256: "b" };

describe("readMigrations", () => {
  it("takes the numbered SQL files in order", () => {
    const folder = mkdtempSync(join(tmpdir(), "migrations-"));
    for (const name of ["0001_more.sql", "0000_baseline.sql", "notes.md", "1_short.sql"])
      writeFileSync(join(folder, name), `-- ${name}`);
    expect(readMigrations(folder).map(({ number, name }) => [number, name])).toEqual([
      [0, "0000_baseline.sql"],
      [1, "0001_more.sql"],
    ]);
  });
});

describe("pendingMigrations", () => {
  it("is what has not been applied", () => {
    expect(pendingMigrations([baseline, second], [])).toEqual([baseline, second]);
    expect(pendingMigrations([baseline, second], [baseline])).toEqual([second]);
    expect(pendingMigrations([baseline, second], [baseline, second])).toEqual([]);
  });

  it("refuses a migration that changed after it was applied", () => {
    expect(() => pendingMigrations([{ ...baseline, sha256: "c" }], [baseline])).toThrow(
      /0000_baseline.sql was changed/,
    );
  });

  it("refuses a database that knows more than the folder", () => {
    expect(() => pendingMigrations([baseline], [baseline, second])).toThrow(
      /0001_more.sql was applied/,
    );
  });

  it("refuses to go back in time", () => {
    expect(() => pendingMigrations([baseline, second], [second])).toThrow(/higher number/);
  });
});
