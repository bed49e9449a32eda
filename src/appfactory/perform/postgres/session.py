"""A connection on which requests of others run: as a role that policies bind, with claims, limits and savepoints; refusals as values."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from appfactory.model.finding import Finding
from appfactory.perform.postgres.raw_statements import RawStatements, Rows
from appfactory.perform.problem import EnvironmentProblem

if TYPE_CHECKING:
    import psycopg
    from psycopg.abc import Buffer

LOST = "08006"
"""SQLSTATE connection_failure, which we give to a connection that broke."""

_UNREADABLE = "22000"
_IDLE = 0  # PQTRANS_IDLE of libpq
_COMMAND_OK = 1  # PGRES_COMMAND_OK of libpq
_STEP = "appfactory_step"
_MARK = f"savepoint {_STEP}"
_MOVE = f"release {_MARK}; {_MARK}"
_UNDO = f"rollback to {_MARK}"
_READ_ONLY = "set local transaction_read_only = on"
_MOST_LEVELS = 100
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_BRACKETS = re.compile(r"[\[\]{}]")
_AS_TEXT = ("uuid", "interval", "bytea", "inet", "cidr", "timetz", "money")
_RANGES = ("int4", "int8", "num", "ts", "tstz", "date")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What PostgreSQL said when it refused a statement: SQLSTATE, its messages, and the objects that it names."""

    state: str
    message: str
    detail: str = ""
    hint: str = ""
    schema: str = ""
    table: str = ""
    column: str = ""
    constraint: str = ""
    type_name: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long things may take, in milliseconds: a statement, waiting for a lock, doing nothing in an open transaction."""

    statement: int = 5_000
    lock: int = 2_000
    idle: int = 60_000


DEFAULT_BOUNDS = Bounds()


class GuardedConnection:
    """One connection. Everything but `begin` expects an open transaction; nothing here raises for what PostgreSQL refuses."""

    def __init__(self, url: str, role: str, bounds: Bounds) -> None:
        self._url = url
        self._role = role
        self._bounds = bounds
        self.reopen()

    def reopen(self) -> None:
        """Connects, again if the connection was lost. Raises `EnvironmentProblem`."""
        import psycopg

        self._error = psycopg.Error
        self._connection = _connected(self._url)
        self._statements = RawStatements(self._connection)

    @property
    def connection(self) -> psycopg.Connection:
        """The connection as it is, as the login and not as the role: for reading the catalog between transactions."""
        return self._connection

    @property
    def lost(self) -> bool:
        """True if the connection is no longer there."""
        return bool(self._connection.closed)

    @property
    def in_transaction(self) -> bool:
        """True if a transaction is open, or was when an error ended it."""
        return not self.lost and self._connection.info.transaction_status != _IDLE

    def snapshot(self) -> str:
        """What is visible now, as PostgreSQL's `pg_current_snapshot` says it: the same as before if nothing was committed since. Empty if that
        can't be told. Needs no transaction."""
        said = self.run("select pg_current_snapshot()::text as snapshot")
        return "" if isinstance(said, Refusal) else str(said.rows[0]["snapshot"])

    def begin(self, settings: Mapping[str, str], *, read_only: bool = False) -> Refusal | None:
        """Opens a transaction as the role, with these settings (claims) and the bounds, until it ends."""
        bounds = {
            "role": self._role,
            "statement_timeout": str(self._bounds.statement),
            "lock_timeout": str(self._bounds.lock),
            "idle_in_transaction_session_timeout": str(self._bounds.idle),
        }
        begun = self.run(f"begin{' read only' if read_only else ''}")
        if isinstance(begun, Refusal):
            return begun
        return self.claim({**bounds, **settings})

    def claim(self, settings: Mapping[str, str]) -> Refusal | None:
        """Sets what holds until the end of the transaction. Names and values are bound."""
        calls = ", ".join(f"set_config(${2 * place + 1}, ${2 * place + 2}, true)" for place in range(len(settings)))
        done = self.run(f"select {calls}", [part for pair in settings.items() for part in pair])
        return done if isinstance(done, Refusal) else None

    def run(self, sql: str, params: Sequence[str | None] = ()) -> Rows | Refusal:
        """Runs one statement; `$1`, `$2`, … are its values. Without values it may be several of ours."""
        try:
            return self._statements.run(sql, params)
        except self._error as error:
            return self._refusal(error)
        except UnicodeEncodeError as error:
            return Refusal(_UNREADABLE, f"the database can't store the character {error.object[error.start]!r}")

    def _refusal(self, error: psycopg.Error) -> Refusal:
        if error.sqlstate is None:
            lost = self._connection.closed
            told = "the connection to the database was lost" if lost else str(error).strip() or "the database could not take the statement"
            return Refusal(LOST if lost else _UNREADABLE, told)
        said = error.diag
        return Refusal(
            error.sqlstate, said.message_primary or str(error).strip(), said.message_detail or "", said.message_hint or "", said.schema_name or "",
            said.table_name or "", said.column_name or "", said.constraint_name or "", said.datatype_name or "", said.context or "",
        )  # fmt: skip

    def savepoint(self, name: str = _STEP) -> Refusal | None:
        """Marks a place to come back to."""
        return _problem(self.run(f"savepoint {name}"))

    def undo(self, name: str = _STEP) -> Refusal | None:
        """Goes back to the mark, which stays."""
        return _problem(self.run(f"rollback to savepoint {name}"))

    def release(self, name: str = _STEP) -> Refusal | None:
        """Forgets the mark; what was done since stays."""
        return _problem(self.run(f"release savepoint {name}"))

    def mark(self, *, marked: bool, undo: bool, read_only: bool) -> Refusal | None:
        """Puts the mark here, in one round trip: the one that is there (`marked`) moves, or what was done since is undone and it stays.

        With `read_only` nothing can be written until it is undone, or the transaction ends.
        """
        sql = _UNDO if undo else _MOVE if marked else _MARK
        return self._constant(f"{sql}; {_READ_ONLY}" if read_only else sql)

    def _constant(self, sql: str) -> Refusal | None:
        """Runs constant SQL that gives no rows, past psycopg's cursors: half of the requests of a pack are marks."""
        try:
            result = self._connection.pgconn.exec_(sql.encode())
        except self._error as error:
            return self._refusal(error)
        if result.status == _COMMAND_OK:
            return None
        from psycopg.pq import DiagnosticField

        state = (result.error_field(DiagnosticField.SQLSTATE) or b"").decode()
        return Refusal(state or LOST, result.error_message.decode(errors="replace").strip())

    def settle(self) -> Refusal | None:
        """Checks at once what was deferred to the end of the transaction."""
        return _problem(self.run("set constraints all immediate"))

    def commit(self) -> Refusal | None:
        """Ends the transaction; what was deferred may be refused now, and then nothing stays."""
        return _problem(self.run("commit"))

    def rollback(self) -> Refusal | None:
        """Ends the transaction; nothing stays but what PostgreSQL never takes back."""
        return _problem(self.run("rollback"))


