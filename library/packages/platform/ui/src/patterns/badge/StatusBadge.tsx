import { classNames } from "../../lib/class-names";

export interface StatusBadgeProps {
  /** The status as stored, e.g. `CONFIRMED`. */
  status: string;
  /** What is shown; without it the status in words. */
  label?: string;
  /** The colour; without it one that fits common words such as confirmed, pending, cancelled. */
  tone?: StatusTone;
  /** Classes that override the badge's own. */
  className?: string;
}

export type StatusTone = "positive" | "waiting" | "negative" | "neutral";

const tonesByWord: Record<string, StatusTone> = {
  active: "positive",
  approved: "positive",
  available: "positive",
  completed: "positive",
  confirmed: "positive",
  done: "positive",
  open: "positive",
  paid: "positive",
  published: "positive",
  draft: "waiting",
  new: "waiting",
  pending: "waiting",
  processing: "waiting",
  reserved: "waiting",
  scheduled: "waiting",
  unpaid: "waiting",
  cancelled: "negative",
  canceled: "negative",
  declined: "negative",
  expired: "negative",
  failed: "negative",
  no_show: "negative",
  refunded: "negative",
  rejected: "negative",
};

const dots: Record<StatusTone, string> = {
  positive: "bg-success",
  waiting: "border-2 border-warning",
  negative: "rounded-none rotate-45 bg-destructive",
  neutral: "bg-muted-foreground",
};

/** Where something stands. Shape and words tell it too, not colour alone. */
export function StatusBadge({ status, label, tone, className }: StatusBadgeProps) {
  const shownTone = tone ?? tonesByWord[status.toLowerCase()] ?? "neutral";
  return (
    <span
      className={classNames(
        "inline-flex items-center gap-2 text-sm font-medium whitespace-nowrap",
        className,
      )}
    >
      <span aria-hidden="true" className={classNames("size-2 rounded-full", dots[shownTone])} />
      {label ?? inWords(status)}
    </span>
  );
}

function inWords(status: string): string {
  const words = status.replaceAll(/[_-]+/g, " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
