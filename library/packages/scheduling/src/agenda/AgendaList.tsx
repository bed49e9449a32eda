import { StatusBadge } from "@appfactory/ui/patterns/badge/StatusBadge";
import { Link } from "@appfactory/ui/primitives/link/Link";

export interface AgendaEntry {
  /** What tells it apart. */
  id: string;
  /** When it starts, as an ISO 8601 instant. */
  start: string;
  /** When it ends, as an ISO 8601 instant. */
  end?: string;
  /** What it is. */
  title: string;
  /** With whom or where. */
  detail?: string;
  /** Where it stands, e.g. `CONFIRMED`. */
  status?: string;
  /** Where its page is. */
  href?: string;
}

export interface AgendaListProps {
  /** The entries in order of their start. */
  entries: readonly AgendaEntry[];
  /** The zone that decides which day an entry belongs to. */
  timeZone?: string;
  /** What stands in place of no entries. */
  emptyText?: string;
  /** Language of the dates, as a BCP 47 tag. */
  locale?: string;
}

/** What is coming, day by day, on the clock of the place where it happens. */
export function AgendaList({
  entries,
  timeZone = "UTC",
  emptyText = "Nothing planned.",
  locale = "en",
}: AgendaListProps) {
  if (entries.length === 0) return <p className="text-muted-foreground">{emptyText}</p>;
  const days = new Map<string, AgendaEntry[]>();
  const dayName = new Intl.DateTimeFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone,
  });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone });
  for (const entry of entries) {
    const day = dayName.format(new Date(entry.start));
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return (
    <div className="grid gap-10">
      {[...days].map(([day, ofDay]) => (
        <section key={day} className="grid gap-x-10 gap-y-3 md:grid-cols-[14rem_1fr]">
          <h3 className="text-xl leading-snug md:pt-3">{day}</h3>
          <ol className="border-t">
            {ofDay.map((entry) => (
              <li key={entry.id} className="grid grid-cols-[5.5rem_1fr] gap-4 border-b py-3">
                <span className="text-[0.9375rem] leading-snug text-muted-foreground tabular-nums">
                  <time dateTime={entry.start} className="block text-foreground">
                    {clock.format(new Date(entry.start))}
                  </time>
                  {entry.end !== undefined && (
                    <time dateTime={entry.end}>{clock.format(new Date(entry.end))}</time>
                  )}
                </span>
                <div className="flex min-w-0 flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
                  <div className="min-w-0">
                    <p className="font-medium [overflow-wrap:anywhere]">
                      {entry.href === undefined ? (
                        entry.title
                      ) : (
                        <Link href={entry.href} variant="quiet">
                          {entry.title}
                        </Link>
                      )}
                    </p>
                    {entry.detail !== undefined && (
                      <p className="text-[0.9375rem] text-muted-foreground">{entry.detail}</p>
                    )}
                  </div>
                  {entry.status !== undefined && <StatusBadge status={entry.status} />}
                </div>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
