import { randomBytes } from "node:crypto";

import type { Page } from "@/lib/browse";
import { toAppError, type AppError } from "@/lib/errors";

/** Text that no other row has, of the same look, at most `length` characters long. */
export function unique(text: string, length = 200): string {
  const random = randomBytes(6).toString("hex");
  const [name = text, host] = text.split("@");
  if (host !== undefined) return `${name}.${random}@${host}`.slice(-length);
  const mark = text === text.toUpperCase() ? random.toUpperCase() : random;
  const start = text.slice(0, Math.max(0, length - mark.length - 1));
  const separator = /[-_]/.exec(text)?.[0] ?? " ";
  return start === "" ? mark.slice(-length) : `${start}${separator}${mark}`;
}

/** A whole number that hardly another row has. */
export function uniqueNumber(minimum = 1, maximum = 2_000_000_000): number {
  return minimum + Math.floor(Math.random() * (maximum - minimum + 1));
}

/** A moment on a day from today, at a time in UTC. */
export function inDays(days: number, at: string): Date {
  return new Date(`${dayFrom(days)}T${at}:00.000Z`);
}

/** A day from today as `YYYY-MM-DD`. */
export function dayFrom(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** What a call is refused with. Fails when it is not refused. */
export async function refusal(call: Promise<unknown>): Promise<AppError> {
  return call.then(
    (value) => {
      throw new Error(`Not refused: ${JSON.stringify(value)}`);
    },
    (error: unknown) => toAppError(error),
  );
}

/** Every item of a list, whatever the number of its pages. */
export async function everyItem<T>(read: (page: number) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  for (let page = 1; ; page += 1) {
    const found = await read(page);
    items.push(...found.items);
    if (found.items.length === 0 || items.length >= found.total) return items;
  }
}

/** A form that holds an operation's input. */
export function formData(input: object): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || value === null) continue;
    data.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  return data;
}
