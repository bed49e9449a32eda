"""What every door (HTTP, MCP) opens to: the catalog, translating, executing, packs; with sessions shared by many callers."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Lock
from typing import cast

from appfactory.contract.execution.answers import Answer, answers_to
from appfactory.contract.execution.executor import failed
from appfactory.contract.execution.model_translation import ModelTranslator
from appfactory.contract.execution.naming import LimitedLookup, Translate
from appfactory.contract.execution.session import DEFAULTS, Options, Session, open_session
from appfactory.contract.execution.suites import Job, Packs, Running, load_loop, load_packs, pack_files, run_packs
from appfactory.contract.execution.transaction import Transaction
from appfactory.contract.execution.translating import translator_for
from appfactory.contract.execution.trial import Trial, try_out
from appfactory.contract.execution.use_cases import once
from appfactory.contract.model.pack import ApiJourney, FitnessLoop
from appfactory.contract.model.request import Mutation, Query, Request, RequestError, Response, Scope
from appfactory.contract.model.running import PackSession, PackTransaction
from appfactory.contract.model.translation import Question, Translation
from appfactory.contract.model.verdict import Gap, RunReport
from appfactory.contract.packs.reader import read_pack
from appfactory.contract.statements import wire
from appfactory.contract.statements.catalog import catalog_json
from appfactory.contract.statements.permissions import EVERYTHING, Permission, forbidden, forbidden_scope
from appfactory.contract.statements.refusal import Refused
from appfactory.contract.statements.schema import Schema
from appfactory.model.database import Database
from appfactory.model.finding import Finding
from appfactory.perform.problem import EnvironmentProblem

SESSIONS = 8
"""Connections at most; who comes when all are busy waits."""

WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What a caller insists on of a translation: a table, an action (`query`, `insert`, `update`, `delete`); empty for anything."""

    table: str = ""
    action: str = ""

    def impossible(self, database: Database) -> Question | None:
        """What to ask if the database has no such table."""
        try:
            if self.table:
                Schema(database).table(self.table)
        except Refused as refused:
            return Question("no-table", refused.error.message, refused.error.nearest)
        return None

    def met_by(self, translation: Translation) -> Translation:
        """The translation, another reading of it that meets the wish, or a question."""
        if self == Wish():
            return translation
        readings = ((translation.command, translation.confidence), *translation.alternatives)
        for command, confidence in readings:
            if isinstance(command, Query | Mutation):
                action = command.action if isinstance(command, Mutation) else "query"
                if self.table in ("", command.table) and self.action in ("", action):
                    return replace(translation, command=command, confidence=confidence, question=None)
        if translation.command is None:
            return translation
        wanted = " ".join(part for part in (self.action, self.table) if part)
        question = Question("not-understood", f"The text can't be read as: {wanted}.")
        return replace(translation, command=None, confidence=0.0, question=question, alternatives=())


