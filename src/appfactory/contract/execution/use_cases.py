"""Packs of one run by the use case that they are about: those whose files have the same name, in folders for each way of saying it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from appfactory.contract.execution.suites import Packs
from appfactory.contract.model.verdict import PackResult, RunReport
from appfactory.contract.packs.reports.totals import pack_ok, totals
from appfactory.contract.statements.installation import SCHEMA
from appfactory.perform.postgres.connection import connect


@dataclass(frozen=True, slots=True)
class UseCase:
    """What came of a use case: by folder (`scenarios`, `lifecycles`) how many steps passed, of how many; the time of all in milliseconds."""

    name: str
    ways: tuple[tuple[str, int, int], ...]
    ok: bool
    milliseconds: float


def use_cases(report: RunReport) -> tuple[UseCase, ...]:
    """The use cases of a run, by the names of their files; those that are told in several ways first."""
    groups: dict[str, list[PackResult]] = {}
    for pack in report.packs:
        groups.setdefault(Path(pack.file).stem, []).append(pack)
    return tuple(_use_case(name, packs) for name, packs in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))


def ways_of(found: Iterable[UseCase]) -> tuple[str, ...]:
    """The folders that the use cases come from, those of most use cases first."""
    counts = Counter(way for use_case in found for way, _, _ in use_case.ways)
    return tuple(way for way, _ in counts.most_common())


def once(packs: Packs) -> Packs:
    """The same packs without those that stand there twice, since a loop names them: then as the loop has them."""
    named = {_place(suite.file_path, loop.file) for loop in packs.loops for suite in loop.suites}
    jobs = tuple(job for job in packs.jobs if job.identity or _place(job.pack.file, "") not in named)
    return replace(packs, jobs=jobs)


def latest_business(url: str) -> str:
    """The business for which something was kept last, by the log; empty if there is none. As the owner of the database."""
    with connect(url) as connection:
        found = connection.execute(
            f"select biz_id from {SCHEMA}.requests where success and not dry_run and biz_id <> '' order by id desc limit 1"  # noqa: S608 - a constant
        ).fetchone()
    return str(found[0]) if found is not None else ""


def _use_case(name: str, packs: list[PackResult]) -> UseCase:
    ways = []
    for pack in packs:
        counts = totals(pack.steps)
        ways.append((Path(pack.file).parent.name, counts.passed, counts.steps))
    return UseCase(name.replace("-", " "), tuple(ways), all(pack_ok(pack) for pack in packs), sum(pack.milliseconds for pack in packs))


def _place(file: str, loop: str) -> Path:
    beside = Path(loop).parent / file
    return (beside if beside.exists() else Path(file)).resolve()