def _problem(result: Rows | Refusal) -> Refusal | None:
    return result if isinstance(result, Refusal) else None


@contextlib.contextmanager
def guarded_connection(url: str, role: str, bounds: Bounds) -> Iterator[GuardedConnection]:
    """Connects. Raises `EnvironmentProblem` if the server can't be reached or does not let us in."""
    guarded = GuardedConnection(url, role, bounds)
    try:
        yield guarded
    finally:
        # Leaving psycopg's own `with` would commit what is open.
        guarded.connection.close()


def _connected(url: str) -> psycopg.Connection:
    import psycopg

    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=15, application_name="appfactory contract")
    except (psycopg.Error, ValueError, UnicodeError) as error:
        raise EnvironmentProblem(_unreachable(error)) from error
    _plain_values(connection)
    # Who may not set this reads times in the server's zone; they carry their offset in any case.
    with contextlib.suppress(psycopg.Error):
        connection.execute("set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'iso_8601'; set client_min_messages = warning")
    return connection


def _unreachable(error: Exception) -> Finding:
    # libpq names host and user, never the password, but for a URL that it can't read at all. Its indented lines are guesses.
    lines = [line for line in str(error).strip().splitlines() if "://" not in line and not line.startswith("\t")]
    said = lines[-1] if lines else "the address can't be read"
    hint = "Give --database a URL such as postgresql://USER:PASSWORD@HOST:5432/NAME, and see that the server runs."
    return Finding("database-unreachable", "error", f"The database can't be reached: {said}", why="Nothing was run.", hint=hint, origin="environment")


