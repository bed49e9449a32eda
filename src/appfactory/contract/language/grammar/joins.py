"""How tables are joined: the shortest way along foreign keys, and whether another is as short."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from appfactory.contract.language.lexicon import Edge, Lexicon

_LONGEST_PATH = 5


@dataclass(frozen=True, slots=True)
class Path:
    """Edges from one table to another; `ties` counts other ways of the same length."""

    edges: tuple[Edge, ...]
    ties: int = 0

    @property
    def many(self) -> bool:
        """True if one row at the beginning may meet several at the end."""
        return any(edge.many for edge in self.edges)


def shortest_path(lexicon: Lexicon, sources: Iterable[str], target: str) -> Path | None:
    """The shortest way from any of the sources to the target (empty if it is one of them), or None if there is none."""
    starts = list(dict.fromkeys(sources))
    if target in starts:
        return Path(())
    queue: deque[tuple[str, tuple[Edge, ...]]] = deque((start, ()) for start in starts)
    distance: dict[str, int] = dict.fromkeys(starts, 0)
    found: list[tuple[Edge, ...]] = []
    while queue:
        table, path = queue.popleft()
        if (found and len(path) >= len(found[0])) or len(path) >= _LONGEST_PATH:
            continue
        for edge in lexicon.edges.get(table, ()):
            if path and table in lexicon.hubs and edge.many:
                continue
            longer = (*path, edge)
            if edge.right == target:
                found.append(longer)
            elif distance.get(edge.right, _LONGEST_PATH + 1) >= len(longer):
                distance[edge.right] = len(longer)
                queue.append((edge.right, longer))
    if not found:
        return None
    best = max(found, key=lambda path: _preference(lexicon, path))
    ties = sum(1 for path in found if _preference(lexicon, path) == _preference(lexicon, best)) - 1
    return Path(best, ties)


def reachable(lexicon: Lexicon, sources: Iterable[str]) -> frozenset[str]:
    """The tables to which there is a way, as `shortest_path` would find it, from any of the sources."""
    distance: dict[str, int] = dict.fromkeys(sources, 0)
    queue = deque(distance)
    while queue:
        table = queue.popleft()
        if distance[table] >= _LONGEST_PATH:
            continue
        for edge in lexicon.edges.get(table, ()):
            if edge.right not in distance and not (distance[table] and table in lexicon.hubs and edge.many):
                distance[edge.right] = distance[table] + 1
                queue.append(edge.right)
    return frozenset(distance)


def _preference(lexicon: Lexicon, path: tuple[Edge, ...]) -> tuple[int, int, int]:
    """Ways along columns named as what they refer to come first; then those that go through a pure link table."""
    named = sum(_named_alike(lexicon, edge) for edge in path)
    linking = sum(1 for first, second in pairwise(path) if first.many and not second.many)
    return named, linking, -sum(edge.many for edge in path)


def _named_alike(lexicon: Lexicon, edge: Edge) -> bool:
    child, column, parent = (edge.right, edge.pairs[0][1], edge.left) if edge.many else (edge.left, edge.pairs[0][0], edge.right)
    words = lexicon.names.get((child, column), ())
    names = lexicon.names.get((parent, ""), ())
    return bool(words and names and (words[0] == names[-1] or words[: len(names)] == names))
