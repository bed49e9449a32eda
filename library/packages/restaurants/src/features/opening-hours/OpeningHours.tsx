import { classNames } from "@appfactory/ui/lib/class-names";

export interface DayHours {
  /** The day's name. */
  day: string;
  /** The hours as they are shown; none when it is closed. */
  hours?: string;
}

export interface OpeningHoursProps {
  /** The days in order. */
  days: readonly DayHours[];
  /** Heading of the list. */
  title?: string;
  /** What is said of a day without hours. */
  closedLabel?: string;
  /** Name of the day that is marked as today. */
  today?: string;
  /** The word that marks it. */
  todayLabel?: string;
  /** A line below, e.g. on holidays. */
  note?: string;
}

/** When the house is open, day by day. */
export function OpeningHours({
  days,
  title = "Opening hours",
  closedLabel = "Closed",
  today,
  todayLabel = "today",
  note,
}: OpeningHoursProps) {
  return (
    <div className="max-w-md">
      <h2 className="text-2xl">{title}</h2>
      <dl className="mt-3 border-t">
        {days.map(({ day, hours }) => (
          <div
            key={day}
            className={classNames(
              "flex items-baseline justify-between gap-6 border-b py-2.5",
              day === today && "font-semibold",
            )}
          >
            <dt>
              {day}
              {day === today && (
                <span className="ml-2 rounded-sm bg-accent px-1.5 py-0.5 text-xs text-accent-foreground">
                  {todayLabel}
                </span>
              )}
            </dt>
            <dd
              className={classNames("tabular-nums", hours === undefined && "text-muted-foreground")}
            >
              {hours ?? closedLabel}
            </dd>
          </div>
        ))}
      </dl>
      {note !== undefined && <p className="mt-3 text-sm text-muted-foreground">{note}</p>}
    </div>
  );
}
