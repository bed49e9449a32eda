"""The prompts over the booking platform are well-formed, and each expected change can be read."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from appfactory.compile.plan.reader import read_plan
from appfactory.compile.resolve import resolve
from appfactory.contract.language.terse.reader import read_terse
from appfactory.contract.model.request import Mutation
from appfactory.contract.model.translation import Catalog
from appfactory.contract.statements.catalog import catalog_of
from benchmarks.prompts.scoring import plain

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "benchmarks" / "prompts"
PARTS = tuple(part for part in ("seen", "tuning", "unseen", "heldout") if (FOLDER / f"{part}.jsonl").is_file())
FILLERS = frozenset(
    (
        "a", "an", "the", "our", "all", "any", "please", "pls", "show", "me", "list",
        "give", "get", "which", "what", "that", "are", "is", "do", "does", "we",
    )
)  # fmt: skip
"""Words that only ask or join: prompts which differ in them alone are one."""


def lines(part: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (FOLDER / f"{part}.jsonl").read_text(encoding="utf-8").splitlines() if line]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    plan = ROOT / "examples" / "booking-platform" / "buildplan.yaml"
    spec, findings = resolve(read_plan(plan.read_text(encoding="utf-8"), plan.name), None)
    assert spec is not None, findings
    return catalog_of(spec.database)


def told(part: str) -> list[str]:
    """What the prompts of a part say, without letter case, punctuation and fillers; one without any other word in full."""
    said = [re.sub(r"[^a-z0-9$ ]", " ", str(line["prompt"]).lower()).split() for line in lines(part)]
    return [" ".join([word for word in words if word not in FILLERS] or words) for words in said]


@pytest.mark.parametrize("part", PARTS)
def test_each_prompt_has_an_answer(part: str, catalog: Catalog) -> None:
    """A failure names ids alone: nobody who tunes may read what is held back."""
    malformed = []
    for line in lines(part):
        known = set(line) <= {"id", "kind", "prompt", "sql", "write", "abstain", "alternatives", "ordered"}
        answers = [name for name in ("sql", "write", "abstain") if name in line]
        others = line.get("alternatives", [])
        assert isinstance(others, list)
        if not known or len(answers) != 1 or (others and answers == ["abstain"]):
            malformed.append(line["id"])
        elif answers == ["write"]:
            readings = [read_terse(str(each), catalog) for each in (line["write"], *others)]
            if not all(reading is not None and isinstance(reading.command, Mutation) for reading in readings):
                malformed.append(line["id"])
    assert not malformed


def test_ids_are_used_once() -> None:
    ids = Counter(line["id"] for part in PARTS for line in lines(part))
    assert [name for name, count in ids.items() if count > 1] == []


def test_no_prompt_stands_there_twice() -> None:
    names = [str(line["id"]) for part in PARTS for line in lines(part)]
    said = [words for part in PARTS for words in told(part)]
    counts = Counter(said)
    assert [name for name, words in zip(names, said, strict=True) if counts[words] > 1] == []


def test_the_halves_are_of_one_size() -> None:
    seen, unseen = len(lines("seen")), len(lines("unseen"))
    assert seen + unseen >= 400
    assert abs(seen - unseen) <= 0.1 * (seen + unseen)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10:00", time(10)),
        ("10:00:00", time(10)),
        ("2026-12-01", date(2026, 12, 1)),
        ("2026-12-01T09:00:00-05:00", datetime(2026, 12, 1, 14, tzinfo=UTC)),
        ("6.50", Decimal("6.5")),
        (7, "7"),
    ],
)
def test_values_that_mean_the_same_are_equal(one: object, other: object) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(("one", "other"), [("01970", 1970), ("10:00", "22:00"), (True, 1.5), ("555-0190", "555-0191"), (None, "")])
def test_values_that_mean_another_thing_differ(one: object, other: object) -> None:
    assert plain(one) != plain(other)
