import "server-only";

import { sql } from "drizzle-orm";
import { after } from "next/server";

import { effectHandlers } from "@/_generated/effects";
import { asPlatform, type Transaction } from "@/db/client";
import type { Actor } from "@/lib/actor";
import type { EffectHandlers, SideEffect } from "@/lib/effects";
import { logError } from "@/lib/log";

export type { SideEffect } from "@/lib/effects";

interface RecordedEvent {
  effect: SideEffect;
  actor: Actor | null;
}

/** Writes down, in the action's own transaction, what must happen once it is committed. Returns the event's id. */
export async function record(tx: Transaction, effect: SideEffect): Promise<string> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select app.record_event(${effect.kind}, jsonb_build_object(
      'effect', ${JSON.stringify(effect)}::jsonb,
      'actor', case when app.current_user_id() is null then null else jsonb_build_object(
        'userId', app.current_user_id(), 'subject', auth.jwt()->>'sub', 'email', auth.jwt()->>'email', 'name', null, 'role', auth.jwt()->>'user_role'
      ) end
    )) as id`);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error("app.record_event returned no row");
  return id;
}

/**
 * Makes a recorded effect happen, after the commit. The event is claimed first, so that it happens at most once, whoever dispatches it
 * again. A failure is logged and never undoes what the user did. Mail and functions don't keep the visitor waiting; a checkout does,
 * because the next page links to it.
 */
export async function dispatch(id: string): Promise<void> {
  const event = await claim(id);
  if (event === null) return;
  if (event.effect.kind === "stripe-charge") return run(id, event);
  try {
    after(() => run(id, event));
  } catch {
    // Outside a request (scripts, tests) there is no response to wait for.
    await run(id, event);
  }
}

async function claim(id: string): Promise<RecordedEvent | null> {
  const { rows } = await asPlatform((tx) => tx.execute<{ payload: RecordedEvent | null }>(sql`select app.claim_event(${id}::uuid) as payload`));
  return rows[0]?.payload ?? null;
}

async function run(id: string, { effect, actor }: RecordedEvent): Promise<void> {
  const handlers: EffectHandlers = effectHandlers;
  const handle = handlers[effect.kind] as ((effect: SideEffect, actor: Actor | null) => Promise<unknown>) | undefined;
  try {
    if (handle === undefined) throw new Error(`nothing handles ${effect.kind}`);
    await handle(effect, actor);
  } catch (error) {
    logError("side-effect-failed", error, { id, kind: effect.kind });
  }
}
