import { classNames } from "@appfactory/ui/lib/class-names";

export interface ScheduleEntry {
  /** What tells it apart. */
  id: string;
  /** What it is. */
  title: string;
  /** When, as it is shown. */
  time: string;
  /** With whom or where. */
  detail?: string;
}

export interface ScheduleDay {
  /** What the day is called. */
  label: string;
  /** Its entries in order. */
  entries: readonly ScheduleEntry[];
  /** Whether it is marked as today. */
  today?: boolean;
}

export interface WeekScheduleProps {
  /** The days in order. */
  days: readonly ScheduleDay[];
  /** Name of the whole. */
  title?: string;
  /** What is said of a day without entries. */
  freeLabel?: string;
}

/** A week in columns; on a phone, the days one below the other. */
export function WeekSchedule({ days, title = "This week", freeLabel = "Free" }: WeekScheduleProps) {
  return (
    <section>
      <h2 className="pb-4 text-3xl leading-none">{title}</h2>
      <ol className="grid gap-x-4 gap-y-6 md:auto-cols-fr md:grid-flow-col">
        {days.map((day) => (
          <li
            key={day.label}
            className={classNames(
              "min-w-0 border-t-2 pt-2",
              day.today === true ? "border-primary" : "border-border",
            )}
          >
            <h3
              className={classNames(
                "font-sans text-sm font-medium tracking-normal",
                day.today === true ? "text-primary" : "text-muted-foreground",
              )}
            >
              {day.label}
            </h3>
            {day.entries.length === 0 && (
              <p className="pt-2 text-sm text-muted-foreground">{freeLabel}</p>
            )}
            <ul className="grid gap-2 pt-2 empty:hidden">
              {day.entries.map((entry) => (
                <li
                  key={entry.id}
                  className="rounded-md border bg-card px-3 py-2 leading-snug text-card-foreground"
                >
                  <p className="text-sm text-muted-foreground tabular-nums">{entry.time}</p>
                  <p className="font-medium [overflow-wrap:anywhere]">{entry.title}</p>
                  {entry.detail !== undefined && (
                    <p className="text-sm text-muted-foreground">{entry.detail}</p>
                  )}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  );
}
