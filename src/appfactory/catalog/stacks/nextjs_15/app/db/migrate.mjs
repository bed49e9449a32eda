// Applies the migrations in db/migrations that the database has not seen, in order. Usage: node db/migrate.mjs [--status]
// Reads DATABASE_OWNER_URL. App Factory keeps the same journal (app.migrations) and holds the same lock.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

import pg from "pg";

const folder = join(dirname(fileURLToPath(import.meta.url)), "migrations");

// The number by which everyone who migrates this database waits for the others: FNV-1a of "app.migrations".
const LOCK = 0x68fdd16f;

export function readMigrations(from = folder) {
  return readdirSync(from)
    .filter((name) => /^\d{4}_[\w-]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(from, name), "utf8");
      return {
        number: Number(name.slice(0, 4)),
        name,
        sql,
        sha256: createHash("sha256").update(sql).digest("hex"),
      };
    });
}

/** What is still to be applied. Throws if a migration was changed after it had been applied, or one is missing in between. */
export function pendingMigrations(migrations, applied) {
  const last = applied.length === 0 ? -1 : Math.max(...applied.map(({ number }) => number));
  for (const { number, name, sha256 } of applied) {
    const file = migrations.find((migration) => migration.number === number);
    if (file === undefined)
      throw new Error(`${name} was applied to this database, but db/migrations does not hold it.`);
    if (file.sha256 !== sha256)
      throw new Error(
        `${file.name} was changed after it had been applied. Put the change into a new migration.`,
      );
  }
  const pending = migrations.filter(
    (migration) => !applied.some(({ number }) => number === migration.number),
  );
  const late = pending.find(({ number }) => number < last);
  if (late !== undefined)
    throw new Error(
      `${late.name} comes before migrations that were already applied. Give it a higher number.`,
    );
  return pending;
}

async function journal(client) {
  await client.query("create schema if not exists app");
  await client.query(
    "create table if not exists app.migrations (number int primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now())",
  );
  const { rows } = await client.query(
    "select number, name, sha256 from app.migrations order by number",
  );
  return rows;
}

async function apply(client, migration) {
  await client.query("begin");
  try {
    await client.query(migration.sql);
    await client.query("insert into app.migrations (number, name, sha256) values ($1, $2, $3)", [
      migration.number,
      migration.name,
      migration.sha256,
    ]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw new Error(`${migration.name}: ${error.message}${error.hint ? ` (${error.hint})` : ""}`, {
      cause: error,
    });
  }
}

async function main() {
  for (const file of [".env.local", ".env"]) {
    try {
      process.loadEnvFile(file);
    } catch {
      // Not there: the environment has it all.
    }
  }
  const connectionString = process.env.DATABASE_OWNER_URL;
  if (!connectionString)
    throw new Error("DATABASE_OWNER_URL is not set: the login that owns the schema.");
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    const pending = pendingMigrations(readMigrations(), await journal(client));
    if (process.argv.includes("--status")) {
      console.log(
        pending.length === 0
          ? "Up to date."
          : pending.map(({ name }) => `pending  ${name}`).join("\n"),
      );
      return;
    }
    for (const migration of pending) {
      await apply(client, migration);
      console.log(`applied  ${migration.name}`);
    }
    if (pending.length === 0) console.log("Up to date.");
  } finally {
    await client.end();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(`Migration failed. ${error.message}`);
    process.exitCode = 1;
  });
}
