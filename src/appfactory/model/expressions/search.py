"""Finds values for a row that fulfil all goals: a local search over candidates, the same each time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice, product

from appfactory.model.expressions.goals import Goal
from appfactory.model.json_value import JsonValue

Domain = Sequence[tuple[JsonValue, object]]
"""The candidates of a column, the most ordinary first: as they stand in a request, and as Python's values."""

_MOST_ROUNDS = 60
_MOST_TRIES = 4000
_MOST_IN_ALL = 60_000
"""Rows that are tried in one search: what is not found by then, such as a check that another one implies, is given up."""


def find_row(domains: Mapping[str, Domain], goals: Sequence[Goal]) -> dict[str, JsonValue] | tuple[str, ...]:
    """The values of a row, or the names of goals that could not be met together. What can't be computed counts as met."""
    choice = dict.fromkeys(domains, 0)
    row = {column: domain[0][1] for column, domain in domains.items()}
    visited: set[tuple[int, ...]] = set()
    left = [_MOST_IN_ALL]
    failing = _failing(row, goals)
    best = failing
    for _ in range(_MOST_ROUNDS):
        if not failing:
            return {column: domains[column][index][0] for column, index in choice.items()}
        visited.add(tuple(choice.values()))
        move = _best_move(choice, row, domains, goals, failing, visited, left)
        if move is None:
            break
        choice.update(move)
        row.update({column: domains[column][index][1] for column, index in move.items()})
        failing = _failing(row, goals)
        if len(failing) < len(best):
            best = failing
    if not failing:
        return {column: domains[column][index][0] for column, index in choice.items()}
    return tuple(goal.name for goal in best)


def _failing(row: Mapping[str, object], goals: Sequence[Goal]) -> list[Goal]:
    return [goal for goal in goals if goal.met(row) is False]


def _best_move(
    choice: Mapping[str, int],
    row: Mapping[str, object],
    domains: Mapping[str, Domain],
    goals: Sequence[Goal],
    failing: Sequence[Goal],
    visited: set[tuple[int, ...]],
    budget: list[int],
) -> dict[str, int] | None:
    """The change of as few columns as can be that leaves the fewest goals open; a worse one rather than none, so as not to get stuck.

    `budget` holds the number of rows that may still be tried.
    """
    best: tuple[int, dict[str, int]] | None = None
    for goal in failing:
        free = [column for column in goal.columns if len(domains.get(column, ())) > 1]
        for number in (1, 2, 3):
            for columns in combinations(free, number):
                affected = [other for other in goals if not set(other.columns).isdisjoint(columns)]
                others = len(failing) - sum(1 for other in affected if other in failing)
                for move in islice(_moves(columns, choice, domains), max(budget[0], 0)):
                    budget[0] -= 1
                    if tuple({**choice, **move}.values()) in visited:
                        continue
                    changed = {**row, **{column: domains[column][index][1] for column, index in move.items()}}
                    if goal.met(changed) is False:
                        continue
                    left = others + sum(1 for other in affected if other.met(changed) is False)
                    if best is None or left < best[0]:
                        best = (left, move)
                        if left == 0:
                            return move
            if best is not None and best[0] < len(failing):
                return best[1]
    return best[1] if best is not None else None


def _moves(columns: tuple[str, ...], choice: Mapping[str, int], domains: Mapping[str, Domain]) -> Iterator[dict[str, int]]:
    """Other candidates for some columns, ordinary ones first."""
    most = int(_MOST_TRIES ** (1 / len(columns)))
    ranges = [[index for index in range(min(len(domains[column]), most)) if index != choice[column]] for column in columns]
    for indexes in product(*ranges):
        yield dict(zip(columns, indexes, strict=True))
