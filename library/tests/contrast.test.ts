import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { libraryRoot } from "./library";

const css = readFileSync(join(libraryRoot, "packages/platform/ui/src/styles/theme.css"), "utf8");

function tokens(selector: string): Record<string, string> {
  const block = new RegExp(`^${selector} \\{([^}]*)\\}`, "m").exec(css)?.[1] ?? "";
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  );
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((start) => {
    const share = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const textPairs = [
  ...[
    "card",
    "primary",
    "secondary",
    "accent",
    "destructive",
    "success",
    "warning",
    "hero",
    "hero-accent",
  ].map((name) => [`${name}-foreground`, name]),
  ["hero", "hero-foreground"],
  ...["foreground", "muted-foreground", "primary", "destructive", "success", "warning"].flatMap(
    (text) => ["background", "card", "muted"].map((ground) => [text, ground]),
  ),
  ["foreground", "secondary"],
];

// SC 1.4.11: the edge of a control and the focus ring.
const edgePairs = ["input", "ring", "primary"].flatMap((edge) =>
  ["background", "card", "muted"].map((ground) => [edge, ground]),
);

describe.each([
  ["light", tokens(":root")],
  ["dark", tokens("\\.dark")],
])("%s tokens", (_, theme) => {
  const ratio = ([a = "", b = ""]: string[]) => contrast(theme[a] ?? "", theme[b] ?? "");

  it.each(textPairs)("%s on %s is readable (4.5 to 1)", (...pair) => {
    expect(ratio(pair)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(edgePairs)("%s on %s can be made out (3 to 1)", (...pair) => {
    expect(ratio(pair)).toBeGreaterThanOrEqual(3);
  });
});

it.each(["#ffffff", "#f1c565"])("keeps text on the hero's veil readable over %s", (ground) => {
  const share = Number(/var\(--hero\) (\d+)%, transparent\) calc/.exec(css)?.[1]) / 100;
  for (const theme of [tokens(":root"), tokens("\\.dark")]) {
    const hero = theme["hero"] ?? "";
    const mixed = [1, 3, 5].map((start) => {
      const channel = (hex: string) => Number.parseInt(hex.slice(start, start + 2), 16);
      return Math.round(channel(hero) * share + channel(ground) * (1 - share))
        .toString(16)
        .padStart(2, "0");
    });
    expect(contrast(`#${mixed.join("")}`, theme["hero-foreground"] ?? "")).toBeGreaterThanOrEqual(
      7,
    );
  }
});

it("defines the same colours for light and dark, and a utility for each", () => {
  const light = Object.keys(tokens(":root"));
  expect(Object.keys(tokens("\\.dark"))).toEqual(light);
  for (const name of light) expect(css).toContain(`--color-${name}: var(--${name});`);
});
