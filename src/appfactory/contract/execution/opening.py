"""Prepares a database for requests, and checks before each session that the role is one that policies bind."""

from __future__ import annotations

import time
from collections.abc import Sequence

from appfactory.contract.statements.installation import APP_ROLE, MARK, ROLE, SCHEMA, log_sql, rights_sql, role_sql
from appfactory.contract.statements.schema import SCOPE_COLUMN
from appfactory.model.finding import Finding
from appfactory.perform.postgres.connection import ScriptError, run_script
from appfactory.perform.postgres.session import Bounds, GuardedConnection, RoleFacts, guarded_connection, role_facts
from appfactory.perform.problem import EnvironmentProblem

_SETUP = "appfactory contract setup --database URL"
_LOCK = 0x636F6E7472616374
"""Of those who prepare one database at the same time, one waits for the other."""
_MET = frozenset({"XX000", "23505", "40P01", "55P03"})
"""Codes that only say that someone else changed the same rows of PostgreSQL's catalog: "tuple concurrently updated", unique violation, deadlock,
lock timeout."""
_MOST_ATTEMPTS = 8
_WAIT = 0.05
"""Seconds before a second attempt; more each time after."""


def install(url: str, schemas: Sequence[str] = ("public",), login: str = "") -> None:
    """Makes the role of requests, the log, and their rights, as the owner of the database whose URL it is. It may be done again, and while
    requests run; a log of an earlier version is brought up to date.

    `login` is an existing login that may then open sessions; the owner may in any case. Raises `EnvironmentProblem`.
    """
    with guarded_connection(url, ROLE, Bounds()) as guarded:
        for attempt in range(1, _MOST_ATTEMPTS + 1):
            try:
                _prepare(guarded, schemas, login)
                return
            except ScriptError as error:
                if error.code not in _MET or attempt == _MOST_ATTEMPTS:
                    raise _not_prepared(error) from error
                # Roles belong to the whole cluster, so others that prepare another database can be met, too.
                time.sleep(_WAIT * attempt)


def _prepare(guarded: GuardedConnection, schemas: Sequence[str], login: str) -> None:
    connection = guarded.connection
    with connection.transaction():
        run_script(connection, f"select pg_advisory_xact_lock({_LOCK})")
        run_script(connection, role_sql(login))
        marked = connection.execute("select obj_description(to_regnamespace(%s)::oid, 'pg_namespace') = %s", (SCHEMA, MARK)).fetchone()
        if marked is None or not marked[0]:
            run_script(connection, log_sql())
        run_script(connection, rights_sql(schemas))


def _not_prepared(error: ScriptError) -> EnvironmentProblem:
    hint = "Give the URL of the database's owner, who may create roles (CREATEROLE), and the name of a login that exists."
    if error.code in _MET:
        hint = "Others change the same things of this database just now; try again."
    message = f"The database could not be prepared: {error.message}"
    return EnvironmentProblem(Finding("contract-setup", "error", message, why="Nothing was changed.", hint=hint, origin="environment"))


def check_role(connection: GuardedConnection, schemas: Sequence[str]) -> RoleFacts:
    """What is known of the role of requests. Raises `EnvironmentProblem` if row policies would not bind it, or it can't be assumed."""
    facts = role_facts(connection, ROLE, schemas, SCOPE_COLUMN)
    if facts is None or not facts.prepared:
        missing = f"There is no role `{ROLE}`" if facts is None else "There is no log of requests"
        raise _problem(
            f"{missing} in this database.", "Requests run as a role that row policies bind, and each is logged.", f"As its owner: {_SETUP}"
        )
    if facts.mark != MARK:
        why = "What it would have to say of each request, such as who called, could not be noted."
        raise _problem("The log of requests in this database was made by another version of App Factory.", why, f"As its owner: {_SETUP}")
    if not facts.assumable:
        why = "Requests would run with the rights of the login."
        raise _problem(f"This login may not become `{ROLE}`.", why, f"As the database's owner: {_SETUP} --login NAME")
    if facts.superuser or facts.bypasses:
        raise _problem(f"`{ROLE}` passes by row level security.", "No policy would hold.", f"alter role {ROLE} nosuperuser nobypassrls")
    if facts.owned:
        why = "Policies do not bind the owner of a table."
        raise _problem(
            f"`{ROLE}` owns {facts.owned}, or is a member of their owner.", why, "Give the tables another owner, or revoke the membership."
        )
    if facts.stronger:
        why = "Policies do not bind those roles."
        raise _problem(f"`{ROLE}` is a member of {facts.stronger}.", why, f"revoke {facts.stronger} from {ROLE}, and from {APP_ROLE}")
    return facts


def notes_of(facts: RoleFacts) -> tuple[str, ...]:
    """What people should know of the database."""
    if not facts.unprotected:
        return ()
    return (f"No row level security keeps businesses apart in {facts.unprotected}: only the filter of each request does.",)


def _problem(message: str, why: str, hint: str) -> EnvironmentProblem:
    return EnvironmentProblem(Finding("contract-role", "error", message, why=why, hint=hint, origin="environment"))
