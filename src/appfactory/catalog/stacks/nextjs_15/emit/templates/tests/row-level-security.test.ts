import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Actor } from "@/lib/actor";

import { newActor } from "../support/database";
import { policedTables } from "./_generated/cases";

const app = new Client({ connectionString: process.env.DATABASE_URL });
beforeAll(() => app.connect());
afterAll(() => app.end());

/** Runs one statement with the app's own login, as the actor; what it did is undone. */
async function as(actor: Actor | null, text: string, values: unknown[] = []): Promise<number> {
  const claims = actor && { sub: actor.subject, role: "authenticated", user_role: actor.role };
  await app.query("begin");
  try {
    await app.query(
      "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)",
      [actor === null ? "anon" : "authenticated", claims === null ? "" : JSON.stringify(claims)],
    );
    const result = await app.query(text, values);
    return result.rowCount ?? 0;
  } finally {
    await app.query("rollback");
  }
}

/** With SQL, past the app's code: the policies alone keep people's rows apart. */
describe.each(policedTables)("table $table", ({ table, key, owner, changes, given }) => {
  const name = `"${table}"`;
  const row = `where "${key}"::text = $1`;

  const update = `update ${name} set "${key}" = "${key}" ${row}`;
  const remove = `delete from ${name} ${row}`;

  it(`shows a row to whoever it belongs to${changes ? ", and lets them change it" : ""}`, async () => {
    const tenant = await newActor();
    const id = await given(tenant);
    expect(await as(tenant, `select from ${name} ${row}`, [id])).toBe(1);
    if (changes) expect(await as(tenant, update, [id])).toBe(1);
  });

  it("neither shows it to others nor lets them touch it", async () => {
    const id = await given(await newActor());
    const other = await newActor();
    expect(await as(other, `select from ${name} ${row}`, [id])).toBe(0);
    if (!changes) return;
    expect(await as(other, update, [id])).toBe(0);
    expect(await as(other, remove, [id])).toBe(0);
  });

  if (!changes) {
    it("lets nobody change or remove it", async () => {
      const tenant = await newActor();
      const id = await given(tenant);
      await expect(as(tenant, update, [id])).rejects.toThrow();
      await expect(as(tenant, remove, [id])).rejects.toThrow();
    });
  }

  if (owner !== "") {
    it("lets nobody give a row to somebody else", async () => {
      const tenant = await newActor();
      const id = await given(tenant);
      const other = await newActor();
      const gift = as(tenant, `update ${name} set "${owner}" = $2 ${row}`, [id, other.userId]);
      await expect(gift).rejects.toMatchObject({ code: "42501" });
    });
  }

  it("shows nothing to visitors", async () => {
    const id = await given(await newActor());
    const shown = await as(null, `select from ${name} ${row}`, [id]).catch(() => 0);
    expect(shown).toBe(0);
  });
});
