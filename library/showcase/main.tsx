import "./styles.css";

import { ThemeToggle } from "@appfactory/ui/patterns/theme-toggle/ThemeToggle";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import type { About } from "../tests/library";
import { renderExample, type AnyComponent } from "../tests/render-example";

const modules = import.meta.glob<Record<string, unknown>>(
  ["../packages/**/*.tsx", "!**/*.test.tsx", "!**/node_modules/**"],
  { eager: true },
);
const abouts = import.meta.glob<About>(["../packages/**/*.about.json", "!**/node_modules/**"], {
  eager: true,
  import: "default",
});

interface Entry {
  path: string;
  about: About;
  component: AnyComponent;
}

const entries: Entry[] = Object.entries(abouts).map(([aboutPath, about]) => {
  const path = aboutPath.replace(/^\.\.\//, "").replace(/\.about\.json$/, ".tsx");
  return { path, about, component: modules[`../${path}`]?.[about.export] as AnyComponent };
});
const byPath = new Map(entries.map((entry) => [entry.path, entry.component]));

function find(path: string): AnyComponent {
  const component = byPath.get(path);
  if (component === undefined)
    throw new Error(`An example names ${path}, which is not in the library.`);
  return component;
}

const kinds = ["section", "pattern", "field", "primitive"] as const;
const groups = Map.groupBy(
  entries,
  ({ path }) => path.replace(/^packages\/(platform\/)?/, "").split("/")[0] ?? "",
);

function Showcase() {
  return (
    <div id="showcase">
      <div className="flex items-center justify-between border-b px-5 py-3 sm:px-8 lg:px-12">
        <p className="text-sm text-muted-foreground">{entries.length} components</p>
        <ThemeToggle />
      </div>
      {[...groups].map(([name, members]) => (
        <Group key={name} name={name} members={members} />
      ))}
    </div>
  );
}

function Group({ name, members }: { name: string; members: Entry[] }) {
  const sorted = members.toSorted(
    (a, b) => kinds.indexOf(a.about.kind) - kinds.indexOf(b.about.kind),
  );
  return (
    <div>
      <p className="bg-foreground px-5 py-3 font-display text-2xl text-background sm:px-8 lg:px-12">
        {name}
      </p>
      {sorted.map((entry) => (
        <Specimen key={entry.path} {...entry} />
      ))}
    </div>
  );
}

function Specimen({ path, about, component }: Entry) {
  const wide =
    about.kind === "section" ||
    /navigation\/(TopBar|Footer)|AppShell|primitives\/section/.test(path);
  return (
    <div data-component={path} className="border-b">
      <p className="px-5 pt-4 text-sm text-muted-foreground sm:px-8 lg:px-12">
        <strong className="text-foreground">{about.name}</strong> {about.summary}
      </p>
      <div className={wide ? "pt-4" : "mx-auto max-w-7xl px-5 py-6 sm:px-8 lg:px-12"}>
        {renderExample(about, component, find)}
      </div>
    </div>
  );
}

const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <Showcase />
    </StrictMode>,
  );
}
