"""Drizzle's and Prisma's schemas, checked by TypeScript's compiler and Prisma's own parser."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from appfactory.compile.database.desired import desired_database
from appfactory.compile.database.drizzle import drizzle_schema
from appfactory.compile.database.prisma import prisma_schema
from appfactory.compile.database.sql_reader import read_sql
from appfactory.compile.naming import names_of, plural_names, singular_names
from appfactory.model import spec as model
from appfactory.model.database import Database

ODD = """
create type mood as enum ('a b', '', '1', 'class'); create type "Mixed Case" as enum ('x');
create domain email as text; create extension citext;
create table a (id serial, b int not null, c citext, d tsvector, e inet, f interval, g char(3), h varchar, i timestamp(3), j timetz, k float8[],
  l mood[] default '{}', primary key (id, b), unique (b, c), m numeric(5),
  n int generated always as (b * 2) stored, o bytea, p text default '`${x}\\');
create table "relations" (x int, y int, foreign key (x, y) references a (id, b) on delete cascade,
  p uuid references users (id), q uuid references users (id));
create table "sql" ("class" int primary key, "my col" text unique, m mood default '1', "default" "Mixed Case");
create table egg (id uuid primary key, hen uuid not null); create table hen (id uuid primary key references egg (id), "2nd" uuid references hen (id));
alter table egg add foreign key (hen) references hen (id);
comment on table a is 'Ends */ early';
"""


def field(name: str, kind: model.FieldType, **more: object) -> model.FieldSpec:
    return model.FieldSpec(names_of(name), names_of(name).snake, kind, **more)  # type: ignore[arg-type]


def entity(name: str, *fields: model.FieldSpec) -> model.Entity:
    key = field("id", model.FieldType("bigint"), unique=True, supplied=True)
    return model.Entity(singular_names(name), plural_names(name), "d", plural_names(name).snake, (key, *fields), "id")


def plan() -> model.AppSpec:
    """Entities that point at each other, at themselves and twice at one other; names that mean something to TypeScript."""

    def to(name: str) -> model.FieldType:
        return model.FieldType("fk", reference=model.Reference(plural_names(name).snake, "id", name), target="bigint")

    kinds: tuple[model.Scalar, ...] = ("string", "text", "int", "bigint", "decimal", "bool", "date", "time", "datetime", "json", "uuid")
    every = [field(f"the{kind}", model.FieldType(kind, array=array)) for kind in kinds for array in (False,)]
    every += [field(f"many{kind}", model.FieldType(kind, array=True), nullable=True) for kind in kinds]
    folder = entity("Folder", field("parentId", to("Folder"), nullable=True), field("first", to("Class")), field("second", to("Class")), *every)
    klass = entity(
        "Class", field("folderId", to("Folder"), unique=True), field("state", model.FieldType("enum", enum="State"), has_default=True, default="b")
    )
    states = model.EnumSpec(names_of("State"), "state", ("a", "b"), ("A", "B"))
    return model.AppSpec(
        "0" * 64, "1.0.0", model.Project("p", "p", "P", "nextjs-15", "pnpm", "node"),
        model.Targets("none", "supabase", "clerk", "none", "none", "none"), (), (), (), (),
        (folder, klass), (states,), (), (), Database(), "", model.Integrations(), model.Testing(), model.Rollout((), ()),
    )  # fmt: skip


def schemas() -> dict[str, tuple[Database, model.AppSpec]]:
    written, findings = read_sql(ODD)
    assert [finding for finding in findings if finding.severity == "error"] == []
    empty = model.AppSpec(
        "0" * 64, "1.0.0", plan().project, plan().targets, (), (), (), (), (), (), (), (), Database(), "",
        model.Integrations(), model.Testing(), model.Rollout((), ()),
    )  # fmt: skip
    return {"odd": (desired_database(empty, written), empty), "plan": (desired_database(plan(), None), plan())}


def test_names_follow_the_entities() -> None:
    text = drizzle_schema(*schemas()["plan"])
    assert 'export const folders = pg.pgTable("folders", {' in text
    assert '  id: pg.bigint("id", { mode: "bigint" }).primaryKey().generatedByDefaultAsIdentity(),' in text
    assert '  parentId: pg.bigint("parent_id", { mode: "bigint" }).references((): pg.AnyPgColumn => folders.id, { onDelete: "set null" }),' in text
    assert '  state: state("state").notNull().default("b"),' in text
    assert "export const users = " in text
    assert "rate_limits" not in text


def test_texts_can_not_leave_their_place() -> None:
    text = drizzle_schema(*schemas()["odd"])
    assert "\\`\\${x}" in text
    assert "/** Ends * / early */" in text


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with TypeScript, Drizzle and Prisma's parser, at the versions that the apps have."""
    folder = tmp_path_factory.mktemp("emitters")
    dependencies = {"drizzle-orm": "0.45.0", "typescript": "5.9.3", "pg": "8.16.3", "@types/pg": "8.15.5", "@prisma/internals": "6.19.0"}
    (folder / "package.json").write_text(json.dumps({"name": "emitters", "private": True, "type": "module", "dependencies": dependencies}))
    pnpm = shutil.which("pnpm")
    assert pnpm is not None, "pnpm is missing: run make setup"
    subprocess.run([pnpm, "install", "--ignore-scripts", "--silent"], cwd=folder, check=True, timeout=300)
    return folder


