import { stages, type flags } from "@/_generated/flags";

export type Flag = (typeof flags)[number];

/** True for the same subjects at each call, and for more of them at each stage. `percentage` is 0 to 100. */
export function isEnabled(
  flag: Flag,
  subject: string,
  percentage: number = rolloutOf(flag),
): boolean {
  return fnv1a(`${flag}:${subject}`) % 100 < percentage;
}

/** How far a flag is rolled out: `ROLLOUT_STAGE` is a percentage for all flags, or `flag=percentage` for one, several by commas. */
export function rolloutOf(flag: Flag, setting: string = process.env.ROLLOUT_STAGE ?? ""): number {
  let percentage: number = stages[0];
  for (const part of setting.split(",").filter((entry) => entry.trim() !== "")) {
    const [value, name] = part.trim().split("=").reverse();
    if (name === undefined || name === flag) percentage = Number(value);
  }
  return percentage;
}

/** 32-bit FNV-1a over UTF-8 (http://www.isthe.com/chongo/tech/comp/fnv/): short, stable, and evenly spread. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash;
}
