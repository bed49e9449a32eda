"""The catalog and the executor beside the bare thing: introspection of 1,000 tables beside its query, requests beside a savepoint loop of psycopg.

Run: `python -m benchmarks.contract`. Figures are ratios within one run; absolute times say more of the machine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import median

import psycopg

from appfactory.contract.execution.opening import install
from appfactory.contract.execution.session import Session, open_session
from appfactory.contract.model.request import ColumnReference, Filter, Mutation, Query, Request, Scope
from appfactory.perform.postgres import introspect as introspection
from appfactory.perform.postgres.connection import connect, run, run_script, scratch_database
from appfactory.perform.postgres.server import temporary_server

TABLES = 1000
STEPS = 2000
ROUNDS = 5
SCOPE = Scope("biz_1")
_ITEMS = """
create table items (id text primary key, biz_id text not null, name text not null, status text not null default 'new', price integer);
alter table items enable row level security;
create policy tenant on items using (biz_id = current_setting('app.biz_id', true));
"""


def _schema(count: int) -> str:
    """Tables with ten columns, a foreign key, a check, an index and a policy each."""
    parts = ["create type state as enum ('new', 'open', 'closed');"]
    for number in range(count):
        parent = f"references t{number - 1} (id)" if number else ""
        columns = ", ".join(f"c{place} text" for place in range(6))
        parts.append(
            f"create table t{number} (id text primary key, biz_id text not null, parent text {parent}, state state not null default 'new', "
            f"price integer check (price >= 0), {columns}); create index on t{number} (biz_id); alter table t{number} enable row level security; "
            f"create policy tenant on t{number} using (biz_id = current_setting('app.biz_id', true));"
        )
    return "\n".join(parts)


def _timed(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds, the median of some rounds after one to warm up."""
    work()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return median(times)


def catalog(url: str) -> dict[str, float]:
    """Introspection to typed values beside its bare query."""
    with connect(url) as connection:
        run_script(connection, _schema(TABLES))

        def bare() -> None:
            with connection.transaction():
                connection.execute("set local search_path = public")
                connection.execute(introspection._QUERY, {"schemas": ["public"]}).fetchone()

        query, whole = _timed(bare), _timed(lambda: introspection.introspect(connection, ("public",)))
    return {"tables": TABLES, "bare query s": query, "catalog s": whole, "ratio": whole / query}


def requests(url: str) -> dict[str, float]:
    """Inserts and reads in a transaction, each in a savepoint: through the contract beside the same statements by hand."""
    with connect(url) as connection:
        run(connection, _ITEMS)
    install(url)
    with open_session(url) as session, psycopg.connect(url, autocommit=True) as connection:
        bare, ours = _timed(lambda: _by_hand(connection)), _timed(lambda: _by_contract(session))
    return {"statements/s by hand": STEPS / bare, "requests/s": STEPS / ours, "speed": bare / ours}


def _by_hand(connection: psycopg.Connection) -> None:
    insert = "insert into items (biz_id, id, name, price) values (%s, %s, %s, %s) returning *"
    with connection.transaction(force_rollback=True):
        connection.execute("select set_config('role', 'contract_agent', true), set_config('app.biz_id', %s, true)", (SCOPE.biz_id,))
        for number in range(STEPS // 2):
            with connection.transaction():
                connection.execute(insert, (SCOPE.biz_id, f"i{number}", f"Item {number}", number)).fetchall()
            with connection.transaction():
                connection.execute("select * from items where id = %s and biz_id = %s limit 100", (f"i{number}", SCOPE.biz_id)).fetchall()


def _by_contract(session: Session) -> None:
    with session.transaction() as transaction:
        for number in range(STEPS // 2):
            values = (("id", f"i{number}"), ("name", f"Item {number}"), ("price", number))
            transaction.execute(Request(Mutation("insert", "items", values), SCOPE, dry_run=False))
            transaction.execute(Request(Query("items", filters=(Filter(ColumnReference("id"), "eq", f"i{number}"),)), SCOPE, dry_run=False))


def main() -> int:
    """Prints all figures."""
    with temporary_server() as server:
        for measure in (catalog, requests):
            with scratch_database(server) as url:
                found = measure(url)
            print(measure.__name__, {name: round(figure, 3) for name, figure in found.items()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
