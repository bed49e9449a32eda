import type { EffectHandlers } from "@/lib/effects";

export const effectHandlers: EffectHandlers = {};
