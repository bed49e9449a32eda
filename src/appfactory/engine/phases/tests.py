"""The phase `tests`: the tests that come with the app, every gate, and the report that says what was proven."""

from __future__ import annotations

from appfactory.compile.reconcile import sha256
from appfactory.engine.context import Build, PhaseResult
from appfactory.engine.proving import Proof, prove
from appfactory.engine.reporting import write_report
from appfactory.model.finding import Finding, Span, has_errors
from appfactory.perform.disk import read_text, read_tree, write_text

_PROVEN = ".codex/proven"
_REPORT = "validation_report.json"
_REPORTS = (_REPORT, "validation_report.html", "next-env.d.ts", "tsconfig.tsbuildinfo")


def run(build: Build) -> PhaseResult:
    """Writes the tests and runs the gates, unless the very same app has passed them already and no further gate was asked for."""
    build.progress.task("Writing files")
    result = PhaseResult.of(build.write("tests"))
    if has_errors(result.findings):
        return result
    digest = _digest(build)
    if (
        not result.changed
        and not build.project.gates
        and read_text(build.project.folder, _PROVEN) == digest
        and read_text(build.project.folder, _REPORT)
    ):
        return PhaseResult(result.findings, "proven already", changed=False)
    proof = prove(build)
    write_report(build, proof)
    findings = (*result.findings, *proof.findings, *_failures(proof))
    if not has_errors(findings):
        write_text(build.project.folder, _PROVEN, digest)
    passed = sum(one.verdict == "passed" for one in proof.results)
    counted = sum(one.verdict != "skipped" for one in proof.results)
    return PhaseResult(findings, f"{passed} of {counted} gates passed")


def _failures(proof: Proof) -> tuple[Finding, ...]:
    """What failed gates found; a gate without a verdict counts as failed, even if it found nothing."""
    found: list[Finding] = []
    for result in proof.results:
        found += result.findings
        if result.verdict in ("failed", "no-verdict") and not has_errors(result.findings):
            message = f"The gate {result.gate} {'failed' if result.verdict == 'failed' else 'came to no verdict'}."
            found.append(Finding("gate-failed", "error", message, Span(""), hint=f"Run it by hand: {result.command}", origin=result.gate))
    return tuple(found)


def _digest(build: Build) -> str:
    """The hash of the app as it is on disk, whoever wrote it, and of the plan."""
    files = read_tree(build.project.folder).files
    listed = [f"{path} {sha256(content)}" for path, content in sorted(files.items()) if content is not None and path not in _REPORTS]
    return sha256("\n".join([build.compiled.spec.plan_hash, *listed]))
