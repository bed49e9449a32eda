"""Steps of a pack tried on a database while the pack is being written."""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from appfactory.contract.execution.runner import Settings, run_pack
from appfactory.contract.execution.steps import Tools, run_step
from appfactory.contract.model.pack import LifecyclePack
from appfactory.contract.model.request import Scope
from appfactory.contract.model.running import PackSession, RequestReader, WireWriter
from appfactory.contract.packs.reader import read_pack
from appfactory.contract.packs.tokens import Tokens
from appfactory.contract.packs.writing.making import Attempt
from appfactory.contract.packs.writing.writer import WrittenPack, without_failures, write_pack
from appfactory.contract.statements import wire


@contextlib.contextmanager
def attempts(session: PackSession, read_request: RequestReader, writer: WireWriter) -> Iterator[Attempt]:
    """What tries steps in one transaction, which is rolled back at the end; a step that does not come out as it expects is undone at once."""
    with session.transaction() as transaction:
        tokens = Tokens(secrets.token_hex(16), datetime.now(UTC))
        tools = Tools(transaction, read_request, writer, tokens, session.database)

        def attempt(step: dict[str, Any], /) -> tuple[str, Mapping[str, object]]:
            pack, findings = read_pack(json.dumps({"phases": [{"id": "attempt", "steps": [step]}]}), "attempt.json")
            assert isinstance(pack, LifecyclePack), findings
            with transaction.savepoint() as undo:
                result = run_step(pack.phases[0].steps[0], Scope(), tools).result
                if result.status != "passed":
                    undo()
            return "; ".join(result.problems), dict(result.captured) if result.status == "passed" else {}

        yield attempt


_MOST_RUNS = 4


def written_pack(
    session: PackSession, name: str, *, tables: Sequence[str] = (), role: str = "admin", schemas: Sequence[str] = ("public",)
) -> WrittenPack:
    """A pack from the catalog of a database, tried out on it: while it is written, and as a whole until nothing comes out otherwise.

    Numbers from sequences and what other sessions do may make a difference between two runs.
    """
    with attempts(session, wire.read_request, wire) as attempt:
        written = write_pack(session.database, name, tables=tables or None, role=role, schemas=schemas, attempt=attempt)
    for _ in range(_MOST_RUNS):
        pack, findings = read_pack(written.text, "written.json")
        assert isinstance(pack, LifecyclePack), findings
        result = run_pack(pack, session, wire.read_request, wire, Settings(secrets.token_hex(16), datetime.now(UTC), rollback=True))
        if all(step.status == "passed" for step in result.steps):
            break
        written = without_failures(written, result)
    return written
