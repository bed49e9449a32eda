const locale = "en";

type Moment = Date | string;

const asDate = (value: Moment) => (value instanceof Date ? value : new Date(value));

const formatted = (value: Moment, options: Intl.DateTimeFormatOptions) => {
  const date = asDate(value);
  return Number.isNaN(date.getTime())
    ? String(value)
    : new Intl.DateTimeFormat(locale, options).format(date);
};

/** A moment in a time zone (UTC unless said): `21 Nov 2026, 19:30`. */
export const formatDateTime = (value: Moment, timeZone = "UTC") =>
  formatted(value, { dateStyle: "medium", timeStyle: "short", timeZone });

/** A calendar day, given as `YYYY-MM-DD` or a moment. */
export const formatDate = (value: Moment) =>
  formatted(value, { dateStyle: "medium", timeZone: "UTC" });

/** A time of day, given as `HH:MM` or `HH:MM:SS`. */
export const formatTime = (value: string) => value.slice(0, 5);

/** A number, given as one or as the text of a decimal of any precision. */
export function formatNumber(
  value: number | bigint | string,
  options: Intl.NumberFormatOptions = {},
): string {
  // The formatter reads decimal text exactly; a detour through a double would not.
  return new Intl.NumberFormat(locale, options).format(value as number);
}

/** An amount of money; `currency` is an ISO 4217 code. */
export const formatMoney = (value: number | bigint | string, currency: string) =>
  formatNumber(value, { style: "currency", currency });
