/**
 * A value of the seed data: plain JSON values are stored as they are, lists as PostgreSQL arrays, and three forms are worked out when the
 * data is written: a user's id by e-mail, a JSON document, and a moment relative to today, so that the data does not grow old.
 */
export type SeedValue =
  | string
  | number
  | boolean
  | null
  | readonly SeedValue[]
  | { user: string }
  | { json: unknown }
  | { inDays: number; at: string };

/** Rows of one table by column names, in an order in which they can be inserted. `schema` is `public` if not given. */
export interface SeedTable {
  schema?: string;
  table: string;
  rows: readonly Readonly<Record<string, SeedValue>>[];
}

/** A statement that inserts the row unless it, or one in its place, is there already. */
export function insertStatement(
  { schema = "public", table }: SeedTable,
  row: SeedTable["rows"][number],
  userIds: ReadonlyMap<string, string>,
  today: Date,
) {
  const columns = Object.keys(row);
  const names = columns.map(quoted).join(", ");
  const places = columns.map((_, index) => `$${index + 1}`).join(", ");
  const text = `insert into ${quoted(schema)}.${quoted(table)} (${names}) values (${places}) on conflict do nothing`;
  return { text, values: Object.values(row).map((value) => stored(value, userIds, today)) };
}

function stored(value: SeedValue, userIds: ReadonlyMap<string, string>, today: Date): unknown {
  if (value === null || typeof value !== "object") return value;
  if (isList(value)) return value.map((entry) => stored(entry, userIds, today));
  if ("json" in value) return JSON.stringify(value.json);
  if ("user" in value) {
    const id = userIds.get(value.user);
    if (id === undefined)
      throw new Error(`The seed data speaks of ${value.user}, who is no development user.`);
    return id;
  }
  const day = new Date(today.getTime() + value.inDays * 86_400_000).toISOString().slice(0, 10);
  return `${day}T${value.at}:00Z`;
}

const isList = (value: SeedValue): value is readonly SeedValue[] => Array.isArray(value);

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
