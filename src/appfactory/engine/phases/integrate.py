"""The phase `integrate`: the code of the chosen providers."""

from __future__ import annotations

from appfactory.engine.context import Build, PhaseResult
from appfactory.model.finding import Finding, Span


def run(build: Build) -> PhaseResult:
    """Writes the providers' files; with names, only theirs (the others stay as they are)."""
    known = tuple(contribution.provider for contribution in build.compiled.contributions)
    unknown = tuple(name for name in build.names if name not in known)
    if unknown:
        return PhaseResult(tuple(_unknown(name, known) for name in unknown), "unknown provider", changed=False)
    build.progress.task("Writing files")
    wanted = {draft.path for contribution in build.compiled.contributions if contribution.provider in build.names for draft in contribution.files}
    return PhaseResult.of(build.write("integrate", wanted or None))


def _unknown(name: str, known: tuple[str, ...]) -> Finding:
    return Finding(
        "provider-not-in-plan",
        "error",
        f"The plan uses no provider called {name}.",
        Span("buildplan.yaml"),
        "There is nothing to integrate.",
        f"Name one of: {', '.join(known)}.",
        origin="integrate",
    )
