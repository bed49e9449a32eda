"""Which schema or database a contract command is about: a URL, an app's folder, or a plan without any database."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from appfactory.entry.boundary import code_of

if TYPE_CHECKING:
    from appfactory.contract.execution.model_translation import ModelTranslator
    from appfactory.contract.execution.session import Session
    from appfactory.contract.model.request import Scope
    from appfactory.contract.model.translation import Catalog, Clock
    from appfactory.model.finding import Finding
    from appfactory.model.spec import AppSpec

DATABASE = "APPFACTORY_CONTRACT_DATABASE"
"""The variable of the environment that stands for --database."""

PURPOSE = "contract"
"""The app's database for contract commands, beside those for development, preview and tests."""

PLAN = "buildplan.yaml"
_Command = TypeVar("_Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Target:
    """`database` is a URL, `folder` an app's, `plan` a plan's file; the first that is there counts. With none, the folder that we are in."""

    database: str = ""
    folder: Path | None = None
    plan: Path | None = None
    schemas: tuple[str, ...] = ("public",)
    user_role: str = "user"


def target_options(command: _Command) -> _Command:
    """`--database`, `--dir`, `--schema`."""
    schema = click.option("--schema", "schemas", multiple=True, default=("public",), show_default=True, help="A schema to look at; repeatable.")
    folder = click.option(
        "--dir", "folder", type=click.Path(path_type=Path, file_okay=False), is_eager=True,
        help="An app's folder: its own PostgreSQL, with all migrations.",
    )  # fmt: skip
    database = click.option(
        "--database", envvar=DATABASE, default="", callback=_not_both, help=f"The URL of a database that was set up; or {DATABASE}."
    )
    return database(folder(schema(command)))


def _not_both(context: click.Context, parameter: click.Parameter, database: str) -> str:  # noqa: ARG001 - the signature is Click's
    """The URL, unless the folder of an app is said: that counts more than what the environment says, and as much as what the command does."""
    if not database or context.params.get("folder") is None:
        return database
    if context.get_parameter_source("database") is click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError("give --database or --dir, not both")
    return ""


def scope_options(command: _Command) -> _Command:
    """`--biz`, `--location`, `--actor`, `--user-role`."""
    biz = click.option("--biz", default="", help="The business for which the request runs (scope.bizId).")
    location = click.option("--location", default="", help="Its location (scope.locationId).")
    actor = click.option("--actor", default="", help="Who asks (scope.actorUserId).")
    role = click.option("--user-role", type=click.Choice(["user", "admin"]), default="user", show_default=True, help="The actor's role in the app.")
    return biz(location(actor(role(command))))


def clock_options(command: _Command) -> _Command:
    """`--now`, `--zone`."""
    now = click.option("--now", default="", help="The moment in which the text is spoken (ISO 8601); the present one unless it is said.")
    zone = click.option("--zone", default="UTC", show_default=True, help="The time zone of the business.")
    return now(zone(command))


def model_option(command: _Command) -> _Command:
    """`--model`."""
    told = "A language model to ask where the words are not clear: openai:NAME or anthropic:NAME. Its service and key come from the environment."
    return click.option("--model", default="", metavar="PROVIDER:NAME", help=told)(command)


def model_of(named: str) -> ModelTranslator | None:
    """The model that the option names, None for none. Raises `EnvironmentProblem` if it can't be asked."""
    if not named:
        return None
    from appfactory.contract.execution.model_translation import model_translator
    from appfactory.perform.language_model import language_model

    return model_translator(language_model(named))


def clock_of(now: str, zone: str) -> Clock | None:
    """The moment that the options say; None for the present one in UTC."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from appfactory.contract.model.translation import Clock

    try:
        place = ZoneInfo(zone)
        moment = datetime.fromisoformat(now) if now else datetime.now(UTC)
    except (ValueError, OSError, KeyError) as problem:
        raise click.UsageError(f"--now or --zone can't be read: {problem}") from problem
    return Clock(moment if moment.tzinfo is not None else moment.replace(tzinfo=place), zone)


def scope_of(biz: str, location: str, actor: str) -> Scope:
    """The scope that the options say."""
    from appfactory.contract.model.request import Scope

    return Scope(biz, location, actor)


@contextlib.contextmanager
def opened(context: click.Context, target: Target, as_json: bool) -> Iterator[Session]:
    """A session on the target's database. An app's own server is started for as long as it is needed."""
    from appfactory.contract.execution.session import Options, open_session

    with located(context, target, as_json) as url, open_session(url, Options(schemas=target.schemas, user_role=target.user_role)) as session:
        yield session


@contextlib.contextmanager
def located(context: click.Context, target: Target, as_json: bool) -> Iterator[str]:
    """The URL of the target's database, which was set up."""
    if target.database:
        yield target.database
        return
    from appfactory.engine.databases import server_as_found

    folder = (target.folder or Path()).absolute()
    spec, findings = read_spec(folder / PLAN)
    if spec is None:
        tell(context, findings, as_json)
    with server_as_found(folder):
        yield _app_database(context, folder, spec, target, as_json)


def _app_database(context: click.Context, folder: Path, spec: AppSpec, target: Target, as_json: bool) -> str:
    """The owner's URL of the app's database for this purpose, migrated and set up.

    The app's own login won't do: each command that prepares the database gives it a new password, and others may be connected.
    """
    from appfactory.contract.execution.opening import install
    from appfactory.engine.databases import prepare_database, written_migrations
    from appfactory.model.finding import Finding, Span

    if not written_migrations(folder):
        missing = Finding("app-not-built", "error", f"There are no migrations in {folder.name} yet.", Span("db/migrations"))
        tell(context, (missing,), as_json, hint="Write them first: appfactory build migrate")
    database = prepare_database(folder, spec, PURPOSE, fresh=False)
    if isinstance(database, tuple):
        tell(context, database, as_json)
    install(database.owner_url, target.schemas)
    return database.owner_url


def catalog_for(context: click.Context, target: Target, as_json: bool) -> tuple[Catalog, Mapping[str, str]]:
    """The catalog and, if there is a plan, each table's domain. A live database is read in one query; a plan needs none."""
    from appfactory.contract.execution.reading import read_catalog
    from appfactory.contract.statements.catalog import catalog_of

    if target.database:
        found = read_catalog(target.database, target.schemas)
        if not found.database.tables:
            tell(context, (_without_tables(target),), as_json)
        return found, {}
    spec, findings = read_spec(target.plan or (target.folder or Path()).absolute() / PLAN)
    if spec is None:
        tell(context, findings, as_json)
    from dataclasses import replace

    tables = tuple(table for table in spec.database.tables if table.schema in target.schemas)
    return catalog_of(replace(spec.database, tables=tables)), {entity.table: entity.domain for entity in spec.entities if entity.domain}


def _without_tables(target: Target) -> Finding:
    from appfactory.contract.execution.reading import schemas_with_tables
    from appfactory.model.finding import Finding

    others = schemas_with_tables(target.database)
    hint = f"Name another: --schema {others[0]}. These have tables: {', '.join(others)}" if others else ""
    where = f"schema {target.schemas[0]}" if len(target.schemas) == 1 else f"schemas {', '.join(target.schemas)}"
    return Finding("schema-empty", "error", f"There are no tables in the {where}.", hint=hint)


def read_named(file: Path, limit: int) -> str | Finding:
    """The text of a file that the user named, of at most `limit` bytes; `-` is standard input."""
    import sys

    from appfactory.model.finding import Finding
    from appfactory.perform.disk import decode, read_document

    if str(file) != "-":
        return read_document(file, limit)
    content = sys.stdin.buffer.read(limit + 1)
    if len(content) > limit:
        return Finding("file-too-large", "error", f"Standard input has more than {limit} bytes.")
    return decode(content, "-")


def read_spec(plan: Path) -> tuple[AppSpec | None, tuple[Finding, ...]]:
    """The plan resolved, or what is wrong with it."""
    from appfactory.compile.plan.validate import merged, validate
    from appfactory.compile.resolve import resolve
    from appfactory.model.finding import Finding, has_errors
    from appfactory.perform.disk import read_document
    from appfactory.perform.library import default_library, read_library

    text = read_document(plan)
    if isinstance(text, Finding):
        return None, (text,)
    library, _ = read_library(default_library())
    findings, read = validate(text, plan.name, library)
    if read.plan is None or has_errors(findings):
        return None, findings
    spec, resolved = resolve(read, library)
    return spec, merged(findings, resolved)


def tell(context: click.Context, findings: tuple[Finding, ...], as_json: bool, hint: str = "") -> NoReturn:
    """Prints findings and ends the command."""
    import json
    from dataclasses import replace

    from appfactory.entry.render import render_findings

    told = tuple(replace(finding, hint=finding.hint or hint) for finding in findings if finding.severity == "error")
    if as_json:
        click.echo(json.dumps({"ok": False, "findings": [finding.as_json() for finding in told]}, indent=2, ensure_ascii=False))
    else:
        click.echo(render_findings(told, {}), err=True, nl=False)
    context.exit(code_of(told))
