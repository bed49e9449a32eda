"""The app left running for scripts: what is printed, and that it ends."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.node, pytest.mark.browser]
Program = Callable[..., Any]


def test_tells_address_people_and_database(preview: Any) -> None:
    assert preview.url.startswith("http://localhost:")
    assert {(user["email"], user["role"]) for user in preview.users} == {
        ("ana@example.com", "user"),
        ("ben@example.com", "user"),
        ("ada@example.com", "admin"),
    }
    assert all(user["sign-in"].startswith(preview.url) for user in preview.users)
    assert preview.sql("select count(*) from users where email like '%@example.com'")[0][0] >= 3
    with urllib.request.urlopen(preview.url + "/api/health") as response:
        assert response.status == 200


def test_a_second_one_is_refused_and_names_the_first(preview: Any, appfactory: Program) -> None:
    ran = appfactory(preview.app.folder, "build", "preview", "--detach", "--json")
    assert ran.returncode == 1
    (finding,) = [one for one in json.loads(ran.stdout)["findings"] if one["severity"] == "error"]
    assert finding["code"] == "preview-running"
    assert preview.url in finding["message"]


def test_a_build_beside_it_leaves_its_database_alone(preview: Any, appfactory: Program) -> None:
    assert appfactory(preview.app.folder, "build", "migrate", "--json").returncode == 0
    with urllib.request.urlopen(preview.url + "/menu") as response:
        assert response.status == 200


def test_ends_with_all_that_it_started(preview: Any, appfactory: Program) -> None:
    # The last test of this folder: after it nobody answers.
    stopped = appfactory(preview.app.folder, "build", "preview", "--stop", "--json")
    assert json.loads(stopped.stdout) == {"ok": True, "stopped": True}
    for address in (preview.url, preview.stand_ins):
        with pytest.raises(urllib.error.URLError):
            urllib.request.urlopen(address, timeout=5)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(preview.database, connect_timeout=5)
    again = appfactory(preview.app.folder, "build", "preview", "--stop", "--json")
    assert json.loads(again.stdout) == {"ok": True, "stopped": False}
