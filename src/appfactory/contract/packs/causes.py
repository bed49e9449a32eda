"""Root causes apart from consequences: a failure for want of what an earlier failed step would have made is that step's consequence. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from appfactory.contract.model.verdict import Gap, StepResult
from appfactory.contract.packs.intentions import Intention
from appfactory.contract.packs.tokens import as_text
from appfactory.model.database import Database, Table

_KEY = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w-]{8,}")
"""Values that are surely keys: long, one word, letters and digits. Two texts may share other words by chance."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A step that was tried, with what it is judged by.

    `unknown` are the variables that it wanted and nobody had; `captures` the ones it would have kept; `lacking` the tables, columns and values
    that the schema does not have for it; `stopped_by` the index of the step after whose failure it was skipped, -1 if it was not.
    """

    result: StepResult
    intentions: tuple[Intention, ...] = ()
    unknown: tuple[str, ...] = ()
    captures: tuple[str, ...] = ()
    lacking: tuple[Gap, ...] = ()
    stopped_by: int = -1


def causes(trials: Sequence[Trial], database: Database, shared: frozenset[str] = frozenset()) -> tuple[int, ...]:
    """For each trial the index of the root whose consequence it is, -1 if it passed or is a root itself.

    `shared` are values that all steps have in common (those of the scope), which link nothing.
    """
    found: list[int] = []
    for index, trial in enumerate(trials):
        cause = -1
        if trial.result.status != "passed":
            earlier = [number for number in range(index) if trials[number].result.status == "failed"]
            cause = _cause(trial, earlier, trials, database, shared)
        # What caused it may be a consequence itself; the root of both is named.
        found.append(found[cause] if cause >= 0 and found[cause] >= 0 else cause)
    return tuple(found)


def _cause(trial: Trial, earlier: list[int], trials: Sequence[Trial], database: Database, shared: frozenset[str]) -> int:
    if trial.stopped_by >= 0:
        return trial.stopped_by
    if trial.lacking:
        return -1
    wanted = set(trial.unknown)
    for number in earlier:
        if wanted & set(trials[number].captures):
            return number
    parents = _missing_parents(trial, database)
    for number in earlier:
        if any(_makes(trials[number], *parent) for parent in parents):
            return number
    error = trial.result.error
    if error is not None and not trial.result.failure_expected:
        return -1
    # It ran, or was not refused as it should have been: rows that are missing are the likely reason.
    for number in reversed(earlier):
        if not trials[number].result.failure_expected and _spoils(trials[number], trial, database, shared):
            return number
    return -1


def _missing_parents(trial: Trial, database: Database) -> list[tuple[str, str, str]]:
    """Table, column and value of the rows that the step was refused for want of."""
    error = trial.result.error
    if error is None:
        return []
    if error.missing_parent is not None:
        return [error.missing_parent]
    if error.code != "pg-23503":
        return []
    found = []
    for intention in trial.intentions:
        table = database.table(intention.table)
        values = dict(intention.values)
        for key in table.foreign_keys if table is not None else ():
            for column, target in zip(key.columns, key.referenced_columns, strict=True):
                if column in values:
                    found.append((key.references, target, as_text(values[column])))
    return found


def _makes(trial: Trial, table: str, column: str, value: str) -> bool:
    """True if the step would have given the table a row with that value, as far as can be told."""
    return _mentions(trial, {value}) or any(
        intention.verb != "delete" and intention.table == table and as_text(dict(intention.values).get(column)) == value
        for intention in trial.intentions
    )


def _mentions(failed: Trial, values: set[str]) -> bool:
    """True if the step was not understood and its text has one of the keys: whatever it would have done, it was about that row."""
    if failed.intentions or failed.result.failure_expected:
        return False
    return any(_KEY.fullmatch(value) and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", failed.result.said) for value in values)


def _spoils(failed: Trial, trial: Trial, database: Database, shared: frozenset[str]) -> bool:
    """True if what the failed step would have written is among what the other looks at."""
    looked = {as_text(value) for looks in trial.intentions for _, value in (*looks.filters, *looks.values) if isinstance(value, str)}
    return _mentions(failed, looked - shared) or any(
        _meets(writes, looks, database, shared) for writes in _writes(failed) for looks in trial.intentions
    )


def _writes(trial: Trial) -> Iterable[Intention]:
    return (intention for intention in trial.intentions if intention.verb != "query")


def _meets(writes: Intention, looks: Intention, database: Database, shared: frozenset[str]) -> bool:
    made = {column: as_text(value) for column, value in (*writes.values, *writes.filters)}
    wanted = {column: as_text(value) for column, value in (*looks.filters, *looks.values) if not isinstance(value, tuple | list)}
    if writes.table == looks.table:
        filters = {column: as_text(value) for column, value in looks.filters if not isinstance(value, tuple | list)}
        if looks.verb in {"query", "delete"} or looks.filters:
            return all(made.get(column, value) == value for column, value in filters.items())
        rival = _rival_columns(database.table(looks.table))
        return any(column in rival and made.get(column) == value and value not in shared for column, value in wanted.items())
    table = database.table(looks.table)
    return table is not None and _follows(table, writes, made, wanted, shared)


def _rival_columns(table: Table | None) -> frozenset[str]:
    """Columns on which one row can stand in another's way: keys, uniques, exclusions."""
    if table is None:
        return frozenset()
    sets = [table.primary_key, *(unique.columns for unique in table.uniques), *(index.columns for index in table.indexes if index.unique)]
    excluded = [column.name for exclusion in table.exclusions for column in table.columns if column.name in exclusion.definition]
    return frozenset(excluded).union(*sets)


def _follows(table: Table, writes: Intention, made: dict[str, str], wanted: dict[str, str], shared: frozenset[str]) -> bool:
    """True if the step looks for rows by a foreign key to the row that was not made."""
    for key in table.foreign_keys:
        if key.references != writes.table:
            continue
        for column, target in zip(key.columns, key.referenced_columns, strict=True):
            value = wanted.get(column)
            if value is not None and value not in shared and made.get(target) == value:
                return True
    return False
