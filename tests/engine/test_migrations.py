"""The phase `migrate` on a real PostgreSQL: the baseline, what follows from a changed plan, and what somebody did by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from appfactory.engine.build import BuildResult
from appfactory.engine.dry_run import dry_run
from appfactory.perform.postgres.connection import drop_database
from appfactory.perform.postgres.server import Server, temporary_server

pytestmark = pytest.mark.postgres
DATABASE = "reading_list_development"
TITLE = "            - { name: title, type: string(200) }\n"
SHELF = """        - name: Shelf
          fields:
            - { name: id, type: uuid, unique: true }
            - { name: label, type: string(80) }
"""


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    with temporary_server() as server:
        yield server


@pytest.fixture
def server(shared: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The builds of a test use this server, and find no database of another test on it."""
    monkeypatch.setenv("APPFACTORY_POSTGRES_URL", shared.url)
    yield shared
    drop_database(shared, DATABASE)


def live(server: Server, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(server.database_url(DATABASE), autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def columns(server: Server, table: str) -> set[str]:
    return {name for (name,) in live(server, f"select column_name from information_schema.columns where table_name = '{table}'")}


def migrations(workshop: Any) -> list[str]:
    return sorted(path.name for path in workshop.path("db/migrations").iterdir())


def last(workshop: Any) -> str:
    """The statements of the last migration, without comments and line ends."""
    text: str = workshop.path(f"db/migrations/{migrations(workshop)[-1]}").read_text()
    return " ".join(re.sub(r"--.*", "", text).split()).lower()


def codes(result: BuildResult, severity: str = "error") -> list[str]:
    return [finding.code for finding in result.findings if finding.severity == severity]


@pytest.fixture
def built(workshop: Any, server: Server) -> Any:
    """A project with its baseline applied."""
    workshop.replace("      operations:\n", f"{SHELF}      operations:\n")
    result = workshop.build("migrate")
    assert result.ok, result.findings
    return workshop


def test_the_baseline_is_written_and_applied(built: Any, server: Server) -> None:
    assert migrations(built) == ["0000_baseline.sql"]
    assert {"id", "user_id", "title", "status"} <= columns(server, "books")
    assert live(server, "select number, name from app.migrations") == [(0, "0000_baseline.sql")]
    assert not built.path("db/staged.sql").exists()


def test_a_second_run_changes_nothing(built: Any, tree: Callable[[Path], Any]) -> None:
    before = tree(built.folder)
    result = built.build("migrate")
    assert result.ok
    assert built.progress.phases[-1] == ("migrate", "unchanged")
    assert tree(built.folder) == before


def test_an_added_field(built: Any, server: Server) -> None:
    built.replace(TITLE, f"{TITLE}            - {{ name: pages, type: int, nullable: true }}\n")
    assert built.build("migrate").ok
    assert migrations(built)[1:] == ["0001_add_books_pages.sql"]
    assert "pages" in columns(server, "books")


def test_a_renamed_field_keeps_its_data(built: Any, server: Server) -> None:
    live(server, "insert into shelves (label) values ('Crime')")
    built.replace("name: label, type: string(80)", "name: caption, type: string(80)")
    result = built.build("migrate")
    assert result.ok, result.findings
    assert "rename column label to caption" in last(built).replace('"', "")
    assert "drop" not in last(built)
    assert live(server, "select caption from shelves") == [("Crime",)]


def test_a_renamed_entity_keeps_its_data(built: Any, server: Server) -> None:
    live(server, "insert into shelves (label) values ('Crime')")
    built.replace("name: Shelf", "name: Rack")
    result = built.build("migrate")
    assert result.ok, result.findings
    assert "rename to" in last(built)
    assert "drop table" not in last(built)
    assert "create table" not in last(built)
    assert live(server, "select label from racks") == [("Crime",)]
    assert not built.path("db/staged.sql").exists()


def test_a_new_value_of_an_enumeration(built: Any, server: Server) -> None:
    built.replace("WANTED|READING|FINISHED", "WANTED|READING|FINISHED|LENT")
    result = built.build("migrate")
    assert result.ok, result.findings
    assert "add value" in last(built)
    values = {value for (value,) in live(server, "select enumlabel from pg_enum")}
    assert "LENT" in values


class TestDrops:
    def drop_a_field(self, built: Any) -> BuildResult:
        built.replace("            - { name: label, type: string(80) }\n", "")
        return built.build("migrate")  # type: ignore[no-any-return]

    def test_wait_for_approval(self, built: Any, server: Server) -> None:
        live(server, "insert into shelves (label) values ('Crime')")
        result = self.drop_a_field(built)
        assert result.ok, result.findings
        assert codes(result, "warning").count("destructive-change-staged") == 1
        assert migrations(built)[-1:] == ["0000_baseline.sql"] or "drop column" not in last(built)
        assert "drop column" in built.path("db/staged.sql").read_text().lower()
        assert live(server, "select label from shelves") == [("Crime",)]

    def test_staged_twice_is_staged_once(self, built: Any, tree: Callable[[Path], Any]) -> None:
        self.drop_a_field(built)
        before = tree(built.folder)
        assert built.build("migrate").ok
        assert tree(built.folder) == before

    def test_are_applied_once_approved(self, built: Any, server: Server) -> None:
        self.drop_a_field(built)
        number = len(migrations(built))
        built.path("db/staged.sql").rename(built.path(f"db/migrations/{number:04}_drop_label.sql"))
        result = built.build("migrate")
        assert result.ok, result.findings
        assert "label" not in columns(server, "shelves")
        assert not built.path("db/staged.sql").exists()
        assert "destructive-change-staged" not in codes(result, "warning")
        assert built.build("migrate").ok

    def test_are_withdrawn_with_the_plan(self, built: Any, server: Server) -> None:
        plan = built.plan
        self.drop_a_field(built)
        built.plan = plan
        assert built.build("migrate").ok
        assert not built.path("db/staged.sql").exists()
        assert "label" in columns(server, "shelves")

    def test_of_a_table(self, built: Any, server: Server) -> None:
        live(server, "insert into shelves (label) values ('Crime')")
        built.replace(SHELF, "")
        result = built.build("migrate")
        assert result.ok, result.findings
        assert "drop table" in built.path("db/staged.sql").read_text().lower()
        assert live(server, "select label from shelves") == [("Crime",)]
        built.path("db/staged.sql").rename(built.path("db/migrations/0001_drop_shelves.sql"))
        result = built.build("migrate")
        assert result.ok, result.findings
        assert columns(server, "shelves") == set()


class TestByHand:
    @pytest.mark.parametrize(
        ("sql", "named"),
        [
            ("alter table books add column secret text", "books.secret"),
            ("alter table books alter column title drop not null", "books.title"),
            ("alter table books disable row level security", "books"),
            ("create policy anyone on books for select using (true)", "books.anyone"),
            ("create table strays (id int)", "strays"),
        ],
    )
    def test_drift_is_found(self, built: Any, server: Server, sql: str, named: str) -> None:
        live(server, sql)
        result = built.build("migrate")
        assert not result.ok
        assert "database-drift" in codes(result)
        assert any(named in finding.message for finding in result.findings if finding.code == "database-drift")

    def test_a_migration_that_was_changed_is_refused(self, built: Any) -> None:
        baseline = built.path("db/migrations/0000_baseline.sql")
        baseline.write_text(baseline.read_text() + "\n-- changed\n")
        assert codes(built.build("migrate")) == ["migration-changed"]

    def test_a_migration_that_fails_is_undone_and_says_where(self, built: Any, server: Server) -> None:
        built.path("db/migrations/0001_mine.sql").write_text("alter table books add column note text;\nselect 1 / 0;\n")
        result = built.build("migrate")
        assert not result.ok
        assert "note" not in columns(server, "books")
        (found,) = [one for one in result.findings if one.severity == "error"]
        assert (found.span.file, found.span.line) == ("db/migrations/0001_mine.sql", 2)


class TestDryRun:
    def test_shows_the_sql_and_writes_nothing(self, built: Any, server: Server, tree: Callable[[Path], Any]) -> None:
        built.replace(TITLE, f"{TITLE}            - {{ name: pages, type: int, nullable: true }}\n")
        built.write_plan()
        before = tree(built.folder)
        result = dry_run(built.project)
        assert result.ok, result.findings
        assert "pages" in result.sql
        assert "db/migrations/0001_add_books_pages.sql" in [change.path for change in result.changes if change.action == "create"]
        assert tree(built.folder) == before
        assert "pages" not in columns(server, "books")
