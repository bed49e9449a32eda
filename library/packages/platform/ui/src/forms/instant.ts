const LOCAL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?$/;

const two = (value: number) => String(value).padStart(2, "0");

/**
 * A wall-clock time of this browser (`YYYY-MM-DDTHH:MM`) with the offset that holds here on that day, e.g.
 * `2026-07-01T19:30:00+02:00`. Text of any other form comes back as it is, for the server to refuse.
 */
export function withOffset(local: string): string {
  const match = LOCAL.exec(local);
  if (match === null) return local;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0));
  const date = new Date(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  const offset = -date.getTimezoneOffset();
  const sign = offset < 0 ? "-" : "+";
  const size = Math.abs(offset);
  return `${local}${match[6] === undefined ? ":00" : ""}${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** An instant as `datetime-local` wants it, in the browser's zone or, before there is one, in UTC. */
export function asWallClock(instant: string, zone: "local" | "utc"): string {
  if (LOCAL.test(instant)) return instant;
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return "";
  const shifted =
    zone === "utc" ? date : new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
