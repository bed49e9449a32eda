"""How many faults of a schema a pack notices that was written from it: `python -m benchmarks.mutants_of_schema [--count 60] [--seed N]`.

The schema is the booking platform's, migrated, unless `--public NAME` says another. Each fault is made in a copy of the database, on which the whole
pack runs as any caller's would: by the role of requests, in one transaction. The pack is the one that `contract scenarios write` makes.
"""

from __future__ import annotations

import argparse
import contextlib
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from appfactory.compile.database.migration import baseline_sql
from appfactory.contract.execution.attempts import written_pack
from appfactory.contract.execution.opening import install
from appfactory.contract.execution.runner import Settings, run_pack
from appfactory.contract.execution.session import Options, open_session
from appfactory.contract.model.pack import LifecyclePack
from appfactory.contract.model.verdict import PackResult
from appfactory.contract.packs.reader import read_pack
from appfactory.contract.packs.writing.writer import WrittenPack
from appfactory.contract.statements import wire
from appfactory.engine.compiled import compile_project
from appfactory.engine.project import project_at
from appfactory.model.database import Database
from appfactory.perform.postgres.connection import connect, create_database, drop_database, run_script
from appfactory.perform.postgres.server import Server, temporary_server
from benchmarks.mutation.schema import Fault, in_turn
from benchmarks.public_schemas import PUBLIC_SCHEMAS, load

BOOKING_PLATFORM = Path(__file__).parents[1] / "examples" / "booking-platform" / "buildplan.yaml"


@dataclass(frozen=True, slots=True)
class Subject:
    """A database that faults are made in copies of, and the pack that was written from it and passes on it."""

    server: Server
    template: str
    schemas: tuple[str, ...]
    database: Database
    written: WrittenPack
    pack: LifecyclePack

    @property
    def options(self) -> Options:
        """How sessions on copies are opened."""
        return Options(schemas=self.schemas, user_role="admin")


@contextlib.contextmanager
def booking_platform(server: Server) -> Iterator[Subject]:
    """The booking platform's database, migrated from its plan."""
    compiled, findings = compile_project(project_at(BOOKING_PLATFORM.parent, BOOKING_PLATFORM))
    assert compiled is not None, findings

    def fill(url: str) -> None:
        with connect(url) as connection:
            run_script(connection, baseline_sql(compiled.spec.database))

    with _subject(server, fill, ("public",)) as subject:
        yield subject


@contextlib.contextmanager
def public_database(server: Server, name: str) -> Iterator[Subject]:
    """A public schema by its name. Raises `NotReachableError` if its package can't be had."""
    public = next(public for public in PUBLIC_SCHEMAS if public.name == name)
    with _subject(server, lambda url: load(public, url), public.schemas) as subject:
        yield subject


@contextlib.contextmanager
def _subject(server: Server, fill: Callable[[str], None], schemas: tuple[str, ...]) -> Iterator[Subject]:
    template = f"mutants_{secrets.token_hex(4)}"
    create_database(server, template)
    try:
        fill(server.database_url(template))
        install(server.database_url(template), schemas)
        looked_at = tuple(dict.fromkeys((*schemas, "app")))
        with open_session(server.database_url(template), Options(schemas=looked_at, user_role="admin")) as session:
            # What the app keeps for itself in its own schema no request may name, and no pack is about.
            database = replace(session.database, tables=tuple(table for table in session.database.tables if table.schema in schemas))
            written = written_pack(session, "everything", schemas=schemas)
        yield Subject(server, template, looked_at, database, written, _read(written))
    finally:
        drop_database(server, template)


def _read(written: WrittenPack) -> LifecyclePack:
    pack, findings = read_pack(written.text, "pack.json")
    assert isinstance(pack, LifecyclePack), findings
    return pack


def result_with(subject: Subject, fault: Fault) -> PackResult | None:
    """What came of the pack on a copy with the fault in it; None if PostgreSQL does not let anyone make that fault."""
    name = f"{subject.template}_{secrets.token_hex(4)}"
    with connect(subject.server.url) as connection:
        connection.execute(f"create database {name} template {subject.template}")
    url = subject.server.database_url(name)
    try:
        with connect(url) as connection:
            try:
                connection.execute(fault.sql)
            except psycopg.Error:
                return None
        with open_session(url, subject.options) as session:
            settings = Settings(secrets.token_hex(8), datetime.now(UTC), rollback=True)
            return run_pack(subject.pack, session, wire.read_request, wire, settings)
    finally:
        drop_database(subject.server, name)


def tried(subject: Subject, chosen: Sequence[Fault] | Iterator[Fault], count: int) -> Iterator[tuple[Fault, bool]]:
    """The first faults that can be made, up to a number, each with whether at least one step of the pack failed."""
    made = 0
    for fault in chosen:
        if made == count:
            return
        result = result_with(subject, fault)
        if result is not None:
            made += 1
            yield fault, any(step.status != "passed" for step in result.steps)


def main(arguments: Sequence[str]) -> int:
    """Prints found of all by kind, and each fault that was not found. 0 if all were."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants_of_schema", description=__doc__)
    parser.add_argument("--count", type=int, default=60, help="faults that are made (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="which of them (%(default)s)")
    parser.add_argument("--public", choices=[public.name for public in PUBLIC_SCHEMAS], help="a public schema in place of the booking platform")
    chosen = parser.parse_args(arguments)
    begun = time.perf_counter()
    kinds: dict[str, list[bool]] = {}
    missed = []
    with temporary_server() as server, public_database(server, chosen.public) if chosen.public else booking_platform(server) as subject:
        print(f"{len(subject.database.tables)} tables, {subject.written.steps} steps, {len(subject.written.notes)} parts not covered")
        for fault, found in tried(subject, in_turn(subject.database, chosen.seed), chosen.count):
            kinds.setdefault(fault.kind, []).append(found)
            if not found:
                missed.append(fault.name)
                print(f"not found: {fault.name}", flush=True)
    for kind, results in sorted(kinds.items()):
        print(f"{kind:22} {sum(results):3} of {len(results)}")
    total = sum(len(results) for results in kinds.values())
    print(f"{'all':22} {total - len(missed):3} of {total}, in {time.perf_counter() - begun:.0f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
