"""What is sent to the log: long texts shortened, nothing that PostgreSQL's JSON can't hold, however many entries there are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from appfactory.contract.execution.log import add_entries, entry_of
from appfactory.contract.model.request import Mutation, Request, Response
from appfactory.perform.postgres.raw_statements import Rows


class Listening:
    """A connection that keeps what it is given."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def run(self, _sql: str, params: tuple[str, ...]) -> Rows:
        self.rows = json.loads(params[0])
        return Rows((), len(self.rows))


def logged(*values: str) -> list[str]:
    entries = [
        entry_of(Request(Mutation("insert", "notes", (("body", value),))), Response("", True, True, "mutate", row_count=1)) for value in values
    ]
    connection = Listening()
    assert add_entries(connection, entries) is None  # type: ignore[arg-type]
    return [row["command"]["values"]["body"] for row in connection.rows]


@pytest.mark.parametrize("other", ["short", 'a "quoted" text', "näme", "x" * 1000, 'y"' * 600, "\0"])
def test_texts_are_shortened_whatever_else_is_logged(other: str) -> None:
    expected = {"\0": "\ufffd"}.get(other, other if len(other) <= 1000 else f"{other[:1000]}… ({len(other)} characters)")
    assert logged("plain", other) == ["plain", expected]
    assert logged(other, "z" * 1001) == [expected, f"{'z' * 1000}… (1001 characters)"]


def test_what_is_empty_is_not_sent() -> None:
    entry = entry_of(Request(Mutation("insert", "notes")), Response("", True, True, "mutate"))
    connection = Listening()
    assert add_entries(connection, [entry]) is None  # type: ignore[arg-type]
    assert set(connection.rows[0]) == {"command", "dry_run", "success", "row_count"}
