"""Values that are tried for a column: ordinary ones first, then those around the constants that the table's checks speak of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice

from appfactory.model.database import Column, Database
from appfactory.model.expressions.kinds import ColumnType, column_type, interval
from appfactory.model.expressions.mentions import Mentions
from appfactory.model.expressions.patterns import matching
from appfactory.model.json_value import JsonValue

_MOST = 160
_STEPS = (1440, 1500, 2880, 10_080, 43_200, 525_600, -1440, -2880, -43_200, -525_600, 1470)
"""Minutes from now: tomorrow, an hour later, in two days, a week, a month, a year, and the same in the past."""
_LENGTHS = (1, 2, 3, 5, 10, 20, 40, 100)
_SAMPLES = {
    "point": "(N,1)", "box": "((N,1),(0,0))", "line": "{1,2,N}", "lseg": "[(N,1),(0,0)]", "path": "[(N,1),(0,0)]", "polygon": "((N,1),(0,0),(1,0))",
    "circle": "<(N,1),2>", "macaddr": "08:00:2b:01:02:X", "macaddr8": "08:00:2b:01:02:03:04:X", "xml": "<number>N</number>", "tsquery": "word",
    "jsonpath": "$.number[N]", "pg_lsn": "0/X", "oid": "N", "hstore": '"number"=>"N"', "cube": "(N, 1)", "ltree": "top.numberN", "lquery": "top.*",
    "int4multirange": "{[N,1000)}", "int8multirange": "{[N,1000)}", "nummultirange": "{[N,1000)}", "datemultirange": "{[2030-01-01,2030-02-01)}",
    "vector": "[N,1,2]",
}  # fmt: skip
"""A value of each type that checks say little about; N is a number, X one of two hexadecimal digits."""
_WORD = "abcdefghijklmnopqrstuvwxyz"


def candidates(column: Column, mentions: Mentions, database: Database, number: int, now: datetime) -> tuple[JsonValue, ...]:
    """Values as they stand in a request, tokens and all; the first is the most ordinary. `number` sets rows of one table apart."""
    kind = column_type(column.type, database)
    # A type that checks say little about may be one that the server was built without, such as xml: nothing is safer.
    found: dict[JsonValue, None] = {None: None} if column.nullable and kind.kind == "other" else {}
    for value in _of_kind(column.name, kind, mentions, database, number, now):
        if _fits(value, kind):
            found[value] = None
    if column.nullable:
        found[None] = None
    return tuple(found)[:_MOST]


def _of_kind(name: str, kind: ColumnType, mentions: Mentions, database: Database, number: int, now: datetime) -> Iterator[JsonValue]:
    numbers, texts = tuple(mentions.numbers.get(name, ())), tuple(mentions.texts.get(name, ()))
    match kind.kind:
        case "text":
            ordinary = _texts(name, kind, numbers, texts, number)
            yield from islice(ordinary, 2)
            yield from (text for pattern in mentions.patterns.get(name, ()) for text in matching(pattern, number))
            yield from ordinary
        case "integer":
            yield from (int(value) for value in _numbers(numbers, texts, number, Decimal(1)))
        case "numeric":
            step = Decimal(1).scaleb(-kind.scale) if kind.scale is not None else Decimal("0.01")
            yield from (_plain(value) for value in _numbers(numbers, texts, number, step))
        case "boolean":
            yield from (False, True)
        case "timestamp":
            yield from _moments(mentions.spans.get(name, ()), number)
            yield from (text for text in texts if _looks_like_day(text))
        case "date":
            yield from _days(texts, number, now)
        case "time":
            yield from (f"{(9 + number + hour) % 24:02}:{minute}:00" for hour in range(8) for minute in ("00", "30"))
        case "interval":
            yield from ("01:00:00", "00:30:00", "1 day", "02:00:00", "00:00:00", "-01:00:00", *(text for text in texts if _is_span(text)))
        case "uuid":
            yield f"{{{{uuid:{name} {number}}}}}"
        case "array":
            inner = column_type(kind.element, database)
            items = tuple(
                value for value in _of_kind(name, inner, mentions, database, number, now) if _fits(value, inner) and not isinstance(value, tuple)
            )
            yield from ((item,) for item in items[:20])
            lengths = {max(int(value) + offset, 0) for value in numbers for offset in (0, 1, -1) if value < 100}
            yield from ((items[:1] * length) for length in sorted(lengths | {0, 2, 3}) if items or not length)
        case _:
            yield from _rare(kind, numbers, database, number, now)


def _rare(kind: ColumnType, numbers: tuple[Decimal, ...], database: Database, number: int, now: datetime) -> Iterator[JsonValue]:
    match kind.kind:
        case "enum":
            yield from kind.values
        case "json":
            yield from ("{}", f'{{"number": {number}}}', "[]", '"text"', "1")
        case "bytes":
            lengths = {int(value) + offset for value in numbers for offset in (0, 1, -1) if 0 < value < 4096}
            yield f"\\x{number:04x}ff"
            # Another for each number, of whatever length is asked for.
            yield from (f"\\x{number + 1:0{2 * length}x}"[: 2 + 2 * length] for length in sorted(lengths) if length > 0)
            yield "\\x"
        case "address":
            yield f"10.{number // 65_536 % 256}.{number // 256 % 256}.{number % 256}"
        case "search":
            yield "word"
        case "other" if kind.name in ("bit", "bit varying"):
            digits = kind.length or 1
            yield f"{number % 2**digits:0{digits}b}"
        case "other" if kind.name in _SAMPLES:
            yield _SAMPLES[kind.name].replace("N", str(number % 256)).replace("X", f"{number % 256:02x}")
        case "range":
            yield from _ranges(column_type(kind.element, database), number, now)


def _texts(name: str, kind: ColumnType, numbers: tuple[Decimal, ...], texts: tuple[str, ...], number: int) -> Iterator[str]:
    words = name.replace("_", " ")
    if "email" in name or name.endswith("mail"):
        yield f"person-{{{{runId}}}}-{number}@example.org"
    if "url" in name or "website" in name or name.endswith("link"):
        yield f"https://example.org/{{{{runId}}}}/{number}"
    if "zone" in name:
        yield "UTC"
    if "currency" in name:
        yield "USD"
    if "phone" in name or "mobile" in name:
        yield f"+1202555{number:04}"
    if any(part in name for part in ("slug", "code", "sku", "handle", "number", "key", "reference", "token", "subject")):
        yield f"{re.sub('[^a-z]', '', name.lower())[:10] or 'word'}-{{{{runId}}}}-{number}"
    yield f"{words} {{{{runId}}}} {number}"
    yield f"x{{{{runId}}}}{_WORD[number % 26]}"
    for text in texts:
        yield text
        yield f"{text}{number}"
        if len(text) > 1:
            yield text[:-1]
    lengths = sorted({int(value) + offset for value in numbers for offset in (-1, 0, 1) if 0 <= value <= 2000} | set(_LENGTHS))
    for length in lengths:
        if length > 0:
            yield _of_length(length, number)
            yield _of_length(length, number).upper()
    yield ""
    yield " "
    if kind.length is not None:
        yield _of_length(kind.length, number)


def _of_length(length: int, number: int) -> str:
    """A text of that many letters, another for each number as far as there are enough."""
    digits, rest = [], number
    for _ in range(min(length, 6)):
        rest, digit = divmod(rest, 26)
        digits.append(_WORD[25 - digit])
    return "z" * (length - len(digits)) + "".join(reversed(digits))


def _numbers(numbers: tuple[Decimal, ...], texts: tuple[str, ...], number: int, step: Decimal) -> Iterator[Decimal]:
    yield Decimal(number + 1)
    said = (*numbers, *(Decimal(text) for text in texts if re.fullmatch(r"-?\d+(\.\d+)?", text)))
    for value in said:
        yield from (value, value + step, value - step, value + 1 + number, -value)
    yield from (Decimal(value) for value in (1, 0, 2, 3, 5, 10, 20, 50, 100, 1000, 10_000, -1, -5, -100, 60, 30, 15, 7))


def _plain(value: Decimal) -> JsonValue:
    return int(value) if value == value.to_integral_value() else float(value)


def _moments(spans: Iterable[timedelta], number: int) -> Iterator[str]:
    # Rows of one table are two days apart, so that they do not overlap by chance.
    start = number * 2 * 1440
    yield from (_at(start + minutes) for minutes in _STEPS)
    for span in spans:
        minutes = int(span.total_seconds() // 60)
        yield from (_at(start + _STEPS[0] + minutes + offset) for offset in (0, 1, -1))
    yield _at(start + _STEPS[0])


def _at(minutes: int) -> str:
    return f"{{{{nowPlusMinutes:{minutes}}}}}"


def _days(texts: tuple[str, ...], number: int, now: datetime) -> Iterator[str]:
    today = now.date()
    for days in (number * 2 + 30, number * 2 + 31, number * 2 + 60, -number * 2 - 30, -number * 2 - 31, 3650, -3650, -12_000, 36_500):
        yield (today + timedelta(days=days)).isoformat()
    for text in texts:
        if _looks_like_day(text):
            day = datetime.fromisoformat(text[:10]).date()
            yield from (found.isoformat() for found in (day, day - timedelta(days=1 + number), day + timedelta(days=1 + number)))


def _ranges(inner: ColumnType, number: int, now: datetime) -> Iterator[str]:
    if inner.kind in ("integer", "numeric"):
        yield f"[{number * 10},{number * 10 + 5})"
    elif inner.kind == "date":
        day = now.date() + timedelta(days=30 + number * 4)
        yield f"[{day.isoformat()},{(day + timedelta(days=2)).isoformat()})"
    else:
        yield f"[{_at(1440 + number * 2880)},{_at(1500 + number * 2880)})"
    yield "empty"


def _looks_like_day(text: str) -> bool:
    if not re.match(r"\d{4}-\d\d-\d\d", text):
        return False
    try:
        datetime.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _is_span(text: str) -> bool:
    try:
        interval(text)
    except (ValueError, OverflowError):
        return False
    return True


def _fits(value: JsonValue, kind: ColumnType) -> bool:
    """Whether the type itself takes the value: its length, its digits."""
    if isinstance(value, str) and kind.length is not None:
        return len(value.replace("{{runId}}", "0" * 16)) <= kind.length
    if kind.kind == "integer" and isinstance(value, int):
        return bool(-(2 ** (kind.bits - 1)) <= value < 2 ** (kind.bits - 1))
    if kind.kind == "numeric" and kind.precision is not None and isinstance(value, int | float):
        number = Decimal(str(value))
        scale = kind.scale or 0
        return bool(abs(number) < Decimal(10) ** (kind.precision - scale)) and number == round(number, scale)
    return True
