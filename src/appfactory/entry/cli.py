"""The command line: parse, call, print. Commands are imported only when they are called, so that `--help` stays fast."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Sequence

import click

from appfactory import __version__

COMMANDS: dict[str, tuple[str, str]] = {
    "plan": ("appfactory.entry.plan_commands:plan", "Check, show, compare and format a build plan."),
    "build": ("appfactory.entry.build_commands:build", "Turn a plan into a tested, running app, phase by phase."),
    "contract": ("appfactory.entry.contract_commands:contract", "Exercise a schema: see it, ask it in plain language, try requests safely."),
    "doctor": ("appfactory.entry.doctor_command:doctor", "Say what this machine lacks and how to get it."),
    "demo": ("appfactory.entry.demo_command:demo", "Build the restaurant-booking example and leave it running."),
}


class LazyGroup(click.Group):
    """A group whose commands are `module:attribute` strings with the one-line help beside them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is Click's
        """The names, in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the signature is Click's
        """Imports the command's module."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the signature is Click's
        """Lists the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="appfactory")
def cli() -> None:
    """From a plan to a proven, running web application.

    Exit codes: 0 fine, 1 findings, 2 wrong usage, 3 something is missing on this machine.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """The `appfactory` program. Never lets a traceback reach a user for a problem of the environment."""
    from appfactory.entry.boundary import run_command

    # A plan is many small objects that live to the end: looking for cycles among them takes a third of the time to read it.
    gc.set_threshold(100_000, 50, 100)
    sys.exit(run_command(cli, list(sys.argv[1:] if arguments is None else arguments)))


def codex_build() -> None:
    """The `codex-build` program: `appfactory build`."""
    main(["build", *sys.argv[1:]])
