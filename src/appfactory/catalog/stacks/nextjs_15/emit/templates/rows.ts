import { and, asc, desc, gte, ilike, lt, or, type AnyColumn, type SQL } from "drizzle-orm";

import type { BrowseRequest } from "@/lib/browse";

/** The one row that a statement returns. Throws if it returned none. */
export function single<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error("The statement returned no row.");
  return row;
}

/** Rows in which one of the columns contains the text, in any case; nothing is a wildcard. */
export function matching(text: string | undefined, columns: readonly AnyColumn[]): SQL | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const pattern = `%${text.trim().replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
  return or(...columns.map((column) => ilike(column, pattern)));
}

/** The order that `name` (ascending) or `-name` (descending) stands for. */
export function orderOf(columns: Readonly<Record<string, AnyColumn>>, sort: string): SQL[] {
  const column = columns[sort.replace(/^-/, "")];
  if (column === undefined) return [];
  return [sort.startsWith("-") ? desc(column) : asc(column)];
}

/** The values that are texts, numbers or flags, as text, for e-mail templates and functions. */
export function texts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const scalar = ["string", "number", "boolean"];
  const entries = Object.entries(values).filter(([, value]) => scalar.includes(typeof value));
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** The first moment of a day of the calendar (`YYYY-MM-DD`), in UTC. */
export const startOfDay = (day: string) => new Date(`${day}T00:00:00.000Z`);

/** The first moment after a day of the calendar (`YYYY-MM-DD`), in UTC. */
export const startOfNextDay = (day: string) => new Date(startOfDay(day).getTime() + 86_400_000);

/** Moments on a day of the calendar (`YYYY-MM-DD`), in UTC. */
export function onDay(column: AnyColumn, day: string): SQL | undefined {
  return and(gte(column, startOfDay(day)), lt(column, startOfNextDay(day)));
}

/** The order that a list is asked for, as `orderOf` takes it. */
export function sortOf({ sort, direction }: BrowseRequest, otherwise: string): string {
  if (sort === undefined) return otherwise;
  return direction === "desc" ? `-${sort}` : sort;
}

/** A choice of a select. */
export interface Choice {
  value: string;
  label: string;
}

/** A row, and the page on which it is paid for. */
export type WithCheckout<T> = T & { checkoutUrl: string };
