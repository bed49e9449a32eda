import { readFileSync } from "node:fs";
import { join } from "node:path";

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

it("marks as client code what needs the browser, and nothing it could do without", () => {
  const clientOnly = /\buse(?:State|Effect|Ref|Context|ActionState|FormStatus|SyncExternalStore|Pathname|Hydrated|FieldControl|FieldErrors|EnteredValue|EnteredFlag)\b/;
  for (const file of sourceFiles()) {
    const text = readFileSync(join(libraryRoot, file), "utf8");
    if (clientOnly.test(text)) expect(text.startsWith('"use client";'), file).toBe(true);
  }
});
