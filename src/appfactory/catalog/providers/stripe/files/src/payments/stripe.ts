import "server-only";

import Stripe from "stripe";

import { mode } from "@/payments/_generated/settings";
import { env, isProduction } from "@/lib/env";

/** The key with which development and tests talk to dev/stand-ins/stripe.mjs. */
const standInKey = "sk_test_stand_in";

let client: { key: string; stripe: Stripe } | undefined;

/** Stripe's API; outside production, without a real key, the stand-in. Throws when the key is for the other mode than the plan's. */
export function stripeClient(): Stripe {
  const key = env("STRIPE_SECRET_KEY");
  if (client?.key === key) return client.stripe;
  checkMode(key);
  client = {
    key,
    stripe: new Stripe(key, { ...endpoint(key), maxNetworkRetries: 2, timeout: 20_000 }),
  };
  return client.stripe;
}

/** Test keys must not reach a live app, where nobody would be charged, and live ones no other, where everybody would. */
export function checkMode(
  key: string,
  wanted: "test" | "live" = isProduction() ? mode : "test",
): void {
  if (!new RegExp(`^(sk|rk)_${wanted}_`).test(key))
    throw new Error(`STRIPE_SECRET_KEY must be a ${wanted} key here`);
}

function endpoint(key: string): Pick<Stripe.StripeConfig, "host" | "port" | "protocol"> {
  const base = env("STRIPE_API_BASE") || (key === standInKey ? env("STAND_IN_URL") : "");
  if (base === "") return {};
  const { hostname, port, protocol } = new URL(base);
  return {
    host: hostname,
    protocol: protocol === "http:" ? "http" : "https",
    ...(port === "" ? {} : { port: Number(port) }),
  };
}
