"""Fits the confidence of writes on requests made from databases, whose right readings are known because they were made from them.

    python -m benchmarks.language_writes DATABASES --out src/appfactory/contract/language/write_weights.py
    python -m benchmarks.language_writes DATABASES --part held-out

DATABASES holds folders NAME/NAME.sqlite, such as those of Spider 1.0. Only the tuning part is fitted on. The requests add, change and delete rows
by key, by name and by condition, in several phrasings, with names of columns said in full or in part; some speak of what no table has, for which
every answer but a question is wrong.
"""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.lexicon_building import build_lexicon
from appfactory.contract.language.link import link
from appfactory.contract.language.told.confidence import confidence_of_write, features_of_write
from appfactory.contract.language.told.writes import read_write
from appfactory.contract.language.writing import Sentence, UnclearError
from appfactory.contract.model.request import ColumnReference, Mutation, Query, Scope, Selection
from appfactory.contract.statements.schema import Schema
from appfactory.model.database import Table
from benchmarks.language_databases import CellLookup, connect, is_held_out, read_catalog, to_sqlite
from benchmarks.language_fit import Example, fit, fold_of, predict
from benchmarks.language_scores import Answered, auroc, calibration_error
from benchmarks.spider import CLOCK

_TABLES, _ROUNDS, _LONGEST_CELL = 4, 6, 40
_NOWHERE = ("shoe size", "horoscope", "favourite colour", "karma", "blood moon phase", "wizard rank", "parking mood", "tax incantation")
_CHANGES = ("Set the {column} of the {table} {name} to {value}", "Change the {column} of {table} {name} to {value}",
            "Update the {table} {name} with {column} {value}", "Please set {column} of {table} {name} to {value}")  # fmt: skip
_CHANGES_WHERE = (
    "Set the {column} of all {tables} with {other} {known} to {value}",
    "Change the {column} of {tables} whose {other} is {known} to {value}",
)
_DELETIONS = ("Delete the {table} {name}", "Remove {table} {name}", "Please delete {table} {name}")
_DELETIONS_WHERE = ("Delete all {tables} with {other} {known}", "Remove the {tables} whose {other} is {known}")
_ADDITIONS = ("Add a {table} named {name} with {column} {value}", "Create a {table} called {name}, {column} {value} and {other} {known}",
              "Add a new {table} with {column} {value} and {other} {known}", "Insert a {table} with {column} {value}",
              "Register a {table} named {name} with {other} {known} and {column} {value}")  # fmt: skip
_ONE_WHERE = ("Delete the {table} with {other} {known}", "Set the {column} of the {table} whose {other} is {known} to {value}")


@dataclass(frozen=True)
class Made:
    """A request with what it means: the rows it is about (keys), the values, or nothing that any table could do (`action` empty)."""

    text: str
    action: str
    table: str
    values: tuple[tuple[str, str], ...] = ()
    keys: frozenset[str] = frozenset()


