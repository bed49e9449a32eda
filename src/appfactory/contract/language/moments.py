"""Dates, times and spans in words: `tomorrow at 3pm`, `next Friday 15:00`, `last month`, `March 5, 2026`, `in 2 hours`, in the business's zone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from appfactory.compile.reserved import word_set
from appfactory.contract.language.relative_spans import hour_in_words, in_part_of_day, moment_away, read_relative
from appfactory.contract.language.spans import Span, day_span, month_span, months_later, now_of, start_of_day
from appfactory.contract.language.words import Token, number_of
from appfactory.contract.model.translation import Clock

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The days of the week in the order of ISO 8601."""
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH_NUMBERS = {name: index + 1 for index, name in enumerate(_MONTHS)} | {name[:3]: index + 1 for index, name in enumerate(_MONTHS)} | {"sept": 9}
_UNITS = {"minute": 60, "min": 60, "hour": 3600, "hr": 3600, "day": 86_400, "week": 604_800}
_LONGEST_DURATION = 86_400 * 3660
"""Ten years, in seconds."""
_DURATION_IN_ONE = re.compile(r"(\d{1,5}(?:\.\d+)?)(minutes?|mins?|hours?|hrs?|days?|weeks?|h)")
_SHORT_UNITS = {"h": "hour"}
_PARTS_OF_AN_HOUR = {
    ("half", "an", "hour"): 0.5, ("half", "hour"): 0.5, ("a", "half", "hour"): 0.5, ("a", "quarter", "of", "an", "hour"): 0.25,
    ("a", "quarter", "hour"): 0.25, ("quarter", "of", "an", "hour"): 0.25, ("three", "quarters", "of", "an", "hour"): 0.75,
    ("an", "hour", "and", "a", "half"): 1.5, ("one", "and", "a", "half", "hours"): 1.5, ("two", "and", "a", "half", "hours"): 2.5,
}  # fmt: skip
_CLOCK_TIME = re.compile(r"(\d{1,2})(?::?(\d{2}))?(am|pm)", re.IGNORECASE)
_COLON_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?", re.IGNORECASE)
_FEW = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS = ("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth")
_ORDINALS = (*_FEW, "tenth", *_TEENS, "twentieth")
_ORDINALS_IN_WORDS = {
    word: place + 1
    for place, word in enumerate((*_ORDINALS, *(f"twenty-{word}" for word in _FEW), "thirtieth", "thirty-first"))
}  # fmt: skip
_ORDINAL_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)", re.IGNORECASE)
_BEFORE_ROLLING = frozenset({"in", "within", "over", "during"})
_BEFORE_ORDINAL = word_set("on by before after since until till from to")
_ALSO_WORDS = frozenset({"may", "march", "mar", "sun", "sat", "dec", "jan"})
"""Months that are words or names as well: in small letters they are not read as months."""
_BEFORE_MONTH = word_set("in during of since until till before after from to between this last next all whole")
_NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}


def is_year(value: object) -> bool:
    """True for a number that is likely a year."""
    return isinstance(value, int) and not isinstance(value, bool) and 1800 <= value <= 2100


def read_span(tokens: Sequence[Token], position: int, clock: Clock) -> tuple[Span, int] | None:
    """The date, time or span that begins at a token, and the token behind it; None if there is none, or none that a calendar holds."""
    try:
        return _read_span(tokens, position, clock)
    except (OverflowError, ValueError):
        return None


