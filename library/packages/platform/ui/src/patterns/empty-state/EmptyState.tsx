import type { ReactNode } from "react";

import { classNames } from "../../lib/class-names";
import { PrimaryButton } from "../../primitives/buttons";

export interface EmptyStateProps {
  /** What is not there. */
  title: string;
  /** Why, or what to do about it. */
  description?: string;
  /** Label of a link that changes it. */
  actionLabel?: string;
  /** Where that link leads. */
  actionHref?: string;
  /** Anything else that helps. */
  children?: ReactNode;
  /** Classes that override the wrapper's own. */
  className?: string;
}

/** Stands where a list would, when there is nothing in it. */
export function EmptyState({
  title,
  description,
  actionLabel,
  actionHref,
  children,
  className,
}: EmptyStateProps) {
  return (
    <div
      className={classNames(
        "grid justify-items-center gap-4 rounded-lg border border-dashed border-input px-6 py-12 text-center",
        className,
      )}
    >
      <EmptyPlate />
      <div className="grid gap-1">
        <p className="font-display text-xl">{title}</p>
        {description !== undefined && (
          <p className="mx-auto max-w-[46ch] text-muted-foreground">{description}</p>
        )}
      </div>
      {actionLabel !== undefined && actionHref !== undefined && (
        <PrimaryButton href={actionHref}>{actionLabel}</PrimaryButton>
      )}
      {children}
    </div>
  );
}

function EmptyPlate() {
  return (
    <span
      aria-hidden="true"
      className="grid size-14 place-items-center rounded-full border border-input"
    >
      <span className="size-8 rounded-full border border-input" />
    </span>
  );
}
