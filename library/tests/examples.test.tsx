import { render } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";

import { renderExample, type AnyComponent } from "./render-example";
import { componentFiles, readAbout } from "./library";

const modules = import.meta.glob<Record<string, unknown>>("../packages/**/*.tsx", { eager: true });

function find(path: string, name: string): AnyComponent {
  const component = modules[`../${path}`]?.[name];
  if (component === undefined) throw new Error(`${path} exports no ${name}.`);
  return component as AnyComponent;
}

const names = new Map(componentFiles().map((file) => [file.path, readAbout(file).name]));
const findByPath = (path: string) => find(path, names.get(path) ?? "");

// Colours need layout, which jsdom lacks: the browser test checks them. A single component is no page, so it has no landmarks.
const rules = { "color-contrast": { enabled: false }, region: { enabled: false } };

describe.each(componentFiles())("$path", (file) => {
  it("renders its example without an accessibility fault", async () => {
    const about = readAbout(file);
    const { container } = render(renderExample(about, find(file.path, about.name), findByPath));
    const { violations } = await axe.run(container, { rules });
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`),
    ).toEqual([]);
  });
});
