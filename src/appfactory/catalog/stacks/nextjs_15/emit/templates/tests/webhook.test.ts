import { expect, it } from "vitest";

import { appUrl } from "../support/requests";

const send = (headers: Record<string, string>) =>
  fetch(`${appUrl}/api/webhooks/stripe`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ id: "evt_1", type: "checkout.session.completed" }),
  });

it.each([
  ["no signature", {}],
  ["a signature that is none", { "stripe-signature": "nonsense" }],
  [
    "somebody else's signature",
    { "stripe-signature": `t=${Math.floor(Date.now() / 1000)},v1=${"0".repeat(64)}` },
  ],
])("refuses a webhook with %s", async (_case, headers) => {
  expect((await send(headers)).status).toBe(400);
});
