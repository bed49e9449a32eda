"""The phase `assemble`: library components and the pages that use them."""

from __future__ import annotations

from appfactory.engine.context import Build, PhaseResult


def run(build: Build) -> PhaseResult:
    """Writes the phase's files."""
    build.progress.task("Writing files")
    return PhaseResult.of(build.write("assemble"))
