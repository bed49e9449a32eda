from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from appfactory.contract.execution.opening import install
from appfactory.contract.execution.runner import Settings, run_pack
from appfactory.contract.execution.session import Session, open_session
from appfactory.contract.execution.transaction import Transaction
from appfactory.contract.model.pack import LifecyclePack, ScenarioPack
from appfactory.contract.model.verdict import PackResult
from appfactory.contract.packs.reader import read_pack
from appfactory.contract.statements import wire
from appfactory.model.finding import Finding
from appfactory.perform.postgres.connection import connect
from appfactory.perform.problem import EnvironmentProblem

pytestmark = pytest.mark.postgres
NOW = datetime(2026, 2, 22, 10, tzinfo=UTC)
CLINIC = "insert into clinics id = {{id:clinic}} name = North slug = north-{{runId}} opened_on = 2020-01-01"
DOCTOR = "insert into doctors id = {{id:doctor}} clinic_id = {{id:clinic}} full_name = Ana Wong email = ana-{{runId}}@example.org hourly_fee = 80"
PATIENT = "insert into patients id = {{id:patient}} clinic_id = {{id:clinic}} full_name = Bo Li phone = 1 born_on = 1990-01-01"


@pytest.fixture(scope="module")
def session(clinic_url: str) -> Iterator[Session]:
    install(clinic_url)
    with open_session(clinic_url) as opened:
        yield opened


@pytest.fixture
def owner(clinic_url: str) -> Iterator[psycopg.Connection]:
    with connect(clinic_url) as connection:
        yield connection
        connection.execute("truncate clinics cascade")


def run(session: Session, document: dict[str, Any], seed: str = "seed", **settings: Any) -> PackResult:
    pack, findings = read_pack(json.dumps(document), "pack.json")
    assert isinstance(pack, ScenarioPack | LifecyclePack), findings
    return run_pack(pack, session, wire.read_request, wire, Settings(seed, NOW, **settings))


def statuses(result: PackResult) -> list[str]:
    return [f"{step.id}:{step.status}{':' + step.verdict if step.verdict else ''}{'<' + step.cause if step.cause else ''}" for step in result.steps]


def count(owner: psycopg.Connection) -> int:
    row = owner.execute("select count(*) from clinics").fetchone()
    assert row is not None
    return int(row[0])


def scenarios(*prompts: str, **defaults: Any) -> dict[str, Any]:
    return {"defaults": defaults, "scenarios": [{"id": str(number), "prompt": prompt} for number, prompt in enumerate(prompts, 1)]}


def test_scenarios_see_what_earlier_ones_did_and_nothing_stays(session: Session, owner: psycopg.Connection) -> None:
    result = run(session, scenarios(CLINIC, DOCTOR, "list doctors where clinic_id = {{id:clinic}}"))
    assert statuses(result) == ["1:passed", "2:passed", "3:passed"]
    assert [step.row_count for step in result.steps] == [1, 1, 1]
    assert (result.committed, count(owner)) == (False, 0)


def test_a_committing_pack_twice_in_a_row(session: Session, owner: psycopg.Connection) -> None:
    document = scenarios(CLINIC, DOCTOR, dryRun=False)
    first, second = run(session, document, "one"), run(session, document, "two")
    assert statuses(first) == statuses(second) == ["1:passed", "2:passed"]
    assert (first.committed, count(owner)) == (True, 2)


def test_rollback_leaves_nothing_whatever_the_pack_says(session: Session, owner: psycopg.Connection) -> None:
    result = run(session, scenarios(CLINIC, dryRun=False), rollback=True)
    assert (result.committed, count(owner)) == (False, 0)


def test_scenarios_that_differ_in_dry_run(session: Session, owner: psycopg.Connection) -> None:
    document = scenarios(CLINIC, CLINIC.replace("clinic}}", "other}}").replace("north-", "south-"))
    document["scenarios"][1]["dryRun"] = False
    result = run(session, document)
    assert statuses(result) == ["1:passed", "2:passed"]
    rows = owner.execute("select slug from clinics").fetchall()
    assert [slug.startswith("south-") for (slug,) in rows] == [True]


