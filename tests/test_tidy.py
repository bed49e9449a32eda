"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MOST_LINES = 400
MOST_FUNCTION_LINES = 70
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "stuff", "core"}
OTHER_LANGUAGES = re.compile(r"\.(ts|tsx|mjs|css|json|yaml)$")


def tracked(*patterns: str) -> list[Path]:
    """Files that git tracks, or would: new ones count too."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / line for line in listed if line and (ROOT / line).is_file()]


SOURCES = tracked("src/**/*.py", "benchmarks/*.py", "scripts/*.py")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_rooms_are_small(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= MOST_LINES, f"{path.name} has more than {MOST_LINES} lines: split it by reason to change"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= MOST_FUNCTION_LINES, f"{path.name}:{node.lineno} {node.name} has {length} lines"


def test_names_say_something() -> None:
    nameless = [path for path in SOURCES if path.stem in EMPTY_NAMES or path.parent.name in EMPTY_NAMES]
    assert not nameless


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path in SOURCES if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))]
    assert not silent


def test_nothing_is_left_for_later() -> None:
    marker = re.compile(r"(#|//|/\*)\s*(TODO|FIXME|XXX)\b")
    pending = []
    for path in tracked("src/**", "library/**", "examples/**", "scripts/**", "Makefile"):
        if path.suffix in {".py", ".ts", ".tsx", ".mjs", ".css"} or path.name == "Makefile":
            pending += [f"{path.relative_to(ROOT)}:{number}" for number, line in enumerate(path.read_text().splitlines(), 1) if marker.search(line)]
    assert not pending


def test_no_path_of_a_machine_is_committed() -> None:
    machine = re.compile(r"(?<![\w/.])/(work|root|home|Users)/[a-z]")
    found = []
    for path in tracked():
        if path.suffix in {".png", ".jpg", ".ico", ".woff2", ".xz"} or path == Path(__file__):
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}:{number}" for number, line in enumerate(text.splitlines(), 1) if machine.search(line)]
    assert not found


def test_every_rule_code_is_kebab_case() -> None:
    codes = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    codes.append((path, first.value))
    assert codes
    assert not [(path.name, code) for path, code in codes if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)]
