"""Spans said by how they lie to the present: `this afternoon`, `a week ago`, `the rest of the month`, `first half of December`, `last quarter`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TypeAlias

from appfactory.contract.language.spans import Span, day_span, month_span, months_later, start_of_day
from appfactory.contract.language.words import Token, number_of

Found: TypeAlias = tuple[Span, int]
"""A span, and how many tokens say it."""
Read: TypeAlias = Callable[[int], Found | None]
"""Reads the span that begins so many tokens later."""

_PARTS = {"morning": (0, 12), "afternoon": (12, 18), "evening": (18, 24), "night": (18, 24)}
"""The hours of the parts of a day, from, and up to but not including."""
_SECONDS = {"minute": 60, "min": 60, "hour": 3600, "hr": 3600, "day": 86_400, "week": 604_800}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_QUARTER = re.compile(r"q([1-4])")
_YEAR = re.compile(r"(19|20)\d\d")
_STEPS = {"this": 0, "current": 0, "next": 1, "coming": 1, "last": -1, "previous": -1}


def read_relative(words: list[str], now: datetime, tokens: Sequence[Token], onwards: Read) -> Found | None:
    """The span that the words begin with; `onwards` reads one that begins later. None if they say none of these."""
    for read in (_end_of, _part_of_day, _part_of_span, _rest, _distant, _rolling, _quarter, _around):
        found = read(words, now, tokens, onwards)
        if found is not None:
            return found
    return None


def in_part_of_day(span: Span, word: str) -> Span | None:
    """The morning, afternoon or evening of a day."""
    hours = _PARTS.get(word.removesuffix("s"))
    if span.grain != "day" or hours is None:
        return None
    start = start_of_day(span.start)
    return replace(span, start=start + timedelta(hours=hours[0]), end=start + timedelta(hours=hours[1]))


def _end_of(words: list[str], now: datetime, _tokens: Sequence[Token], onwards: Read) -> Found | None:
    """`the end of Sunday`, `end of the day`, `the end of November`: the moment at which it is over."""
    start = int(words[0] == "the")
    if words[start : start + 2] != ["end", "of"]:
        return None
    whole = _whole_now(words[start + 3 :], now, start + 3) if words[start + 2 : start + 3] == ["the"] else onwards(start + 2)
    if whole is None or whole[0].grain == "moment":
        return None
    return Span(whole[0].end, whole[0].end, "moment", whole[0].doubt, whole[0].recurs), whole[1]


def _part_of_day(words: list[str], now: datetime, _tokens: Sequence[Token], _onwards: Read) -> Found | None:
    """`tonight`, `this afternoon`."""
    if words[0] == "tonight":
        return in_part_of_day(day_span(now), "evening") or day_span(now), 1
    part = in_part_of_day(day_span(now), words[1]) if words[0] == "this" and len(words) > 1 else None
    return (part, 2) if part is not None else None


def _part_of_span(words: list[str], _now: datetime, _tokens: Sequence[Token], onwards: Read) -> Found | None:
    """`first half of December`, `second half of next month`, `first week of January`."""
    if words[0] not in {"first", "second", "last"} or words[1:2] not in (["half"], ["week"]) or words[2:3] != ["of"]:
        return None
    found = onwards(4 if words[3:4] == ["the"] else 3)
    if found is None or found[0].grain != "longer":
        return None
    span, size = found
    if words[1] == "week":
        week = timedelta(days=7)
        if words[0] == "second":
            return replace(span, start=span.start + week, end=span.start + 2 * week), size
        return (replace(span, end=span.start + week) if words[0] == "first" else replace(span, start=span.end - week)), size
    days = (span.end.date() - span.start.date()).days
    if days < 28:
        return None
    # A month is parted behind its 15th day, a longer span in whole months.
    middle = span.start + timedelta(days=15) if days < 32 else months_later(span.start, round(days / 61))
    return (replace(span, end=middle) if words[0] == "first" else replace(span, start=middle)), size


def _rest(words: list[str], now: datetime, _tokens: Sequence[Token], onwards: Read) -> Found | None:
    """`the rest of the month`, `later today`, `earlier this week`, `so far this year`: what is to come of a span, or what is over."""
    start = 1 if words[0] == "the" else 0
    if words[start : start + 2] in (["rest", "of"], ["remainder", "of"]):
        start, ahead = start + 2, True
    elif words[:2] == ["so", "far"]:
        start, ahead = 2, False
    elif words[0] in {"later", "earlier"}:
        start, ahead = 1 + (words[1:2] in (["on"], ["in"])), words[0] == "later"
    else:
        return None
    found = _whole_now(words[start + 1 :], now, start + 1) if words[start : start + 1] == ["the"] else onwards(start)
    if found is None or not found[0].start <= now < found[0].end:
        return None
    span, size = found
    return (Span(now, span.end, "longer") if ahead else Span(span.start, now, "longer")), size


def _whole_now(words: list[str], now: datetime, size: int) -> Found | None:
    """`day`, `week`, `month` behind `the`: the present one."""
    unit = words[0] if words else ""
    if unit == "day":
        return day_span(now), size + 1
    if unit == "week":
        monday = start_of_day(now, -now.weekday())
        return Span(monday, monday + timedelta(days=7), "longer"), size + 1
    if unit in _MONTHS:
        months = _MONTHS[unit]
        return month_span((now.year * 12 + now.month - 1) // months * months, now, months), size + 1
    return None


def _distant(words: list[str], now: datetime, tokens: Sequence[Token], onwards: Read) -> Found | None:
    """`a week ago`, `three months ago`, `in an hour`, `2 weeks from now`, `a week from Friday`."""
    start = int(words[0] == "in")
    number = _number(tokens, start)
    unit = words[start + 1].rstrip("s") if len(words) > start + 1 else ""
    if number is None or unit not in _SECONDS | _MONTHS:
        return None
    end = start + 2
    if start:
        return _away(now, number, unit), end
    if words[end : end + 1] == ["ago"]:
        return _away(now, -number, unit), end + 1
    if words[end : end + 2] in (["from", "now"], ["from", "today"]):
        return _away(now, number, unit), end + 2
    later = onwards(end + 1) if words[end : end + 1] == ["from"] and unit in {"day", "week"} else None
    if later is not None and later[0].grain == "day":
        days = number * (7 if unit == "week" else 1)
        return replace(later[0], start=start_of_day(later[0].start, days), end=start_of_day(later[0].start, days + 1)), later[1]
    return None


def _number(tokens: Sequence[Token], place: int) -> int | None:
    if place >= len(tokens):
        return None
    number = 1 if tokens[place].lower in {"a", "an"} else number_of(tokens[place])
    return number if isinstance(number, int) else None


def moment_away(now: datetime, number: int, unit: str) -> datetime:
    """The moment so many units (`minute` to `year`) from now."""
    return months_later(now, number * _MONTHS[unit]) if unit in _MONTHS else now + timedelta(seconds=number * _SECONDS[unit])


def _away(now: datetime, number: int, unit: str) -> Span:
    moment = moment_away(now, number, unit)
    return Span(moment, moment, "moment") if _SECONDS.get(unit, 86_400) < 86_400 else day_span(moment)


def _rolling(words: list[str], now: datetime, _tokens: Sequence[Token], onwards: Read) -> Found | None:
    """`past week`, `last hour`, `next hour`: as long a time up to now, or from now on. `this coming weekend`, `this past Friday`."""
    if words[0] == "this" and words[1:2] in (["coming"], ["past"], ["current"], ["upcoming"]):
        return onwards(1)
    step = {"past": -1, "last": -1, "previous": -1, "next": 1, "coming": 1}.get(words[0], 0)
    unit = words[1] if len(words) > 1 else ""
    if step and (unit in {"hour", "minute"} or (words[0] == "past" and unit in {"day", "week", "month", "year"})):
        other = moment_away(now, step, unit)
        return Span(min(now, other), max(now, other), "longer"), 2
    return None


def _quarter(words: list[str], now: datetime, _tokens: Sequence[Token], _onwards: Read) -> Found | None:
    """`this quarter`, `Q4`, `Q1 2027`."""
    found = _QUARTER.fullmatch(words[0])
    if found:
        year = int(words[1]) if len(words) > 1 and _YEAR.fullmatch(words[1]) else 0
        span = month_span((year or now.year) * 12 + 3 * (int(found[1]) - 1), now, 3)
        return (span, 2) if year else (replace(span, recurs="year"), 1)
    if words[0] in _STEPS and words[1:2] == ["quarter"]:
        return month_span((now.year * 12 + now.month - 1) // 3 * 3 + 3 * _STEPS[words[0]], now, 3), 2
    return None


def _around(words: list[str], now: datetime, _tokens: Sequence[Token], onwards: Read) -> Found | None:
    """`the day after tomorrow`, `the weekend`, `the week of November 23`, `the week after next`."""
    start = int(words[0] == "the")
    rest = words[start:]
    if rest[:3] in (["day", "after", "tomorrow"], ["day", "before", "yesterday"]):
        return day_span(now, 2 if rest[1] == "after" else -2), start + 3
    monday = start_of_day(now, -now.weekday())
    if rest[:3] == ["week", "after", "next"]:
        return Span(monday + timedelta(days=14), monday + timedelta(days=21), "longer"), start + 3
    if start and rest[:1] == ["weekend"]:
        return Span(monday + timedelta(days=5), monday + timedelta(days=7), "longer", recurs="week"), 2
    found = onwards(start + 2) if rest[:2] == ["week", "of"] else None
    if found is not None and found[0].grain == "day":
        first = start_of_day(found[0].start, -found[0].start.weekday())
        return Span(first, first + timedelta(days=7), "longer", found[0].doubt, found[0].recurs), found[1]
    return None


def hour_in_words(words: list[str], index: int) -> tuple[time, int] | None:
    """`9 in the morning`, `3 o'clock in the afternoon`, `10 at night`: the time of day, and how many words say it."""
    said = re.fullmatch(r"(\d{1,2})(?::(\d{2}))?", words[index])
    if said is None or not 1 <= int(said[1]) <= 12 or int(said[2] or 0) > 59:
        return None
    end = index + 1
    end += words[end : end + 1] == ["o'clock"]
    if words[end : end + 2] == ["in", "the"] and words[end + 2 : end + 3] in (["morning"], ["afternoon"], ["evening"]):
        part, end = words[end + 2], end + 3
    elif words[end : end + 2] == ["at", "night"]:
        part, end = "night", end + 2
    else:
        return None
    hour = int(said[1]) % 12 + (0 if part == "morning" or (part == "night" and int(said[1]) in {12, 1, 2, 3}) else 12)
    return time(hour, int(said[2] or 0)), end - index
