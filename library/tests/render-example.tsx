import type { ComponentType, ReactNode } from "react";

import type { FormAction } from "@appfactory/ui/forms";

import type { About } from "./library";

export type AnyComponent = ComponentType<Record<string, unknown>>;

/** Stands in an example for a component: `{ "$component": "<path>", "props": { … } }`. */
interface ElementExample {
  $component: string;
  props?: Record<string, unknown>;
}

const isElement = (value: unknown): value is ElementExample =>
  typeof value === "object" && value !== null && "$component" in value;

/** An action that accepts whatever it gets, after a moment. */
const acceptAll: FormAction = async () => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { status: "success", message: "Saved" };
};

/** The props of an example, with its elements made and an accepting action for each prop that wants one. */
function exampleProps(about: About, find: (path: string) => AnyComponent): Record<string, unknown> {
  const actions = Object.entries(about.props)
    .filter(([, prop]) => prop.type === "FormAction")
    .map(([name]) => [name, acceptAll] as const);
  return {
    ...Object.fromEntries(actions),
    ...(revive(about.example, find) as Record<string, unknown>),
  };
}

/** The component with its example, inside the frame that it needs, if any. */
export function renderExample(
  about: About,
  Component: AnyComponent,
  find: (path: string) => AnyComponent,
): ReactNode {
  const element = <Component {...exampleProps(about, find)} />;
  if (about.exampleWithin === undefined) return element;
  const Frame = find(about.exampleWithin.$component);
  return <Frame {...about.exampleWithin.props}>{element}</Frame>;
}

function revive(value: unknown, find: (path: string) => AnyComponent, key?: number): unknown {
  if (isElement(value)) {
    const Component = find(value.$component);
    return (
      <Component key={key} {...withAction(value.$component, revive(value.props ?? {}, find))} />
    );
  }
  if (Array.isArray(value))
    return value.map((item, index) => revive(item, find, index)) as ReactNode[];
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, revive(item, find)]),
  );
}

function withAction(path: string, props: unknown): Record<string, unknown> {
  const known = props as Record<string, unknown>;
  return path.endsWith("ConfirmAction.tsx") || path.endsWith("ActionForm.tsx")
    ? { action: acceptAll, ...known }
    : known;
}
