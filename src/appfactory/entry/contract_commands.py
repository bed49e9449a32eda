"""`appfactory contract …`: the catalog, requests run where nothing can break, and what a text means."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from appfactory.entry.boundary import FINDINGS, FINE
from appfactory.entry.contract_ask import ask
from appfactory.entry.contract_demo import demo
from appfactory.entry.contract_doors import mcp_command, serve
from appfactory.entry.contract_repair import repair
from appfactory.entry.contract_run import run, scenarios
from appfactory.entry.contract_targets import (
    Target,
    catalog_for,
    clock_of,
    clock_options,
    model_of,
    model_option,
    opened,
    read_named,
    scope_of,
    scope_options,
    target_options,
    tell,
)

if TYPE_CHECKING:
    from appfactory.contract.execution.model_translation import ModelTranslator
    from appfactory.contract.model.request import Request, RequestError, Scope
    from appfactory.contract.model.translation import Catalog, Clock, Translation

_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
_PLAN = click.option("--plan", type=click.Path(path_type=Path), help="A plan: no database is needed.")
MOST_BYTES = 8_388_608
"""A request document may have 8 MiB."""


@click.group()
@click.pass_context
def contract(context: click.Context) -> None:
    """Exercise a schema: see it, ask it in plain language, and try requests where nothing can break.

    A database is named by --database URL (set up once by its owner with `contract setup`), or by --dir APP, whose own PostgreSQL is used;
    without either the app in this folder is meant.
    """
    from appfactory.perform import signals

    # Whoever ends a command politely, by SIGTERM too, leaves no server of an app running.
    context.with_resource(signals.listening())


contract.add_command(run)
contract.add_command(run, "lifecycle")
contract.add_command(scenarios)
contract.add_command(repair)
contract.add_command(serve)
contract.add_command(mcp_command)
contract.add_command(ask)
contract.add_command(demo)


@contract.command()
@click.option("--database", envvar="APPFACTORY_CONTRACT_DATABASE", required=True, help="The URL of the database, as its owner.")
@click.option("--login", default="", help="An existing login that may run requests then; the owner may in any case.")
@click.option("--schema", "schemas", multiple=True, default=("public",), show_default=True, help="A schema that requests may use; repeatable.")
@_JSON
def setup(database: str, login: str, schemas: tuple[str, ...], as_json: bool) -> None:
    """Prepare a database: a role that policies bind, and the log of requests. It may be done again."""
    from appfactory.contract.execution.opening import install
    from appfactory.contract.statements.installation import ROLE, SCHEMA

    install(database, schemas, login)
    told = f"Requests run as the role {ROLE}; they are logged in {SCHEMA}.requests."
    click.echo(json.dumps({"ok": True, "role": ROLE, "log": f"{SCHEMA}.requests", "login": login}) if as_json else told)


@contract.command()
@target_options
@_PLAN
@click.option("--table", default="", help="This table only.")
@click.option("--diagram", is_flag=True, help="Print ER diagrams, one for each domain, as Markdown with Mermaid.")
@click.option("--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write the ER diagrams as one self-contained page.")
@_JSON
@click.pass_context
def catalog(
    context: click.Context, database: str, folder: Path | None, schemas: tuple[str, ...], plan: Path | None, table: str, diagram: bool,
    page: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Show the schema: tables, columns, keys, enumerations, checks, policies, and the words for them."""
    from appfactory.contract.statements.catalog import catalog_json, catalog_text, table_text
    from appfactory.contract.statements.diagram import diagram_page, mermaid
    from appfactory.contract.statements.refusal import Refused
    from appfactory.contract.statements.schema import Schema
    from appfactory.perform.disk import write_document

    found, domains = catalog_for(context, Target("" if plan else database, folder, plan, schemas), as_json)
    try:
        only = Schema(found.database).table(table) if table else None
        document = catalog_json(found, domains, table)
    except Refused as refused:
        _fail(context, refused.error, as_json)
    if page is not None:
        write_document(page, diagram_page(found.database, domains))
    if as_json:
        click.echo(json.dumps({"ok": True, **document}, indent=2, ensure_ascii=False))
    elif diagram:
        click.echo(mermaid(found.database, domains), nl=False)
    elif page is not None:
        click.echo(f"{page}: {len(found.database.tables)} tables")
    else:
        click.echo(table_text(only, Schema(found.database)) if only else catalog_text(found.database), nl=False)