def _read_span(tokens: Sequence[Token], position: int, clock: Clock) -> tuple[Span, int] | None:
    now = now_of(clock)
    words = [token.lower for token in tokens[position : position + 8]]
    if not words:
        return None

    def onwards(size: int) -> tuple[Span, int] | None:
        further = _read_span(tokens, position + size, clock)
        return (further[0], further[1] - position) if further is not None else None

    led = position > 1 and tokens[position - 1].lower == "the" and tokens[position - 2].lower in _BEFORE_ROLLING
    if led and words[0] in {"last", "next"} and words[1:2] in (["day"], ["week"], ["month"], ["year"]):
        # `in the last month` goes back from now; `last month` is the one before this.
        other = moment_away(now, 1 if words[0] == "next" else -1, words[1])
        return Span(min(now, other), max(now, other), "longer"), position + 2
    found = read_relative(words, now, tokens[position : position + 8], onwards)
    for read in (_relative, _calendar):
        found = found or read(words, now, tokens[position : position + 8])
    if found is not None:
        span, size = found
        return _with_time(span, words, size, position)
    before = tokens[position - 1].lower if position else ""
    if _says_month(words[0], tokens[position]) and before in _BEFORE_MONTH:
        return replace(month_span(now.year * 12 + _MONTH_NUMBERS[words[0]] - 1, now), recurs="year"), position + 1
    if before == "the" and position > 1 and tokens[position - 2].lower in {"for", "of"} and _ORDINAL_DAY.fullmatch(words[0]):
        alone = len(words) < 2 or words[1] in {"and", "or", "that", "at", "?", ",", ".", "!"}
        return (_day_of_month(int(words[0][:-2]), now), position + 1) if alone else None
    if before == "the" and position > 1 and tokens[position - 2].lower in _BEFORE_ORDINAL and _ORDINAL_DAY.fullmatch(words[0]):
        return _day_of_month(int(words[0][:-2]), now), position + 1
    clock_time = _time_of_day(words, 0)
    if clock_time is not None and (not words[0].isdigit() or clock_time[1] > 1):
        start = datetime.combine(now.date(), clock_time[0], now.tzinfo)
        span = Span(start, start, "moment", "" if start >= now else "the time of day has passed today")
        following = read_span(tokens, position + clock_time[1] + (words[clock_time[1] : clock_time[1] + 1] == ["on"]), clock)
        if following is not None and following[0].grain == "day":
            start = datetime.combine(following[0].day, clock_time[0], now.tzinfo)
            return Span(start, start, "moment", following[0].doubt, following[0].recurs), following[1]
        return span, position + clock_time[1]
    return None


def _with_time(span: Span, words: list[str], size: int, position: int) -> tuple[Span, int]:
    """A day followed by a time of day is a moment."""
    if span.grain != "day":
        return span, position + size
    skip = size + (words[size : size + 1] in (["at"], [","], ["from"]))
    found = _time_of_day(words, skip)
    if found is None:
        part = in_part_of_day(span, words[size]) if size < len(words) else None
        return (part, position + size + 1) if part is not None else (span, position + size)
    start = datetime.combine(span.day, found[0], span.start.tzinfo)
    return Span(start, start, "moment", span.doubt, span.recurs), position + skip + found[1]


def _time_of_day(words: list[str], index: int) -> tuple[time, int] | None:
    text = words[index] if index < len(words) else ""
    if text in _NAMED_TIMES:
        return _NAMED_TIMES[text], 1
    if text == "at" and index + 1 < len(words):
        inner = _time_of_day(words, index + 1)
        return (inner[0], inner[1] + 1) if inner else None
    spoken = hour_in_words(words, index) if text else None
    if spoken is not None:
        return spoken
    size = 1
    if index + 2 < len(words) and words[index + 1] == ":" and re.fullmatch(r"\d{2}(am|pm)?", words[index + 2]):
        text, size = f"{text}:{words[index + 2]}", 3
    if index + size < len(words) and words[index + size] in {"am", "pm"} and re.fullmatch(r"\d{1,2}(:\d{2})?", text):
        text, size = text + words[index + size], size + 1
    found = _CLOCK_TIME.fullmatch(text)
    if found and 1 <= int(found[1]) <= 12 and int(found[2] or 0) < 60:
        return time(int(found[1]) % 12 + (12 if found[3].lower() == "pm" else 0), int(found[2] or 0)), size
    found = _COLON_TIME.fullmatch(text)
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]), int(found[3] or 0)), size
    return None


def is_time_of_day(tokens: Sequence[Token], start: int, end: int) -> bool:
    """True if the tokens say a time of day and no day."""
    found = _time_of_day([token.lower for token in tokens[start:end]], 0)
    return found is not None and start + found[1] == end


