import { classNames } from "../../lib/class-names";

export interface SkeletonProps {
  /** The shape of what is coming. */
  shape?: "text" | "table" | "cards" | "form";
  /** How many lines, rows, cards or fields. */
  count?: number;
  /** What is being waited for. */
  label?: string;
  /** Classes that override the wrapper's own. */
  className?: string;
}

const bar = "animate-pulse rounded-md bg-border";

/** The outline of a page that is on its way. */
export function Skeleton({
  shape = "text",
  count = 3,
  label = "Loading…",
  className,
}: SkeletonProps) {
  const pieces = Array.from({ length: count }, (_, index) => index);
  return (
    <div
      role="status"
      className={classNames(
        "grid gap-4",
        shape === "cards" && "sm:grid-cols-2 lg:grid-cols-3",
        className,
      )}
    >
      <span className="sr-only">{label}</span>
      {pieces.map((piece) => (
        <div key={piece} aria-hidden="true">
          {shape === "text" && (
            <div className={classNames(bar, "h-4", piece === count - 1 && "w-2/3")} />
          )}
          {shape === "table" && (
            <div className="flex gap-6 border-b pb-4">
              <div className={classNames(bar, "h-4 w-1/3")} />
              <div className={classNames(bar, "h-4 w-1/4")} />
              <div className={classNames(bar, "ml-auto h-4 w-16")} />
            </div>
          )}
          {shape === "cards" && <div className={classNames(bar, "h-40 rounded-lg")} />}
          {shape === "form" && (
            <div className="grid gap-2">
              <div className={classNames(bar, "h-4 w-28")} />
              <div className={classNames(bar, "h-11")} />
            </div>
          )}
        </div>
      ))}
    </div>
  );
}
