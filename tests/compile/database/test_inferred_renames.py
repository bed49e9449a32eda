"""What counts as a rename, and what stays a drop and an addition."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from appfactory.compile.database.inferred_renames import inferred_renames
from appfactory.model.database import Column, Database, Table


def table(name: str, *columns: str) -> Table:
    return Table(name, tuple(Column(column, "text") for column in columns))


def test_one_column_gone_and_one_new_of_its_type_is_a_rename() -> None:
    before, after = Database((table("book", "id", "title"),)), Database((table("book", "id", "name"),))
    assert inferred_renames(before, after).columns == (("book", "title", "name"),)


def test_another_type_is_no_rename() -> None:
    after = Database((Table("book", (Column("id", "text"), Column("pages", "integer"))),))
    assert inferred_renames(Database((table("book", "id", "title"),)), after).columns == ()


def test_two_new_columns_have_two_readings() -> None:
    before, after = Database((table("book", "id", "title"),)), Database((table("book", "id", "name", "subtitle"),))
    assert inferred_renames(before, after).columns == ()


def test_a_table_with_the_same_columns_is_renamed_and_its_columns_are_looked_at_under_the_new_name() -> None:
    before, after = Database((table("book", "id", "title"),)), Database((table("volume", "id", "title"),))
    found = inferred_renames(before, after)
    assert found.tables == (("book", "volume"),)
    assert found.columns == ()


def test_twins_have_two_readings() -> None:
    before = Database((table("book", "id", "title"),))
    after = Database((table("volume", "id", "title"), table("issue", "id", "title")))
    assert inferred_renames(before, after).tables == ()


@given(st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True, max_size=4))
def test_nothing_is_renamed_between_a_schema_and_itself(names: list[str]) -> None:
    database = Database(tuple(table(name, "id", name) for name in names))
    found = inferred_renames(database, replace(database))
    assert not found.tables
    assert not found.columns
