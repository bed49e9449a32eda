"""Fits the weights of the translator's confidence on questions whose answers are known, and checks them across databases.

    python -m benchmarks.language_fit DATABASES QUESTIONS.json --out src/appfactory/contract/language/confidence_weights.py

Only the tuning part of the databases is read. The figures printed are of weights fitted without the database they are applied to (five folds).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from math import exp
from pathlib import Path

from appfactory.contract.language.confidence import features_of
from appfactory.contract.language.lexicon import build_lexicon
from appfactory.contract.language.link import link
from appfactory.contract.language.translate import read_question
from appfactory.contract.language.writing import Sentence
from appfactory.contract.model.request import Scope
from appfactory.contract.statements.schema import Schema
from benchmarks.language_databases import CellLookup, connect, is_held_out, read_catalog, to_sqlite
from benchmarks.language_scores import Answered, print_scores, same_answer
from benchmarks.spider import CLOCK

_FOLDS = 5
_RIDGE = 4.0
_ROUNDS = 12
Example = tuple[str, dict[str, float], bool]


def main() -> int:
    """Gathers examples, prints the cross-validated scores, writes the module of weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("databases", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    examples = gather(arguments.databases, json.loads(arguments.questions.read_text()))
    scored: list[Answered] = []
    for fold in range(_FOLDS):
        bias, weights = fit([each for each in examples if fold_of(each[0]) != fold])
        for name, features, right in examples:
            if fold_of(name) == fold:
                confidence = predict(bias, weights, features)
                scored.append({"db_id": name, "confidence": confidence, "right": right, "abstained": confidence < 0.5, "milliseconds": 0.0})
    print_scores(scored)
    bias, weights = fit(examples)
    for feature, weight in sorted(weights.items(), key=lambda pair: pair[1]):
        print(f"{feature:24} {weight:+.3f}")
    if arguments.out:
        arguments.out.write_text(module_text(bias, weights, len(examples)))
    return 0


def fold_of(name: str) -> int:
    """The fold of a database."""
    return hashlib.sha256(f"fold:{name}".encode()).digest()[0] % _FOLDS


def gather(databases: Path, questions: list[dict[str, str]]) -> list[Example]:
    """For each question of the tuning part that has a reading: its database, its features, and whether it is right."""
    asked: dict[str, list[dict[str, str]]] = defaultdict(list)
    for question in questions:
        if not is_held_out(question["db_id"]):
            asked[question["db_id"]].append(question)
    examples: list[Example] = []
    for name in sorted(asked):
        connection = connect(databases / name / f"{name}.sqlite")
        catalog = read_catalog(connection)
        schema, lexicon, lookup = Schema(catalog.database), build_lexicon(catalog), CellLookup(connection, catalog)
        for each in asked[name]:
            tokens, atoms = link(each["question"], lexicon, Scope(), CLOCK, lookup)
            frame, query = read_question(Sentence(each["question"], tokens, atoms, lexicon, Scope(), CLOCK, lookup))
            if query is not None:
                right = same_answer(connection, each["query"], to_sqlite(query, schema))
                examples.append((name, features_of(frame, query, atoms), right))
        connection.close()
    return examples


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
        ([(0, 1.0), *((index[name], amount) for name, amount in features.items())], float(right), min(1.5, max(0.5, mean / counts[database])))
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


def module_text(bias: float, weights: dict[str, float], count: int) -> str:
    """The module that holds the weights."""
    lines = "".join(f'    "{name}": {weight:.3f},\n' for name, weight in sorted(weights.items()))
    return (
        '"""The weights of the confidence, in log odds. Written by `python -m benchmarks.language_fit`, not by hand.\n\n'
        f"Fitted on {count} questions about the tuning part (two thirds of the databases) of the training set of Spider 1.0 (Yu et al., 2018).\n"
        f'"""\n\nfrom __future__ import annotations\n\nBIAS = {bias:.3f}\n\nWEIGHTS: dict[str, float] = {{\n{lines}}}\n'
    )


if __name__ == "__main__":
    sys.exit(main())