def _relative(words: list[str], now: datetime, tokens: Sequence[Token]) -> tuple[Span, int] | None:
    ending = words.index("end") if "end" in words[:2] else None
    if ending is not None and words[:ending] in ([], ["the"]) and words[ending + 1 : ending + 3] in (["of", "the"], ["of", "this"], ["of", "next"]):
        step = "next" if words[ending + 2] == "next" else "this"
        whole = _shifted(step, [step, *words[ending + 3 : ending + 5], ""], now, [tokens[0], *tokens[ending + 3 :], tokens[0]])
        if whole is not None and words[ending + 3 : ending + 4] in (["week"], ["month"], ["year"]):
            return Span(whole[0].end, whole[0].end, "moment"), ending + 4
    first = words[0].removesuffix("s") if words[0] in {"todays", "tomorrows", "yesterdays"} else words[0]
    if first in {"today", "tomorrow", "yesterday"}:
        return day_span(now, {"tomorrow": 1, "yesterday": -1}.get(first, 0)), 1
    if first == "now":
        return Span(now, now, "moment"), 1
    if first in {"next", "this", "last", "coming", "upcoming", "current", "past", "previous"} and len(words) > 1:
        return _shifted(first, words, now, tokens)
    if first == "on" and len(words) > 1 and words[1] in WEEKDAYS:
        span = _weekday(words[1], now)
        return span, 2
    if first in WEEKDAYS and tuple(words[1:3]) in {("next", "week"), ("this", "week")}:
        monday = start_of_day(now, -now.weekday() + (7 if words[1] == "next" else 0))
        return day_span(monday, WEEKDAYS.index(first)), 3
    if first in WEEKDAYS:
        return _weekday(first, now), 1
    return None


def _weekday(name: str, now: datetime) -> Span:
    ahead = (WEEKDAYS.index(name) - now.weekday()) % 7
    return replace(day_span(now, ahead, "today or a week from today" if ahead == 0 else ""), recurs="week")


def _shifted(first: str, words: list[str], now: datetime, tokens: Sequence[Token]) -> tuple[Span, int] | None:
    step = {"next": 1, "coming": 1, "upcoming": 1, "this": 0, "current": 0}.get(first, -1)
    unit = words[1]
    if unit in WEEKDAYS:
        ahead = (WEEKDAYS.index(unit) - now.weekday()) % 7
        if step < 0:
            return day_span(now, ahead - 7), 2
        return day_span(now, ahead or 7 * (step > 0)), 2
    number = number_of(tokens[1]) if len(tokens) > 2 else None
    if isinstance(number, int) and words[2].rstrip("s") in {"day", "week", "month", "hour", "year"} and step:
        seconds = {"month": 30 * 86_400, "year": 365 * 86_400}.get(words[2].rstrip("s")) or _UNITS[words[2].rstrip("s")]
        other = now + timedelta(seconds=seconds * number * step)
        return Span(min(now, other), max(now, other), "longer"), 3
    monday = start_of_day(now, -now.weekday())
    if unit == "week":
        return Span(monday + timedelta(days=7 * step), monday + timedelta(days=7 * (step + 1)), "longer"), 2
    if unit == "weekend":
        if first in {"coming", "upcoming"}:
            step = 0
        return Span(start_of_day(monday, 5 + 7 * step), start_of_day(monday, 7 + 7 * step), "longer"), 2
    if unit == "month":
        return month_span(now.year * 12 + now.month - 1 + step, now), 2
    if unit == "year":
        return Span(datetime(now.year + step, 1, 1, tzinfo=now.tzinfo), datetime(now.year + step + 1, 1, 1, tzinfo=now.tzinfo), "longer"), 2
    return None


