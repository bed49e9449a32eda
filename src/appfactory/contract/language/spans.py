"""Spans of time in the zone of the business, and which one is meant of those that recur: the last Monday, or the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appfactory.contract.model.translation import Clock


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` (included) to `end` (excluded); `end` is `start` for a moment. `doubt` says what other reading there is.

    `recurs` says how often there is one of the name: a weekday each week, the 20th each month, a month or a day without a year each year.
    """

    start: datetime
    end: datetime
    grain: Literal["moment", "day", "longer"]
    doubt: str = ""
    recurs: Literal["", "week", "month", "year"] = ""

    @property
    def day(self) -> date:
        """The day on which it begins."""
        return self.start.date()


def zone_of(clock: Clock) -> ZoneInfo:
    """The zone of the clock, UTC if nobody knows it."""
    try:
        return ZoneInfo(clock.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def now_of(clock: Clock) -> datetime:
    """The clock's time in its zone."""
    zone = zone_of(clock)
    return clock.now.astimezone(zone) if clock.now.tzinfo else clock.now.replace(tzinfo=zone)


def start_of_day(moment: datetime, days: int = 0) -> datetime:
    """Midnight at the beginning of the day, or of one so many days later."""
    return datetime.combine(moment.date() + timedelta(days=days), time(0), moment.tzinfo)


def day_span(moment: datetime, days: int = 0, doubt: str = "") -> Span:
    """The whole day, or one so many days later."""
    return Span(start_of_day(moment, days), start_of_day(moment, days + 1), "day", doubt)


def month_span(index: int, now: datetime, size: int = 1) -> Span:
    """So many whole months; `index` is 12 times the year and the month from 0 on."""

    def first(month: int) -> datetime:
        return datetime(month // 12, month % 12 + 1, 1, tzinfo=now.tzinfo)

    return Span(first(index), first(index + size), "longer")


def months_later(moment: datetime, months: int) -> datetime:
    """The same day so many months later, or the last one of its month."""
    month = moment.year * 12 + moment.month - 1 + months
    last = (datetime((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return moment.replace(year=month // 12, month=month % 12 + 1, day=min(moment.day, last))


def spanning(first: Span, last: Span) -> Span:
    """From the beginning of one to the end of the other; a weekday is the next one after, a day without a year is of the year before if too late."""
    start = first.start
    if timedelta(0) <= start - last.start < timedelta(days=7) and last.grain == "day":
        return Span(start, last.end + timedelta(days=7), "longer", first.doubt or last.doubt)
    if start > last.end and (start.month, start.day) != (2, 29):
        start = start.replace(year=start.year - 1)
    return Span(start, last.end, "longer", first.doubt or last.doubt)


def shifted_to_past(span: Span, clock: Clock) -> Span:
    """What recurs and lies ahead, spoken of as past: the one before."""
    return span if span.start <= now_of(clock) else _shifted(span, -1)


def shifted_to_future(span: Span, clock: Clock) -> Span:
    """A month without a year that has begun, spoken of as a time to come: the one a year later."""
    return span if span.start > now_of(clock) or span.recurs != "year" else _shifted(span, 1)


def _shifted(span: Span, steps: int) -> Span:
    """The one before, or behind, of what recurs."""
    if span.recurs == "week":
        return replace(span, start=span.start + timedelta(days=7 * steps), end=span.end + timedelta(days=7 * steps))
    months = {"month": 1, "year": 12}.get(span.recurs, 0) * steps
    return replace(span, start=months_later(span.start, months), end=months_later(span.end, months)) if months else span
