/** What an action makes happen outside the database. A checkout is opened by the action itself, because its address belongs to the answer. */
export type SideEffect =
  | { kind: "send-email"; template: string; to: string; data: Record<string, string> }
  | { kind: "call-function"; name: string; data: Record<string, string> };

/** What makes each kind happen. `id` is the event's: services that know idempotency keys take it for one. */
export type EffectHandlers = {
  [Kind in SideEffect["kind"]]?: (
    effect: Extract<SideEffect, { kind: Kind }>,
    id: string,
  ) => Promise<unknown>;
};
