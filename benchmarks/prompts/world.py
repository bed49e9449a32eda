"""The world that the prompts speak of: the booking platform's schema with sample rows, and its names in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from appfactory.compile.database.migration import baseline_sql
from appfactory.compile.plan.reader import read_plan
from appfactory.compile.resolve import resolve
from appfactory.contract.execution.opening import install
from appfactory.contract.execution.session import Options, Session, open_session
from appfactory.contract.language.lexicon import Lexicon, build_lexicon
from appfactory.contract.model.request import Scope
from appfactory.contract.model.translation import Clock, Match
from appfactory.perform.postgres.connection import connect, run_script, scratch_database
from appfactory.perform.postgres.server import temporary_server

FOLDER = Path(__file__).parent
PLAN = FOLDER.parents[1] / "examples" / "booking-platform" / "buildplan.yaml"
SCOPE = Scope("biz_harbor", actor_user_id="usr_owner")
CLOCK = Clock(datetime.fromisoformat("2026-11-18T09:00:00-05:00"), "America/New_York")


@dataclass(frozen=True, slots=True)
class World:
    """`owner` sees every row; `session` is what the product runs requests in, with `lexicon` made of its catalog; `names` are its rows' names."""

    owner: psycopg.Connection[Any]
    session: Session
    lexicon: Lexicon
    names: Names


@contextmanager
def world() -> Iterator[World]:
    """The platform on a PostgreSQL of its own, with the sample rows; gone afterwards."""
    spec, findings = resolve(read_plan(PLAN.read_text(encoding="utf-8"), PLAN.name), None)
    assert spec is not None, findings
    with temporary_server() as server, scratch_database(server) as url:
        with connect(url) as connection:
            run_script(connection, baseline_sql(spec.database))
            run_script(connection, (FOLDER / "sample.sql").read_text(encoding="utf-8"))
        install(url)
        with connect(url) as owner, open_session(url, Options(user_role="admin", clock=lambda: CLOCK)) as session:
            lexicon = build_lexicon(session.catalog)
            yield World(owner, session, lexicon, Names(owner, lexicon))


class Names:
    """Rows by the texts in their columns, read once, so that a translation can be timed without a database."""

    def __init__(self, owner: psycopg.Connection[Any], lexicon: Lexicon) -> None:
        self._rows: dict[tuple[str, str], dict[str, list[Match]]] = {}
        for table in lexicon.catalog.database.tables:
            if len(table.primary_key) != 1:
                continue
            scoped = table.column("biz_id") is not None
            for column in lexicon.text_columns[table.name]:
                statement = sql.SQL("select {key}::text, {column}::text from {table} where {column} is not null {scope}").format(
                    key=sql.Identifier(table.primary_key[0]),
                    column=sql.Identifier(column),
                    table=sql.Identifier(table.name),
                    scope=sql.SQL("and biz_id = {}").format(sql.Literal(SCOPE.biz_id)) if scoped else sql.SQL(""),
                )
                rows: dict[str, list[Match]] = defaultdict(list)
                for key, name in owner.execute(statement):
                    rows[name.lower()].append(Match(key, name))
                self._rows[table.name, column] = dict(rows)

    def __call__(self, table: str, column: str, name: str, _scope: Scope, /) -> tuple[Match, ...]:
        """The rows of the scope whose column reads as the name; the exact ones alone if there are any."""
        found = self._rows.get((table, column), {}).get(name.lower(), ())
        exact = tuple(match for match in found if match.name == name)
        return exact or tuple(found[:5])
