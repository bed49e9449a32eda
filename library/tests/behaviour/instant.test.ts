import { asWallClock, withOffset } from "@appfactory/ui/forms/instant";
import { afterAll, describe, expect, it } from "vitest";

const zoneBefore = process.env["TZ"];
afterAll(() => {
  process.env["TZ"] = zoneBefore;
});

describe.each([
  ["UTC", "2026-07-01T19:30", "2026-07-01T19:30:00+00:00"],
  ["Asia/Makassar", "2026-07-01T19:30", "2026-07-01T19:30:00+08:00"],
  ["America/New_York", "2026-07-01T19:30", "2026-07-01T19:30:00-04:00"],
  ["America/New_York", "2026-12-01T19:30", "2026-12-01T19:30:00-05:00"],
  ["Asia/Kathmandu", "2026-07-01T00:15:30", "2026-07-01T00:15:30+05:45"],
])("in %s", (zone, local, instant) => {
  it(`turns ${local} into ${instant} and back`, () => {
    process.env["TZ"] = zone;
    expect(withOffset(local)).toBe(instant);
    expect(asWallClock(instant, "local")).toBe(local.slice(0, 16));
  });
});

it("gives UTC while there is no zone, leaves wall clocks alone, and shows nothing for what is no time", () => {
  expect(asWallClock("2026-07-01T19:30:00+08:00", "utc")).toBe("2026-07-01T11:30");
  expect(asWallClock("2026-07-01T19:30", "utc")).toBe("2026-07-01T19:30");
  expect(asWallClock("soon", "utc")).toBe("");
  expect(withOffset("soon")).toBe("soon");
});
