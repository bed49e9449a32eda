"""Whether a translation of a prompt is right: reads by the rows they give, writes by what they set and where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import permutations
from typing import TypedDict

from appfactory.contract.language.terse.reader import read_terse
from appfactory.contract.model.request import ColumnReference, Mutation, Query, Request, Selection
from appfactory.contract.model.translation import Translation
from benchmarks.prompts.world import SCOPE, World

_MOST_COLUMNS_TRIED = 7
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_OF_THE_SCOPE = ("biz_id",)


class Prompt(TypedDict, total=False):
    """One line: a prompt with `sql` (rows that a right answer has), `write` (a change in the terse form), or `abstain` (why there is no answer).

    `alternatives` are further right answers, in the form of the first one.
    """

    id: str
    kind: str
    prompt: str
    sql: str
    write: str
    abstain: str
    alternatives: list[str]
    ordered: bool


class MalformedPromptError(Exception):
    """A right answer can't be read. Names the prompt by its id alone, so that nothing is learnt of those that are held back."""


def is_right(world: World, prompt: Prompt, translation: Translation) -> bool:
    """True if the translation does what the prompt asks for, or asks back where nothing can be done."""
    command = translation.command
    if "abstain" in prompt:
        return command is None
    others = prompt.get("alternatives", [])
    if "write" in prompt:
        wanted = [_read(world, prompt["id"], each) for each in (prompt["write"], *others)]
        return isinstance(command, Mutation) and any(_same_change(world, each, command, translation) for each in wanted)
    return isinstance(command, Query) and _same_rows(world, (prompt["sql"], *others), command, ordered=prompt.get("ordered", False))


def _read(world: World, name: str, written: str) -> Mutation:
    """A change in the terse form. Raises `MalformedPromptError`."""
    wanted = read_terse(written, world.lexicon.catalog)
    if wanted is None or not isinstance(wanted.command, Mutation):
        raise MalformedPromptError(name)
    return wanted.command


def _same_rows(world: World, statements: Sequence[str], query: Query, *, ordered: bool) -> bool:
    """The query gives the rows of one of the statements."""
    response = world.session.execute(Request(query, SCOPE))
    if response.error is not None:
        return False
    found = [tuple(map(plain, row.values())) for row in response.rows]
    return any(
        _holds(found, [tuple(map(plain, row)) for row in world.owner.execute(statement.encode())], ordered=ordered) for statement in statements
    )


def _holds(found: Sequence[tuple[object, ...]], expected: Sequence[tuple[object, ...]], *, ordered: bool) -> bool:
    """The right rows are among the columns of the answer, in the right order if the prompt asks for one; further columns do no harm."""
    if len(found) != len(expected) or not expected:
        return len(found) == len(expected)
    fitting = [[place for place in range(len(found[0])) if _alike(found, place, expected, index)] for index in range(len(expected[0]))]
    if not all(fitting) or len(fitting) > _MOST_COLUMNS_TRIED:
        return False
    places = sorted({place for each in fitting for place in each})
    for chosen in permutations(places, len(fitting)):
        if all(place in fitting[index] for index, place in enumerate(chosen)):
            rows = [tuple(row[place] for place in chosen) for row in found]
            if rows == list(expected) or (not ordered and Counter(rows) == Counter(expected)):
                return True
    return False


def _alike(found: Sequence[tuple[object, ...]], place: int, expected: Sequence[tuple[object, ...]], index: int) -> bool:
    return Counter(row[place] for row in found) == Counter(row[index] for row in expected)


def plain(value: object) -> object:
    """A value in which those of the two sides that mean the same are equal."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return round(float(value), 6)
    if isinstance(value, str) and (told := _told(value)) is not None:
        return plain(told)
    if isinstance(value, datetime):
        return value.timestamp() if value.tzinfo else value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _told(text: str) -> object:
    """The day, time of day, moment or number that a text stands for, or None. With a leading zero it is none: postal codes have some."""
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    for read in (date.fromisoformat, time.fromisoformat, datetime.fromisoformat) if "-" in text or ":" in text else ():
        try:
            return read(text)
        except ValueError:
            continue
    return None


def _same_change(world: World, wanted: Mutation, found: Mutation, translation: Translation) -> bool:
    """The same action on the same rows with the same values; what was inferred may be there in addition."""
    if (wanted.action, wanted.table) != (found.action, found.table):
        return False
    said, given = dict(wanted.values), dict(found.values)
    inferred = {inference.what.rpartition(".")[2] for inference in translation.inferences if inference.source != "foreign-key-by-name"}
    if set(given) - set(said) - inferred - set(_OF_THE_SCOPE):
        return False
    if any(name not in given or plain(given[name]) != plain(value) for name, value in said.items()):
        return False
    return wanted.action == "insert" or _keys(world, wanted) == _keys(world, found)


def _keys(world: World, mutation: Mutation) -> frozenset[object] | None:
    """The keys of the rows that a change is about; None if it can't be asked."""
    table = world.lexicon.tables[mutation.table]
    query = Query(
        mutation.table,
        tuple(Selection(ColumnReference(column)) for column in table.primary_key),
        filters=mutation.filters,
        limit=500,
    )
    response = world.session.execute(Request(query, SCOPE))
    return None if response.error is not None else frozenset(tuple(row.values()) for row in response.rows)
