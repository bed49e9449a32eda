"""`appfactory contract ask`: a prompt with history and completion, or, in a pipe, a request a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from appfactory.entry.boundary import FINDINGS, FINE
from appfactory.entry.contract_targets import Target, clock_of, clock_options, model_of, model_option, opened, scope_of, scope_options, target_options

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import CompleteEvent, Completer
    from prompt_toolkit.document import Document
    from prompt_toolkit.history import History

    from appfactory.contract.execution.conversation import Conversation, Turn
    from appfactory.contract.model.request import Response
    from appfactory.contract.statements.schema import Schema


@click.command()
@target_options
@scope_options
@clock_options
@model_option
@click.option("--commit", is_flag=True, help="Offer to run writes for real, after they were tried out.")
@click.option("--yes", is_flag=True, help="With --commit: don't ask before a write is run for real. For scripts.")
@click.option("--trace", is_flag=True, help="Show the SQL with its values.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each line.")
@click.pass_context
def ask(
    context: click.Context, database: str, folder: Path | None, schemas: tuple[str, ...], biz: str, location: str, actor: str, user_role: str,
    now: str, zone: str, model: str, commit: bool, yes: bool, trace: bool, as_json: bool,
) -> None:  # fmt: skip
    r"""Talk to a schema: say what should happen, see what it would do, answer what is asked back.

    Everything is rolled back, unless --commit is given and you agree. \help lists commands such as \d TABLE. In a pipe each line is a request; the
    exit code is 1 then if any of them was not understood or was refused.
    """
    from appfactory.contract.execution.conversation import Conversation

    interactive = sys.stdin.isatty() and not as_json
    if commit and not yes and not interactive:
        raise click.UsageError("nobody can be asked here: --commit needs --yes as well")
    with opened(context, Target(database, folder, None, schemas, user_role), as_json) as session:
        for note in () if as_json else session.notes:
            click.echo(f"note: {note}", err=True)
        conversation = Conversation(session, scope_of(biz, location, actor), clock_of(now, zone), model_of(model))
        shown = _Shown(conversation, commit, yes, trace, as_json)
        if interactive:
            _talk(conversation, shown)
            context.exit(FINE)
        fine = [shown.line(line) for line in _lines(sys.stdin)]
    context.exit(FINE if all(fine) else FINDINGS)


def _lines(given: Iterable[str]) -> Iterator[str]:
    """The lines that say something, up to `\\quit`. `#` begins a remark."""
    for line in given:
        if line.strip() in ("\\q", "\\quit", "\\exit"):
            return
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.strip()


class _Shown:
    """Says lines and shows what comes of them."""

    def __init__(self, conversation: Conversation, commit: bool, yes: bool, trace: bool, as_json: bool) -> None:
        self._conversation = conversation
        self._commit = commit
        self._yes = yes
        self._trace = trace
        self._as_json = as_json

    def line(self, line: str) -> bool:
        """A line of a pipe; false if something went wrong."""
        if not self._as_json:
            click.echo(click.style(f"> {line}", bold=True))
        return self.turn(self._conversation.say(line), line)

    def turn(self, turn: Turn, line: str) -> bool:
        """What came of a line; false if something went wrong."""
        response = self._committed(turn) if self._as_json else None
        if self._as_json:
            click.echo(json.dumps({"input": line, **_document(turn, response)}, ensure_ascii=False))
            return turn.ok and (response is None or response.success)
        self._print(turn)
        response = self._committed(turn)
        if response is not None:
            from appfactory.entry.contract_output import print_response

            print_response(response, trace=False)
        return turn.ok and (response is None or response.success)

    def _print(self, turn: Turn) -> None:
        from appfactory.entry.contract_output import command_text, print_answers, print_changes, print_response, print_translation

        click.echo(turn.told, nl=False)
        if turn.unfinished:
            click.echo(f"{turn.unfinished}…  (say the whole with its value)")
        translation = turn.translation
        if translation is not None:
            print_translation(translation, command_text(translation.command), choices=not turn.answers)
        if turn.trial is not None:
            print_changes(turn.trial.changes)
            print_response(turn.trial.response, trace=self._trace, rows=not turn.trial.changes)
        print_answers(turn.answers)

    def _committed(self, turn: Turn) -> Response | None:
        """Runs for real what would change something, if that is allowed and, unless nobody is to be asked, agreed to."""
        touched = turn.trial.touched if turn.trial is not None else 0
        if not self._commit or touched == 0:
            return None
        if not self._yes and not click.confirm(f"Run for real? {touched} row{'' if touched == 1 else 's'}"):
            click.echo("Not run; nothing was kept.")
            return None
        return self._conversation.commit()


def _document(turn: Turn, response: Response | None) -> dict[str, object]:
    from appfactory.contract.execution.answers import translation_document
    from appfactory.contract.execution.trial import trial_document
    from appfactory.contract.statements import wire

    said = {"told": turn.told} if turn.told else {}
    translated = {"translation": translation_document(turn.translation, turn.answers)} if turn.translation is not None else {}
    tried = trial_document(turn.trial) if turn.trial is not None else {}
    done = {"committed": wire.response(response)} if response is not None else {}
    return {"ok": turn.ok, **said, **translated, **tried, **done}


def _talk(conversation: Conversation, shown: _Shown) -> None:
    """The prompt, until \\quit or Ctrl-D. Ctrl-C gives up the line."""
    prompt = _prompt(conversation)
    click.echo("Say what should happen. Tab completes, \\help lists commands, Ctrl-D ends.")
    begun = ""
    while True:
        try:
            line = prompt.prompt("contract> ", default=begun)
        except KeyboardInterrupt:
            begun = ""
            continue
        except EOFError:
            return
        turn = conversation.say(line)
        if turn.ended:
            return
        begun = turn.unfinished
        if not begun:
            try:
                shown.turn(turn, line)
            except click.Abort:
                click.echo("\nNot run; nothing was kept.")


def _prompt(conversation: Conversation) -> PromptSession[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.auto_suggest import AutoSuggestFromHistory

    return PromptSession(
        history=history(),
        auto_suggest=AutoSuggestFromHistory(),
        completer=_completer(conversation.schema),
        complete_while_typing=False,
    )


def history() -> History:
    """What was said before, kept for this user alone; for this talk only where it can't be kept."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    from appfactory.perform.toolchain import cache_folder

    file = cache_folder() / "contract_history"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab"):
            file.chmod(0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(file))


def _completer(schema: Schema) -> Completer:
    """Completion from the catalog, as prompt_toolkit asks for it."""
    from prompt_toolkit.completion import Completer, Completion

    from appfactory.contract.execution.completion import completions

    class _Catalog(Completer):
        def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002 - their signature
            for found in completions(document.text_before_cursor, schema):
                yield Completion(found.word, -found.replaces, display_meta=found.about)

    return _Catalog()
