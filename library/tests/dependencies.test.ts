import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { libraryRoot, sourceFiles } from "./library";

interface Manifest {
  name: string;
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
}

const folders = ["platform/ui", "restaurants", "commerce", "scheduling", "marketing"].map(
  (name) => `packages/${name}`,
);
const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(libraryRoot, folder, "package.json"), "utf8")) as Manifest;
const importsOf = (file: string) =>
  [
    ...readFileSync(join(libraryRoot, file), "utf8").matchAll(
      /^(?:import|export)\s[^;]*?from "([^"]+)";$/gm,
    ),
  ].map((match) => match[1] ?? "");
const packageName = (specifier: string) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

describe.each(folders)("%s", (folder) => {
  const { dependencies, peerDependencies } = manifestOf(folder);
  const files = sourceFiles().filter((file) => file.startsWith(`${folder}/`));
  const used = new Set(
    files
      .flatMap(importsOf)
      .filter((specifier) => !specifier.startsWith("."))
      .map(packageName),
  );

  it("lists every package that its files import", () => {
    expect(
      [...used].filter((name) => !(name in dependencies) && !(name in peerDependencies)),
    ).toEqual([]);
  });

  it("lists no dependency that no file imports, and pins the rest", () => {
    for (const [name, version] of Object.entries(dependencies)) {
      expect(used).toContain(name);
      expect(version).toMatch(
        name.startsWith("@appfactory/") ? /^workspace:\*$/ : /^\d+\.\d+\.\d+$/,
      );
    }
  });
});

it("reaches across packages only through the alias, to files that exist", () => {
  const sources = Object.fromEntries(
    folders.map((folder) => [manifestOf(folder).name, join(libraryRoot, folder, "src")]),
  );
  const across = sourceFiles()
    .flatMap(importsOf)
    .filter((specifier) => specifier.startsWith("@appfactory/"));
  expect(across.length).toBeGreaterThan(0);
  for (const specifier of across) {
    const name = packageName(specifier);
    const base = join(sources[name] ?? "", specifier.slice(name.length + 1));
    expect([`${base}.tsx`, `${base}.ts`, join(base, "index.ts")].some(existsSync), specifier).toBe(
      true,
    );
  }
});

it("knows the router's link in one file", () => {
  expect(sourceFiles().filter((file) => importsOf(file).includes("next/link"))).toEqual([
    "packages/platform/ui/src/primitives/link/Link.tsx",
  ]);
});

it("uses no colour outside the tokens", () => {
  const named =
    /\b(?:bg|text|border|ring|fill|stroke|from|via|to)-(?:white|black|gray|slate|zinc|neutral|stone|red|orange|amber|yellow|green|emerald|teal|blue|indigo|violet|purple|pink|rose)\b/;
  const offenders = sourceFiles().filter((file) =>
    named.test(readFileSync(join(libraryRoot, file), "utf8")),
  );
  expect(offenders).toEqual([]);
});
