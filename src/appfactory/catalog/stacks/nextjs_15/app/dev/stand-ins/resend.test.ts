import { describe, expect, it } from "vitest";

import resend from "./resend.mjs";

const mail = {
  from: "App <app@example.com>",
  to: ["ana@example.com"],
  subject: "Hello",
  html: "<p>Hello</p>",
};
const headers = { authorization: "Bearer re_stand_in", "user-agent": "test" };

interface Overrides {
  body?: unknown;
  headers?: Record<string, string>;
  memory?: Map<string, unknown>;
}

const send = ({ body = mail, ...overrides }: Overrides = {}) =>
  resend.routes[0]?.handle({
    headers,
    body,
    text: JSON.stringify(body),
    memory: new Map(),
    ...overrides,
  } as never);

const refusal = (status: number) =>
  expect.objectContaining({ answer: expect.objectContaining({ status }) as unknown }) as Error;

describe("Resend's stand-in", () => {
  it("takes a proper mail", () => {
    expect(send()).toEqual({ json: { id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string } });
  });

  it.each([
    ["without a key", { headers: { "user-agent": "test" } }, 401],
    ["with a key of another kind", { headers: { ...headers, authorization: "Bearer sk_1" } }, 403],
    ["without a recipient", { body: { ...mail, to: [] } }, 422],
    ["without a subject", { body: { ...mail, subject: "" } }, 422],
    ["without content", { body: { ...mail, html: undefined } }, 422],
    ["to no address", { body: { ...mail, to: "ana" } }, 422],
    [
      "with a header smuggled into an address",
      { body: { ...mail, to: "ana@example.com\nBcc: eve@example.com" } },
      422,
    ],
    ["with a field that does not exist", { body: { ...mail, recipient: "ana@example.com" } }, 422],
  ])("refuses a mail %s", (_, overrides, status) => {
    expect(() => send(overrides)).toThrow(refusal(status));
  });

  it("sends once for one idempotency key", () => {
    const again = { headers: { ...headers, "idempotency-key": "event-1" }, memory: new Map() };
    expect(send(again)).toEqual(send(again));
    expect(() => send({ ...again, body: { ...mail, subject: "Other" } })).toThrow(refusal(409));
  });
});
