import type { ReactNode } from "react";

import { classNames } from "../../lib/class-names";
import { SecondaryButton } from "../../primitives/buttons";

export interface ErrorStateProps {
  /** What went wrong, in the reader's words. */
  title?: string;
  /** What they can do now. */
  description?: string;
  /** A code that support can look up. */
  reference?: string;
  /** What comes before the code. */
  referenceLabel?: string;
  /** Label of the button that tries again. */
  retryLabel?: string;
  /** Tries again; client components only. */
  onRetry?: () => void;
  /** Label of a link away from here. */
  homeLabel?: string;
  /** Where that link leads. */
  homeHref?: string;
  /** Anything else that helps. */
  children?: ReactNode;
  /** Classes that override the wrapper's own. */
  className?: string;
}

/** Stands in place of what could not be shown, and says what can be done. */
export function ErrorState({
  title = "Something went wrong",
  description = "It is not your doing. Please try again in a moment.",
  reference,
  referenceLabel = "Reference",
  retryLabel = "Try again",
  onRetry,
  homeLabel,
  homeHref = "/",
  children,
  className,
}: ErrorStateProps) {
  return (
    <div
      role="alert"
      className={classNames("grid max-w-2xl gap-5 border-t-2 border-destructive pt-6", className)}
    >
      <div className="grid gap-2">
        <h2 className="text-3xl leading-tight">{title}</h2>
        <p className="text-muted-foreground">{description}</p>
      </div>
      {(onRetry !== undefined || homeLabel !== undefined) && (
        <div className="flex flex-wrap gap-3">
          {onRetry !== undefined && (
            <SecondaryButton onClick={onRetry}>{retryLabel}</SecondaryButton>
          )}
          {homeLabel !== undefined && (
            <SecondaryButton href={homeHref}>{homeLabel}</SecondaryButton>
          )}
        </div>
      )}
      {children}
      {reference !== undefined && (
        <p className="text-sm text-muted-foreground">
          {referenceLabel} <code className="font-mono">{reference}</code>
        </p>
      )}
    </div>
  );
}
