"""Packs from the catalog under row level security, run as requests are: by a role that policies bind, with the claims of their scopes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appfactory.compile.database.prelude import prelude_sql
from appfactory.contract.execution.opening import install
from appfactory.contract.execution.runner import Settings, run_pack
from appfactory.contract.execution.session import Options, Session, open_session
from appfactory.contract.model.pack import LifecyclePack
from appfactory.contract.packs.reader import read_pack
from appfactory.contract.packs.writing.writer import WrittenPack, without_failures, write_pack
from appfactory.contract.statements import wire
from appfactory.perform.postgres.connection import connect, create_database, drop_database, run_script
from appfactory.perform.postgres.server import Server
from benchmarks.mutation.schema import faults

pytestmark = pytest.mark.postgres
SCHEMA = Path(__file__).parent / "guarded" / "salon.sql"
IMPLIED = ["users", "users.users_subject_key", "stylists.stylists_id_biz_id_key", "visits.visits_biz_id_fkey"]
"""A table whose rows need more than their required values, and what no request can break alone, as policies or constraints imply it."""
ADMIN = Options(user_role="admin")


@pytest.fixture(scope="module")
def template(server: Server) -> Iterator[str]:
    """The name of a database with the schema, prepared for requests, that nobody is connected to."""
    name = f"salon_{secrets.token_hex(4)}"
    create_database(server, name)
    with connect(server.database_url(name)) as connection:
        run_script(connection, prelude_sql())
        run_script(connection, SCHEMA.read_text())
    install(server.database_url(name))
    yield name
    drop_database(server, name)


@contextmanager
def copied(server: Server, template: str, change: str = "") -> Iterator[Session]:
    """A session of an admin on a copy of the database, with a change made to it."""
    name = f"{template}_{secrets.token_hex(4)}"
    with connect(server.url) as connection:
        connection.execute(f"create database {name} template {template}")
    try:
        with connect(server.database_url(name)) as connection:
            connection.execute(change)
        with open_session(server.database_url(name), ADMIN) as session:
            yield session
    finally:
        drop_database(server, name)


def failures(written: WrittenPack, session: Session) -> list[tuple[str, tuple[str, ...]]]:
    pack, findings = read_pack(written.text, "pack.json")
    assert findings == ()
    assert isinstance(pack, LifecyclePack)
    result = run_pack(pack, session, wire.read_request, wire, Settings(secrets.token_hex(8), datetime.now(UTC)))
    return [(step.id, step.problems) for step in result.steps if step.status != "passed"]


@pytest.fixture(scope="module")
def written(server: Server, template: str) -> WrittenPack:
    with copied(server, template) as session:
        return write_pack(session.database, "salon")


def test_it_passes_on_its_own_schema(server: Server, template: str, written: WrittenPack) -> None:
    assert [note.partition(":")[0] for note in written.notes] == IMPLIED
    with copied(server, template) as session:
        assert failures(written, session) == []


def test_strangers_are_kept_out(written: WrittenPack) -> None:
    steps = {step["id"] for phase in written.document["phases"] for step in phase["steps"]}
    assert {"bizes.hidden", "bizes.not-theirs", "visits.hidden", "notices.hidden"} <= steps


def test_it_finds_every_dropped_policy_and_other_faults(server: Server, template: str, written: WrittenPack) -> None:
    with copied(server, template) as session:
        every = list(faults(session.database))
    policies = [fault for fault in every if fault.kind == "drop policy"]
    others = [fault for fault in every if fault.kind not in ("drop policy", "change type")][::4]
    unseen = []
    for fault in (*policies, *others):
        with copied(server, template, fault.sql) as session:
            if not failures(written, session):
                unseen.append(fault.name)
    assert len(policies) == 11
    assert unseen == []


def test_what_triggers_do_otherwise_is_left_out_and_told(server: Server, template: str, written: WrittenPack) -> None:
    trigger = """
    create function fill() returns trigger language plpgsql as $$ begin new.body := coalesce(new.body, 'empty'); return new; end $$;
    create trigger fill before insert on notices for each row execute function fill();
    """
    with copied(server, template, trigger) as session:
        found = failures(written, session)
        assert [step for step, _ in found] == ["notices.null-body"]
        pack, _ = read_pack(written.text, "pack.json")
        assert isinstance(pack, LifecyclePack)
        result = run_pack(pack, session, wire.read_request, wire, Settings("s", datetime.now(UTC)))
        kept = without_failures(written, result)
        assert kept.steps == written.steps - 1
        assert kept.notes[-1] == "notices.null-body: the database does otherwise; it was expected to be refused, and was not"
        assert failures(kept, session) == []
