import "server-only";

import { edgeFunctions } from "@/lib/_generated/edge-functions";
import { env } from "@/lib/env";

/** Calls one of the plan's edge functions and returns its answer. Throws when it refuses or does not answer within 15 seconds. */
export async function callFunction(name: string, data: Record<string, string>): Promise<unknown> {
  const folder = Object.hasOwn(edgeFunctions, name) ? edgeFunctions[name] : undefined;
  if (folder === undefined) throw new Error(`There is no edge function "${name}"`);
  const response = await fetch(`${baseUrl()}/functions/v1/${folder}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${env("EDGE_FUNCTION_SECRET")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(data),
    cache: "no-store",
    signal: AbortSignal.timeout(15_000),
  });
  if (!response.ok)
    throw new Error(
      `Edge function "${name}" answered ${response.status}: ${await response.text()}`,
    );
  return response.json();
}

/** The project's address; outside production, until there is one, that of dev/stand-ins/functions.mjs. */
function baseUrl(): string {
  const address = env("SUPABASE_URL");
  return (address === "stand-in" ? env("STAND_IN_URL") : address).replace(/\/+$/, "");
}
