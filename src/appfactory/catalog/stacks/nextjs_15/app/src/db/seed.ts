// Writes the development users and sample rows; what is there already stays. Reads DATABASE_OWNER_URL, and refuses in production.
import { Client } from "pg";

import { developmentUsers } from "@/auth/development-users";
import { seedTables } from "@/db/_generated/seed-data";
import { insertStatement } from "@/db/seed-rows";

async function ensureUsers(client: Client): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { subject, email, name, role } of developmentUsers) {
    const claims = JSON.stringify({ sub: subject, role: "authenticated", user_role: role, email });
    await client.query("select set_config('request.jwt.claims', $1, true)", [claims]);
    const { rows } = await client.query<{ id: string }>("select app.ensure_user($1, $2) as id", [
      email,
      name,
    ]);
    ids.set(email, String(rows[0]?.id));
  }
  return ids;
}

async function seed(connectionString: string): Promise<number> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query("begin");
    const userIds = await ensureUsers(client);
    const today = new Date();
    let written = 0;
    for (const table of seedTables) {
      for (const row of table.rows)
        written += (await client.query(insertStatement(table, row, userIds, today))).rowCount ?? 0;
    }
    await client.query("commit");
    return written;
  } finally {
    await client.end();
  }
}

async function main(): Promise<void> {
  for (const file of [".env.local", ".env"]) {
    try {
      process.loadEnvFile(file);
    } catch {
      // Not there: the environment has it all.
    }
  }
  const environment = process.env.APP_ENV || process.env.NODE_ENV;
  if (environment === "production") throw new Error("Sample data is not for production.");
  const connectionString = process.env.DATABASE_OWNER_URL;
  if (!connectionString)
    throw new Error("DATABASE_OWNER_URL is not set: the login that owns the schema.");
  const written = await seed(connectionString);
  console.log(`${developmentUsers.length} users are there; ${written} rows were added.`);
}

main().catch((error: unknown) => {
  console.error(
    `The seed data could not be written. ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
});
