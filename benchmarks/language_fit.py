"""Fits the weights of the translator's confidence on questions whose answers are known, and checks them across databases.

    python -m benchmarks.language_fit DATABASES QUESTIONS.json --out src/appfactory/contract/language/confidence_weights.py

Read are the tuning part of the databases, and the questions among the seen prompts over the booking platform, which is large where the others are
small. The figures printed are of weights fitted without the database they are applied to (five folds), of the reading that would be chosen.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from math import exp
from pathlib import Path
from typing import NamedTuple

from appfactory.contract.language.candidates import Candidate, by_likelihood, candidates_of, features_of_chosen
from appfactory.contract.language.confidence_weights import COVER_BIAS, COVER_WEIGHTS, GRAMMAR_BIAS, GRAMMAR_WEIGHTS
from appfactory.contract.language.lexicon_building import build_lexicon
from appfactory.contract.language.link import link
from appfactory.contract.language.translate import LEAST_CONFIDENCE
from appfactory.contract.language.writing import Sentence
from appfactory.contract.model.request import Query, Scope
from appfactory.contract.model.translation import Translation
from appfactory.contract.statements.schema import Schema
from benchmarks.language_databases import CellLookup, connect, is_held_out, read_catalog, to_sqlite
from benchmarks.language_scores import Answered, print_scores, same_answer
from benchmarks.prompts.scoring import is_right
from benchmarks.prompts.world import CLOCK as PLATFORM_CLOCK
from benchmarks.prompts.world import FOLDER, SCOPE, world
from benchmarks.spider import CLOCK

_FOLDS = 5
_RIDGE = 4.0
_ROUNDS = 12
_PLATFORM = "booking-platform"
_PLATFORM_WEIGHT = 3.0
"""The one large catalog among 95 small ones counts so much more a question."""
Example = tuple[str, dict[str, float], bool]


class Asked(NamedTuple):
    """A question with its readings, each with whether it is right; a right answer to what can't be answered is none."""

    database: str
    readings: list[tuple[Candidate, bool]]


