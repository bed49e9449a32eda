"""`contract repair`: from a schema that lacks things to one on which the pack passes, in one command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from appfactory.entry.cli import cli
from appfactory.perform.postgres.server import stop

pytestmark = pytest.mark.postgres
ROOT = Path(__file__).parents[3]
PACK = """
name: What the shop wants next
phases:
  - id: leads
    steps:
      - { id: user, prompt: "insert into users id = {{uuid:u}} subject = ana email = ana@example.org" }
      - { id: address, prompt: "insert into addresses id = {{uuid:a}} user_id = {{uuid:u}} street = R city = Lisbon postcode = 1000 country = PT" }
      - id: order
        prompt: >-
          insert into orders id = {{id:ord}} customer_id = {{uuid:u}} address_id = {{uuid:a}} status = PAUSED wrap_minor = 2
          ordered_at = {{nowIso}}
      - { id: lead, prompt: "insert into leads id = {{uuid:l}} order_id = {{id:ord}} score = 3 is_hot = true" }
      - { id: note, prompt: "insert into lead_notes id = {{uuid:n}} lead_id = {{uuid:l}} body = call back" }
      - { id: found, prompt: "list leads where score >= 3", expect: { rowCountEq: 1 } }
"""


def test_from_a_third_to_all_in_one_command(tmp_path: Path) -> None:
    shutil.copy(ROOT / "examples" / "bookshop" / "buildplan.yaml", tmp_path / "buildplan.yaml")
    (tmp_path / "pack.yaml").write_text(PACK)
    arguments = ["contract", "repair", str(tmp_path / "pack.yaml"), "--dir", str(tmp_path), "--user-role", "admin", "--json"]
    try:
        before = CliRunner().invoke(cli, arguments)
        told = json.loads(before.stdout)
        assert (before.exit_code, told["report"]["totals"]["passed"]) == (1, 2)
        assert [gap["label"] for gap in told["report"]["gaps"]] == ["lead_notes", "leads", "orders.wrap_minor", "orders.status = PAUSED"]
        assert (tmp_path / "buildplan.yaml").read_text() == (ROOT / "examples" / "bookshop" / "buildplan.yaml").read_text()
        after = CliRunner().invoke(cli, [*arguments, "--yes"])
        told = json.loads(after.stdout)
        assert (after.exit_code, told["ok"], told["report"]["totals"]["passed"], len(told["rounds"])) == (0, True, 6, 1)
        assert told["rounds"][0]["left"] == []
    finally:
        stop(tmp_path)
    assert [path.name for path in sorted((tmp_path / "db" / "migrations").iterdir())] == ["0000_baseline.sql", "0001_add_leads.sql"]
