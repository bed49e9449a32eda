"""The world that the prompts speak of: the booking platform's schema with sample rows, and a session of the product on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from appfactory.compile.database.migration import baseline_sql
from appfactory.compile.plan.reader import read_plan
from appfactory.compile.resolve import resolve
from appfactory.contract.execution.opening import install
from appfactory.contract.execution.session import Options, Session, open_session
from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.lexicon_building import build_lexicon
from appfactory.contract.model.request import Scope
from appfactory.contract.model.translation import Clock, Lookup
from appfactory.perform.postgres.connection import connect, run_script, scratch_database
from appfactory.perform.postgres.server import temporary_server

FOLDER = Path(__file__).parent
PLAN = FOLDER.parents[1] / "examples" / "booking-platform" / "buildplan.yaml"
SCOPE = Scope("biz_harbor", actor_user_id="usr_owner")
CLOCK = Clock(datetime.fromisoformat("2026-11-18T09:00:00-05:00"), "America/New_York")


@dataclass(frozen=True, slots=True)
class World:
    """`owner` sees every row; `session` is what the product translates texts and runs requests in. `lexicon`, made of the catalog that it
    sees, and `names`, its look-ups one by one, are for whoever takes a text apart."""

    owner: psycopg.Connection[Any]
    session: Session
    lexicon: Lexicon
    names: Lookup


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
            yield World(owner, session, build_lexicon(session.catalog), session.lookup)
