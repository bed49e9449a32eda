import "server-only";

import { createHash } from "node:crypto";

import { sql } from "drizzle-orm";

import { withActor } from "@/db/client";
import type { Actor } from "@/lib/actor";
import { env } from "@/lib/env";
import { conflict, unprocessable } from "@/lib/errors";
import { products, returnPaths } from "@/payments/_generated/settings";
import { stripeClient } from "@/payments/stripe";

export interface Purchase {
  /** One of the plan's products; the lookup key of its price in Stripe. */
  product: string;
  /** What is paid for: a row of an entity. */
  entity: string;
  id: string;
  /** Who pays; null if nobody is signed in. */
  actor: Actor | null;
}

/**
 * Opens a checkout at Stripe for one piece of the product and notes which row it pays for. Asked again for the same row it returns the same
 * checkout for as long as Stripe remembers it (a day).
 */
export async function openCheckout({
  product,
  entity,
  id,
  actor,
}: Purchase): Promise<{ url: string }> {
  if (!products.some((known) => known === product))
    throw unprocessable(`There is no product “${product}”.`);
  const price = await priceOf(product);
  const parameters = {
    mode: price.type === "recurring" ? ("subscription" as const) : ("payment" as const),
    line_items: [{ price: price.id, quantity: 1 }],
    ...(actor === null ? {} : { client_reference_id: actor.userId }),
    ...(actor?.email ? { customer_email: actor.email } : {}),
    metadata: { product, entity, id },
    success_url: returnUrl(entity, "paid"),
    cancel_url: returnUrl(entity, "cancelled"),
  };
  const session = await stripeClient().checkout.sessions.create(parameters, {
    idempotencyKey: digest(parameters),
  });
  if (session.url === null) throw conflict("This has already been paid.", "already-paid");
  await withActor(actor, (tx) =>
    tx.execute(sql`select app.open_payment(${session.id}, ${product}, ${entity}, ${id})`),
  );
  return { url: session.url };
}

async function priceOf(product: string) {
  const { data } = await stripeClient().prices.list({
    lookup_keys: [product],
    active: true,
    limit: 1,
  });
  const [price] = data;
  if (price === undefined)
    throw new Error(`Stripe has no active price with the lookup key "${product}"`);
  return price;
}

/** Stripe refuses a key that comes back with other parameters, so the key is made of them. */
const digest = (parameters: object) =>
  createHash("sha256").update(JSON.stringify(parameters)).digest("hex");

/** Back to where the row is shown; what has become of it is for the webhook to say, not for this address. */
const returnUrl = (entity: string, outcome: "paid" | "cancelled") =>
  `${env("APP_URL")}${returnPaths[entity] ?? "/"}?checkout=${outcome}`;
