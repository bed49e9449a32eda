import "server-only";

import { sql } from "drizzle-orm";
import { after } from "next/server";

import { effectHandlers } from "@/_generated/effects";
import { asPlatform, type Transaction } from "@/db/client";
import type { SideEffect } from "@/lib/effects";
import { logError } from "@/lib/log";

export type { SideEffect } from "@/lib/effects";

/** Writes down, in the action's own transaction, what must happen once it is committed. Returns the event's id. */
export async function record(tx: Transaction, effect: SideEffect): Promise<string> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`select app.record_event(${effect.kind}, ${JSON.stringify(effect)}::jsonb) as id`,
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error("app.record_event returned no row");
  return id;
}

/**
 * Makes a recorded effect happen, after the commit and without keeping the visitor waiting. The event is claimed first, so that it happens
 * at most once, whoever dispatches it again. A failure is logged; it can't undo what the visitor did.
 */
export async function dispatch(id: string): Promise<void> {
  try {
    const effect = await claim(id);
    if (effect === null) return;
    await afterResponse(() => carryOut(id, effect));
  } catch (error) {
    logError("side-effect-not-claimed", error, { id });
  }
}

async function claim(id: string): Promise<SideEffect | null> {
  const { rows } = await asPlatform((tx) =>
    tx.execute<{ effect: SideEffect | null }>(sql`select app.claim_event(${id}::uuid) as effect`),
  );
  return rows[0]?.effect ?? null;
}

async function afterResponse(work: () => Promise<void>): Promise<void> {
  try {
    after(work);
  } catch {
    // Outside a request (scripts, tests) there is no response to wait for.
    await work();
  }
}

async function carryOut(id: string, effect: SideEffect): Promise<void> {
  try {
    await handled(id, effect);
  } catch (error) {
    logError("side-effect-failed", error, { id, kind: effect.kind });
  }
}

function handled(id: string, effect: SideEffect): Promise<unknown> {
  const missing = () => Promise.reject(new Error(`nothing handles ${effect.kind}`));
  switch (effect.kind) {
    case "send-email":
      return effectHandlers["send-email"]?.(effect, id) ?? missing();
    case "call-function":
      return effectHandlers["call-function"]?.(effect, id) ?? missing();
  }
}
