"""Requests, responses and translations for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from appfactory.entry.render import visible

if TYPE_CHECKING:
    from appfactory.contract.execution.answers import Answer
    from appfactory.contract.execution.trial import Change
    from appfactory.contract.model.request import Command, RequestError, Response
    from appfactory.contract.model.translation import Translation

_WIDEST = 40
_MOST_ROWS = 10


def print_response(response: Response, *, trace: bool, rows: bool = True) -> None:
    """Rows as a table (unless `rows` is false), what was touched, warnings; or why it failed."""
    if trace:
        for entry in response.trace:
            params = ", ".join(f"${number} = {visible(value)}" for number, value in enumerate(entry.params, 1))
            click.echo(click.style(visible(entry.sql_preview) + (f"  [{params}]" if params else ""), dim=True))
    for warning in response.warnings:
        click.echo(click.style("note: ", fg="yellow") + visible(warning), err=True)
    if response.error is not None:
        print_error(response.error)
        return
    for index, step in enumerate(response.steps if rows else ()):
        click.echo(f"step {index}: {step.row_count} row{'' if step.row_count == 1 else 's'}")
        if step.rows:
            click.echo("\n".join(_table(step.rows)))
    if response.rows and rows and not response.steps:
        click.echo("\n".join(_table(response.rows)))
    done = "read" if response.command_kind == "query" else "touched"
    tried = " (dry run: nothing stays)" if response.dry_run and response.command_kind != "query" else ""
    click.echo(f"{response.row_count} row{'' if response.row_count == 1 else 's'} {done}{tried}")


def print_error(error: RequestError) -> None:
    """What went wrong, and the request that would remove the cause."""
    click.echo(f"{click.style('error', fg='red', bold=True)}: {visible(error.message)} [{error.code}]", err=True)
    if error.detail:
        click.echo(f"    {visible(error.detail)}", err=True)
    if error.suggestion and error.suggestion not in error.detail:
        click.echo(f"    {visible(error.suggestion)}", err=True)


def command_text(command: Command | None) -> str:
    """A command in the terse form where it has one, else as JSON; empty for none."""
    from appfactory.contract.execution.answers import terse
    from appfactory.contract.statements import wire

    return "" if command is None else terse(command) or json.dumps(wire.command(command), ensure_ascii=False)


def print_translation(translation: Translation, terse: str, *, choices: bool = True) -> None:
    """The request that was understood with its confidence, or the question, with its `choices` unless answers are shown apart."""
    if translation.command is None:
        question = translation.question
        click.echo(visible(question.text if question is not None else "This was not understood."))
        for choice in question.choices if question is not None and choices else ():
            click.echo(f"  {visible(choice)}")
        for note in translation.notes:
            click.echo(f"  {visible(note)}")
        return
    click.echo(visible(terse))
    click.echo(f"confidence {translation.confidence:.2f}" + (f"  {visible(translation.explanation)}" if translation.explanation else ""))
    for inference in translation.inferences:
        click.echo(f"  {visible(inference.what)} = {visible(inference.value)}  (from {inference.source})")
    for note in translation.notes:
        click.echo(f"  {visible(note)}")


def print_answers(answers: Sequence[Answer]) -> None:
    """The answers to a question, numbered."""
    for number, answer in enumerate(answers, 1):
        more = "" if answer.complete else " …"
        click.echo(f"  {click.style(str(number), bold=True)}  {visible(answer.label)}{more}")


def print_changes(changes: Sequence[Change]) -> None:
    """What a request would change: for each row what becomes of it."""
    for change in changes:
        click.echo(f"would {change.action} {change.touched} row{'' if change.touched == 1 else 's'} of {visible(change.table)}")
        for row in change.rows[:_MOST_ROWS]:
            click.echo("  " + visible(_difference(row.before, row.after)))
        if len(change.rows) > 0 and change.touched > _MOST_ROWS:
            click.echo(f"  … and {change.touched - min(_MOST_ROWS, len(change.rows))} more")


def _difference(before: Mapping[str, object] | None, after: Mapping[str, object] | None) -> str:
    row = before if before is not None else after or {}
    identity = next((f"{name} {row[name]}: " for name in ("id", "name", "slug") if row.get(name) is not None), "")
    if before is not None and after is not None:
        return identity + ", ".join(
            f"{name} {_cell(before[name]) or 'empty'} → {_cell(after.get(name)) or 'empty'}" for name in before if before[name] != after.get(name)
        )
    sign = "+" if before is None else "-"
    return f"{sign} " + ", ".join(f"{name} = {_cell(value)}" for name, value in row.items() if value is not None)


def _table(rows: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    """The rows under their columns' names; long values are shortened."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[_cell(row.get(name)) for name in names] for row in rows]
    widths = [max(len(line[place]) for line in [names, *cells]) for place in range(len(names))]
    for line in [names, ["─" * width for width in widths], *cells]:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _cell(value: object) -> str:
    """A value as JSON and PostgreSQL write it: `true`, `["a", "b"]`."""
    inner = isinstance(value, bool | dict | list | tuple)
    text = "" if value is None else visible(json.dumps(value, ensure_ascii=False, default=str) if inner else str(value))
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