class Door:
    """Thread-safe. Opened by `open_door`."""

    def __init__(self, url: str, options: Options, stack: ExitStack, packs: Path | None, model: ModelTranslator | None) -> None:
        self._url = url
        self._options = options
        self._stack = stack
        self._lock = Lock()
        self._idle: LifoQueue[Session] = LifoQueue()
        self._count = 0
        self._packs = packs
        self._model = model
        with self._session() as session:
            self.database: Database = session.database
            self.notes = session.notes
            self._catalog = session.catalog
        self._translator: Translate | None = None

    @property
    def has_model(self) -> bool:
        """True if a model is asked where the translator abstains."""
        return self._model is not None

    def schema(self, table: str = "", permission: Permission = EVERYTHING) -> dict[str, object] | RequestError:
        """The catalog as JSON, of the tables that the caller may use."""
        try:
            document = catalog_json(self._catalog, table=table)
        except Refused as refused:
            return refused.error
        tables = [item for item in document["tables"] if permission.allows_table(item["name"])]
        if table and not tables:
            return RequestError("not-permitted", f"this caller may not use the table `{table}`", table=table)
        return {**document, "tables": tables}

    def translate(
        self, text: str, scope: Scope, permission: Permission = EVERYTHING, wish: Wish = Wish(), *, use_model: bool = True
    ) -> Translation | RequestError:
        """What a text means. Names are looked up in tables that the caller may query only; a model is told of those that he may use."""
        error = forbidden_scope(scope, permission)
        if error is not None:
            return error
        question = wish.impossible(self.database)
        if question is not None:
            return Translation(text, None, question=question)
        with self._speaking(scope, permission) as translated:
            translation = translated(text)
        if use_model and self._model is not None:
            tables = tuple(table for table in self.database.tables if permission.allows_table(table.name))
            catalog = replace(self._catalog, database=replace(self.database, tables=tables))
            translation = self._model.help(translation, catalog, self._options.clock())
        return wish.met_by(translation)

    def answers(self, translation: Translation, scope: Scope, permission: Permission = EVERYTHING) -> tuple[Answer, ...]:
        """What could be said to the question of a translation that `translate` gave for this scope; nothing if it asks none."""
        if translation.question is None or forbidden_scope(scope, permission) is not None:
            return ()
        with self._speaking(scope, permission) as translated:
            return answers_to(translation, self.database, translated)

    def preview(self, request: Request, permission: Permission = EVERYTHING) -> Trial | RequestError:
        """What a request would do, row by row, if the caller may do it; always rolled back."""
        request = replace(request, dry_run=True)
        error = forbidden(request, permission)
        with self._session(permission) as session:
            if error is not None:
                session.refuse(request, error)
                return error
            return try_out(session, request, reads="query" in permission.verbs)

    def execute(self, request: Request, permission: Permission = EVERYTHING) -> Response:
        """Runs a request, if the caller may."""
        error = forbidden(request, permission)
        with self._session(permission) as session:
            return session.refuse(request, error) if error is not None else session.execute(request)

    def simulate(self, text: str, scope: Scope, permission: Permission = EVERYTHING) -> tuple[Translation | RequestError, Trial | None]:
        """Translates a text and tries it out; always rolled back."""
        translation = self.translate(text, scope, permission)
        if isinstance(translation, RequestError) or translation.command is None:
            return translation, None
        request = Request(translation.command, scope)
        trial = self.preview(request, permission)
        return translation, Trial(failed(request, trial)) if isinstance(trial, RequestError) else trial

    def run_pack(self, text: str, permission: Permission = EVERYTHING) -> RunReport:
        """Runs a scenario pack or a lifecycle, given as its text. Other kinds reach beyond the database, and come from files only."""
        pack, findings = read_pack(text, "request")
        if isinstance(pack, FitnessLoop | ApiJourney):
            told = Finding("pack-kind", "error", "only scenario packs and lifecycles can be sent", hint="Put others into the folder of packs.")
            pack, findings = None, (*findings, told)
        return self._run(Packs((Job(pack),) if pack is not None else (), findings=findings), permission)

    def pack_files(self) -> tuple[str, ...]:
        """The packs of the folder, by their paths in it."""
        if self._packs is None:
            return ()
        return tuple(path.relative_to(self._packs).as_posix() for path in pack_files(self._packs))

    def run_files(self, names: tuple[str, ...], permission: Permission = EVERYTHING) -> RunReport | RequestError:
        """Runs packs of the folder (all of them if none is named) into one report."""
        folder = self._folder_of(names)
        if isinstance(folder, RequestError):
            return folder
        return self._run(once(load_packs([folder / name for name in names or self.pack_files()])), permission)

    def run_loop(self, text: str, permission: Permission = EVERYTHING) -> RunReport | RequestError:
        """Runs a fitness loop, given as its text, over packs of the folder. What it wants to be written is not: the report is the answer."""
        loop, findings = read_pack(text, "request")
        if not isinstance(loop, FitnessLoop) or not loop.suites:
            told = Finding("pack-kind", "error", "this is no fitness loop with suites", hint="Name packs of the folder: `filePath`, or `suites`.")
            return self._run(Packs((), findings=findings if loop is None else (*findings, told)), permission)
        folder = self._folder_of(tuple(suite.file_path for suite in loop.suites))
        if isinstance(folder, RequestError):
            return folder
        packs = load_loop(loop, folder)
        return self._run(replace(packs, findings=(*findings, *packs.findings)), permission, sent=True)

    def _folder_of(self, names: tuple[str, ...]) -> Path | RequestError:
        """The folder of packs, if they are all in it."""
        known = self.pack_files()
        unknown = [name for name in names if name not in known]
        if unknown or not known or self._packs is None:
            told = f"there is no pack `{unknown[0]}`" if unknown else "there are no packs here"
            return RequestError("unknown-pack", told, f"known are {', '.join(known)}" if known else "start the server with --packs FOLDER")
        return self._packs

    @contextlib.contextmanager
    def _speaking(self, scope: Scope, permission: Permission) -> Iterator[Callable[[str], Translation]]:
        """A translator of texts in the scope, spoken now."""
        with self._lock:
            self._translator = self._translator or translator_for(self._catalog)
            translator = self._translator
        clock = self._options.clock()
        with self._session(permission) as session:
            lookup = LimitedLookup(session.lookup, permission.reads)
            yield lambda text: translator(text, scope, clock, lookup)

    def _run(self, packs: Packs, permission: Permission, *, sent: bool = False) -> RunReport:
        """Runs packs. Journeys call servers with what the folder's files hold: not where a `sent` document says, nor for whoever is limited."""
        if sent or permission.limited:
            stays = tuple(job for job in packs.jobs if not isinstance(job.pack, ApiJourney))
            told = "the loop comes with the call" if sent else "the caller may not do everything"
            hint = "Name the journey, or a loop of the folder, with a token that may do everything."
            left = len(packs.jobs) - len(stays)
            finding = Finding("pack-kind", "error", f"{left} API journey{'' if left == 1 else 's'} left out: {told}", hint=hint)
            packs = replace(packs, jobs=stays, findings=(*packs.findings, finding)) if left else packs
        rollback = not permission.commits
        report = run_packs(packs, Running(lambda: self._guarded(permission), wire.read_request, wire, rollback))
        return _without(report, {table.name for table in self.database.tables if not permission.allows_table(table.name)})

    @contextlib.contextmanager
    def _guarded(self, permission: Permission) -> Iterator[PackSession]:
        with self._session(permission) as session:
            yield cast(PackSession, _Guarded(session, permission))

    @contextlib.contextmanager
    def _session(self, permission: Permission = EVERYTHING) -> Iterator[Session]:
        """A session for one caller, whom its log names. One that broke is not used again."""
        session = self._taken()
        session.caller = permission.name
        try:
            yield session
        except EnvironmentProblem:
            session.close()
            with self._lock:
                self._count -= 1
            raise
        except BaseException:
            self._idle.put(session)
            raise
        self._idle.put(session)

    def _taken(self) -> Session:
        with contextlib.suppress(Empty):
            return self._idle.get_nowait()
        with self._lock:
            new = self._count < SESSIONS
            self._count += new
        if new:
            return self._opened()
        try:
            return self._idle.get(timeout=WAIT_SECONDS)
        except Empty:
            hint = "Try again in a moment."
            raise EnvironmentProblem(Finding("contract-busy", "error", "All connections are in use.", hint=hint, origin="environment")) from None

    def _opened(self) -> Session:
        """A new session, already counted. Nobody waits for it but its caller: connecting may take long."""
        try:
            return self._stack.enter_context(open_session(self._url, self._options))
        except BaseException:
            with self._lock:
                self._count -= 1
            raise


