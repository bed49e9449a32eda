"""Rows that the tests' schemas have, looked up as a database would look them up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from appfactory.contract.execution.naming import is_read_as
from appfactory.contract.language.terse.rendering import render_terse
from appfactory.contract.model.request import Mutation, Query, Scope
from appfactory.contract.model.translation import Lookup, Match, Translation


def lookup_in(rows: Mapping[tuple[str, str], Mapping[str, str | Sequence[str]]]) -> Lookup:
    """Finds rows by table, column and what the column holds, letter case aside; what is held stands with the key of its row, or the keys."""

    def lookup(table: str, column: str, name: str, _scope: Scope, /) -> tuple[Match, ...]:
        found = [(stored, keys) for stored, keys in rows.get((table, column), {}).items() if is_read_as(stored.lower(), name)]
        return tuple(Match(key, stored) for stored, keys in found for key in ((keys,) if isinstance(keys, str) else keys))

    return lookup


def told(translation: Translation) -> str:
    """The write that a text is understood to mean in the terse form; otherwise `read` or the question in return behind `?`."""
    if isinstance(translation.command, Query):
        return "read"
    if isinstance(translation.command, Mutation):
        return render_terse(translation.command)
    return f"? {translation.question.text if translation.question else ''}"
