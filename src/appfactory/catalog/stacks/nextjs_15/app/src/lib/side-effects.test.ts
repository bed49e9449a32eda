import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { EffectHandlers, SideEffect } from "@/lib/effects";

const handlers = vi.hoisted((): EffectHandlers => ({}));
const execute = vi.hoisted(() => vi.fn<() => Promise<{ rows: unknown[] }>>());
vi.mock("@/_generated/effects", () => ({ effectHandlers: handlers }));
vi.mock("@/db/client", () => ({
  asPlatform: (work: (tx: unknown) => unknown) => work({ execute }),
}));

const { dispatch, record } = await import("@/lib/side-effects");

const mail: SideEffect = {
  kind: "send-email",
  template: "welcome",
  to: "ana@example.com",
  data: {},
};
const log = vi.spyOn(console, "error");

beforeEach(() => {
  log.mockReset().mockImplementation(() => undefined);
  handlers["send-email"] = vi.fn(() => Promise.resolve());
});
afterEach(() => {
  execute.mockReset();
});

describe("record", () => {
  it("returns the event's id", async () => {
    execute.mockResolvedValue({ rows: [{ id: "event-1" }] });
    expect(await record({ execute } as never, mail)).toBe("event-1");
  });
});

describe("dispatch", () => {
  it("carries the claimed effect out, with the event's id", async () => {
    execute.mockResolvedValue({ rows: [{ effect: mail }] });
    await dispatch("event-1");
    expect(handlers["send-email"]).toHaveBeenCalledExactlyOnceWith(mail, "event-1");
    expect(log).not.toHaveBeenCalled();
  });

  it("does nothing with an event that was claimed already", async () => {
    execute.mockResolvedValue({ rows: [{ effect: null }] });
    await dispatch("event-1");
    expect(handlers["send-email"]).not.toHaveBeenCalled();
  });

  it("logs a failure under the event's id, without the recipient, and goes on", async () => {
    execute.mockResolvedValue({ rows: [{ effect: mail }] });
    handlers["send-email"] = () => Promise.reject(new Error("mail is down"));
    await dispatch("event-1");
    const [line] = log.mock.calls.flat() as string[];
    expect(JSON.parse(line ?? "")).toMatchObject({
      event: "side-effect-failed",
      id: "event-1",
      kind: "send-email",
    });
    expect(line).not.toContain("ana@example.com");
  });

  it("logs an effect that nothing handles", async () => {
    execute.mockResolvedValue({ rows: [{ effect: mail }] });
    delete handlers["send-email"];
    await dispatch("event-1");
    expect(log.mock.calls.flat().join()).toContain("nothing handles send-email");
  });

  it("survives a database that is out of reach", async () => {
    execute.mockRejectedValue(new Error("no database"));
    await expect(dispatch("event-1")).resolves.toBeUndefined();
    expect(log.mock.calls.flat().join()).toContain("side-effect-not-claimed");
  });
});
