"""Sample rows that make sense together."""

from __future__ import annotations

from pathlib import Path

from appfactory.catalog.stacks.nextjs_15.emit.index import Index
from appfactory.catalog.stacks.nextjs_15.emit.seed_data import seed_rows
from appfactory.compile.plan.reader import read_plan
from appfactory.compile.resolve import resolve

FOUNDING = Path(__file__).parents[4] / "fixtures" / "founding_plan.yaml"


def test_resources_come_in_several_sizes_and_rows_fit_into_theirs() -> None:
    spec, _ = resolve(read_plan(FOUNDING.read_text(), "plan.yaml"), None)
    assert spec is not None
    rows = {entity.names.source: found for entity, found in seed_rows(Index.of(spec))}
    seats = {row["id"]: row["seats"] for row in rows["Table"]}
    assert len(set(seats.values())) > 2
    for reservation in rows["Reservation"]:
        room, party = seats[reservation["table_id"]], reservation["party_size"]
        assert isinstance(room, int)
        assert isinstance(party, int)
        assert 1 <= party <= room
