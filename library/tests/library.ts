import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const libraryRoot = dirname(dirname(fileURLToPath(import.meta.url)));

export interface PropDescription {
  type: string;
  required: boolean;
  default?: unknown;
  description: string;
}

export interface Binding {
  kind: "create" | "list" | "transition";
  fields?: Record<string, string>;
  of?: string;
  verb?: string;
}

/** The `.about.json` beside a component. */
export interface About {
  name: string;
  export: string;
  summary: string;
  kind: "section" | "primitive" | "pattern" | "field";
  props: Record<string, PropDescription>;
  bindings?: Record<string, Binding>;
  example: Record<string, unknown>;
  /** For a component that only works inside another: that one, in the form an example gives elements. */
  exampleWithin?: { $component: string; props?: Record<string, unknown> };
}

export interface ComponentFile {
  /** Path below the library, e.g. `packages/platform/ui/src/forms/Field.tsx`. */
  path: string;
  aboutPath: string;
}

/** Every component of the library in the order of their paths: each `.tsx` file of a package that is no test. */
export function componentFiles(): ComponentFile[] {
  return readdirSync(join(libraryRoot, "packages"), { recursive: true, encoding: "utf8" })
    .filter(
      (path) =>
        path.endsWith(".tsx") && !path.endsWith(".test.tsx") && !path.includes("node_modules"),
    )
    .map((path) => `packages/${path}`)
    .sort()
    .map((path) => ({ path, aboutPath: path.replace(/\.tsx$/, ".about.json") }));
}

export function readAbout({ aboutPath }: ComponentFile): About {
  return JSON.parse(readFileSync(join(libraryRoot, aboutPath), "utf8")) as About;
}

export function hasAbout({ aboutPath }: ComponentFile): boolean {
  return existsSync(join(libraryRoot, aboutPath));
}

/** Every file of the packages that is code, relative to the library. */
export function sourceFiles(): string[] {
  return readdirSync(join(libraryRoot, "packages"), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !path.includes("node_modules"))
    .map((path) => relative(libraryRoot, join(libraryRoot, "packages", path)))
    .sort();
}
