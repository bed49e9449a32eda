import "server-only";

import { handlers } from "@/functions/_generated/handlers";

/** Calls one of the plan's functions, which run in the app itself, and returns its answer. */
export async function callFunction(name: string, data: Record<string, string>): Promise<unknown> {
  const handle = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
  if (handle === undefined) throw new Error(`There is no function "${name}"`);
  return handle(data);
}
