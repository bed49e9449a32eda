import NextLink from "next/link";
import type { AriaAttributes, ReactNode } from "react";

import { classNames } from "../../lib/class-names";

export interface LinkProps {
  /** Where the link leads: a path of this app, or a full address. */
  href: string;
  /** What the link says. */
  children: ReactNode;
  /** `text` is underlined, `quiet` underlines on hover, `bare` brings no look of its own. */
  variant?: "text" | "quiet" | "bare";
  /** Marks the link to the page, step or date that is shown now. */
  "aria-current"?: AriaAttributes["aria-current"];
  /** Name for assistive technology where the visible content is no text. */
  "aria-label"?: string;
  /** Relation to the linked resource, e.g. `next`. */
  rel?: string;
  /** Classes that override the link's own. */
  className?: string;
}

const looks = {
  text: "font-medium text-primary underline decoration-1 underline-offset-4 hover:decoration-2",
  quiet: "text-foreground underline-offset-4 hover:underline",
  bare: "",
};

/** The one place that knows the router's link. */
export function Link({ variant = "text", className, children, ...anchor }: LinkProps) {
  return (
    <NextLink {...anchor} className={classNames("rounded-sm", looks[variant], className)}>
      {children}
    </NextLink>
  );
}