@contract.command()
@click.argument("file", type=click.Path(path_type=Path))
@target_options
@scope_options
@click.option("--commit", is_flag=True, help="Keep what it does, whatever the request says of dryRun.")
@click.option("--trace", is_flag=True, help="Show the SQL with its values.")
@_JSON
@click.pass_context
def execute(
    context: click.Context, file: Path, database: str, folder: Path | None, schemas: tuple[str, ...], biz: str, location: str, actor: str,
    user_role: str, commit: bool, trace: bool, as_json: bool,
) -> None:  # fmt: skip
    """Run a request (JSON; - is standard input). Nothing stays unless it says `"dryRun": false`, or --commit is given."""
    from dataclasses import replace

    from appfactory.contract.model.request import RequestError
    from appfactory.contract.statements import wire
    from appfactory.entry.contract_output import print_response

    request = _request(context, file, scope_of(biz, location, actor), as_json)
    if isinstance(request, RequestError):
        _fail(context, request, as_json)
    if commit:
        request = replace(request, dry_run=False)
    with opened(context, Target(database, folder, None, schemas, user_role), as_json) as session:
        response = session.execute(request)
        for note in () if as_json else session.notes:
            click.echo(f"note: {note}", err=True)
    if as_json:
        click.echo(json.dumps(wire.response(response), indent=2, ensure_ascii=False))
    else:
        print_response(response, trace=trace)
    context.exit(FINE if response.success else FINDINGS)


