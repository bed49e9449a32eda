import { describe, expect, it } from "vitest";

import { MAX_BODY_BYTES, readInput } from "@/lib/request-input";

const post = (body: BodyInit, type = "application/json") =>
  new Request("http://app.test/api/things", {
    method: "POST",
    body,
    headers: { "content-type": type },
  });

describe("readInput", () => {
  it("joins path parameters and query", async () => {
    const request = new Request("http://app.test/api/things/7?tag=a&tag=b&page=2");
    expect(await readInput(request, { id: "7" })).toEqual({ id: "7", tag: ["a", "b"], page: "2" });
  });

  it("joins path parameters and body", async () => {
    expect(
      await readInput(post('{"name":"Ana"}', "application/json; charset=utf-8"), { id: "7" }),
    ).toEqual({ id: "7", name: "Ana" });
  });

  it("takes a missing body for an empty one", async () => {
    expect(
      await readInput(new Request("http://app.test/api/things", { method: "POST" }), {}),
    ).toEqual({});
  });

  it("lets nothing overrule the path", async () => {
    await expect(readInput(post('{"id":"8"}'), { id: "7" })).rejects.toMatchObject({
      status: 400,
      fields: { id: [expect.any(String)] },
    });
    await expect(
      readInput(new Request("http://app.test/?id=8"), { id: "7" }),
    ).rejects.toMatchObject({ status: 400 });
  });

  it.each([
    ["no JSON", post("{"), 400],
    ["a list", post("[1]"), 400],
    ["a text", post('"text"'), 400],
    ["null", post("null"), 400],
    ["a prototype", post('{"__proto__":{"role":"admin"}}'), 400],
    ["a form", post("name=Ana", "application/x-www-form-urlencoded"), 415],
    ["plain text", post("{}", "text/plain"), 415],
    ["broken UTF-8", post(new Uint8Array([0x7b, 0xff, 0x7d])), 400],
    ["too much", post(`{"name":"${"a".repeat(MAX_BODY_BYTES)}"}`), 413],
  ])("refuses %s", async (_, request, status) => {
    await expect(readInput(request, {})).rejects.toMatchObject({ status });
  });
});
