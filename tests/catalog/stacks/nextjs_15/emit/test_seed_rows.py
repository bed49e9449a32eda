"""Sample data that can be inserted: keys and references agree, unique values are, bounds hold, and people own what they should."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from appfactory.catalog.stacks.nextjs_15.emit.index import Index
from appfactory.catalog.stacks.nextjs_15.emit.seed_data import ANA, BEN, seed_rows
from appfactory.model.json_value import JsonObject
from appfactory.model.spec import AppSpec

sys.path.insert(0, str(Path(__file__).parents[4]))
import appspec_builder


@pytest.fixture(params=[appspec_builder.restaurant, appspec_builder.workshop])
def spec(request: pytest.FixtureRequest) -> AppSpec:
    made: AppSpec = request.param()
    return made


def test_every_entity_has_rows(spec: AppSpec) -> None:
    assert {entity.names.source for entity, _ in seed_rows(Index.of(spec))} == {entity.names.source for entity in spec.entities}


def test_references_point_at_rows_that_come_before(spec: AppSpec) -> None:
    index = Index.of(spec)
    seen: dict[str, set[str]] = {}
    for entity, rows in seed_rows(index):
        seen[entity.names.source] = set()
        for row in rows:
            for field in entity.fields:
                target = index.referenced(field.type.reference)
                value = row[field.column]
                if target is not None and value is not None:
                    assert str(value) in seen[target.names.source]
            seen[entity.names.source].add(str(row[entity.field(entity.key).column]))


def test_unique_values_are_unique_and_bounds_hold(spec: AppSpec) -> None:
    for entity, rows in seed_rows(Index.of(spec)):
        for field in entity.fields:
            values = [row[field.column] for row in rows if row[field.column] is not None]
            if field.unique:
                assert len({str(value) for value in values}) == len(values)
            for value in values:
                if isinstance(value, int) and field.minimum is not None:
                    assert value >= field.minimum
                if isinstance(value, int) and field.maximum is not None:
                    assert value <= field.maximum
                if isinstance(value, str) and field.type.length:
                    assert len(value) <= field.type.length


def test_both_users_own_something(spec: AppSpec) -> None:
    for entity, rows in seed_rows(Index.of(spec)):
        if entity.owner:
            owners = {row[entity.field(entity.owner).column] for row in rows}
            assert owners == {JsonObject((("user", ANA),)), JsonObject((("user", BEN),))}


def test_states_are_spread(spec: AppSpec) -> None:
    index = Index.of(spec)
    for entity, rows in seed_rows(index):
        if entity.status:
            field = entity.field(entity.status)
            assert {row[field.column] for row in rows} == set(index.enumerations[field.type.enum].values)
