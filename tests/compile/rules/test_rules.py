"""The rules: each has a manual page, each finds something, and the documentation says what they are.

`REGENERATE_GOLDENS=1 pytest tests/compile/rules` writes the lists in `docs/plan.md` anew.
"""

from __future__ import annotations

import inspect
import json
import os
import re
from functools import cache
from pathlib import Path

import pytest

from appfactory.compile.plan.reader import decode_plan, read_plan
from appfactory.compile.plan.validate import validate
from appfactory.compile.rules import RULES, Rule
from appfactory.compile.rules.context import PlanContext
from appfactory.compile.rules.references import matches_route
from appfactory.compile.support import SUPPORT, unsupported
from appfactory.model.library import ComponentDescription, LibraryFile, LibraryIndex, PropDescription

ROOT = Path(__file__).parents[3]
GOLDENS = ROOT / "tests" / "goldens" / "broken_plans"
MINIMAL = (ROOT / "tests" / "fixtures" / "minimal.yaml").read_text()
HERO = "packages/site/src/Hero.tsx"
LIBRARY = LibraryIndex(
    files=(LibraryFile(HERO, ""),),
    components=(ComponentDescription(HERO, "Hero", "Hero", "hero", "A hero", (PropDescription("title", "string", True),)),),
)


def name_of(rule: Rule) -> str:
    return f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}"


@cache
def contexts() -> tuple[PlanContext, ...]:
    found = []
    for path in sorted(GOLDENS.glob("*.yaml")):
        text = decode_plan(path.read_bytes(), path.name)
        assert isinstance(text, str)
        read = read_plan(text, path.name)
        plan = read.plan or read.recovered
        if plan is not None:
            found.append(PlanContext(plan, read.spans, LIBRARY, False, read.unused))
    return tuple(found)


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_each_rule_has_a_manual_page(rule: Rule) -> None:
    page = inspect.getdoc(rule)
    assert page
    assert re.fullmatch(r"[^\n]+(?:\n[^\n]+)?\n\nWhy: .+\nBad: .+\nGood: .+", page, re.DOTALL)


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_each_rule_finds_something_in_the_broken_plans(rule: Rule) -> None:
    assert any(True for context in contexts() for _ in rule(context))


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_no_rule_complains_about_a_good_plan(rule: Rule) -> None:
    read = read_plan(MINIMAL, "x")
    assert read.plan is not None
    assert list(rule(PlanContext(read.plan, read.spans, LIBRARY, False))) == []


@pytest.mark.parametrize(
    ("pattern", "route", "matches"),
    [
        ("/bookings", "/bookings", True),
        ("/bookings", "/bookings/new", True),
        ("/bookings", "/bookingsx", False),
        ("/api/*", "/api/a/b", True),
        ("/api/*", "/apix", False),
        ("/api/(.*)", "/api/a", True),
        ("/admin(.*)", "/admin/users", True),
        ("/:path*", "/anything", True),
        ("/*", "/", True),
        ("/api/a/{id}", "/api/a/{key}", True),
        ("/api/*/b", "/api/a/b", True),
        ("/x", "/", False),
    ],
)
def test_protected_routes_match(pattern: str, route: str, matches: bool) -> None:
    assert matches_route(pattern, route) is matches


def test_support_is_one_table_for_warning_and_refusing() -> None:
    read = read_plan(MINIMAL.replace("stack: nextjs-15", "stack: remix"), "x")
    assert read.plan is not None
    (refusal,) = unsupported(read.plan, read.spans)
    assert (refusal.code, refusal.severity, refusal.span.line) == ("not-built-yet", "error", 6)
    findings, _ = validate(MINIMAL.replace("stack: nextjs-15", "stack: remix"), "x")
    assert [(finding.code, finding.severity) for finding in findings] == [("not-built-yet", "warning")]
    assert all(values for values in SUPPORT.values())


def checks_section() -> str:
    lines: list[str] = []
    for rule in RULES:
        page = inspect.getdoc(rule) or ""
        said, why, bad, good = (" ".join(part.split()) for part in re.split(r"\n\nWhy: |\nBad: |\nGood: ", page))
        lines.append(f"- **{ended(said)}** {ended(why[0].upper() + why[1:])} Bad: {ended(bad)} Good: {ended(good)}")
    return "\n".join(lines)


def ended(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def codes_section() -> str:
    examples: dict[tuple[str, str], str] = {}
    for path in sorted(GOLDENS.glob("*.findings.json")):
        for finding in json.loads(path.read_text())["findings"]:
            examples.setdefault((finding["code"], finding["severity"]), finding["message"])
    rows = [f"| `{code}` | {severity} | {message.replace('|', chr(92) + '|')} |" for (code, severity), message in sorted(examples.items())]
    return "\n".join(["| code | severity | for example |", "|---|---|---|", *rows])


@pytest.mark.parametrize(("name", "section"), [("checks", checks_section), ("codes", codes_section)])
def test_the_documentation_lists_them(name: str, section: object) -> None:
    assert callable(section)
    path = ROOT / "docs" / "plan.md"
    start, end = f"<!-- {name}: written by tests/compile/rules/test_rules.py -->\n", f"<!-- /{name} -->"
    before, _, rest = path.read_text().partition(start)
    _, _, after = rest.partition(end)
    expected = f"{before}{start}{section()}\n{end}{after}"
    if os.environ.get("REGENERATE_GOLDENS"):
        path.write_text(expected)
    assert path.read_text() == expected
