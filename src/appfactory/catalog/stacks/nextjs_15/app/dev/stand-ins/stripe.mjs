// Stripe's API for checkouts (https://docs.stripe.com/api) and its hosted page, which pays by sending the app a webhook with a proper
// signature. What can be bought, and for how much, stands in stripe-products.json.
import { createHmac, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";

import { Refusal } from "./server.mjs";

const productsFile = new URL("./stripe-products.json", import.meta.url);
const PARAMETER =
  /^(mode|line_items\[\d+\]\[(price|quantity)\]|client_reference_id|customer_email|metadata\[[^\]]{1,40}\]|success_url|cancel_url)$/;
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

const identifier = (prefix) => `${prefix}_${randomBytes(12).toString("hex")}`;
const seconds = () => Math.floor(Date.now() / 1000);
const escaped = (text) =>
  String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
const refuse = (status, error) =>
  new Refusal(status, { error: { type: "invalid_request_error", ...error } });

/** The header `Stripe-Signature` for a body (https://docs.stripe.com/webhooks#verify-manually). */
export function signature(body, secret, timestamp = seconds()) {
  return `t=${timestamp},v1=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
}

function loadPrices() {
  const products = existsSync(productsFile) ? JSON.parse(readFileSync(productsFile, "utf8")) : [];
  return products.map((product, index) => ({
    id: `price_stand_in_${index}`,
    object: "price",
    active: true,
    currency: product.currency,
    livemode: false,
    lookup_key: product.lookup_key,
    product: `prod_stand_in_${index}`,
    recurring: null,
    type: "one_time",
    unit_amount: product.unit_amount,
  }));
}

/** What this stand-in remembers: prices, checkout sessions by id, and replies by idempotency key. */
function state(memory) {
  if (!memory.has("prices"))
    memory.set("prices", loadPrices()).set("sessions", new Map()).set("replies", new Map());
  return {
    prices: memory.get("prices"),
    sessions: memory.get("sessions"),
    replies: memory.get("replies"),
  };
}

function authorize(headers) {
  const key = /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1];
  if (key === undefined) throw refuse(401, { message: "You did not provide an API key." });
  if (!/^(sk|rk)_test_/.test(key))
    throw refuse(401, { message: `Invalid API Key provided: ${key.slice(0, 8)}…` });
}

function listPrices({ headers, query, memory }) {
  authorize(headers);
  const wanted = [...query]
    .filter(([name]) => /^lookup_keys(\[\d*\])?$/.test(name))
    .map(([, value]) => value);
  if (wanted.length > 10)
    throw refuse(400, { param: "lookup_keys", message: "Too many lookup keys: at most 10." });
  const data = state(memory).prices.filter(
    (price) => wanted.length === 0 || wanted.includes(price.lookup_key),
  );
  return {
    json: {
      object: "list",
      url: "/v1/prices",
      has_more: false,
      data: data.slice(0, Number(query.get("limit") ?? 10)),
    },
  };
}

/** Opens a checkout. A repeated idempotency key gets the first reply again, and is refused with other parameters. */
function openSession(call) {
  const { headers, text, memory } = call;
  authorize(headers);
  const { replies } = state(memory);
  const key = headers["idempotency-key"];
  const known = key === undefined ? undefined : replies.get(key);
  if (known !== undefined && known.text !== text) {
    const message =
      "Keys for idempotent requests can only be used with the same parameters they were first used with.";
    throw refuse(400, { type: "idempotency_error", message });
  }
  const json = known?.json ?? { ...createSession(call) };
  if (key !== undefined) replies.set(key, { text, json });
  return { json, headers: { "request-id": identifier("req") } };
}

function createSession({ body: form, baseUrl, memory }) {
  const { prices, sessions } = state(memory);
  if (!(form instanceof URLSearchParams))
    throw refuse(400, { message: "The parameters must be sent as a form." });
  const price = check(form, prices);
  const id = identifier("cs_test");
  const metadata = [...form]
    .filter(([name]) => name.startsWith("metadata["))
    .map(([name, value]) => [name.slice(9, -1), value]);
  const session = {
    id,
    object: "checkout.session",
    amount_total: price.unit_amount * Number(form.get("line_items[0][quantity]")),
    cancel_url: form.get("cancel_url"),
    client_reference_id: form.get("client_reference_id"),
    created: seconds(),
    currency: price.currency,
    customer_email: form.get("customer_email"),
    expires_at: seconds() + 86_400,
    livemode: false,
    metadata: Object.fromEntries(metadata),
    mode: form.get("mode"),
    payment_status: "unpaid",
    status: "open",
    success_url: form.get("success_url"),
    url: `${baseUrl}/checkout/${id}`,
  };
  sessions.set(id, session);
  return session;
}

/** Returns the price that is to be paid; refuses what Stripe would. */
function check(form, prices) {
  const unknown = [...form.keys()].find((name) => !PARAMETER.test(name));
  if (unknown !== undefined)
    throw refuse(400, {
      code: "parameter_unknown",
      param: unknown,
      message: `Received unknown parameter: ${unknown}`,
    });
  for (const name of ["mode", "success_url", "line_items[0][price]"]) {
    if (!form.get(name))
      throw refuse(400, {
        code: "parameter_missing",
        param: name,
        message: `Missing required param: ${name}.`,
      });
  }
  if (!["payment", "subscription"].includes(form.get("mode")))
    throw refuse(400, { param: "mode", message: `Invalid mode: ${form.get("mode")}` });
  for (const name of ["success_url", "cancel_url"]) {
    const address = form.get(name);
    if (address !== null && !/^https?:\/\/[^/]/.test(address))
      throw refuse(400, { code: "url_invalid", param: name, message: "Not a valid URL" });
  }
  if (form.has("customer_email") && !ADDRESS.test(form.get("customer_email"))) {
    throw refuse(400, {
      code: "email_invalid",
      param: "customer_email",
      message: `Invalid email address: ${form.get("customer_email")}`,
    });
  }
  if (!/^[1-9]\d*$/.test(form.get("line_items[0][quantity]") ?? ""))
    throw refuse(400, { param: "line_items[0][quantity]", message: "Invalid integer" });
  const id = form.get("line_items[0][price]");
  const price = prices.find((candidate) => candidate.id === id);
  if (price === undefined)
    throw refuse(400, {
      code: "resource_missing",
      param: "line_items[0][price]",
      message: `No such price: '${id}'`,
    });
  return price;
}

function readSession({ headers, params, memory }) {
  authorize(headers);
  const session = state(memory).sessions.get(params.id);
  if (session === undefined)
    throw refuse(404, {
      code: "resource_missing",
      param: "id",
      message: `No such checkout.session: ${params.id}`,
    });
  return { json: session };
}

function showCheckout({ params, memory }) {
  const session = state(memory).sessions.get(params.id);
  if (session === undefined) return notThere;
  if (session.status !== "open") return alreadyPaid(session);
  const amount = new Intl.NumberFormat("en", {
    style: "currency",
    currency: session.currency,
  }).format(session.amount_total / 100);
  const buttons = `<form method="post" action="/checkout/${session.id}/pay"><button>Pay</button></form>
  <form method="post" action="/checkout/${session.id}/cancel"><button class="plain">Cancel</button></form>`;
  return {
    html: page(`Pay ${amount}`, `<p>${escaped(session.metadata.product ?? "")}</p>${buttons}`),
  };
}

async function pay({ params, memory, environment }) {
  const session = state(memory).sessions.get(params.id);
  if (session === undefined) return notThere;
  if (session.status !== "open") return alreadyPaid(session);
  const paid = { ...session, status: "complete", payment_status: "paid", url: null };
  const answer = await notify(
    "checkout.session.completed",
    paid,
    environment.STRIPE_WEBHOOK_SECRET || "whsec_stand_in",
  );
  if (!answer.ok)
    return {
      status: 502,
      html: page(
        "The webhook failed",
        `<p>The app answered ${answer.status}.</p><pre>${escaped(await answer.text())}</pre>`,
      ),
    };
  Object.assign(session, paid);
  return { redirect: session.success_url };
}

function cancel({ params, memory }) {
  const session = state(memory).sessions.get(params.id);
  return session === undefined ? notThere : { redirect: session.cancel_url ?? session.success_url };
}

/** Sends an event to the app that opened the checkout. */
function notify(type, object, secret) {
  const event = {
    id: identifier("evt"),
    object: "event",
    type,
    created: seconds(),
    livemode: false,
    pending_webhooks: 1,
    data: { object },
  };
  const body = JSON.stringify(event);
  const headers = {
    "content-type": "application/json",
    "stripe-signature": signature(body, secret),
  };
  return fetch(new URL("/api/webhooks/stripe", object.success_url), {
    method: "POST",
    headers,
    body,
  });
}

const page = (title, content) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; display: grid; min-height: 100vh; place-items: center; background: #f4f5f7; color: #1a1f2b }
main { background: #fff; border: 1px solid #d9dce3; border-radius: 0.75rem; padding: 2rem; width: min(24rem, calc(100vw - 4rem)) }
button { font: inherit; font-weight: 600; width: 100%; padding: 0.75rem; margin-top: 0.75rem; border: 1px solid #4b3fd6; border-radius: 0.5rem; background: #4b3fd6; color: #fff }
button.plain { background: none; color: #1a1f2b; border-color: #8a90a0 }
small { color: #565d6d }
</style></head>
<body><main><small>Stand-in for Stripe. No money moves.</small><h1>${escaped(title)}</h1>${content}</main></body>
</html>`;

const notThere = {
  status: 404,
  html: page(
    "Checkout not found",
    "<p>There is no such checkout, or the stand-in was restarted.</p>",
  ),
};
const alreadyPaid = (session) => ({
  status: 409,
  html: page(
    "Already paid",
    `<p><a href="${escaped(session.success_url)}">Back to the app</a></p>`,
  ),
});

export default {
  name: "stripe",
  routes: [
    { method: "GET", path: "/v1/prices", handle: listPrices },
    { method: "POST", path: "/v1/checkout/sessions", handle: openSession },
    { method: "GET", path: "/v1/checkout/sessions/:id", handle: readSession },
    { method: "GET", path: "/checkout/:id", handle: showCheckout },
    { method: "POST", path: "/checkout/:id/pay", handle: pay },
    { method: "POST", path: "/checkout/:id/cancel", handle: cancel },
  ],
};
