import "server-only";

import { sql } from "drizzle-orm";

import { asPlatform } from "@/db/client";
import type { Actor } from "@/lib/actor";
import { env } from "@/lib/env";
import { tooManyRequests } from "@/lib/errors";

/** Takes one of `perMinute` requests that `bucket` may make. Throws a 429 when there is none left. */
export async function takeToken(bucket: string, perMinute: number): Promise<void> {
  const wait = await asPlatform(async (tx) => {
    const { rows } = await tx.execute<{ wait: number }>(
      sql`select app.take_token(${bucket}, ${perMinute}::int) as wait`,
    );
    return rows[0]?.wait ?? 0;
  });
  if (wait > 0) throw tooManyRequests(wait);
}

/** Whose requests are counted together: a user's, or, when nobody is signed in, those of an address. */
export function callerKey(actor: Actor | null, headers: Headers): string {
  return actor === null ? `address:${clientAddress(headers)}` : `user:${actor.userId}`;
}

/**
 * The visitor's address. Each proxy appends who called it, so only the last entries can be trusted: the caller writes the rest.
 */
export function clientAddress(
  headers: Headers,
  proxies = Number(env("TRUSTED_PROXIES") || 1),
): string {
  const hops = (headers.get("x-forwarded-for") ?? "")
    .split(",")
    .map((hop) => hop.trim())
    .filter((hop) => hop !== "");
  return hops.at(-proxies) ?? hops[0] ?? "unknown";
}
