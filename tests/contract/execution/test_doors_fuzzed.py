"""Schemathesis against the server as users start it: every route, with what its description allows and what it forbids."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from appfactory.perform.postgres.connection import connect

pytestmark = pytest.mark.postgres

HOOKS = Path(__file__).parent / "fuzzing"
PACK = {"scenarios": [{"id": "s1", "name": "an offer", "prompt": "list offers"}], "defaults": {"dryRun": True, "scope": {"bizId": "biz_1"}}}
SETTINGS = """
hooks = "known_names.py"
continue-on-failure = true
seed = 1
request-timeout = 30

[generation]
mode = "all"
deterministic = true
max-examples = 200

# Conditions stand in queries, and those in conditions: the combinations of their members have no end.
[[operations]]
include-path = ["/execute", "/preview"]
phases.coverage.enabled = false

# A step that is wrong in itself is the pack's verdict, not that of the call. Steps hold requests.
[[operations]]
include-path = ["/scenarios/run", "/lifecycle/run", "/testing/run-loop"]
phases.coverage.enabled = false
checks.negative_data_rejection.enabled = false
"""


def test_no_call_breaks_the_server_or_its_description(fresh: str, tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    packs.mkdir()
    (packs / "one.json").write_text(json.dumps(PACK))
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(SETTINGS)
    serve = [sys.executable, "-m", "appfactory", "contract", "serve", "--database", fresh, "--packs", str(packs), "--port", "0", "--json"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            url = json.loads(server.stdout.readline())["url"]
            fuzz = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(settings), "run", f"{url}/testing/openapi.json"]
            searched = os.pathsep.join((str(HOOKS), os.environ.get("PYTHONPATH", "")))
            done = subprocess.run(
                [*fuzz, "--phases", "examples,coverage,fuzzing", "--no-color"],
                cwd=HOOKS, env={**os.environ, "PYTHONPATH": searched}, capture_output=True, text=True, check=False, timeout=300,
            )  # fmt: skip
        finally:
            server.terminate()
        complaints = server.stderr.read() if server.stderr is not None else ""
    assert done.returncode == 0, done.stdout[-60000:] + done.stderr
    assert "Traceback" not in complaints, complaints
    assert re.search(r"Selected: 12/12\n +Tested: 12\n", done.stdout), done.stdout
    with connect(fresh) as connection:
        counted = connection.execute("select count(*) filter (where success), count(*) from app_contract.requests").fetchone()
    assert counted is not None
    assert counted[0] > 40, f"of {counted[1]} requests that came to PostgreSQL only {counted[0]} did something"
