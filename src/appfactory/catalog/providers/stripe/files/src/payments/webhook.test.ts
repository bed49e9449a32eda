import { NextRequest } from "next/server";
import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { asPlatform } from "@/db/client";
import { handleStripeWebhook } from "@/payments/webhook";

vi.mock("@/db/client", () => ({ asPlatform: vi.fn() }));
vi.mock("@/payments/_generated/settings", () => ({
  mode: "test",
  products: [],
  returnPaths: {},
  recordedEvents: ["invoice.paid"],
}));

const secret = "whsec_of_this_test";
const stripe = new Stripe("sk_test_of_this_test");
const execute = vi.fn();

const eventOf = (type: string, object: object, id = "evt_1") =>
  JSON.stringify({ id, object: "event", type, data: { object } });
const paid = eventOf("checkout.session.completed", { id: "cs_test_1", payment_status: "paid" });

async function send(payload: string, header?: string) {
  const headers = new Headers(header === undefined ? [] : [["stripe-signature", header]]);
  const response = await handleStripeWebhook(
    new NextRequest("http://localhost:3000/api/webhooks/stripe", {
      method: "POST",
      body: payload,
      headers,
    }),
  );
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const signed = (payload: string, with_ = secret, timestamp = Math.floor(Date.now() / 1000)) =>
  stripe.webhooks.generateTestHeaderString({ payload, secret: with_, timestamp });

beforeEach(() => {
  vi.stubEnv("APP_ENV", "test");
  vi.stubEnv("STRIPE_SECRET_KEY", "sk_test_of_this_test");
  vi.stubEnv("STRIPE_WEBHOOK_SECRET", secret);
  vi.mocked(asPlatform).mockImplementation((work) => work({ execute } as never));
  execute.mockReset().mockResolvedValue({ rows: [{ settled: true }] });
});
afterEach(() => vi.unstubAllEnvs());

describe("a webhook", () => {
  it.each([
    ["without a signature", () => undefined],
    ["with a signature that is none", () => "nonsense"],
    ["signed with another secret", () => signed(paid, "whsec_another")],
    ["signed long ago", () => signed(paid, secret, 1_000_000)],
    [
      "signed for another body",
      () =>
        signed(eventOf("checkout.session.completed", { id: "cs_test_2", payment_status: "paid" })),
    ],
  ])("%s is refused and touches nothing", async (_, header) => {
    const { status, body } = await send(paid, header());
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: "invalid-signature",
      message: expect.any(String),
      requestId: expect.any(String),
    });
    expect(execute).not.toHaveBeenCalled();
  });

  it("that is signed but no JSON is refused, too", async () => {
    expect((await send("nonsense", signed("nonsense"))).status).toBe(400);
  });

  it("settles a checkout that was paid, and says when it had been settled before", async () => {
    expect(await send(paid, signed(paid))).toEqual({
      status: 200,
      body: { received: true, settled: true },
    });
    execute.mockResolvedValue({ rows: [{ settled: false }] });
    expect(await send(paid, signed(paid))).toEqual({
      status: 200,
      body: { received: true, settled: false },
    });
  });

  it("waits for the money of a slow way to pay", async () => {
    const completed = eventOf("checkout.session.completed", {
      id: "cs_test_1",
      payment_status: "unpaid",
    });
    expect((await send(completed, signed(completed))).body.settled).toBe(false);
    expect(execute).not.toHaveBeenCalled();
    const arrived = eventOf("checkout.session.async_payment_succeeded", {
      id: "cs_test_1",
      payment_status: "paid",
    });
    expect((await send(arrived, signed(arrived))).body.settled).toBe(true);
  });

  it("of no interest is received and does nothing", async () => {
    const other = eventOf("customer.created", { id: "cus_1" });
    expect(await send(other, signed(other))).toEqual({
      status: 200,
      body: { received: true, settled: false },
    });
    expect(execute).not.toHaveBeenCalled();
  });

  it("that the plan wants kept is kept", async () => {
    const kept = eventOf("invoice.paid", { id: "in_1" });
    expect((await send(kept, signed(kept))).status).toBe(200);
    expect(execute).toHaveBeenCalledTimes(1);
  });

  it("is answered with 500 when the database fails, so that Stripe sends it again", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    execute.mockRejectedValue(new Error("connection lost"));
    const { status, body } = await send(paid, signed(paid));
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain("connection lost");
  });
});
