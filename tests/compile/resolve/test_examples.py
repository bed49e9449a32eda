"""The plans that are shipped, and the founding document's, resolve to what their authors meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from appfactory.compile.plan.reader import read_plan
from appfactory.compile.plan.validate import validate
from appfactory.compile.resolve import resolve
from appfactory.model.spec import AppSpec, Insert, NotCovered, SectionsView
from appfactory.perform.library import default_library, read_library

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/buildplan.yaml"))


def resolved(path: Path) -> AppSpec:
    library, _ = read_library(default_library())
    spec, findings = resolve(read_plan(path.read_text(encoding="utf-8"), str(path)), library)
    assert spec is not None, findings
    assert findings == ()
    return spec


def test_there_are_six() -> None:
    assert len(EXAMPLES) == 6


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name: str) -> None:
    path = ROOT / "examples" / name / "buildplan.yaml"
    findings, _ = validate(path.read_text(encoding="utf-8"), str(path), read_library(default_library())[0])
    assert [finding for finding in findings if finding.severity == "error"] == []
    spec = resolved(path)
    assert not [operation.id for operation in spec.operations if isinstance(operation.meaning, NotCovered)]
    assert {route.operation for route in spec.routes} == {operation.id for operation in spec.operations}
    for entity in spec.entities:
        table = spec.database.table(entity.table)
        assert table is not None
        assert {field.column for field in entity.fields} <= {column.name for column in table.columns}
    for page in spec.pages:
        if isinstance(page.view, SectionsView):
            assert all(read_library(default_library())[0].component(section.component) for section in page.view.sections)


def test_the_examples_differ() -> None:
    specs = [resolved(ROOT / "examples" / name / "buildplan.yaml") for name in EXAMPLES]
    assert {spec.targets.auth for spec in specs} == {"clerk", "authjs"}
    assert {spec.targets.database for spec in specs} == {"supabase", "local-postgres", "neon"}
    assert {spec.targets.email for spec in specs} == {"resend", "postmark", "none"}
    assert {spec.project.package_manager for spec in specs} == {"pnpm", "npm"}
    fields = [field for spec in specs for entity in spec.entities for field in entity.fields]
    kinds = {field.type.kind for field in fields}
    assert kinds >= {"uuid", "ksuid", "string", "text", "int", "bigint", "decimal", "bool", "date", "time", "datetime", "json", "enum", "fk"}
    assert any(field.type.array for field in fields)
    assert any(entity.access == "through-parent" for spec in specs for entity in spec.entities)


def test_the_founding_plan() -> None:
    spec = resolved(ROOT / "tests" / "fixtures" / "founding_plan.yaml")
    create, cancel = spec.operations
    assert create.understood == "inserts a Reservation owned by the signed-in user; takes a free Table with enough seats for 120 minutes"
    assert cancel.understood == "moves the Reservation with that ID to CANCELLED, from PENDING or CONFIRMED"
    assert isinstance(create.meaning, Insert)
    assert create.meaning.allocation is not None
    assert create.meaning.allocation.released == ("CANCELLED",)
    assert (spec.project.slug, spec.project.title) == ("restaurant-booking", "Bali Bites")
    assert [page.access for page in spec.pages] == ["public", "user"]
    bookings = spec.pages[1].view
    assert isinstance(bookings, SectionsView)
    assert [(binding.prop, binding.operation) for binding in bookings.sections[0].operations] == [
        ("action", "reservation.createReservation"), ("cancelAction", "reservation.cancelReservation"),
    ]  # fmt: skip
    reservation = spec.database.table("Reservation")
    assert reservation is not None
    assert [column.name for column in reservation.columns] == ["id", "user_id", "table_id", "party_size", "time", "status", "created_at"]


def test_the_hash_is_that_of_the_meaning() -> None:
    text = (ROOT / "tests" / "fixtures" / "founding_plan.yaml").read_text(encoding="utf-8")
    first, _ = resolve(read_plan(text, "a.yaml"), None)
    again, _ = resolve(read_plan("# a comment\n" + text.replace('name: "Bali', 'name:   "Bali'), "b.yaml"), None)
    other, _ = resolve(read_plan(text.replace("Bali Bites", "Bali Bytes"), "a.yaml"), None)
    assert first is not None
    assert again is not None
    assert other is not None
    assert first.plan_hash == again.plan_hash != other.plan_hash
    assert len(first.plan_hash) == 64


def test_a_plan_with_errors_is_not_resolved() -> None:
    assert resolve(read_plan("project: 1", "x.yaml"), None) == (None, ())
