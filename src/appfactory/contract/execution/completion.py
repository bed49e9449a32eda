"""How a line could go on, from the catalog: commands, tables, columns of tables that were named, allowed values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from appfactory.contract.execution.conversation import COMMANDS
from appfactory.contract.statements.schema import Schema
from appfactory.model.database import Column, Table

MOST_COMPLETIONS = 40
VERBS = ("list", "count", "insert into", "update", "delete from", "create", "cancel", "where", "order by", "limit", "and", "set", "how many", "show")
_WORD = re.compile(r"[\w$]*$")
_ASSIGNED = re.compile(r"([\w$]+)\s*(?:=|!=|in|is|to)\s+(?:[\w$]+\s*,\s*)*[\w$]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Completion:
    """A word that may stand in place of the last `replaces` characters; `about` says what it is."""

    word: str
    replaces: int
    about: str


def completions(line: str, schema: Schema) -> tuple[Completion, ...]:
    """At most forty, best first. `line` is what stands before the cursor."""
    if line.startswith("\\"):
        return _of_command(line, schema)
    word = _match(_WORD, line)
    named = tuple(_named_tables(line[: len(line) - len(word)], schema))
    found = {name: about for name, about in _words(line, word, named, schema) if name.lower() != word.lower()}
    return tuple(Completion(name, len(word), about) for name, about in list(found.items())[:MOST_COMPLETIONS])


def _match(pattern: re.Pattern[str], line: str) -> str:
    found = pattern.search(line)
    return found[0] if found is not None else ""


def _of_command(line: str, schema: Schema) -> tuple[Completion, ...]:
    if line.startswith("\\d "):
        word = line[3:].lstrip()
        return tuple(Completion(name, len(word), "table") for name in _beginning(word, (table.name for table in schema.database.tables)))[
            :MOST_COMPLETIONS
        ]
    return tuple(Completion(name, len(line), "command") for name in COMMANDS if name.startswith(line) and name != line)


def _words(line: str, word: str, named: tuple[Table, ...], schema: Schema) -> Iterator[tuple[str, str]]:
    for table, column in _asked_column(line, named, schema):
        allowed = schema.enumeration(column.type) or dict(schema.checked_values(table).values()).get(column.name, ())
        yield from ((value, column.name) for value in _beginning(word, allowed))
    if not word and not line.endswith(" "):
        return
    for table in named:
        yield from ((name, table.name) for name in _beginning(word, (column.name for column in table.columns)))
    if word or not named:
        yield from ((name, "table") for name in _beginning(word, (table.name for table in schema.database.tables)))
    if word and (not named or word == line.strip()):
        yield from ((verb, "word") for verb in VERBS if verb.startswith(word.lower()))
    elif word:
        yield from ((verb, "word") for verb in ("where", "order by", "limit", "and", "set") if verb.startswith(word.lower()))


def _asked_column(line: str, named: tuple[Table, ...], schema: Schema) -> Iterator[tuple[Table, Column]]:
    found = _ASSIGNED.search(line)
    for table in named if found is not None else ():
        column = schema.columns(table).get(found[1]) if found is not None else None
        if column is not None:
            yield table, column


def _named_tables(line: str, schema: Schema) -> Iterator[Table]:
    """The tables that the line names, also in the singular and with spaces, the last one first."""
    spoken = f" {' '.join(re.findall(r'[a-z0-9_]+', line.lower()))} "
    places = []
    for table in schema.database.tables:
        for name in {table.name, table.name.replace("_", " "), table.name.removesuffix("s"), table.name.replace("_", " ").removesuffix("s")}:
            place = spoken.rfind(f" {name} ")
            if place >= 0:
                places.append((place, len(name), table))
    found = {table.name: table for _, _, table in sorted(places, key=lambda item: item[:2], reverse=True)}
    yield from found.values()


def _beginning(word: str, names: Iterable[str]) -> list[str]:
    """Names that begin with the word, then those that have a part that does."""
    wanted = word.lower()
    items = list(names)
    first = [name for name in items if name.lower().startswith(wanted)]
    return first + [name for name in items if wanted and not name.lower().startswith(wanted) and f"_{wanted}" in name.lower()]