def main() -> int:
    """Makes requests, reads them, prints how sure and how right the readings are, and writes the weights if told to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("databases", type=Path)
    parser.add_argument("--part", choices=["tuning", "held-out"], default="tuning")
    parser.add_argument("--out", type=Path, help="write the weights fitted on the tuning part")
    parser.add_argument("--wrong", action="store_true", help="show the wrong readings")
    arguments = parser.parse_args()
    names = sorted(path.name for path in arguments.databases.iterdir() if is_held_out(path.name) == (arguments.part == "held-out"))
    asked, examples = 0, []
    for name in names:
        made = list(read_all(arguments.databases / name / f"{name}.sqlite", name))
        asked += len(made)
        examples += [(name, features, right) for _, features, right in made if features]
        if arguments.wrong:
            wrong = [(confidence_of_write(features), text) for text, features, right in made if features and not right]
            print("".join(f"{confidence:.2f} [{name}] {text}\n" for confidence, text in wrong), end="")
    if arguments.part == "held-out":
        report(asked, [(name, confidence_of_write(features), right) for name, features, right in examples])
        return 0
    folded = [(fold, fit([each for each in examples if fold_of(each[0]) != fold])) for fold in range(5)]
    report(asked, [(each[0], predict(*weights, each[1]), each[2]) for fold, weights in folded for each in examples if fold_of(each[0]) == fold])
    if arguments.out:
        arguments.out.write_text(module_text(*fit(examples), examples))
    return 0


def report(asked: int, read: list[tuple[str, float, bool]]) -> None:
    """Prints the figures of a run."""
    lines: list[Answered] = [{"confidence": confidence, "right": right} for _, confidence, right in read]
    sure = [right for _, confidence, right in read if confidence >= 0.8]
    right = sum(right for _, _, right in read)
    print(f"requests {asked}; read {len(read)} ({len(read) / asked:.1%}); right {right} ({right / max(1, len(read)):.1%} of read)")
    print(f"at 0.8 and above: {len(sure)}, right {sum(sure) / max(1, len(sure)):.1%}")
    print(f"expected calibration error (10 bins): {calibration_error(lines):.3f}; AUROC {auroc(lines):.3f}")


def read_all(path: Path, name: str) -> Iterator[tuple[str, dict[str, float] | None, bool]]:
    """The requests made from one database: the features of the reading (None where a question came instead), and whether it is right."""
    connection = connect(path)
    catalog = read_catalog(connection)
    schema, lexicon, lookup = Schema(catalog.database), build_lexicon(catalog), CellLookup(connection, catalog)
    for made in make(connection, lexicon, random.Random(f"writes:{name}")):
        tokens, atoms = link(made.text, lexicon, Scope(), CLOCK, lookup)
        sentence = Sentence(made.text, tokens, atoms, lexicon, Scope(), CLOCK, lookup)
        try:
            mutation = read_write(sentence)
        except UnclearError:
            mutation = None
        if mutation is None:
            yield made.text, None, False
        else:
            yield made.text, features_of_write(sentence, mutation), is_right(mutation, made, connection, schema, lexicon)
    connection.close()


def is_right(mutation: Mutation, made: Made, connection: sqlite3.Connection, schema: Schema, lexicon: Lexicon) -> bool:
    """True if the same columns of the same rows become the same."""
    if (mutation.action, mutation.table) != (made.action, made.table):
        return False
    values = {(column, str(value).lower().removesuffix(".0")) for column, value in mutation.values}
    if values != {(column, value.lower().removesuffix(".0")) for column, value in made.values}:
        return False
    if made.action == "insert":
        return True
    key = lexicon.tables[made.table].primary_key[0]
    sql = to_sqlite(Query(made.table, (Selection(ColumnReference(key)),), filters=mutation.filters), schema)
    return bool(sql) and frozenset(str(row[0]) for row in connection.execute(sql)) == made.keys


def make(connection: sqlite3.Connection, lexicon: Lexicon, chance: random.Random) -> Iterator[Made]:
    """Requests about a few tables of a database."""
    tables = [table for table in lexicon.tables.values() if len(table.primary_key) == 1 and lexicon.display[table.name]]
    for table in chance.sample(tables, min(_TABLES, len(tables))):
        rows = connection.execute(f'select * from "{table.name}" limit 300').fetchall()
        names = [column.name for column in table.columns]
        if len(rows) < 3:
            continue
        for _ in range(_ROUNDS):
            yield from _of_table(table, [dict(zip(names, row, strict=True)) for row in rows], lexicon, chance)


def _of_table(table: Table, rows: list[dict[str, object]], lexicon: Lexicon, chance: random.Random) -> Iterator[Made]:
    display, key = lexicon.display[table.name], table.primary_key[0]
    plain = [column.name for column in table.columns if column.name not in {display, key} and (table.name, column.name) not in lexicon.foreign]
    if len(plain) < 2:
        return
    column, other = chance.sample(plain, 2)
    row, source = chance.choice(rows), chance.choice(rows)
    name, value, known = str(row[display]), str(source[column]), str(row[other])
    if not all(_sayable(text) for text in (name, value, known)):
        return
    word = " ".join(lexicon.names[table.name, ""])
    words = {"table": word, "tables": f"{word}s", "value": value, "known": known, "name": name}
    words |= {"column": said(lexicon, table.name, column, chance), "other": said(lexicon, table.name, other, chance)}
    alike = frozenset(str(each[key]) for each in rows if str(each[other]).lower() == known.lower())
    named = frozenset(str(each[key]) for each in rows if str(each[display]).lower() == name.lower())
    whole = len(rows) < 300
    if whole:
        yield Made(chance.choice(_CHANGES).format(**words), "update", table.name, ((column, value),), named)
        yield Made(chance.choice(_CHANGES_WHERE).format(**words), "update", table.name, ((column, value),), alike)
        yield Made(chance.choice(_DELETIONS).format(**words), "delete", table.name, (), named)
        yield Made(chance.choice(_DELETIONS_WHERE).format(**words), "delete", table.name, (), alike)
        one = chance.randrange(2)
        action = ("delete", "update")[one] if len(alike) == 1 else ""
        yield Made(_ONE_WHERE[one].format(**words), action, table.name, ((column, value),) if one else (), alike)
    pattern = chance.choice(_ADDITIONS)
    parts = {"{name}": (display, name), "{value}": (column, value), "{known}": (other, known)}
    yield Made(pattern.format(**words), "insert", table.name, tuple(pair for hole, pair in parts.items() if hole in pattern))
    nowhere = chance.choice(_NOWHERE)
    yield Made(chance.choice(_CHANGES).format(**(words | {"column": nowhere})), "", table.name)
    yield Made(f"{chance.choice(_ADDITIONS).format(**words)} and {nowhere} {chance.randrange(90)}", "", table.name)


def said(lexicon: Lexicon, table: str, column: str, chance: random.Random) -> str:
    """A column as people say it: in full, without the words of its table, or only its last word."""
    words = lexicon.names[table, column]
    own = tuple(word for word in words if word not in lexicon.names[table, ""]) or words
    phrase = chance.choices((words, own, words[-1:]), (6, 3, 1))[0]
    others = {names for (owner, name), names in lexicon.names.items() if owner == table and name not in {"", column}}
    return " ".join(words if phrase in others or phrase == ("id",) else phrase)


def _sayable(text: str) -> bool:
    return bool(re.fullmatch(r"[\w .&-]*\w", text)) and len(text) <= _LONGEST_CELL and text.lower() not in {"none", "null", "nan"}


def module_text(bias: float, weights: dict[str, float], examples: list[Example]) -> str:
    """The module that holds the weights."""
    lines = "".join(f'    "{name}": {weight:.3f},\n' for name, weight in sorted(weights.items()))
    return (
        '"""The weights of the confidence of writes, in log odds. Written by `python -m benchmarks.language_writes`, not by hand.\n\n'
        f"Fitted on the readings of {len(examples)} requests made from the tuning part (two thirds of the databases) of Spider 1.0\n"
        "(Yu et al., 2018).\n"
        f'"""\n\nfrom __future__ import annotations\n\nBIAS = {bias:.3f}\n\nWEIGHTS: dict[str, float] = {{\n{lines}}}\n'
    )


if __name__ == "__main__":
    sys.exit(main())
