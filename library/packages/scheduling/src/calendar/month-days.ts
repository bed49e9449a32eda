export interface MonthDay {
  /** The day as `YYYY-MM-DD`. */
  date: string;
  /** Its number in the month. */
  number: number;
  /** Whether it belongs to the month, not to its neighbours. */
  inMonth: boolean;
}

const DAY = 86_400_000;

/**
 * The weeks of a month (`YYYY-MM`), each of seven days, filled up with days of its neighbours. `weekStart` is 0 for Sunday to 6.
 * Counted in UTC, where every day has 24 hours.
 */
export function monthWeeks(month: string, weekStart: number): MonthDay[][] {
  const first = new Date(`${month}-01T00:00:00Z`);
  const lead = (first.getUTCDay() - weekStart + 7) % 7;
  const length = new Date(
    Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0),
  ).getUTCDate();
  const weeks = Math.ceil((lead + length) / 7);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => {
      const date = new Date(first.getTime() + (week * 7 + day - lead) * DAY);
      const text = date.toISOString().slice(0, 10);
      return { date: text, number: date.getUTCDate(), inMonth: text.startsWith(month) };
    }),
  );
}

/** The month that lies `distance` months after (or, below 0, before) a month, both as `YYYY-MM`. */
export function shiftMonth(month: string, distance: number): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + distance);
  return date.toISOString().slice(0, 7);
}
