"""docs/gates.md names every gate, what it proves, its reports, and every code that it can find."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from appfactory.catalog import gates
from appfactory.catalog.gates import GATES, STATIC_GATES

DOCUMENT = (Path(__file__).parents[3] / "docs" / "gates.md").read_text()
SOURCES = Path(gates.__file__).parent
OF_ALL = {"gate-failed", "gate-not-run", "gate-timeout", "gate-interrupted", "report-missing"}


@pytest.mark.parametrize("gate", [*GATES, *STATIC_GATES], ids=lambda gate: gate.name)
def test_each_gate_is_documented(gate: object) -> None:
    section = DOCUMENT.partition(f"### `{gate.name}`\n\n")[2].partition("\n### ")[0]  # type: ignore[attr-defined]
    assert section.startswith(gate.proves + "\n")  # type: ignore[attr-defined]
    for report in getattr(gate, "reports", ()):
        assert f"`{report}`" in section


def test_each_code_is_documented() -> None:
    codes = set()
    for source in SOURCES.glob("*.py"):
        text = source.read_text()
        codes |= set(re.findall(r'(?:_?finding|Finding)\(\s*(?:self\.name,|gate,|NAME,)?\s*"([a-z]+(?:-[a-z]+)+)"', text))
    assert len(codes) >= 20
    assert not [code for code in codes - OF_ALL if f"`{code}`" not in DOCUMENT]
