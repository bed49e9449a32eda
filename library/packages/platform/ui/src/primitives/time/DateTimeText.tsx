"use client";

import { useHydrated } from "../../lib/use-hydrated";

export interface DateTimeTextProps {
  /** An ISO 8601 instant. */
  value: string;
  /** How much is shown. */
  show?: "date" | "time" | "both";
  /** Language of the text, as a BCP 47 tag. */
  locale?: string;
  /** The zone it is told in, e.g. `Asia/Makassar`; without it the reader's own. */
  timeZone?: string;
  /** Classes of the element. */
  className?: string;
}

const formats: Record<"date" | "time" | "both", Intl.DateTimeFormatOptions> = {
  date: { dateStyle: "medium" },
  time: { timeStyle: "short" },
  both: {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
  },
};

/** A moment on the reader's own clock. The server, which doesn't know that clock, sends it in UTC first. */
export function DateTimeText({
  value,
  show = "both",
  locale = "en",
  timeZone,
  className,
}: DateTimeTextProps) {
  const hydrated = useHydrated();
  const date = new Date(value);
  const valid = !Number.isNaN(date.getTime());
  const zone = timeZone ?? (hydrated ? undefined : "UTC");
  return (
    <time dateTime={valid ? date.toISOString() : undefined} className={className}>
      {valid
        ? new Intl.DateTimeFormat(locale, { ...formats[show], timeZone: zone }).format(date)
        : value}
    </time>
  );
}
