import type { ReactNode } from "react";

import { classNames } from "../../lib/class-names";

export interface DescriptionListItem {
  /** What it is. */
  term: string;
  /** Its value. */
  value: ReactNode;
}

export interface DescriptionListProps {
  /** The pairs in order. */
  items: readonly DescriptionListItem[];
  /** What is shown for a value that isn't there. */
  emptyValue?: string;
  /** Classes that override the list's own. */
  className?: string;
}

/** Names and values of one thing. */
export function DescriptionList({ items, emptyValue = "–", className }: DescriptionListProps) {
  return (
    <dl className={classNames("border-t", className)}>
      {items.map(({ term, value }) => (
        <div
          key={term}
          className="grid gap-x-8 gap-y-0.5 border-b py-3 sm:grid-cols-[minmax(9rem,14rem)_1fr]"
        >
          <dt className="text-sm leading-6 text-muted-foreground">{term}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">
            {value === null || value === undefined || value === "" ? emptyValue : value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