@dataclass(frozen=True, slots=True)
class _GuardedTransaction:
    """A transaction in which the caller's permission is asked before each request."""

    inner: Transaction
    permission: Permission

    def execute(self, request: Request, /) -> Response:
        error = forbidden(replace(request, dry_run=True), self.permission)
        return self.inner.refuse(request, error) if error is not None else self.inner.execute(request)

    def translate(self, text: str, scope: Scope, /) -> Translation:
        error = forbidden_scope(scope, self.permission)
        if error is not None:
            return Translation(text, None, question=Question("not-understood", error.message))
        return self.inner.translate(text, scope, self.permission.reads)

    def savepoint(self) -> AbstractContextManager[Callable[[], None]]:
        return self.inner.savepoint()

    def settle(self) -> RequestError | None:
        return self.inner.settle()

    def keep(self, kept: bool, /) -> None:
        self.inner.keep(kept and self.permission.commits)


@dataclass(frozen=True, slots=True)
class _Guarded:
    inner: Session
    permission: Permission

    @property
    def database(self) -> Database:
        """What the caller may use of it: packs ask the catalog, too."""
        database = self.inner.database
        return replace(database, tables=tuple(table for table in database.tables if self.permission.allows_table(table.name)))

    @contextlib.contextmanager
    def transaction(self) -> Iterator[PackTransaction]:
        with self.inner.transaction() as transaction:
            yield _GuardedTransaction(transaction, self.permission)


def _without(report: RunReport, hidden: set[str]) -> RunReport:
    """The report of a caller who may not use some tables. To him they are not there; to say that the schema lacks them would be wrong."""
    if not hidden:
        return report

    def lacking(gaps: tuple[Gap, ...]) -> tuple[Gap, ...]:
        return tuple(gap for gap in gaps if gap.table not in hidden)

    packs = tuple(replace(pack, gaps=lacking(pack.gaps)) for pack in report.packs)
    return replace(report, packs=packs, gaps=lacking(report.gaps))


@contextlib.contextmanager
def open_door(url: str, options: Options = DEFAULTS, packs: Path | None = None, model: ModelTranslator | None = None) -> Iterator[Door]:
    """A door to a prepared database; all its connections are closed at the end. Raises `EnvironmentProblem`.

    `packs` is a folder of packs to be run by name; `model` is asked where the translator abstains, but never within a pack.
    """
    with ExitStack() as stack:
        yield Door(url, options, stack, packs, model)
