"""Apps whose rows belong to tenants, on a real PostgreSQL: seed data is taken, and the app's own tests of rows and policies pass."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from appfactory.engine.build import build
from appfactory.engine.compiled import compile_project
from appfactory.engine.databases import prepare_database, stop_server_of
from appfactory.engine.progress import Silent
from appfactory.engine.project import project_at
from appfactory.engine.running import planned_app

pytestmark = [pytest.mark.postgres, pytest.mark.node]
ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "fixtures" / "plans" / "tenants.yaml"
LARGE = ROOT / "examples" / "booking-platform" / "buildplan.yaml"
"""116 tables."""


@dataclass(frozen=True)
class TenantApp:
    """An app up to its tests, none of which has run. `database` is the owner's URL of a database without rows."""

    folder: Path
    database: str
    environment: dict[str, str]

    def run(self, *command: str) -> None:
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]

    def count(self, table: str) -> int:
        with psycopg.connect(self.database) as connection:
            found = connection.execute(f'select count(*) from "{table}"').fetchone()
        assert found is not None
        return int(found[0])


@pytest.fixture(params=[SMALL, LARGE], ids=lambda path: path.stem if path is SMALL else path.parent.name)
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TenantApp]:
    plan: Path = request.param
    (tmp_path / "buildplan.yaml").write_bytes(plan.read_bytes())
    project = project_at(tmp_path)
    compiled, _ = compile_project(project)
    assert compiled is not None
    try:
        built = build(project, ("scaffold", "assemble", "migrate", "api", "integrate"), Silent())
        assert built.ok, built.findings
        for draft in compiled.drafts["tests"]:
            path = tmp_path / draft.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(draft.content if isinstance(draft.content, bytes) else draft.content.encode())
        database = prepare_database(tmp_path, compiled.spec, "test", fresh=True)
        assert not isinstance(database, tuple), database
        environment = {**os.environ, **dict(planned_app(database, "test").environment)}
        yield TenantApp(tmp_path, database.owner_url, environment)
    finally:
        stop_server_of(tmp_path)


def test_seed_data_and_the_apps_own_tests(app: TenantApp) -> None:
    app.run("pnpm", "run", "db:seed")
    small = (app.folder / "src/domains/venues").exists()
    halls, members = ("halls", "colleagues") if small else ("locations", "biz_members")
    assert app.count(halls) == 8
    assert app.count(members) == 2
    app.run("pnpm", "run", "db:seed")
    assert app.count(halls) == 8, "what is there already stays"
    # A row of every table is made for somebody, and looked for by somebody else.
    app.run("node_modules/.bin/vitest", "run", "--project", "api", "row-level-security")
    tested = ["src/domains"] if small else ["src/domains/scheduling", "src/domains/resources"]
    app.run("node_modules/.bin/vitest", "run", "--project", "unit", *tested)