@contract.command()
@click.argument("text", required=False, default="")
@target_options
@_PLAN
@scope_options
@clock_options
@model_option
@click.option("--batch", type=click.Path(path_type=Path, dir_okay=False), help='Many texts: a JSON object a line, {"input": …, "scope"?: {…}}.')
@_JSON
@click.pass_context
def translate(
    context: click.Context, text: str, database: str, folder: Path | None, schemas: tuple[str, ...], plan: Path | None, biz: str, location: str,
    actor: str, user_role: str, now: str, zone: str, model: str, batch: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Say what a text means, as a typed request with its confidence, or ask back. Runs nothing.

    Names of rows are looked up only if there is a database (--database). With --batch the exit code is 1 if a line is no input; a question is an
    answer.
    """
    from appfactory.entry.contract_output import command_text, print_translation

    if bool(text) == (batch is not None):
        raise click.UsageError("give a text, or --batch with a file")
    scope, clock, helper = scope_of(biz, location, actor), clock_of(now, zone), model_of(model)
    target = Target("" if plan else database, folder, plan, schemas, user_role)
    if batch is not None:
        context.exit(_translate_batch(context, batch, target, _Speaking(scope, clock, helper), as_json))
    if target.database:
        with opened(context, target, as_json) as session:
            translation = _helped(session.translate(text, scope, clock), session.catalog, clock, helper)
    else:
        found, _ = catalog_for(context, target, as_json)
        translation = _helped(_translated(found, text, scope, clock), found, clock, helper)
    if as_json:
        click.echo(json.dumps(_translation_json(translation), indent=2, ensure_ascii=False))
    else:
        print_translation(translation, command_text(translation.command))
    context.exit(FINE if translation.command is not None else FINDINGS)


@contract.command()
@click.argument("text")
@target_options
@scope_options
@clock_options
@model_option
@click.option("--trace", is_flag=True, help="Show the SQL with its values.")
@_JSON
@click.pass_context
def simulate(
    context: click.Context, text: str, database: str, folder: Path | None, schemas: tuple[str, ...], biz: str, location: str, actor: str,
    user_role: str, now: str, zone: str, model: str, trace: bool, as_json: bool,
) -> None:  # fmt: skip
    """Translate a text, run it and show what it would change; always rolled back."""
    from appfactory.contract.execution.answers import translation_document
    from appfactory.contract.execution.conversation import Conversation
    from appfactory.contract.execution.trial import trial_document
    from appfactory.entry.contract_output import command_text, print_answers, print_changes, print_response, print_translation

    scope, clock, helper = scope_of(biz, location, actor), clock_of(now, zone), model_of(model)
    with opened(context, Target(database, folder, None, schemas, user_role), as_json) as session:
        turn = Conversation(session, scope, clock, helper).request(text)
    translation, trial = turn.translation, turn.trial
    assert translation is not None, "a request is translated"
    if as_json:
        done = trial_document(trial) if trial is not None else {}
        click.echo(json.dumps({"translation": translation_document(translation, turn.answers), **done}, indent=2, ensure_ascii=False))
    else:
        print_translation(translation, command_text(translation.command), choices=not turn.answers)
        if trial is not None:
            print_changes(trial.changes)
            print_response(trial.response, trace=trace, rows=not trial.changes)
        print_answers(turn.answers)
    context.exit(FINE if turn.ok else FINDINGS)


def _request(context: click.Context, file: Path, scope: Scope, as_json: bool) -> Request | RequestError:
    """The request of a file, or what is wrong with it."""
    from appfactory.contract.model.request import RequestError
    from appfactory.contract.statements import wire

    try:
        document = json.loads(_text(context, file, as_json))
    except (ValueError, RecursionError) as problem:
        told = str(problem) if isinstance(problem, ValueError) else "it is nested too deep"
        named = "standard input" if str(file) == "-" else file
        return RequestError("request-form", f"{named} is no JSON: {told}", 'a request is a JSON object: {"command": {"kind": "query", "table": …}}')
    return wire.read_request(document, scope)


def _text(context: click.Context, file: Path, as_json: bool) -> str:
    text = read_named(file, MOST_BYTES)
    if not isinstance(text, str):
        tell(context, (text,), as_json)
    return text


def _fail(context: click.Context, error: RequestError, as_json: bool) -> NoReturn:
    """Says what is wrong with a request and ends the command."""
    from appfactory.contract.statements import wire
    from appfactory.entry.contract_output import print_error

    if as_json:
        click.echo(json.dumps({"success": False, "error": wire.error(error)}, indent=2, ensure_ascii=False))
    else:
        print_error(error)
    context.exit(FINDINGS)


def _translated(catalog: Catalog, text: str, scope: Scope, clock: Clock | None) -> Translation:
    from appfactory.contract.execution.session import system_clock
    from appfactory.contract.execution.translating import translator_for
    from appfactory.contract.model.translation import no_rows

    return translator_for(catalog)(text, scope, clock or system_clock(), no_rows)


def _helped(translation: Translation, catalog: Catalog, clock: Clock | None, helper: ModelTranslator | None) -> Translation:
    """The translation, with a model's help if there is a model and it is needed."""
    from appfactory.contract.execution.session import system_clock

    return helper.help(translation, catalog, clock or system_clock()) if helper is not None else translation


@dataclass(frozen=True, slots=True)
class _Speaking:
    """For whom and when texts are spoken, and the model that may help."""

    scope: Scope
    clock: Clock | None
    helper: ModelTranslator | None


def _translate_batch(context: click.Context, file: Path, target: Target, speaking: _Speaking, as_json: bool) -> int:
    """Prints a translation a line, or what is wrong with the line; 1 if any line is no input. To ask back is an answer like any other."""
    from appfactory.contract.execution.session import system_clock
    from appfactory.contract.execution.translating import translator_for
    from appfactory.contract.model.request import RequestError
    from appfactory.contract.model.translation import no_rows
    from appfactory.contract.statements import wire

    text = _text(context, file, as_json)
    code = FINE
    with ExitStack() as stack:
        if target.database:
            session = stack.enter_context(opened(context, target, as_json))
            catalog, translated = session.catalog, session.translate
        else:
            catalog, _ = catalog_for(context, target, as_json)
            translator = translator_for(catalog)

            def translated(text: str, scope: Scope, clock: Clock | None = None) -> Translation:
                return translator(text, scope, clock or system_clock(), no_rows)

        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            read = wire.read_input(line, speaking.scope)
            if isinstance(read, RequestError):
                code = FINDINGS
                click.echo(json.dumps({"line": number, "error": wire.error(read)}, ensure_ascii=False))
            else:
                found = _helped(translated(read[0], read[1], speaking.clock), catalog, speaking.clock, speaking.helper)
                click.echo(json.dumps(_translation_json(found), ensure_ascii=False))
    return code


def _translation_json(translation: Translation) -> dict[str, object]:
    from appfactory.contract.statements import wire

    return wire.translation(translation)
