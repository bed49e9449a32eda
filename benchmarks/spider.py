"""Cross-domain questions: runs the translator over any folder of SQLite databases and questions, and scores it where the right SQL is known.

    python -m benchmarks.spider DATABASES QUESTIONS.json --out F.jsonl [--part all|tuning|held-out] [--score]

Questions have `db_id` and `question`, and for --score `query`. A line of the output: {"db_id", "question", "sql", "confidence", "abstained",
"milliseconds"}.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TypedDict

from appfactory.contract.language.lexicon_building import build_lexicon
from appfactory.contract.language.translate import translate
from appfactory.contract.model.request import Query, Scope
from appfactory.contract.model.translation import Clock
from appfactory.contract.statements.schema import Schema
from benchmarks.language_databases import CellLookup, connect, is_held_out, read_catalog, to_sqlite
from benchmarks.language_scores import Answered, print_scores, same_answer

CLOCK = Clock(datetime(2026, 1, 1, 12, tzinfo=UTC))


class Asked(TypedDict, total=False):
    """One question of the file."""

    db_id: str
    question: str
    query: str


def main() -> int:
    """Reads the arguments, answers all questions, writes the lines, prints the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("databases", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--part", choices=["all", "tuning", "held-out"], default="all")
    parser.add_argument("--score", action="store_true", help="execute the right SQL too, and compare")
    arguments = parser.parse_args()
    asked: dict[str, list[Asked]] = defaultdict(list)
    for question in json.loads(arguments.questions.read_text()):
        name = question["db_id"]
        if arguments.part == "all" or is_held_out(name) == (arguments.part == "held-out"):
            asked[name].append(question)
    answered: list[Answered] = []
    for name in sorted(asked):
        answered += answer(arguments.databases / name / f"{name}.sqlite", name, asked[name], score=arguments.score)
    with arguments.out.open("w") as out:
        for each in answered:
            out.write(json.dumps(each, ensure_ascii=False) + "\n")
    if arguments.score:
        print_scores(answered)
    return 0


def answer(path: Path, name: str, questions: list[Asked], *, score: bool) -> list[Answered]:
    """The answers to the questions about one database."""
    connection = connect(path)
    catalog = read_catalog(connection)
    schema, lexicon, lookup = Schema(catalog.database), build_lexicon(catalog), CellLookup(connection, catalog)
    answers: list[Answered] = []
    for asked in questions:
        started = perf_counter()
        translation = translate(asked["question"], lexicon, Scope(), CLOCK, lookup, whole_rows=False)
        milliseconds = (perf_counter() - started) * 1000
        guess, confidence = translation.command, translation.confidence
        if guess is None and translation.alternatives:
            guess, confidence = translation.alternatives[0]
        sql = to_sqlite(guess, schema) if isinstance(guess, Query) else ""
        line: Answered = {
            "db_id": name,
            "question": asked["question"],
            "sql": sql,
            "confidence": round(confidence, 4),
            "abstained": translation.command is None or not sql,
            "milliseconds": round(milliseconds, 3),
        }
        if score:
            line["gold"] = asked["query"]
            line["right"] = bool(sql) and same_answer(connection, asked["query"], sql)
            line["notes"] = " ".join(translation.notes)
        answers.append(line)
    connection.close()
    return answers


if __name__ == "__main__":
    sys.exit(main())