def main() -> int:
    """Gathers examples, prints the cross-validated scores, writes the module of weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("databases", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--chosen-only", action="store_true", help="leave the weights of the readings as they are, fit those of the likelier one")
    arguments = parser.parse_args()
    asked = [*gather(arguments.databases, json.loads(arguments.questions.read_text())), *gather_platform()]
    if arguments.chosen_only:
        write(arguments.out, chosen_alone(asked), len(asked))
        return 0
    for name, scored in (("small", cross_validated(asked, platform=False)), (_PLATFORM, cross_validated(asked, platform=True))):
        print(name)
        print_scores(scored)
    fitted = {source: fit(examples_of(asked, source)) for source in ("grammar", "cover")}
    fitted["chosen"] = fit(chosen_of(asked))
    write(arguments.out, fitted, len(asked))
    return 0


def write(out: Path | None, fitted: dict[str, tuple[float, dict[str, float]]], count: int) -> None:
    """Prints the weights, and writes the module of them if a path is given."""
    for source, (_, weights) in fitted.items():
        for feature, weight in sorted(weights.items(), key=lambda pair: pair[1]):
            print(f"{source:8} {feature:24} {weight:+.3f}")
    if out:
        out.write_text(module_text(fitted, count))


def chosen_alone(asked: list[Asked]) -> dict[str, tuple[float, dict[str, float]]]:
    """The weights that the translator has for its readings, with new ones for the likelier of them."""
    fitted = {"grammar": (GRAMMAR_BIAS, GRAMMAR_WEIGHTS), "cover": (COVER_BIAS, COVER_WEIGHTS)}
    best = [(each.database, found) for each in asked if (found := _likelier(each, fitted)) is not None]
    examples = [(database, features_of_chosen(candidate, chance), right) for database, (candidate, chance, right) in best]
    return fitted | {"chosen": fit(examples)}


def examples_of(asked: list[Asked], source: str) -> list[Example]:
    """The readings of one kind that could be answered with: database, features, right or not."""
    return [
        (each.database, candidate.features, right)
        for each in asked
        for candidate, right in each.readings
        if candidate.source == source and candidate.query is not None and candidate.question is None
    ]


def chosen_of(asked: list[Asked]) -> list[Example]:
    """The likelier reading of each question, by weights fitted without its database: how sure it was in log odds, and whether it is right.

    Of two chances the greater is too great more often than not: this corrects for it.
    """
    examples: list[Example] = []
    for fold in range(_FOLDS):
        inside = [each for place, each in enumerate(asked) if _fold(each, place) != fold]
        fitted = {source: fit(examples_of(inside, source)) for source in ("grammar", "cover")}
        for place, each in enumerate(asked):
            best = _likelier(each, fitted) if _fold(each, place) == fold else None
            if best is not None:
                candidate, chance, right = best
                examples.append((each.database, features_of_chosen(candidate, chance), right))
    return examples


def _likelier(asked: Asked, fitted: dict[str, tuple[float, dict[str, float]]]) -> tuple[Candidate, float, bool] | None:
    """The reading that the translator would choose with these weights, its chance, and whether it is right."""

    def chance(candidate: Candidate) -> float:
        return min(0.99, max(0.01, predict(*fitted[candidate.source], candidate.features)))

    ranked = by_likelihood((each for each, _ in asked.readings), chance)
    return next(((ranked[0], chance(ranked[0]), right) for each, right in asked.readings if each is ranked[0]), None) if ranked else None


def cross_validated(asked: list[Asked], *, platform: bool) -> list[Answered]:
    """What would be answered with weights fitted without the question's database (of the platform: without a fifth of its prompts)."""
    scored: list[Answered] = []
    for fold in range(_FOLDS):
        inside = [each for place, each in enumerate(asked) if _fold(each, place) != fold]
        fitted = {source: fit(examples_of(inside, source)) for source in ("grammar", "cover")}
        fitted["chosen"] = fit(chosen_of(inside))
        for place, each in enumerate(asked):
            if _fold(each, place) != fold or (each.database == _PLATFORM) != platform:
                continue
            best = _likelier(each, fitted)
            right = best is not None and best[2]
            confidence = predict(*fitted["chosen"], features_of_chosen(best[0], best[1])) if best is not None else 0.0
            abstained = confidence < LEAST_CONFIDENCE or best is None or best[0].question is not None
            scored.append({"db_id": each.database, "confidence": confidence, "right": right, "abstained": abstained, "milliseconds": 0.0})
    return scored


def _fold(asked: Asked, place: int) -> int:
    return place % _FOLDS if asked.database == _PLATFORM else fold_of(asked.database)


def fold_of(name: str) -> int:
    """The fold of a database."""
    return hashlib.sha256(f"fold:{name}".encode()).digest()[0] % _FOLDS


def gather(databases: Path, questions: list[dict[str, str]]) -> Iterator[Asked]:
    """The questions of the tuning part with their readings."""
    by_name: dict[str, list[dict[str, str]]] = defaultdict(list)
    for question in questions:
        if not is_held_out(question["db_id"]):
            by_name[question["db_id"]].append(question)
    for name in sorted(by_name):
        connection = connect(databases / name / f"{name}.sqlite")
        catalog = read_catalog(connection)
        schema, lexicon, lookup = Schema(catalog.database), build_lexicon(catalog), CellLookup(connection, catalog)
        for each in by_name[name]:
            tokens, atoms = link(each["question"], lexicon, Scope(), CLOCK, lookup)
            found = candidates_of(Sentence(each["question"], tokens, atoms, lexicon, Scope(), CLOCK, lookup))

            def right(query: Query, wanted: str = each["query"]) -> bool:
                return same_answer(connection, wanted, to_sqlite(query, schema))  # noqa: B023

            yield Asked(name, [(candidate, candidate.query is not None and right(candidate.query)) for candidate in found])
        connection.close()


