"""Broken plans with their exact findings. `REGENERATE_GOLDENS=1 pytest tests/compile/plan/test_broken_plans.py` writes them anew."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from appfactory.compile.plan.reader import decode_plan
from appfactory.compile.plan.validate import validate
from appfactory.model.finding import Finding, has_errors
from appfactory.model.library import ComponentDescription, LibraryFile, LibraryIndex, PropDescription

FOLDER = Path(__file__).parents[2] / "goldens" / "broken_plans"
PLANS = sorted(FOLDER.glob("*.yaml"))
HERO = "packages/site/src/Hero.tsx"
FOUNDING = ("platform/ui/src/primitives/heroes/hero-fullscreen/component.tsx", "platform/ui/src/primitives/buttons/PrimaryButton.tsx")
LIBRARY = LibraryIndex(
    files=tuple(
        LibraryFile(path, "")
        for path in (HERO, *(f"packages/{path}" for path in FOUNDING), "packages/restaurants/src/features/booking/BookingForm.tsx")
    ),
    components=(ComponentDescription(HERO, "Hero", "Hero", "hero", "A hero", (PropDescription("title", "string", True, "the heading"),)),),
)


def found_in(path: Path) -> tuple[Finding, ...]:
    text = decode_plan(path.read_bytes(), path.name)
    return (text,) if isinstance(text, Finding) else validate(text, path.name, LIBRARY, prd=False)[0]


def as_written(findings: tuple[Finding, ...]) -> str:
    return json.dumps({"ok": not has_errors(findings), "findings": [finding.as_json() for finding in findings]}, indent=2, ensure_ascii=False) + "\n"


def test_there_are_many() -> None:
    assert len(PLANS) >= 60


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_finds_exactly_what_is_wrong(path: Path) -> None:
    golden = path.with_suffix(".findings.json")
    findings = found_in(path)
    if os.environ.get("REGENERATE_GOLDENS"):
        golden.write_text(as_written(findings))
    assert findings
    assert as_written(findings) == golden.read_text()


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_each_finding_says_where_what_why_and_how(path: Path) -> None:
    text = path.read_text(errors="replace")
    lines = text.split("\n")
    for finding in found_in(path):
        assert finding.message
        assert finding.why or finding.hint
        assert "None" not in finding.message + finding.why + finding.hint
        if finding.code in ("plan-too-large",):
            continue
        assert 1 <= finding.span.line <= len(lines)
        assert 1 <= finding.span.column <= len(lines[finding.span.line - 1]) + 1
        assert finding.message.isprintable()
