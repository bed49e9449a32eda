import type { Actor } from "@/lib/actor";

/** What an action makes happen outside the database. */
export type SideEffect =
  | { kind: "send-email"; template: string; to: string; data: Record<string, string> }
  | { kind: "stripe-charge"; product: string; entity: string; id: string }
  | { kind: "call-function"; name: string; data: Record<string, string> };

/** What makes each kind happen; `actor` is who caused it. */
export type EffectHandlers = {
  [Kind in SideEffect["kind"]]?: (effect: Extract<SideEffect, { kind: Kind }>, actor: Actor | null) => Promise<unknown>;
};
