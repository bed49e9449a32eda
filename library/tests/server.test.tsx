import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { render } from "@testing-library/react";
import { renderToString } from "react-dom/server";
import { afterEach, describe, expect, it, vi } from "vitest";

import { componentFiles, libraryRoot, readAbout, sourceFiles } from "./library";
import { renderExample, type AnyComponent } from "./render-example";

const modules = import.meta.glob<Record<string, unknown>>("../packages/**/*.tsx", { eager: true });
const names = new Map(componentFiles().map((file) => [file.path, readAbout(file).name]));
const find = (path: string) => modules[`../${path}`]?.[names.get(path) ?? ""] as AnyComponent;

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(componentFiles())("$path", (file) => {
  it("renders on a server, and the browser takes it over as it is", () => {
    const complaints = vi.spyOn(console, "error");
    const element = renderExample(readAbout(file), find(file.path), find);
    const container = document.createElement("div");
    container.innerHTML = renderToString(element);
    document.body.append(container);
    render(element, { container, hydrate: true });
    expect(complaints).not.toHaveBeenCalled();
  });
});

const importStatement = /^(?:import|export) (?!type\b)\{([^}]*)\} from "([^"]+)";$/gm;

function resolveSource(from: string, specifier: string): string | undefined {
  const base = specifier.startsWith(".")
    ? join(dirname(from), specifier)
    : specifier.replace(
        /^@appfactory\/(\w+)/,
        (_, name: string) => `packages/${name === "ui" ? "platform/ui" : name}/src`,
      );
  return [`${base}.tsx`, `${base}.ts`, join(base, "index.ts")].find((path) =>
    existsSync(join(libraryRoot, path)),
  );
}

it("takes nothing but components and types from client code into server code", () => {
  const isClient = (file: string) =>
    readFileSync(join(libraryRoot, file), "utf8").startsWith('"use client";');
  const crossings = sourceFiles()
    .filter((file) => !isClient(file))
    .flatMap((file) =>
      [...readFileSync(join(libraryRoot, file), "utf8").matchAll(importStatement)].flatMap(
        ([, names = "", specifier = ""]) => {
          const target = resolveSource(file, specifier);
          if (target === undefined || !isClient(target)) return [];
          const values = names
            .split(",")
            .map((name) => name.trim())
            .filter((name) => name !== "" && !name.startsWith("type "));
          return values.map((name) => `${name} in ${file}`);
        },
      ),
    );
  expect(crossings.length).toBeGreaterThan(20);
  expect(crossings.filter((crossing) => !/^[A-Z]/.test(crossing))).toEqual([]);
});

it("marks as client code what needs the browser", () => {
  const clientOnly =
    /\buse(?:State|Effect|Ref|Context|ActionState|FormStatus|SyncExternalStore|Pathname|Hydrated|FieldControl|FieldErrors|EnteredValue|EnteredFlag)\b/;
  for (const file of sourceFiles()) {
    const text = readFileSync(join(libraryRoot, file), "utf8");
    if (clientOnly.test(text)) expect(text.startsWith('"use client";'), file).toBe(true);
  }
});