def gather_platform() -> Iterator[Asked]:
    """The seen prompts that ask, or that can't be answered, with their readings."""
    with world() as found:
        for line in (line for part in ("seen", "tuning") for line in (FOLDER / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()):
            prompt = json.loads(line)
            if "write" in prompt:
                continue
            tokens, atoms = link(prompt["prompt"], found.lexicon, SCOPE, PLATFORM_CLOCK, found.names)
            sentence = Sentence(prompt["prompt"], tokens, atoms, found.lexicon, SCOPE, PLATFORM_CLOCK, found.names)
            readings = [each.with_whole_rows() for each in candidates_of(sentence)]
            judged = [(each, each.query is not None and is_right(found, prompt, Translation(prompt["prompt"], each.query, 1.0))) for each in readings]
            yield Asked(_PLATFORM, judged)


def predict(bias: float, weights: dict[str, float], features: dict[str, float]) -> float:
    """The chance of being right."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, bias + sum(weights.get(name, 0.0) * amount for name, amount in features.items())))))


def fit(examples: list[Example]) -> tuple[float, dict[str, float]]:
    """Logistic regression with a ridge, by Newton's method; databases weigh alike however many questions they have, up to a factor of three."""
    names = sorted({name for _, features, _ in examples for name in features})
    index = {name: place + 1 for place, name in enumerate(names)}
    size = len(names) + 1
    counts: dict[str, int] = defaultdict(int)
    for database, _, _ in examples:
        counts[database] += 1
    mean = len(examples) / len(counts)
    rows = [
        ([(0, 1.0), *((index[name], amount) for name, amount in features.items())], float(right), _weight(database, mean / counts[database]))
        for database, features, right in examples
    ]
    weights = [0.0] * size
    for _ in range(_ROUNDS):
        gradient = [-_RIDGE * weight if place else 0.0 for place, weight in enumerate(weights)]
        curvature = [[_RIDGE if place == other and place else 0.0 for other in range(size)] for place in range(size)]
        for row, right, weight in rows:
            chance = 1 / (1 + exp(-max(-30.0, min(30.0, sum(weights[place] * amount for place, amount in row)))))
            slope = max(1e-6, chance * (1 - chance)) * weight
            for place, amount in row:
                gradient[place] += weight * (right - chance) * amount
                line = curvature[place]
                for other, factor in row:
                    line[other] += slope * amount * factor
        step = solve(curvature, gradient)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
    return weights[0], {name: weights[place] for name, place in index.items()}


def _weight(database: str, share: float) -> float:
    return _PLATFORM_WEIGHT if database == _PLATFORM else min(1.5, max(0.5, share))


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a symmetric system, by elimination."""
    size = len(right)
    rows = [[*line, right[place]] for place, line in enumerate(matrix)]
    for place in range(size):
        pivot = max(range(place, size), key=lambda other: abs(rows[other][place]))
        rows[place], rows[pivot] = rows[pivot], rows[place]
        if abs(rows[place][place]) < 1e-12:
            rows[place][place] = 1e-12
        for other in range(place + 1, size):
            factor = rows[other][place] / rows[place][place]
            if factor:
                rows[other] = [value - factor * base for value, base in zip(rows[other], rows[place], strict=True)]
    solution = [0.0] * size
    for place in reversed(range(size)):
        solution[place] = (rows[place][size] - sum(rows[place][other] * solution[other] for other in range(place + 1, size))) / rows[place][place]
    return solution


def module_text(fitted: dict[str, tuple[float, dict[str, float]]], count: int) -> str:
    """The module that holds the weights."""
    parts = []
    for source, (bias, weights) in fitted.items():
        lines = "".join(f'    "{name}": {weight:.3f},\n' for name, weight in sorted(weights.items()))
        parts.append(f"{source.upper()}_BIAS = {bias:.3f}\n\n{source.upper()}_WEIGHTS: dict[str, float] = {{\n{lines}}}\n")
    return (
        '"""The weights of the confidence, in log odds. Written by `python -m benchmarks.language_fit`, not by hand.\n\n'
        f"Fitted on {count} questions: about the tuning part (two thirds of the databases) of the training set of Spider 1.0 (Yu et al.,\n"
        '2018), and the seen ones over the booking platform.\n"""\n\nfrom __future__ import annotations\n\n' + "\n".join(parts)
    )


if __name__ == "__main__":
    sys.exit(main())
