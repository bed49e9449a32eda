import { classNames } from "../../lib/class-names";

export interface SpinnerProps {
  /** What is being waited for; without it the spinner is decoration. */
  label?: string;
  /** Classes that override size or colour. */
  className?: string;
}

/** A turning ring for waits under a few seconds. */
export function Spinner({ label, className }: SpinnerProps) {
  return (
    <span
      role={label === undefined ? undefined : "status"}
      className="inline-flex items-center gap-3 text-sm"
    >
      <span
        aria-hidden="true"
        className={classNames(
          "size-4 animate-spin rounded-full border-2 border-current border-r-transparent",
          className,
        )}
      />
      {label}
    </span>
  );
}
