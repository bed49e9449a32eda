"""The prompts over the booking platform are well-formed, and each expected change can be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appfactory.compile.plan.reader import read_plan
from appfactory.compile.resolve import resolve
from appfactory.contract.language.terse import read_terse
from appfactory.contract.model.request import Mutation
from appfactory.contract.model.translation import Catalog
from appfactory.contract.statements.catalog import catalog_of

ROOT = Path(__file__).parents[2]
PARTS = ("seen", "unseen")


def lines(part: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (ROOT / "benchmarks" / "prompts" / f"{part}.jsonl").read_text(encoding="utf-8").splitlines() if line]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    plan = ROOT / "examples" / "booking-platform" / "buildplan.yaml"
    spec, findings = resolve(read_plan(plan.read_text(encoding="utf-8"), plan.name), None)
    assert spec is not None, findings
    return catalog_of(spec.database)


@pytest.mark.parametrize("part", PARTS)
def test_each_prompt_has_one_answer(part: str, catalog: Catalog) -> None:
    for line in lines(part):
        assert set(line) <= {"id", "kind", "prompt", "sql", "write", "abstain", "ordered"}, line
        assert sum(name in line for name in ("sql", "write", "abstain")) == 1, line
        if "write" in line:
            reading = read_terse(str(line["write"]), catalog)
            assert reading is not None, line
            assert isinstance(reading.command, Mutation), (line, reading.question)


def test_no_prompt_is_in_both_parts() -> None:
    seen, unseen = ({str(line["prompt"]).lower() for line in lines(part)} for part in PARTS)
    assert not seen & unseen
    assert len(seen) + len(unseen) >= 400
    assert abs(len(seen) - len(unseen)) <= 0.1 * len(seen | unseen)
