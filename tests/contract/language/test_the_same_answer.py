"""The same text has the same answer in every process: no order of a set decides anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
TEXTS = ROOT / "benchmarks" / "prompts" / "tuning.jsonl"
PROGRAM = f"""
import json
from datetime import datetime
from pathlib import Path
from appfactory.compile.plan.reader import read_plan
from appfactory.compile.resolve import resolve
from appfactory.contract.language.lexicon_building import build_lexicon
from appfactory.contract.language.translate import translate
from appfactory.contract.model.request import Scope
from appfactory.contract.model.translation import Clock
from appfactory.contract.statements.catalog import catalog_of
plan = Path({str(ROOT)!r}) / "examples" / "booking-platform" / "buildplan.yaml"
spec, _ = resolve(read_plan(plan.read_text(encoding="utf-8"), plan.name), None)
lexicon = build_lexicon(catalog_of(spec.database))
clock = Clock(datetime.fromisoformat("2026-11-18T09:00:00-05:00"), "America/New_York")
texts = [json.loads(line)["prompt"] for line in Path({str(TEXTS)!r}).read_text(encoding="utf-8").splitlines()[::15]]
for text in [*texts, "Refunds so far: what's the total?"]:
    found = translate(text, lexicon, Scope("biz_1"), clock)
    print((found.command, found.confidence, found.question, found.notes, found.alternatives, found.bindings))
"""


def answers(seed: str) -> list[str]:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}, timeout=120
    )
    return ended.stdout.splitlines()


def test_no_order_of_a_set_decides_an_answer() -> None:
    first = answers("1")
    assert len(first) > 100
    assert answers("2") == first
