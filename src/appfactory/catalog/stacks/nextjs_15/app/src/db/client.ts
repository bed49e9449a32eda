import "server-only";

import { sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { Pool } from "pg";

import * as schema from "@/db/_generated/schema";
import type { Identity } from "@/lib/actor";
import { env } from "@/lib/env";

type Database = NodePgDatabase<typeof schema>;

export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/** One pool for the process: a development server loads this module anew after each change. */
const shared = globalThis as typeof globalThis & { appDatabase?: Database };

function database(): Database {
  if (shared.appDatabase !== undefined) return shared.appDatabase;
  const pool = new Pool({
    connectionString: env("DATABASE_URL"),
    max: Number(env("DATABASE_POOL_SIZE") || 10),
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  // Without a listener, a connection that breaks while idle would end the process.
  pool.on("error", (error) =>
    console.error(
      JSON.stringify({ level: "error", event: "database-connection-lost", message: error.message }),
    ),
  );
  shared.appDatabase = drizzle(pool, { schema });
  return shared.appDatabase;
}

/** Runs `work` in a transaction in which the database's policies see the actor (nobody signed in: null). Rolled back when it throws. */
export function withActor<T>(
  actor: Identity | null,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const role = actor === null ? "anon" : "authenticated";
  const claims =
    actor === null
      ? { role }
      : { sub: actor.subject, role, user_role: actor.role, email: actor.email };
  return database().transaction(async (tx) => {
    await tx.execute(
      sql`select set_config('role', ${role}, true), set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)`,
    );
    return work(tx);
  });
}

/** Runs `work` without a user, as webhooks and background work do. It may call functions of schema `app`; policies show it no rows. */
export function asPlatform<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  return database().transaction(async (tx) => {
    await tx.execute(sql`select set_config('request.jwt.claims', '', true)`);
    return work(tx);
  });
}
