import "server-only";

import { sql } from "drizzle-orm";
import { NextResponse, type NextRequest } from "next/server";
import type Stripe from "stripe";

import { asPlatform } from "@/db/client";
import { env } from "@/lib/env";
import { AppError, toAppError } from "@/lib/errors";
import { logError } from "@/lib/log";
import { requestId } from "@/lib/request-id";
import { recordedEvents } from "@/payments/_generated/settings";
import { stripeClient } from "@/payments/stripe";

const mostBytes = 1_000_000;

const wrongSignature = (message: string) => new AppError(400, "invalid-signature", message);

/**
 * Stripe tells what came of a checkout. The signature over the raw body proves that it was Stripe; an event that is sent again changes nothing.
 * Anything but a 2xx makes Stripe send it again later.
 */
export async function handleStripeWebhook(request: NextRequest): Promise<Response> {
  const id = requestId(request.headers);
  const headers = { "x-request-id": id, "cache-control": "no-store" };
  try {
    const event = await verifiedEvent(request);
    return NextResponse.json({ received: true, settled: await handle(event) }, { headers });
  } catch (error) {
    const { status, code, message } = toAppError(error);
    if (status >= 500) logError("webhook-failed", error, { requestId: id });
    return NextResponse.json({ error: { code, message, requestId: id } }, { status, headers });
  }
}

async function verifiedEvent(request: NextRequest): Promise<Stripe.Event> {
  const signature = request.headers.get("stripe-signature");
  if (signature === null) throw wrongSignature("The request carries no Stripe-Signature header.");
  const body = await request.text();
  if (body.length > mostBytes) throw new AppError(413, "too-large", "The body is too large.");
  try {
    return stripeClient().webhooks.constructEvent(body, signature, env("STRIPE_WEBHOOK_SECRET"));
  } catch {
    throw wrongSignature("The signature does not belong to this body, or it is too old.");
  }
}

/** Does what the event asks for. True if a payment was settled by it; an event of no interest is fine too. */
async function handle(event: Stripe.Event): Promise<boolean> {
  if (recordedEvents.includes(event.type)) await keep(event);
  switch (event.type) {
    case "checkout.session.completed":
      // Slow ways to pay complete the checkout long before the money arrives.
      return (
        event.data.object.payment_status !== "unpaid" && settle(event.id, event.data.object.id)
      );
    case "checkout.session.async_payment_succeeded":
      return settle(event.id, event.data.object.id);
    default:
      return false;
  }
}

/** Marks the payment as settled and moves the row that it paid for. False if the event or the payment was handled before. */
async function settle(eventId: string, sessionId: string): Promise<boolean> {
  const { rows } = await asPlatform((tx) =>
    tx.execute<{ settled: boolean }>(
      sql`select app.settle_payment(${eventId}, ${sessionId}) as settled`,
    ),
  );
  return rows[0]?.settled ?? false;
}

/** Keeps an event that the plan asked for in app.events, where the app's own code can take it up. */
async function keep(event: Stripe.Event): Promise<void> {
  const payload = JSON.stringify({ id: event.id, object: event.data.object });
  await asPlatform((tx) =>
    tx.execute(sql`select app.record_event(${`stripe.${event.type}`}, ${payload}::jsonb)`),
  );
}
