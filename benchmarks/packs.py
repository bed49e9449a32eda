"""Packs beside the bare thing: a lifecycle of inserts and reads, beside the same statements in a loop of psycopg with a savepoint each.

Run: `python -m benchmarks.packs`. Figures are ratios within one run; absolute times say more of the machine.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import psycopg

from appfactory.contract.execution.opening import install
from appfactory.contract.execution.runner import Settings, run_pack
from appfactory.contract.execution.session import Session, open_session
from appfactory.contract.model.pack import LifecyclePack
from appfactory.contract.model.verdict import PackResult
from appfactory.contract.packs.reader import read_pack
from appfactory.contract.statements import wire
from appfactory.perform.postgres.connection import connect, run, scratch_database
from appfactory.perform.postgres.server import temporary_server

PAIRS = 60
ROUNDS = 200
UNDISTURBED = 20
"""One round of so many is taken for one in whose way nobody was."""
_ITEMS = "create table items (id text primary key, name text not null, status text not null default 'new', price integer, made_at timestamptz)"


def _pack(prompts: bool) -> LifecyclePack:
    """Pairs of an insert and a read with an expectation: as texts in the terse form, or as requests."""
    steps: list[dict[str, Any]] = []
    for number in range(PAIRS):
        values = {"id": f"{{{{id:item {number}}}}}", "name": f"Item {number}", "price": number, "made_at": "{{nowIso}}"}
        filters = [{"column": "id", "op": "eq", "value": values["id"]}]
        insert = {"command": {"kind": "mutate", "action": "insert", "table": "items", "values": values}}
        read = {"command": {"kind": "query", "table": "items", "filters": filters}}
        text = "insert into items " + " ".join(f"{name} = {value}" for name, value in values.items())
        steps.append({"prompt": text} if prompts else {"request": insert})
        steps.append({**({"prompt": f"list items where id = {values['id']}"} if prompts else {"request": read}), "expect": {"rowCountEq": 1}})
    document = {"options": {"includeStepTrace": True}, "phases": [{"id": "items", "steps": steps}]}
    pack, findings = read_pack(json.dumps(document), "items.json")
    assert isinstance(pack, LifecyclePack), findings
    return pack


def _timed(*works: Callable[[], object]) -> tuple[float, ...]:
    """Seconds of each: the fastest twentieth of many short rounds ends there, since whoever else uses the machine makes some of them long.

    They take turns, so that a busy machine is as slow for all of them.
    """
    times: list[list[float]] = [[] for _ in works]
    for number in range(ROUNDS + UNDISTURBED):
        for work, taken in zip(works, times, strict=True):
            started = time.perf_counter()
            work()
            if number >= UNDISTURBED:
                taken.append(time.perf_counter() - started)
    return tuple(sorted(taken)[len(taken) // UNDISTURBED] for taken in times)


def _run(pack: LifecyclePack, session: Session) -> PackResult:
    result = run_pack(pack, session, wire.read_request, wire, Settings("seed", datetime.now(UTC)))
    assert all(step.status == "passed" for step in result.steps), [step.problems for step in result.steps if step.status != "passed"][:3]
    return result


def _statements(result: PackResult) -> list[tuple[str, tuple[str, ...]]]:
    """The statements that the pack came to."""
    return [(entry.sql_preview, entry.params) for step in result.steps for entry in step.trace]


def _by_hand(connection: psycopg.Connection, statements: list[tuple[str, tuple[str, ...]]]) -> None:
    """The same statements with the same values, in one transaction of the same role that is rolled back: savepoint, statement, rows, release.

    That is three round trips a statement. Not in it: texts translated, statements printed, expectations, claims, reads that are read-only, the trace.
    """
    cursor = psycopg.RawCursor(connection)
    with connection.transaction(force_rollback=True):
        connection.execute("set local role contract_agent")
        for sql, params in statements:
            with connection.transaction():
                cursor.execute(sql, params)
                cursor.fetchall()


def main() -> int:
    """Prints the speed of packs of requests and of texts, as a share of the bare loop's."""
    with temporary_server() as server, scratch_database(server) as url:
        with connect(url) as connection:
            run(connection, _ITEMS)
        install(url)
        with open_session(url) as session, psycopg.connect(url, autocommit=True) as connection:
            for name, prompts in (("requests", False), ("texts", True)):
                pack = _pack(prompts)
                statements = _statements(_run(pack, session))
                bare, ours = _timed(partial(_by_hand, connection, statements), partial(_run, pack, session))
                figures = {"bare statements/s": len(statements) / bare, "steps/s": len(statements) / ours, "speed": bare / ours}
                print(name, {label: round(figure, 3) for label, figure in figures.items()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
