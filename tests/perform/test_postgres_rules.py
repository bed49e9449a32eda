"""What version 1.1.0 of the plan language adds, on a real PostgreSQL: constraints, lookups, ledgers, tenants, and how they come and go."""

from __future__ import annotations

import pytest
from psycopg import errors

from appfactory.compile.database.migration import SchemaComparison, baseline_sql, next_migration
from appfactory.compile.plan.validate import validate
from appfactory.compile.resolve import resolve
from appfactory.model.database import Database
from appfactory.model.finding import has_errors
from appfactory.perform.postgres.connection import connect, run_script, scratch_database
from appfactory.perform.postgres.migrations import MigrationFile
from appfactory.perform.postgres.planning import plan_changes
from appfactory.perform.postgres.server import Server

pytestmark = pytest.mark.postgres

PLAN = """
version: "1.1.0"
project: { name: studio, stack: nextjs-15, packageManager: pnpm, runtime: node }
targets: { infra: vercel, database: local-postgres, auth: authjs }
components:
  pages: [{ name: Home, route: /, layout: marketing }]
  ui: []
  domains:
    - name: studio
      enumerations: [{ name: State, values: [live, over], description: "Whether it still counts." }]
      entities:
        - name: Team
          internal: true
          fields: [{ name: id, type: uuid }, { name: name, type: string(80), description: "What it says on the door.", synonyms: [title] }]
        - name: Room
          internal: true
          description: "A place with a door."
          synonyms: [hall, cabin]
          fields:
            - { name: id, type: uuid }
            - { name: teamId, type: fk(Team.id), index: true }
            - { name: number, type: int }
            - { name: size, type: int, default: 1 }
            - { name: isMain, type: bool, default: false }
          uniques: [{ fields: [teamId, number] }, { fields: [teamId], where: isMain }]
          checks: [{ name: sensible, check: "size > 0 and number <> size" }]
        - name: Stay
          internal: true
          fields:
            - { name: id, type: uuid }
            - { name: teamId, type: fk(Team.id), index: true }
            - { name: roomId, type: fk(Room.id), index: true, nullable: true }
            - { name: isAlone, type: bool, nullable: true, lookup: { through: roomId, value: "size = 1" } }
            - { name: state, type: enum(State), default: live }
            - { name: arrivesOn, type: date, nullable: true }
            - { name: leavesOn, type: date, nullable: true }
          exclusions: [{ equal: [roomId], from: arrivesOn, until: leavesOn, where: "isAlone and state = 'live'" }]
        - name: Entry
          internal: true
          ledger: true
          fields: [{ name: id, type: uuid }, { name: teamId, type: fk(Team.id), index: true }, { name: amount, type: int }]
      operations: []
api: { routes: [] }
database: { source: fromEntities, tenancy: { field: teamId, claim: team } }
integrations: {}
testing: { unit: [], e2e: playwright, gherkinFrom: none }
rollout: { featureFlags: [], stages: [100] }
"""
TEAM, OTHER, ROOM = (f"00000000-0000-0000-0000-00000000000{number}" for number in (1, 2, 3))


def schema(text: str) -> Database:
    findings, read = validate(text, "x")
    assert not has_errors(findings), findings
    spec, findings = resolve(read, None)
    assert spec is not None, findings
    return spec.database


def test_rules_of_rows(server: Server) -> None:
    with scratch_database(server) as url, connect(url) as connection:
        run_script(connection, baseline_sql(schema(PLAN)))
        connection.execute("insert into teams (id, name) values (%s, 'A'), (%s, 'B')", (TEAM, OTHER))
        room = "insert into rooms (id, team_id, number, size, is_main) values (coalesce(%s, gen_random_uuid()), %s, %s, %s, %s)"
        connection.execute(room, (ROOM, TEAM, 5, 1, True))
        for error, values in (
            (errors.UniqueViolation, (None, TEAM, 5, 2, False)), (errors.UniqueViolation, (None, TEAM, 6, 2, True)),
            (errors.CheckViolation, (None, TEAM, 7, 7, False)),
        ):  # fmt: skip
            with pytest.raises(error):
                connection.execute(room, values)
        connection.execute(room, (None, TEAM, 6, 2, False))
        stay = "insert into stays (team_id, room_id, arrives_on, leaves_on) values (%s, %s, %s, %s)"
        connection.execute(stay, (TEAM, ROOM, "2026-01-01", "2026-01-05"))
        connection.execute(stay, (TEAM, ROOM, "2026-01-05", "2026-01-06"))
        connection.execute(stay, (TEAM, ROOM, None, None))
        connection.execute(stay, (TEAM, None, "2026-01-01", "2026-01-05"))
        with pytest.raises(errors.ExclusionViolation, match="stays_overlap"):
            connection.execute(stay, (TEAM, ROOM, "2026-01-04", "2026-01-09"))
        with pytest.raises(errors.CheckViolation):
            connection.execute(stay, (TEAM, ROOM, "2026-03-04", "2026-03-01"))
        with pytest.raises(errors.ForeignKeyViolation, match="stays_room_id_fkey"):
            connection.execute(stay, (OTHER, ROOM, "2027-01-04", "2027-01-09"))
        connection.execute("update rooms set size = 3")
        connection.execute(stay, (TEAM, ROOM, "2026-01-04", "2026-01-09"))
        connection.execute("update stays set state = 'over' where leaves_on = '2026-01-05'")
        with pytest.raises(errors.ExclusionViolation, match="stays_overlap"):
            connection.execute("update rooms set size = 1")


def test_rules_come_and_go_with_the_plan(server: Server) -> None:
    files: list[MigrationFile] = []

    def migrated(text: str) -> str:
        desired = schema(text)
        planned = plan_changes(server, files, baseline_sql(desired), SchemaComparison())
        assert planned.findings == ()
        migration = next_migration([(file.name, file.sql) for file in files], desired, planned.changes)
        if migration is None:
            return ""
        files.append(MigrationFile(migration.name, migration.sql))
        return migration.sql

    without = PLAN.replace("          ledger: true\n", "").replace(', lookup: { through: roomId, value: "size = 1" }', "")
    assert "only_added" in migrated(PLAN)
    assert migrated(PLAN) == ""
    assert "drop routine app.refuse_ledger_change() cascade" in migrated(without)
    again = migrated(PLAN)
    assert "only_added" in again
    assert "look_up_is_alone" in again
    assert migrated(PLAN) == ""
    untenanted = migrated(PLAN.replace(", tenancy: { field: teamId, claim: team }", ""))
    assert "drop routine app.tenant_ids()" in untenanted
    with scratch_database(server) as url, connect(url) as connection:
        for file in files:
            run_script(connection, file.sql)


def test_texts_that_would_harm_if_they_were_pasted(server: Server) -> None:
    nasty = """*/ $$ $body1$ \'; drop table rooms; -- """
    text = (
        PLAN.replace('description: "A place with a door."', f'description: "{nasty}"')
        .replace('value: "size = 1"', f'value: "size = 1 or number::text = $${nasty.replace("$", "").replace(chr(39), "")}$$ -- one"')
        .replace("where: isMain }", 'where: "isMain -- the main one" }')
        .replace("isAlone and state = 'live'", "isAlone and state = 'live' -- as long as it lasts")
        .replace("number <> size", "number <> size -- why not")
    )
    assert text.count("--") >= 6
    with scratch_database(server) as url, connect(url) as connection:
        run_script(connection, baseline_sql(schema(text)))
        row = connection.execute("select obj_description('public.rooms'::regclass)").fetchone()
        assert row is not None
        assert row[0].startswith(nasty.strip())