@pytest.mark.node
def test_the_drizzle_schema_compiles_strictly(workshop: Path) -> None:
    for name, (database, spec) in schemas().items():
        (workshop / f"{name}.ts").write_text(drizzle_schema(database, spec))
    (workshop / "use.ts").write_text(
        'import { drizzle } from "drizzle-orm/node-postgres";\nimport { eq } from "drizzle-orm";\nimport * as schema from "./plan";\n'
        "const database = drizzle({} as never, { schema });\n"
        "export const folder = await database.query.folders\n"
        "  .findFirst({ with: { parent: true, classesByFolder: true }, where: eq(schema.folders.id, 1n) });\n"
        "export const kinds: [bigint, string, Date, boolean] | undefined ="
        " folder && [folder.thebigint, folder.thedecimal, folder.thedatetime, folder.thebool];\n"
        "await database.insert(schema.classes).values({ folderId: 1n });\n"
    )
    options = {
        "strict": True, "noEmit": True, "module": "esnext", "moduleResolution": "bundler", "target": "es2022", "skipLibCheck": True,
        "noUncheckedIndexedAccess": True, "noUnusedLocals": True, "types": [],
    }  # fmt: skip
    (workshop / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "include": ["*.ts"]}))
    outcome = subprocess.run(["node_modules/.bin/tsc", "-p", "."], cwd=workshop, capture_output=True, text=True, check=False, timeout=120)
    assert outcome.stdout == ""
    assert outcome.returncode == 0


@pytest.mark.node
def test_the_prisma_schema_is_one_to_prisma(workshop: Path) -> None:
    for name, (database, spec) in schemas().items():
        (workshop / f"{name}.prisma").write_text(prisma_schema(database, spec))
        script = (
            'import internals from "@prisma/internals"; import { readFileSync } from "node:fs";'
            f'const read = await internals.getDMMF({{ datamodel: readFileSync("{name}.prisma", "utf8") }});'
            "console.log(JSON.stringify(read.datamodel.models.map(({ name, dbName, fields }) => [dbName ?? name, fields.length])));"
        )
        outcome = subprocess.run(
            ["node", "--input-type=module", "-e", script], cwd=workshop, capture_output=True, text=True, check=False, timeout=120
        )
        assert outcome.returncode == 0, outcome.stderr
        models = {model_name for model_name, _ in json.loads(outcome.stdout)}
        assert models | {"relations"} == {table.name for table in database.tables if table.schema == "public"} | {"relations"}