def test_a_step_that_is_expected_to_fail_spoils_nothing(session: Session) -> None:
    document = scenarios(CLINIC, CLINIC, "count clinics")
    document["scenarios"][1]["expect"] = {"success": False, "errorContains": "duplicate key"}
    assert statuses(run(session, document)) == ["1:passed", "2:passed", "3:passed"]


def test_roots_apart_from_consequences(session: Session) -> None:
    document = {
        "phases": [
            {
                "id": "setup",
                "steps": [
                    {"id": "clinic", "prompt": CLINIC},
                    {
                        "id": "doctor",
                        "prompt": DOCTOR + " stars = 5 licence_number = A 17 returning id",
                        "captures": [{"key": "doctor", "from": "result", "path": "rows[0].id"}],
                    },
                    {"id": "patient", "prompt": PATIENT},
                ],
            },
            {
                "id": "booking",
                "steps": [
                    {
                        "id": "book",
                        "prompt": "insert into appointments id = {{id:booking}} clinic_id = {{id:clinic}} doctor_id = {{id:doctor}}"
                        " patient_id = {{id:patient}} starts_at = {{nowIso}} ends_at = {{nowPlusMinutes:30}} fee = 50",
                    },
                    {"id": "by-capture", "prompt": "list doctors where id = {{doctor}}"},
                    {"id": "look", "prompt": "list appointments where id = {{id:booking}}", "expect": {"rowCountEq": 1}},
                    {"id": "waiting", "prompt": "insert into waiting_list_entries id = {{id:entry}} patient_id = {{id:patient}} priority = 3"},
                    {"id": "wrong", "prompt": "list rooms", "expect": {"rowCountGte": 1}},
                    {"id": "noShow", "prompt": "update patients set full_name = Bo where id = {{id:patient}}", "expect": {"rowCountEq": 1}},
                    {"id": "paused", "prompt": "insert into appointments id = {{id:second}} status = paused clinic_id = {{id:clinic}}"},
                ],
            },
        ]
    }
    result = run(session, document)
    assert statuses(result) == [
        "clinic:passed",
        "doctor:failed:schema_constraint",
        "patient:passed",
        "book:failed:schema_constraint<doctor",
        "by-capture:failed:scenario_contract<doctor",
        "look:failed:expectation_mismatch<doctor",
        "waiting:failed:schema_constraint",
        "wrong:failed:expectation_mismatch",
        "noShow:passed",
        "paused:failed:schema_constraint",
    ]
    assert [(gap.kind, gap.label, gap.steps) for gap in result.gaps] == [
        ("table", "waiting_list_entries", ("waiting",)),
        ("column", "doctors.licence_number", ("doctor",)),
        ("column", "doctors.stars", ("doctor",)),
        ("enum-value", "appointments.status = paused", ("paused",)),
    ]
    table, licence, stars, status = result.gaps
    assert [(column.name, column.type, column.references) for column in table.columns] == [
        ("id", "text", None),
        ("patient_id", "text", ("patients", "id")),
        ("priority", "integer", None),
    ]
    assert (licence.columns[0].type, stars.columns[0].type) == ("text", "integer")
    assert (status.enumeration, status.allowed) == ("appointment_status", ("requested", "confirmed", "completed", "cancelled"))


def test_what_a_step_that_was_not_understood_was_about_is_its_consequence(session: Session) -> None:
    result = run(
        session,
        scenarios(
            CLINIC,
            PATIENT,
            "conjure up a doctor {{id:doctor}} who juggles, for clinic {{id:clinic}}",
            "insert into appointments id = {{id:a}} clinic_id = {{id:clinic}} doctor_id = {{id:doctor}} patient_id = {{id:patient}}"
            " starts_at = {{nowIso}} ends_at = {{nowPlusMinutes:30}} fee = 50",
            "insert into doctors id = {{id:eve}} clinic_id = {{id:elsewhere}} full_name = Eve email = eve@example.org hourly_fee = 80",
            scope={"bizId": "{{id:clinic}}"},
        ),
    )
    assert statuses(result) == [
        "1:passed",
        "2:passed",
        "3:failed:scenario_contract",
        "4:failed:schema_constraint<3",
        "5:failed:schema_constraint",
    ]


