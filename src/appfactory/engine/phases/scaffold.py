"""The phase `scaffold`: the stack's app, and its packages installed from the lock file."""

from __future__ import annotations

from appfactory.engine.context import Build, PhaseResult
from appfactory.engine.packages import install_command, installed_hash, record_installed
from appfactory.model.finding import Finding, Span, has_errors
from appfactory.perform import toolchain


def run(build: Build) -> PhaseResult:
    """Writes the phase's files and installs what `package.json` and the lock file name, unless that is what is installed."""
    build.progress.task("Writing files")
    result = PhaseResult.of(build.write("scaffold"))
    if has_errors(result.findings):
        return result
    manager = build.compiled.spec.project.package_manager
    missing = _missing_tools(manager)
    if missing:
        return PhaseResult((*result.findings, *missing), "a program is missing")
    wanted = installed_hash(build.project.folder, manager)
    if wanted.matches:
        return result
    outcome = build.command(install_command(manager, locked=build.compiled.locked), f"Installing packages with {manager}")
    if not outcome.ok:
        return PhaseResult((*result.findings, _failed(manager, outcome.output)), "packages could not be installed")
    record_installed(build.project.folder, installed_hash(build.project.folder, manager))
    return PhaseResult(result.findings, f"{result.summary}; packages installed in {outcome.seconds:.0f} s")


def _missing_tools(manager: str) -> tuple[Finding, ...]:
    """What the app's own tools need; pnpm is fetched if it is not there."""
    found = (toolchain.find_node(), toolchain.ensure_pnpm() if manager == "pnpm" else toolchain.find_npm())
    return tuple(tool for tool in found if isinstance(tool, Finding))


def _failed(manager: str, output: str) -> Finding:
    tail = "\n".join(output.strip().splitlines()[-15:])
    return Finding(
        "install-failed",
        "error",
        f"{manager} could not install the app's packages:\n{tail}",
        Span("package.json"),
        "Nothing of the app can be compiled or tested without them.",
        "Check the network and the registry, or the change you made to package.json, then run: appfactory build resume",
        origin="scaffold",
    )
