"""Times as people write them, said once more in full: `7 to 11 pm`, `2-3 pm`, `friday 27 november`, `Monday the 23rd`, `2 o'clock`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from appfactory.contract.language.moments import WEEKDAYS, read_span
from appfactory.contract.language.spans import now_of
from appfactory.contract.language.words import tokenize
from appfactory.contract.model.translation import Clock

_MONTH = "(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
_DAY = f"(?:{'|'.join(WEEKDAYS)})"
_RANGE = re.compile(
    r"(?<![\w$€£.:/-])(?:(?P<lead>from|between|at|to|on)\s+)?(?P<first>1[0-2]|0?[1-9])(?P<minutes>:[0-5]\d)?\s*(?:-|–|—|to|till|until|and)\s*"
    r"(?P<last>1[0-2]|0?[1-9])(?P<others>:[0-5]\d)?\s*(?P<half>[ap])\.?m\b\.?",
    re.IGNORECASE,
)
_DASHED = re.compile(r"(?<![\w:.-])(?P<first>[0-2]?\d:[0-5]\d)\s*[-–—]\s*(?P<last>[0-2]?\d:[0-5]\d)(?![\w:-])(?!\s*[ap]\.?m)", re.IGNORECASE)
_WRITTEN_SHORT = re.compile(r"(?<=\s)w/(o\b)?\s?", re.IGNORECASE)
_AS_OF = re.compile(rf"\bas\s+of\s+(?=\d|next\s|tomorrow\b|{_MONTH}\b|{_DAY}\b)", re.IGNORECASE)
_OCLOCK = re.compile(
    r"\b(?P<hour>1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+o['’]?\s?clock"
    r"(?:\s+in\s+the\s+(?P<part>morning|afternoon|evening))?\b",
    re.IGNORECASE,
)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_HOURS = {name: index + 1 for index, name in enumerate(_NUMBERS)}
_EARLIEST_HOUR = 7
"""An hour without a half of the day is of the afternoon where it is below this, as shops keep hours."""
_DATED_DAY = re.compile(
    rf"\b(?P<day>{_DAY}),?\s+(?:the\s+)?(?P<date>\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b|{_MONTH}\s+\d{{1,2}}\b)", re.IGNORECASE
)
_NUMBERED_DAY = re.compile(rf"\b(?P<day>{_DAY}),?\s+the\s+(?P<number>\d{{1,2}})(?:st|nd|rd|th)\b", re.IGNORECASE)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_WORDED = re.compile(rf"\bthe\s+(?P<number>{'|'.join(_ORDINALS)})\s+of\s+(?P<month>{_MONTH})\b", re.IGNORECASE)
_MOST_MONTHS = 12


def with_plain_times(text: str, clock: Clock) -> str:
    """The text with its times said in full; what is ambiguous, or contradicts itself, stays as it is.

    >>> from datetime import datetime
    >>> with_plain_times("move it to 2-3 pm", Clock(datetime(2026, 11, 18, 9)))
    'move it from 2 pm to 3 pm'
    """
    text = _WRITTEN_SHORT.sub(lambda found: "without " if found[1] else "with ", text)
    text = _AS_OF.sub("from ", text)
    text = _RANGE.sub(_in_full, text)
    text = _DASHED.sub(r"from \g<first> to \g<last>", text)
    text = _OCLOCK.sub(_hour, text)
    text = _WORDED.sub(lambda found: f"{_ORDINALS.index(found['number'].lower()) + 1} {found['month']}", text)
    text = _DATED_DAY.sub(lambda found: _dated(found, clock), text)
    return _NUMBERED_DAY.sub(lambda found: _numbered(found, clock), text)


def _in_full(found: re.Match[str]) -> str:
    first, last, half = int(found["first"]), int(found["last"]), found["half"].lower()
    lead = (found["lead"] or "").lower()
    if " and " in found.group().lower() and lead != "between":
        return found.group()
    later = (first % 12, found["minutes"] or "") > (last % 12, found["others"] or "")
    other = half if not later else "a" if half == "p" else "p"
    return f"from {first}{found['minutes'] or ''} {other}m to {last}{found['others'] or ''} {half}m"


def _hour(found: re.Match[str]) -> str:
    hour = _HOURS.get(found["hour"].lower()) or int(found["hour"])
    part = (found["part"] or "").lower()
    afternoon = part in {"afternoon", "evening"} or (not part and (hour < _EARLIEST_HOUR or hour == 12))
    return f"{hour} {'pm' if afternoon else 'am'}"


def _dated(found: re.Match[str], clock: Clock) -> str:
    """The date alone, where it falls on the day that is said."""
    span = read_span(tokenize(found["date"]), 0, clock)
    return found["date"] if span is not None and span[0].start.weekday() == WEEKDAYS.index(found["day"].lower()) else found.group()


def _numbered(found: re.Match[str], clock: Clock) -> str:
    """The next day of that number, if it falls on the day that is said."""
    today, number = now_of(clock).date(), int(found["number"])
    day = _next_numbered(today, number)
    return day.isoformat() if day is not None and day.weekday() == WEEKDAYS.index(found["day"].lower()) else found.group()


def _next_numbered(today: date, number: int) -> date | None:
    day = today
    for _ in range(_MOST_MONTHS * 31):
        if day.day == number:
            return day
        day += timedelta(days=1)
    return None