def _plain_values(connection: psycopg.Connection) -> None:
    """Values come as JSON's kinds, exact numbers and moments; what Python can't hold (infinity, years over 9999), and JSON that
    is nested too deep or has numbers too long, as PostgreSQL's text."""
    from psycopg.adapt import Loader
    from psycopg.types.string import TextLoader

    class Moment(Loader):
        def load(self, data: Buffer) -> datetime | str:
            text = bytes(data).decode()
            try:
                return datetime.fromisoformat(text)
            except ValueError:
                return text

    class Day(Loader):
        def load(self, data: Buffer) -> date | str:
            text = bytes(data).decode()
            try:
                return date.fromisoformat(text)
            except ValueError:
                return text

    class Document(Loader):
        def load(self, data: Buffer) -> object:
            text = bytes(data).decode()
            try:
                return text if is_deep(text) else json.loads(text)
            except ValueError:
                # Python reads no whole number of more than 4,300 digits; PostgreSQL stores them.
                return text

    adapters = connection.adapters
    for name in ("json", "jsonb"):
        adapters.register_loader(name, Document)
    for name in (*_AS_TEXT, *(f"{kind}range" for kind in _RANGES), *(f"{kind}multirange" for kind in _RANGES)):
        adapters.register_loader(name, TextLoader)
    for name in ("timestamp", "timestamptz"):
        adapters.register_loader(name, Moment)
    adapters.register_loader("date", Day)


def is_deep(text: str) -> bool:
    """True if the arrays and objects of a JSON text may stand in each other deeper than a hundred levels.

    >>> is_deep('[[1], {"a": [2]}]'), is_deep("[" * 101 + "]" * 101), is_deep('["' + "]" * 200 + '", ' + "[" * 100 + "]" * 100 + "]")
    (False, True, True)
    """
    if text.count("[") + text.count("{") <= _MOST_LEVELS:
        return False
    level = deepest = 0
    for bracket in _BRACKETS.findall(_QUOTED.sub("", text)):
        level += 1 if bracket in "[{" else -1
        deepest = max(deepest, level)
    return deepest > _MOST_LEVELS


_ROLE = """
select r.rolsuper as superuser, r.rolbypassrls as bypasses,
  (select coalesce(string_agg(format('%%I.%%I', n.nspname, c.relname), ', ' order by 1), '')
   from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p') and n.nspname = any(%(schemas)s) and pg_has_role(r.oid, c.relowner, 'MEMBER')) as owned,
  (select coalesce(string_agg(s.rolname, ', ' order by 1), '') from pg_roles s
   where (s.rolsuper or s.rolbypassrls) and s.oid <> r.oid and pg_has_role(r.oid, s.oid, 'MEMBER')) as stronger,
  pg_has_role(session_user, r.oid, 'MEMBER') as assumable,
  (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = 'app_contract' and c.relname in ('requests', 'replies')) = 2 as prepared,
  coalesce(obj_description(to_regnamespace('app_contract')::oid, 'pg_namespace'), '') as mark,
  (select coalesce(string_agg(c.relname, ', ' order by 1), '')
   from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
   where c.relkind in ('r', 'p') and n.nspname = any(%(schemas)s) and a.attname = %(scope)s and not a.attisdropped and not c.relrowsecurity)
   as unprotected
from pg_roles r where r.rolname = %(role)s
"""

# What a rollback does not take back, where a trigger does it: sequences, other connections, the network, files.
_LASTING = r"""
select c.relname as table, p.proname as function
from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace join pg_proc p on p.oid = t.tgfoid
where not t.tgisinternal and n.nspname = any(%s)
  and p.prosrc ~* '\m(dblink\w*|nextval|setval|pg_advisory_lock\w*|http\w*|pg_net|net\.http\w*|lo_export|pg_file_\w+|pg_background\w*)\M'
order by 1, 2
"""


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """What is known of a role in a database. `owned`, `stronger` (roles that policies do not bind, and that it could become) and `unprotected`
    (tables of businesses without row level security) are names separated by commas; `prepared` says whether the log of requests is there, `mark`
    is the comment on its schema."""

    superuser: bool
    bypasses: bool
    owned: str
    stronger: str
    assumable: bool
    prepared: bool
    mark: str
    unprotected: str


def role_facts(guarded: GuardedConnection, role: str, schemas: Sequence[str], scope_column: str) -> RoleFacts | None:
    """What the role may do; None if there is no such role."""
    from psycopg.rows import dict_row

    with guarded.connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_ROLE, {"role": role, "schemas": list(schemas), "scope": scope_column}).fetchone()
    return RoleFacts(**row) if row is not None else None


def lasting_triggers(guarded: GuardedConnection, schemas: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Table and function of the triggers that do what a rollback does not take back."""
    return tuple((str(table), str(function)) for table, function in guarded.connection.execute(_LASTING, (list(schemas),)).fetchall())
