"""Packs from the catalog of every example: they pass, but for what triggers do otherwise."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appfactory.compile.database.migration import baseline_sql
from appfactory.contract.execution.opening import install
from appfactory.contract.execution.runner import Settings, run_pack
from appfactory.contract.execution.session import Options, open_session
from appfactory.contract.model.pack import LifecyclePack
from appfactory.contract.packs.reader import read_pack
from appfactory.contract.packs.writing.writer import without_failures, write_pack
from appfactory.contract.statements import wire
from appfactory.engine.compiled import compile_project
from appfactory.engine.project import project_at
from appfactory.perform.postgres.connection import connect, run_script, scratch_database
from appfactory.perform.postgres.server import Server

pytestmark = pytest.mark.postgres
PLANS = sorted((Path(__file__).parents[3] / "examples").glob("*/buildplan.yaml"))


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.parent.name)
def test_an_example_is_exercised_whole(plan: Path, server: Server) -> None:
    compiled, findings = compile_project(project_at(plan.parent, plan))
    assert compiled is not None, findings
    with scratch_database(server) as url:
        with connect(url) as connection:
            run_script(connection, baseline_sql(compiled.spec.database))
        install(url)
        with open_session(url, Options(schemas=("public", "app"), user_role="admin")) as session:
            written = write_pack(session.database, plan.parent.name)
            pack, findings = read_pack(written.text, "pack.json")
            assert isinstance(pack, LifecyclePack), findings
            result = run_pack(pack, session, wire.read_request, wire, Settings(secrets.token_hex(8), datetime.now(UTC)))
    otherwise = [step.id for step in result.steps if step.status != "passed"]
    # A trigger may fill a column in; nothing else may come out otherwise.
    assert [step for step in otherwise if ".null-" not in step] == []
    assert without_failures(written, result).steps == written.steps - len(otherwise)
    tables = {table.name for table in session.database.tables if table.schema == "public"}
    assert tables == {phase.id for phase in pack.phases}