def _calendar(words: list[str], now: datetime, tokens: Sequence[Token]) -> tuple[Span, int] | None:
    """`2026-03-05`, `March 5th, 2026`, `5 March`, `March 2026`, `3/4/2026`."""
    if tokens[0].kind == "moment":
        moment = datetime.fromisoformat(tokens[0].text)
        if len(tokens[0].text) == 10:
            return Span(moment.replace(tzinfo=now.tzinfo), moment.replace(tzinfo=now.tzinfo) + timedelta(days=1), "day"), 1
        moment = moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
        return Span(moment, moment, "moment"), 1
    slashed = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", "".join(words[:5]))
    if slashed:
        return _slashed(int(slashed[1]), int(slashed[2]), int(slashed[3]), now)
    month_first = _MONTH_NUMBERS.get(words[0])
    if month_first and len(words) > 1 and _says_month(words[0], tokens[0]):
        number = _ORDINAL.fullmatch(str(_ORDINALS_IN_WORDS.get(words[1], words[1])))
        if number and 1 <= int(number[1]) <= 31:
            return _dated(int(number[1]), month_first, words, 2, now)
        if re.fullmatch(r"(19|20)\d\d", words[1]):
            return month_span(int(words[1]) * 12 + month_first - 1, now), 2
        return None
    number = _ORDINAL.fullmatch(str(_ORDINALS_IN_WORDS.get(words[0], words[0])))
    after = 1 + (words[1:2] == ["of"])
    if (
        number
        and len(words) > after
        and words[after] in _MONTH_NUMBERS
        and (tokens[after].capitalized or words[after] not in _ALSO_WORDS)
        and 1 <= int(number[1]) <= 31
    ):
        return _dated(int(number[1]), _MONTH_NUMBERS[words[after]], words, after + 1, now)
    return None


def _says_month(word: str, token: Token) -> bool:
    return word in _MONTH_NUMBERS and (token.capitalized or word not in _ALSO_WORDS)


def _dated(day: int, month: int, words: list[str], size: int, now: datetime) -> tuple[Span, int] | None:
    after = size + (words[size : size + 1] == [","])
    dated = after < len(words) and re.fullmatch(r"(19|20)\d\d", words[after]) is not None
    if dated:
        year, size = int(words[after]), after + 1
    else:
        year = now.year if (month, day) >= (now.month, now.day) else now.year + 1
    try:
        start = datetime(year, month, day, tzinfo=now.tzinfo)
    except ValueError:
        return None
    return Span(start, start + timedelta(days=1), "day", recurs="" if dated else "year"), size


def _day_of_month(day: int, now: datetime) -> Span:
    """The next day of that number; raises ValueError if the month has none."""
    ahead = now if day >= now.day else months_later(now.replace(day=1), 1)
    return replace(day_span(ahead.replace(day=day)), recurs="month")


def _slashed(first: int, second: int, year: int, now: datetime) -> tuple[Span, int] | None:
    if first > 12:
        day, month, doubt = first, second, ""
    else:
        day, month, doubt = (
            second,
            first,
            f"{year}-{first:02}-{second:02} or {year}-{second:02}-{first:02}" if second <= 12 and first != second else "",
        )
    try:
        start = datetime(year, month, day, tzinfo=now.tzinfo)
    except ValueError:
        return None
    return Span(start, start + timedelta(days=1), "day", doubt), 5


def read_duration(tokens: Sequence[Token], position: int) -> tuple[timedelta, int] | None:
    """`50 minutes`, `an hour`, `1.5 hours`, `2 days`, `half an hour`, `90min` from a token on, and the token behind it."""
    if position < len(tokens):
        together = _DURATION_IN_ONE.fullmatch(tokens[position].lower)
        seconds = float(together[1]) * _UNITS[_SHORT_UNITS.get(together[2], together[2].rstrip("s"))] if together else 0.0
        if 0 < seconds <= _LONGEST_DURATION:
            return timedelta(seconds=seconds), position + 1
    if position + 1 >= len(tokens):
        return None
    words = tuple(token.lower for token in tokens[position : position + 5])
    for phrase, part in _PARTS_OF_AN_HOUR.items():
        if words[: len(phrase)] == phrase:
            return timedelta(hours=part), position + len(phrase)
    number = 1 if tokens[position].lower in {"a", "an"} else number_of(tokens[position])
    unit = tokens[position + 1].lower.rstrip("s").rstrip(".")
    if number is None or unit not in _UNITS:
        return None
    seconds = float(number) * _UNITS[unit]
    return (timedelta(seconds=seconds), position + 2) if seconds <= _LONGEST_DURATION else None
