"""The booking platform's packs, run on its database as a user runs them: the twenty use cases, and whatever else lies in its folder of packs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from psycopg import sql

from appfactory.compile.database.migration import baseline_sql
from appfactory.compile.plan.reader import read_plan
from appfactory.compile.resolve import resolve
from appfactory.contract.execution.opening import install
from appfactory.contract.model.pack import ScenarioPack
from appfactory.contract.packs.reader import read_pack
from appfactory.entry.cli import cli
from appfactory.model.database import Database
from appfactory.perform.postgres.connection import connect, run_script, scratch_database
from appfactory.perform.postgres.server import Server

EXAMPLE = Path(__file__).parents[2] / "examples" / "booking-platform"
PACKS = EXAMPLE / "packs"
SCENARIOS = PACKS / "scenarios"
TERSE = re.compile(r"(insert into|list|count|update|delete from) [a-z_]+( |$)")
MADE = re.compile(r"insert into ([a-z_]+) id = \{\{id:([a-z0-9]+)")
KSUID = re.compile(r"ksuid\('([a-z0-9]+)'")
FILES = sorted(SCENARIOS.iterdir())


def test_there_is_a_pack_for_each_use_case() -> None:
    assert [re.match(r"uc-(\d\d)-[a-z-]+\.yaml$", file.name)[1] for file in FILES] == [f"{number:02}" for number in range(1, 21)]  # type: ignore[index]
    assert sum(len(read(file).scenarios) for file in FILES) >= 160


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_use_case_is_told_in_the_terse_form(file: Path) -> None:
    pack = read(file)
    assert len(pack.scenarios) >= 8
    assert [step.prompt for step in pack.scenarios if not TERSE.match(step.prompt)] == []
    assert [step.id for step in pack.scenarios if step.name == step.id] == []
    # What a use case forbids is part of it, and so is what it shows.
    assert len([step for step in pack.scenarios if step.expect.failure_expected]) >= 2
    assert [step for step in pack.scenarios if step.expect.asserts] != []


def test_keys_look_like_those_that_tables_give(platform: Database) -> None:
    prefixes = {table.name: match[1] for table in platform.tables for column in table.columns if (match := KSUID.search(column.default or ""))}
    made = [(file.stem, *found) for file in FILES for found in MADE.findall(file.read_text(encoding="utf-8"))]
    assert len(made) > 300
    assert [one for one in made if prefixes[one[1]] != one[2]] == []


@pytest.fixture(scope="module")
def platform() -> Database:
    plan = EXAMPLE / "buildplan.yaml"
    spec, findings = resolve(read_plan(plan.read_text(encoding="utf-8"), plan.name), None)
    assert spec is not None, findings
    return spec.database


def read(file: Path) -> ScenarioPack:
    pack, findings = read_pack(file.read_text(encoding="utf-8"), file.name)
    assert findings == ()
    assert isinstance(pack, ScenarioPack)
    return pack


@pytest.fixture(scope="module")
def database(server: Server, platform: Database) -> Iterator[str]:
    """The platform's database, empty, and prepared for requests."""
    with scratch_database(server) as url:
        with connect(url) as connection:
            run_script(connection, baseline_sql(platform))
        install(url)
        yield url


def run(url: str, path: Path, *options: str) -> tuple[int, dict[str, Any]]:
    outcome = CliRunner().invoke(cli, ["contract", "run", str(path), "--database", url, "--json", *options])
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.output
    return outcome.exit_code, json.loads(outcome.stdout)


def failures(report: dict[str, Any]) -> list[tuple[str, str, str]]:
    steps = [(pack, step) for pack in report["packs"] for phase in pack["phases"] for step in phase["steps"]]
    return [(pack["name"], step["id"], json.dumps(step.get("error"))) for pack, step in steps if step["status"] != "passed"]


def rows(url: str) -> dict[str, int]:
    """How many rows each table has."""
    with connect(url) as connection:
        names = [str(name) for (name,) in connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()]
        counts = sql.SQL(" union all ").join(
            sql.SQL("select {}, count(*) from {}").format(sql.Literal(name), sql.Identifier("public", name)) for name in names
        )
        return {str(name): int(count) for name, count in connection.execute(counts).fetchall()}


@pytest.mark.postgres
def test_all_packs_hold_and_leave_nothing_behind(database: str) -> None:
    before = rows(database)
    for options in (("--rollback",), ("--rollback", "--parallel", "4")):
        code, report = run(database, PACKS, *options)
        assert (failures(report), code, report["gaps"]) == ([], 0, [])
        assert [pack["name"] for pack in report["packs"] if pack["committed"]] == []
    assert rows(database) == before


@pytest.mark.postgres
def test_use_cases_that_stay_can_be_run_again_and_side_by_side(database: str) -> None:
    before = rows(database)
    for number in (1, 2):
        code, report = run(database, SCENARIOS, "--parallel", "4")
        assert (failures(report), code) == ([], 0)
        assert [pack["name"] for pack in report["packs"] if not pack["committed"]] == []
        # Twenty businesses, and the rival of one of them.
        assert rows(database)["bizes"] - before["bizes"] == number * 21


LIST = """
defaults: { dryRun: false, scope: { bizId: biz_race } }
scenarios:
  - { id: business, prompt: insert into bizes id = biz_race name = Last Minute slug = last-minute }
  - { id: queue, prompt: insert into queues id = que_race biz_id = biz_race name = Last minute slug = last-minute }
  - { id: place, prompt: insert into queue_offers id = qof_race biz_id = biz_race queue_id = que_race mode = first_confirms status = open }
"""
WAITS = """
  - id: waits-@
    prompt: insert into queue_entries id = qen_@ biz_id = biz_race queue_id = que_race queue_offer_id = qof_race status = offered
"""
CLAIM = """
defaults: { dryRun: false, scope: { bizId: biz_race } }
scenarios:
  - { id: claim-@, prompt: update queue_entries set status = claimed claimed_at = {{nowIso}} where id = qen_@ }
"""


@pytest.mark.postgres
def test_of_many_who_confirm_at_once_one_wins(database: str, tmp_path: Path) -> None:
    people = range(6)
    (tmp_path / "list.yaml").write_text(LIST + "".join(WAITS.replace("@", str(person)) for person in people))
    assert run(database, tmp_path / "list.yaml")[0] == 0
    claims = tmp_path / "claims"
    claims.mkdir()
    for person in people:
        (claims / f"{person}.yaml").write_text(CLAIM.replace("@", str(person)))
    code, report = run(database, claims, "--parallel", "6")
    assert (code, report["totals"]["passed"], len(failures(report))) == (1, 1, 5)
    assert [told for _, _, told in failures(report) if "duplicate `queue_offer_id` in `queue_entries`" not in told] == []
    with connect(database) as connection:
        assert connection.execute("select count(*) from queue_entries where biz_id = 'biz_race' and status = 'claimed'").fetchone() == (1,)
