"""Writes docs/commands.md from the commands themselves. `--check` changes nothing and fails if the file is not what it would write."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from appfactory.entry.cli import COMMANDS, cli

TARGET = Path(__file__).parent.parent / "docs" / "commands.md"
_HEAD = """\
# Commands

Written by `make docs` from the commands' own help. Every command takes `--json`; progress goes to the terminal only; `NO_COLOR` is obeyed.

Exit codes: 0 fine, 1 findings, 2 wrong usage, 3 something is missing on this machine, 130 after Ctrl-C.
"""


def reference() -> str:
    """The whole page."""
    context = click.Context(cli, info_name="appfactory", max_content_width=100, terminal_width=100)
    parts = [_HEAD]
    for name in COMMANDS:
        command = cli.get_command(context, name)
        if command is not None:
            parts += _pages(command, click.Context(command, info_name=name, parent=context, max_content_width=100, terminal_width=100))
    return "\n".join(parts)


def _pages(command: click.Command, context: click.Context) -> list[str]:
    text = command.get_help(context).rstrip()
    pages = [f"## {context.command_path}\n\n```text\n{text}\n```\n"]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                pages += _pages(child, click.Context(child, info_name=name, parent=context, max_content_width=100, terminal_width=100))
    return pages


def main(arguments: list[str]) -> int:
    """Writes the page, or with `--check` compares it."""
    text = reference()
    if "--check" in arguments:
        if TARGET.read_text("utf-8") == text:
            return 0
        sys.stderr.write("docs/commands.md is not up to date: make docs\n")
        return 1
    TARGET.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
