import { classNames } from "@appfactory/ui/lib/class-names";
import { Link } from "@appfactory/ui/primitives/link/Link";
import { ArrowLeft, ArrowRight, type LucideIcon } from "lucide-react";

import { monthWeeks, shiftMonth, type MonthDay } from "./month-days";

export interface CalendarEntry {
  /** Its day as `YYYY-MM-DD`. */
  date: string;
  /** What it says. */
  title: string;
}

export interface MonthCalendarProps {
  /** The month as `YYYY-MM`. */
  month: string;
  /** What happens in it. */
  entries?: readonly CalendarEntry[];
  /** Where a day leads, e.g. `/bookings?day={date}`. */
  dayHref?: string;
  /** Where another month is, e.g. `/calendar?month={month}`. */
  monthHref?: string;
  /** The day that is marked as today, as `YYYY-MM-DD`. */
  today?: string;
  /** The day that is chosen, as `YYYY-MM-DD`. */
  selected?: string;
  /** The day a week starts on, 0 for Sunday. */
  weekStart?: number;
  /** Name of the link to the month before. */
  previousLabel?: string;
  /** Name of the link to the month after. */
  nextLabel?: string;
  /** Language of the names, as a BCP 47 tag. */
  locale?: string;
}

/** A month at a glance. Works by address, so a day can be linked; on a phone entries shrink to dots. */
export function MonthCalendar({
  month,
  entries = [],
  dayHref,
  monthHref,
  today,
  selected,
  weekStart = 1,
  previousLabel = "Month before",
  nextLabel = "Month after",
  locale = "en",
}: MonthCalendarProps) {
  const weeks = monthWeeks(month, weekStart);
  const format = (date: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(
      new Date(`${date}T00:00:00Z`),
    );
  const title = format(`${month}-01`, { month: "long", year: "numeric" });
  const toMonth = (distance: number) => monthHref?.replace("{month}", shiftMonth(month, distance));

  return (
    <div>
      <div className="flex items-center justify-between gap-4 pb-3">
        <h2 className="text-3xl leading-none">{title}</h2>
        {monthHref !== undefined && (
          <div className="flex">
            <Step href={toMonth(-1)} label={previousLabel} icon={ArrowLeft} />
            <Step href={toMonth(1)} label={nextLabel} icon={ArrowRight} />
          </div>
        )}
      </div>
      <table className="w-full table-fixed border-collapse">
        <caption className="sr-only">{title}</caption>
        <thead>
          <tr className="border-b-2 border-foreground">
            {weeks[0]?.map(({ date }) => (
              <th
                key={date}
                scope="col"
                abbr={format(date, { weekday: "long" })}
                className="pb-2 text-left text-sm font-medium text-muted-foreground"
              >
                {format(date, { weekday: "short" })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]?.date} className="border-b">
              {week.map((day) => (
                <DayCell
                  key={day.date}
                  day={day}
                  entries={entries.filter((entry) => entry.date === day.date)}
                  name={format(day.date, { day: "numeric", month: "long" })}
                  href={dayHref?.replace("{date}", day.date)}
                  today={day.date === today}
                  selected={day.date === selected}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface StepProps {
  href: string | undefined;
  label: string;
  icon: LucideIcon;
}

function Step({ href = "", label, icon: Icon }: StepProps) {
  return (
    <Link
      href={href}
      variant="bare"
      aria-label={label}
      className="grid size-11 place-items-center rounded-md hover:bg-secondary"
    >
      <Icon aria-hidden="true" className="size-5" />
    </Link>
  );
}

interface DayCellProps {
  day: MonthDay;
  entries: readonly CalendarEntry[];
  name: string;
  href: string | undefined;
  today: boolean;
  selected: boolean;
}

function DayCell({ day, entries, name, href, today, selected }: DayCellProps) {
  const look = classNames(
    "-ml-1.5 grid size-9 place-items-center rounded-full tabular-nums",
    !day.inMonth && "text-muted-foreground",
    today && "bg-accent font-semibold text-accent-foreground",
    selected && "bg-primary font-semibold text-primary-foreground",
  );
  return (
    <td className={classNames("h-16 py-1 pr-1 align-top sm:h-24", !day.inMonth && "bg-muted/60")}>
      {href === undefined ? (
        <span className={look}>{day.number}</span>
      ) : (
        <Link
          href={href}
          variant="bare"
          aria-label={name}
          aria-current={today ? "date" : undefined}
          className={classNames(look, "hover:ring-2 hover:ring-primary")}
        >
          {day.number}
        </Link>
      )}
      <ul className="mt-0.5 grid gap-0.5 text-[0.8125rem] leading-snug empty:hidden max-sm:sr-only">
        {entries.map((entry) => (
          <li
            key={entry.title}
            className="truncate border-l-2 border-primary pl-1.5"
            title={entry.title}
          >
            {entry.title}
          </li>
        ))}
      </ul>
      {entries.length > 0 && (
        <span aria-hidden="true" className="flex gap-0.5 pl-1 sm:hidden">
          {entries.slice(0, 4).map((entry) => (
            <span key={entry.title} className="size-1.5 rounded-full bg-primary" />
          ))}
        </span>
      )}
    </td>
  );
}
