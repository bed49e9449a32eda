import { describe, expect, it } from "vitest";

import postmark from "./postmark.mjs";

const mail = {
  From: "App <app@example.com>",
  To: "ana@example.com",
  Subject: "Hello",
  HtmlBody: "<p>Hello</p>",
};
const headers = { "x-postmark-server-token": "POSTMARK_API_TEST", accept: "application/json" };

const send = (overrides: { body?: unknown; headers?: Record<string, string> } = {}) =>
  postmark.routes[0]?.handle({ headers, body: mail, ...overrides } as never);

const refusal = (status: number, ErrorCode: number) =>
  expect.objectContaining({
    answer: { status, json: expect.objectContaining({ ErrorCode }) as unknown },
  }) as Error;

describe("Postmark's stand-in", () => {
  it("takes a proper mail", () => {
    expect(send()).toMatchObject({ json: { ErrorCode: 0, To: "ana@example.com" } });
  });

  it.each([
    ["without a token", { headers: { accept: "application/json" } }, 401, 10],
    [
      "with a key of another kind",
      { headers: { ...headers, "x-postmark-server-token": "re_1" } },
      401,
      10,
    ],
    ["without a sender", { body: { ...mail, From: "" } }, 422, 300],
    ["without a recipient", { body: { ...mail, To: undefined } }, 422, 300],
    ["to no address", { body: { ...mail, To: "ana" } }, 422, 300],
    ["without content", { body: { ...mail, HtmlBody: "" } }, 422, 300],
  ])("refuses a mail %s", (_, overrides, status, code) => {
    expect(() => send(overrides)).toThrow(refusal(status, code));
  });
});
