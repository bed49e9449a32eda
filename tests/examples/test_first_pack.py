"""The first pack: a draft of a schema that lacks twelve things, a pack that names exactly those, and one command that adds them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from appfactory.entry.cli import cli
from appfactory.perform.postgres.server import stop

EXAMPLE = Path(__file__).parents[2] / "examples" / "first-pack"
LACKING = [
    "crm_contacts", "crm_leads", "crm_opportunities", "enterprise_relationships", "enterprise_scopes",
    "calendar_bindings.owner_ref_key", "capacity_holds.capacity_hold_policy_id", "payment_intents.payment_processor_account_id",
    "payment_methods.payment_processor_account_id", "payment_transactions.payment_processor_account_id",
    "resources.buffer_after_minutes", "resources.buffer_before_minutes",
]  # fmt: skip


@pytest.mark.parametrize("name", ["buildplan.yaml", "pack.yaml"])
def test_readers_are_told_what_is_lacking(name: str) -> None:
    told = [line for line in (EXAMPLE / name).read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert [label for label in LACKING if label not in "\n".join(told)] == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The example in a folder of its own, built."""
    copied = tmp_path_factory.mktemp("examples") / "first-pack"
    shutil.copytree(EXAMPLE, copied)
    outcome = CliRunner().invoke(cli, ["build", "migrate", "--dir", str(copied)])
    assert outcome.exit_code == 0, outcome.output
    yield copied
    stop(copied)


def invoke(folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    outcome = CliRunner().invoke(cli, ["contract", *arguments, str(folder / "pack.yaml"), "--dir", str(folder), "--json"])
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.output
    return outcome.exit_code, json.loads(outcome.stdout)


@pytest.mark.postgres
def test_twelve_things_are_lacking_and_one_command_adds_them(folder: Path) -> None:
    code, before = invoke(folder, "run")
    assert (code, before["totals"]["passed"], before["totals"]["steps"]) == (1, 23, 35)
    assert [gap["label"] for gap in before["gaps"]] == LACKING
    # Nothing failed only because something else did.
    failed = [step for pack in before["packs"] for phase in pack["phases"] for step in phase["steps"] if step["status"] == "failed"]
    assert [(step["verdict"], step.get("cause")) for step in failed] == [("schema_constraint", None)] * 12

    code, repaired = invoke(folder, "repair", "--yes")
    assert (code, repaired["ok"], repaired["report"]["totals"]["passed"], repaired["report"]["gaps"]) == (0, True, 35, [])
    assert [(len(one["made"]), one["left"]) for one in repaired["rounds"]] == [(12, [])]
    plan = (folder / "buildplan.yaml").read_text(encoding="utf-8")
    assert all(f"- {{ {field}" in plan for field in ("name: id, type: ksuid(cct) }", "name: contactId, type: fk(CrmContact.id), nullable: true }"))

    code, after = invoke(folder, "run", "--rollback")
    assert (code, after["totals"]["passed"], after["gaps"]) == (0, 35, [])
