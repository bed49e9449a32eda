import { describe, expect, it } from "vitest";

import { formatDate, formatDateTime, formatMoney, formatNumber, formatTime } from "@/lib/format";

describe("formatting", () => {
  it("shows moments in the zone that is asked for", () => {
    expect(formatDateTime("2026-11-21T19:30:00Z")).toMatch(/Nov 21, 2026.*7:30/);
    expect(formatDateTime(new Date("2026-11-21T19:30:00Z"), "Asia/Makassar")).toMatch(
      /Nov 22, 2026.*3:30/,
    );
  });

  it("shows days and times of day without a zone", () => {
    expect(formatDate("2026-11-21")).toBe("Nov 21, 2026");
    expect(formatTime("19:30:00")).toBe("19:30");
  });

  it("does not lose digits of decimals", () => {
    expect(formatNumber("12345678901234567890.12", { minimumFractionDigits: 2 })).toBe(
      "12,345,678,901,234,567,890.12",
    );
    expect(formatMoney("19.9", "EUR")).toBe("€19.90");
  });

  it("leaves what is no moment as it is", () => {
    expect(formatDateTime("soon")).toBe("soon");
  });
});