def test_stopping_at_the_first_failure(session: Session) -> None:
    step = {"id": "fails", "prompt": "list nowhere"}
    after = {"id": "after", "prompt": "list clinics"}
    phases = [{"id": "a", "steps": [step, after]}, {"id": "b", "steps": [after]}]
    stops = run(session, {"defaults": {"continueOnFailure": False}, "phases": phases})
    assert statuses(stops) == ["fails:failed:schema_constraint", "after:skipped<fails", "after:skipped<fails"]
    phases[0]["continueOnFailure"] = False
    assert statuses(run(session, {"phases": phases}))[1:] == ["after:skipped<fails", "after:passed"]


def test_rollback_on_failure(session: Session, owner: psycopg.Connection) -> None:
    document = {"defaults": {"dryRun": False}, "phases": [{"id": "a", "steps": [{"prompt": CLINIC}, {"prompt": "list nowhere"}]}]}
    assert run(session, document).committed
    assert not run(session, {**document, "options": {"rollbackOnFailure": True}}, "other").committed
    assert count(owner) == 1


def test_unknown_tokens_are_told_with_their_place(session: Session) -> None:
    result = run(session, scenarios("list clinics where name = {{nme}}", "list clinics"))
    assert statuses(result) == ["1:failed:scenario_contract", "2:passed"]
    assert [(finding.code, finding.span.line) for finding in result.findings] == [("pack-unknown-token", 1)]


def test_translating_only(session: Session) -> None:
    document = scenarios(CLINIC, "list clinics", "make me rich")
    document["scenarios"][0]["execute"] = False
    document["scenarios"][2]["execute"] = False
    document["scenarios"][1]["expect"] = {"rowCountEq": 0}
    result = run(session, document)
    assert statuses(result) == ["1:passed", "2:passed", "3:failed:scenario_contract"]


def test_requests_and_traces(session: Session) -> None:
    request = {"command": {"kind": "query", "table": "clinics", "filters": [{"column": "id", "op": "eq", "value": "{{id:clinic}}"}]}, "dryRun": True}
    step = {
        "id": "one",
        "request": request,
        "expect": {"rowCountEq": 1, "asserts": [{"path": "rows[0].opened_on", "equals": "2020-01-01"}]},
        "captures": [{"key": "name", "from": "result", "path": "rows[0].name"}],
    }
    again = {"id": "two", "prompt": "list clinics where name = {{name}}", "expect": {"rowCountEq": 1}}
    document = {"options": {"includeStepTrace": True}, "phases": [{"id": "a", "steps": [{"prompt": CLINIC}, step, again]}]}
    result = run(session, document)
    assert [step.status for step in result.steps] == ["passed"] * 3
    assert all(step.trace for step in result.steps)
    assert result.steps[1].captured == (("name", "North"),)


def test_two_runs_with_the_same_fixed_keys_at_once(clinic_url: str, owner: psycopg.Connection, session: Session) -> None:
    def fixed(first: str, second: str) -> dict[str, Any]:
        return scenarios(*(f"insert into clinics id = clinic_{key * 6} name = North slug = {key} opened_on = 2020-01-01" for key in (first, second)))

    results: list[PackResult] = []

    def work(document: dict[str, Any], seed: str) -> None:
        with open_session(clinic_url) as own:
            for number in range(5):
                results.append(run(own, document, f"{seed}{number}"))

    threads = [threading.Thread(target=work, args=(fixed(*keys), keys)) for keys in ("ab", "ba")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [statuses(result) for result in results] == [["1:passed", "2:passed"]] * 10


def test_a_transaction_that_can_not_end_is_told_beside_what_was_found(session: Session, owner: psycopg.Connection) -> None:
    class Breaking:
        database = session.database

        @contextmanager
        def transaction(self) -> Iterator[Transaction]:
            with session.transaction() as transaction:
                yield transaction
                transaction.keep(False)
            raise EnvironmentProblem(Finding("contract-transaction", "error", "the transaction could not be committed"))

    pack, _ = read_pack(json.dumps(scenarios(CLINIC, dryRun=False)), "pack.json")
    assert isinstance(pack, ScenarioPack)
    result = run_pack(pack, Breaking(), wire.read_request, wire, Settings("s", NOW))
    assert (statuses(result), result.committed, [finding.code for finding in result.findings]) == (["1:passed"], False, ["contract-transaction"])
