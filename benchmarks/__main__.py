"""Prints each figure with what it is measured against. Usage: python -m benchmarks [compile] [help] [build FOLDER]."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from appfactory.engine.compiled import compile_text
from appfactory.model.finding import has_errors
from appfactory.perform.library import default_library, read_library
from benchmarks import plans

_RUNS = 5


def median_seconds(work: Callable[[], object], runs: int = _RUNS) -> float:
    """The median of several runs after one that is not counted."""
    work()
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def measure_compile() -> None:
    """Plan to files in memory: the restaurant, and growth from 250 to 1,000 entities."""
    library, _ = read_library(default_library())

    def compiled(text: str) -> None:
        result, findings = compile_text(text, "buildplan.yaml", library)
        if result is None:
            raise SystemExit("\n".join(f"{finding.span.line}: {finding.message}" for finding in findings if has_errors((finding,))))

    restaurant = plans.restaurant()
    print(f"restaurant, plan to files in memory: {median_seconds(lambda: compiled(restaurant)):.3f} s (aim 0.2)")
    times = {count: median_seconds(partial(compiled, plans.made(count)), 1) for count in (250, 500, 1000)}
    print(f"1,000 entities: {times[1000]:.2f} s (aim 5)")
    print(f"growth from 250 to 1,000 entities: {times[1000] / times[250]:.2f} times for 4 times the plan (4.0 is linear)")


def measure_help() -> None:
    """Start-up of the command line against that of Python itself, side by side."""
    python = [sys.executable, "-c", "pass"]
    command = [str(Path(sys.executable).with_name("appfactory")), "--help"]
    pairs = []
    for _ in range(10):
        pairs.append([_process_seconds(command), _process_seconds(python)])
    ours, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"appfactory --help: {ours * 1000:.0f} ms (aim 150), {ours / bare:.1f} times a bare Python ({bare * 1000:.0f} ms)")


def measure_build(folder: str) -> None:
    """The build's own time as a share of what the programs it runs take."""
    command = [str(Path(sys.executable).with_name("appfactory")), "build", "all", "--dir", folder, "--json"]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    result = json.loads(outcome.stdout)
    own, others = result["seconds"] - result["externalSeconds"], result["externalSeconds"]
    print(f"build of {folder}: {result['seconds']:.1f} s, of which {others:.1f} s in other programs")
    print(f"own time: {own:.2f} s, {own / others:.1%} of theirs (aim 10 %)")


def _process_seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - begun


def main(arguments: list[str]) -> None:
    """Runs what is named, or all but the build."""
    if not arguments or "compile" in arguments:
        measure_compile()
    if not arguments or "help" in arguments:
        measure_help()
    if "build" in arguments:
        measure_build(arguments[arguments.index("build") + 1])


if __name__ == "__main__":
    main(sys.argv[1:])
