import { describe, expect, it } from "vitest";

import { flags, stages } from "@/_generated/flags";
import { fnv1a, isEnabled, rolloutOf } from "@/lib/flags";

const subjects = Array.from({ length: 2_000 }, (_, index) => `user-${index}`);

describe("fnv1a", () => {
  // Test vectors of draft-eastlake-fnv.
  it.each([
    ["", 0x811c9dc5],
    ["a", 0xe40c292c],
    ["foobar", 0xbf9cf968],
  ])("of %j is the published value", (text, hash) => {
    expect(fnv1a(text)).toBe(hash);
  });
});

describe.each(flags)("flag %s", (flag) => {
  it("is off for everyone at 0 percent and on for everyone at 100", () => {
    expect(subjects.some((subject) => isEnabled(flag, subject, 0))).toBe(false);
    expect(subjects.every((subject) => isEnabled(flag, subject, 100))).toBe(true);
  });

  it("gives a subject one answer, and never takes it back at a later stage", () => {
    for (const subject of subjects.slice(0, 200)) {
      const answers = [1, 10, 25, 50, 75, 99].map((percentage) =>
        isEnabled(flag, subject, percentage),
      );
      expect(answers).toEqual([...answers].sort((a, b) => Number(a) - Number(b)));
      expect(isEnabled(flag, subject, 50)).toBe(isEnabled(flag, subject, 50));
    }
  });

  it.each(stages)("reaches about %i percent of the subjects", (stage) => {
    const reached = subjects.filter((subject) => isEnabled(flag, subject, stage)).length;
    expect(Math.abs(reached / subjects.length - stage / 100)).toBeLessThan(0.04);
  });

  it("starts with the first stage, follows the setting, and can be set by itself", () => {
    expect(rolloutOf(flag, "")).toBe(stages[0]);
    expect(rolloutOf(flag, "50")).toBe(50);
    expect(rolloutOf(flag, `50,${flag}=100`)).toBe(100);
    expect(rolloutOf(flag, "50,some-other-flag=100")).toBe(50);
  });
});
