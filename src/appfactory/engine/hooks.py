"""Commands that a plan brings along: run only for plans that the user trusts. The only place where a shell is used."""

from __future__ import annotations

from appfactory.engine.context import Build
from appfactory.model.command import Command
from appfactory.model.finding import Finding, Span

_SECONDS = 600.0


def run_hooks(build: Build, commands: tuple[str, ...], when: str) -> tuple[Finding, ...]:
    """Runs the plan's `pre` or `post` commands in order, in the app's folder; stops at the first that fails.

    `when` is `pre` or `post`. Without `--trust` nothing runs and a warning names the commands.
    """
    if not commands:
        return ()
    if not build.project.trusted:
        return (_untrusted(commands, when),)
    for position, text in enumerate(commands):
        outcome = build.command(Command(("sh", "-c", text), timeout=_SECONDS), f"Running the plan's {when} hook {position + 1}")
        if not outcome.ok:
            tail = "\n".join(outcome.output.strip().splitlines()[-10:])
            return (
                Finding(
                    "hook-failed",
                    "error",
                    f"The plan's {when} hook `{text}` ended with code {outcome.exit_code}:\n{tail}",
                    Span(build.project.plan.name),
                    hint="Mend or remove the command in `hooks`.",
                    origin=f"hooks.{when}[{position}]",
                ),
            )
    return ()


def _untrusted(commands: tuple[str, ...], when: str) -> Finding:
    listed = ", ".join(f"`{command}`" for command in commands)
    return Finding(
        "hooks-not-trusted",
        "warning",
        f"The plan's {when} hooks were not run: {listed}.",
        Span("buildplan.yaml"),
        "A plan from somebody else could do anything on this machine.",
        "Read them, and run the build with `--trust` if you agree.",
        origin=f"hooks.{when}",
    )


def checkpoints_passed(build: Build) -> tuple[Finding, ...]:
    """Says that the plan's human checkpoints did not hold the build up: approvals are not built yet."""
    names = build.compiled.spec.human_checkpoints
    if not names:
        return ()
    return (
        Finding(
            "human-checkpoint-passed",
            "info",
            f"The build did not pause at {', '.join(names)}.",
            Span(build.project.plan.name),
            "Approvals at human checkpoints are not built yet.",
            "Look at the app before you deploy it: appfactory build preview",
            origin="humanCheckpoints",
        ),
    )
