"""Names in rows that are kept as long as nobody commits anything: texts that follow one another ask the database for little."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from time import monotonic

from appfactory.contract.execution.naming import MOST_MATCHES, Asked, NamesInRows, is_read_as
from appfactory.contract.model.request import Scope
from appfactory.contract.model.translation import BEGINNING_OF_NAME, Match

LONGEST_KEPT = 5.0
"""Seconds: what a policy shows may depend on the clock as well as on rows."""
_MOST_SCOPES = 8


class KeptNames:
    """A lookup that remembers what it found for as long as PostgreSQL's snapshot stays the same: then nothing was committed since.

    The first text after a change is looked up by its names, as without this; from the second one on small tables are read as a whole.
    `snapshot` says what is visible now (`pg_current_snapshot`), empty where that can't be told: then nothing is kept.
    """

    def __init__(self, names: NamesInRows, snapshot: Callable[[], str]) -> None:
        self._names = names
        self._snapshot = snapshot
        self._scopes: dict[Scope, _Kept] = {}

    def __call__(self, table: str, column: str, name: str, scope: Scope, /) -> tuple[Match, ...]:
        """The rows whose column reads as the name, asked for anew."""
        return self._names(table, column, name, scope)

    def at_hand(self, scope: Scope, /) -> Callable[[Asked], tuple[Match, ...] | None]:
        """What is still known, with None for what is not. One round trip, for all names of a text."""
        snapshot = self._snapshot()
        kept = self._scopes.pop(scope, None)
        if kept is None or not snapshot or kept.snapshot != snapshot or monotonic() - kept.since > LONGEST_KEPT:
            kept = _Kept(snapshot, monotonic())
        else:
            kept.texts += 1
        self._scopes[scope] = kept
        if len(self._scopes) > _MOST_SCOPES:
            del self._scopes[next(iter(self._scopes))]
        return kept.find

    def several(self, asked: Iterable[Asked], scope: Scope, /) -> Mapping[Asked, tuple[Match, ...]]:
        """What is found, for those for which it could be told."""
        sought = tuple(asked)
        kept = self._scopes.get(scope)
        if kept is None or not kept.snapshot:
            return self._names.several(sought, scope)
        if kept.texts:
            kept.read(self._names, sought, scope)
        known = {one: found for one in sought if (found := kept.find(one)) is not None}
        rest = [one for one in sought if one not in known]
        answers = self._names.several(rest, scope) if rest else {}
        kept.answers.update(answers)
        return {**known, **answers}


@dataclass(slots=True)
class _Kept:
    """What one scope saw at one snapshot: `columns` of tables read as a whole, None for those too large, and `answers` by name.

    What is read after the snapshot was taken may be newer than it: then the next snapshot is another one, and none of this is used again.
    """

    snapshot: str
    since: float
    texts: int = 0
    columns: dict[tuple[str, str], Mapping[str, tuple[Match, ...]] | None] = field(default_factory=dict)
    answers: dict[Asked, tuple[Match, ...]] = field(default_factory=dict)

    def find(self, one: Asked) -> tuple[Match, ...] | None:
        """The rows of a name, None where that is not known."""
        table, column, name = one
        cells = self.columns.get((table, column))
        if cells is None or not name.removesuffix(BEGINNING_OF_NAME).isascii():
            # PostgreSQL lowers some letters beyond ASCII otherwise than we do: it is asked.
            return self.answers.get(one)
        if name.endswith(BEGINNING_OF_NAME):
            return tuple(match for stored, each in cells.items() if is_read_as(stored, name) for match in each)[:MOST_MATCHES]
        matches = cells.get(name.lower(), ())
        return (tuple(match for match in matches if match.name == name) or matches)[:MOST_MATCHES]

    def read(self, names: NamesInRows, asked: Iterable[Asked], scope: Scope) -> None:
        """Reads the columns that names are sought in, as far as they are small."""
        missing: dict[str, dict[str, None]] = {}
        for table, column, name in asked:
            if name.strip() and (table, column) not in self.columns:
                missing.setdefault(table, {})[column] = None
        self.columns.update(names.whole(missing, scope))
