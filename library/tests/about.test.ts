import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { describe, expect, it } from "vitest";

import { exportedProps, libraryProgram } from "./exported-props";
import { componentFiles, hasAbout, libraryRoot, readAbout, type Binding } from "./library";

const planTypes =
  /^(uuid|ksuid(\(\w+\))?|string(\(\d+\))?|text|int|bigint|decimal\(\d+,\d+\)|bool|date|time|datetime|json|enum\([\w|]+\)|fk\(\w+\.\w+\))(\[\])?\??$/;
const program = libraryProgram();

function expectBinding(name: string, binding: Binding, all: Record<string, Binding>) {
  if (binding.kind === "create") {
    expect(Object.keys(binding.fields ?? {}), `${name}.fields`).not.toHaveLength(0);
    for (const type of Object.values(binding.fields ?? {})) expect(type).toMatch(planTypes);
    return;
  }
  expect(all[binding.of ?? ""]?.kind, `${name}.of must name a create binding`).toBe("create");
  if (binding.kind === "transition") expect(binding.verb).toMatch(/^[a-z]+$/);
}

describe.each(componentFiles())("$path", (file) => {
  it("is described", () => {
    expect(hasAbout(file)).toBe(true);
  });

  it("says of its props what the compiler says", () => {
    const about = readAbout(file);
    const props = exportedProps(program, file.path, about.name);
    expect(props, `${about.name}Props is not exported`).toBeDefined();
    if (process.env["UPDATE_ABOUT"] === "1") {
      writeFileSync(
        join(libraryRoot, file.aboutPath),
        `${JSON.stringify({ ...about, props }, null, 2)}\n`,
      );
      return;
    }
    expect(about.props).toEqual(props);
  });

  it("documents every prop, and gives an example of every required one that is no function", () => {
    const about = readAbout(file);
    for (const [name, prop] of Object.entries(about.props)) {
      expect(prop.description, name).not.toBe("");
      const filledIn =
        prop.type === "FormAction" ||
        about.bindings?.[name] !== undefined ||
        prop.type.includes("RefObject");
      if (prop.required && !filledIn) expect(about.example, name).toHaveProperty([name]);
    }
    expect(Object.keys(about.props)).toEqual(expect.arrayContaining(Object.keys(about.example)));
  });

  it("has a name, a kind and bindings that mean something", () => {
    const about = readAbout(file);
    const stem = basename(file.path, ".tsx");
    if (stem !== "component") expect(about.name).toBe(stem);
    expect(about.export).toBe(about.name);
    expect(about.summary).toMatch(/^[A-Z].*\.$/);
    expect(["section", "primitive", "pattern", "field"]).toContain(about.kind);
    const bindings = about.bindings ?? {};
    for (const [name, binding] of Object.entries(bindings)) {
      expect(about.props).toHaveProperty([name]);
      expectBinding(name, binding, bindings);
    }
  });
});
