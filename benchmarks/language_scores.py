"""Scores of a translator: whether two statements give the same rows, precision by coverage, calibration, ranking, speed."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from itertools import permutations
from typing import TypedDict

_MOST_STEPS = 20_000_000
_MOST_COLUMNS_PERMUTED = 6


class Answered(TypedDict, total=False):
    """One answer; `gold`, `right` and `notes` only where it was scored."""

    db_id: str
    question: str
    sql: str
    confidence: float
    abstained: bool
    milliseconds: float
    gold: str
    right: bool
    notes: str


def same_answer(connection: sqlite3.Connection, gold: str, guess: str) -> bool:
    """True if both statements give the same rows, in the same order if the right one orders; columns may stand in another order."""
    expected, found = _rows(connection, gold), _rows(connection, guess)
    if expected is None or found is None or len(expected) != len(found):
        return False
    if not expected:
        return True
    width = len(expected[0])
    if len(found[0]) != width:
        return False
    ordered = "order by" in gold.lower()
    orders = permutations(range(width)) if 1 < width <= _MOST_COLUMNS_PERMUTED else [tuple(range(width))]
    for order in orders:
        arranged = [tuple(row[index] for index in order) for row in found]
        if arranged == expected or (not ordered and Counter(arranged) == Counter(expected)):
            return True
    return False


def _rows(connection: sqlite3.Connection, sql: str) -> list[tuple[object, ...]] | None:
    steps = 0

    def stop() -> int:
        nonlocal steps
        steps += 100_000
        return int(steps > _MOST_STEPS)

    connection.set_progress_handler(stop, 100_000)
    try:
        return [tuple(round(cell, 6) if isinstance(cell, float) else cell for cell in row) for row in connection.execute(sql).fetchall()]
    except sqlite3.Error:
        return None
    finally:
        connection.set_progress_handler(None, 0)


def print_scores(answered: Sequence[Answered]) -> None:
    """Prints the figures of a run."""
    total = len(answered)
    given = [each for each in answered if not each["abstained"]]
    right = sum(each["right"] for each in given)
    ranked = sorted(answered, key=lambda each: -each["confidence"])
    print(f"questions {total}; answered {len(given)} ({len(given) / total:.1%})")
    print(f"right {right} ({right / total:.1%} of all, {right / max(1, len(given)):.1%} of answered)")
    print(f"right guesses, abstained ones included: {sum(each['right'] for each in answered) / total:.1%}")
    for coverage in (0.2, 0.35, 0.5, 0.6):
        top = ranked[: round(total * coverage)]
        print(f"precision at coverage {coverage:.0%}: {sum(each['right'] for each in top) / max(1, len(top)):.1%}")
    print(f"expected calibration error (10 bins): {calibration_error(answered):.3f}; AUROC {auroc(answered):.3f}")
    times = sorted(each["milliseconds"] for each in answered)
    print(f"milliseconds: p50 {times[total // 2]:.2f}, p99 {times[min(total - 1, int(total * 0.99))]:.2f}")


def calibration_error(answered: Sequence[Answered], bins: int = 10) -> float:
    """The mean distance of confidence from the share that is right, over bins of equal width, weighted by their size."""
    error = 0.0
    for index in range(bins):
        inside = [each for each in answered if index == min(bins - 1, int(each["confidence"] * bins))]
        if inside:
            error += abs(sum(each["confidence"] for each in inside) - sum(each["right"] for each in inside))
    return error / max(1, len(answered))


def auroc(answered: Sequence[Answered]) -> float:
    """The chance that a right answer has more confidence than a wrong one; ties count half."""
    ranked = sorted(answered, key=lambda each: each["confidence"])
    right = sum(each["right"] for each in ranked)
    wrong = len(ranked) - right
    below, area, index = 0, 0.0, 0
    while index < len(ranked):
        end = index
        while end < len(ranked) and ranked[end]["confidence"] == ranked[index]["confidence"]:
            end += 1
        tied_right = sum(each["right"] for each in ranked[index:end])
        tied_wrong = end - index - tied_right
        area += tied_right * (below + tied_wrong / 2)
        below += tied_wrong
        index = end
    return area / (right * wrong) if right and wrong else 0.5
