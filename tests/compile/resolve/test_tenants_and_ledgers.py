"""What the resolver makes of tenants, ledgers, lookups, shared enumerations and descriptions."""

from __future__ import annotations

from appfactory.compile.database.comments import comment_parts, comment_text
from appfactory.compile.plan.reader import read_plan
from appfactory.compile.plan.validate import validate
from appfactory.compile.resolve import resolve
from appfactory.model.finding import Finding, has_errors
from appfactory.model.spec import AppSpec, Insert

PLAN = """
version: "1.1.0"
project: { name: studio, stack: nextjs-15, packageManager: pnpm, runtime: node }
targets: { infra: vercel, database: local-postgres, auth: authjs }
components:
  pages: [{ name: Home, route: /, layout: marketing }, { name: Rooms, route: /rooms, layout: app }]
  ui: []
  domains:
    - name: studio
      enumerations: [{ name: State, values: [live, over], description: "Whether it still counts." }]
      entities:
        - name: Team
          internal: true
          fields: [{ name: id, type: uuid }, { name: name, type: string(80) }]
        - name: Room
          description: "A place with a door."
          synonyms: [hall, cabin]
          fields:
            - { name: id, type: uuid }
            - { name: teamId, type: fk(Team.id), index: true }
            - { name: keeperUserId, type: fk(users.id), index: true }
            - { name: state, type: enum(State), default: live }
            - { name: size, type: int, default: 1, description: "How many fit in.", synonyms: [capacity] }
        - name: Use
          internal: true
          fields:
            - { name: id, type: uuid }
            - { name: teamId, type: fk(Team.id), index: true }
            - { name: roomId, type: fk(Room.id), index: true }
            - { name: isAlone, type: bool, lookup: { through: roomId, value: "size = 1" } }
            - { name: state, type: enum(State), default: live }
            - { name: startsAt, type: datetime }
            - { name: endsAt, type: datetime }
          exclusions: [{ equal: [roomId], from: startsAt, until: endsAt, where: isAlone }]
        - name: Entry
          internal: true
          ledger: true
          fields: [{ name: id, type: uuid }, { name: teamId, type: fk(Team.id), index: true }, { name: amount, type: int }]
      operations:
        - { name: listRooms, kind: query, input: {}, output: "Room[]" }
        - { name: bookUse, description: "Takes a room.", kind: command, input: INPUT, output: Use }
        - { name: addEntry, kind: command, input: { teamId: "fk(Team.id)", amount: int }, output: Entry }
api:
  routes:
    - { method: GET, path: /api/rooms, operation: studio.listRooms }
    - { method: POST, path: /api/uses, operation: studio.bookUse }
    - { method: POST, path: /api/entries, operation: studio.addEntry }
database: { source: fromEntities, tenancy: { field: team_id, claim: team } }
integrations: {}
testing: { unit: [], e2e: playwright, gherkinFrom: none }
rollout: { featureFlags: [], stages: [100] }
""".replace("INPUT", '{ teamId: "fk(Team.id)", roomId: "fk(Room.id)", startsAt: datetime, endsAt: datetime }')


def resolved(text: str = PLAN) -> AppSpec:
    findings, read = validate(text, "x")
    assert [finding for finding in findings if finding.severity != "info"] == []
    spec, found = resolve(read, None)
    assert spec is not None, found
    return spec


def refused(text: str) -> tuple[Finding, ...]:
    spec, findings = resolve(read_plan(text, "x"), None)
    assert spec is None
    assert has_errors(findings)
    return findings


def test_rows_of_a_tenant_have_no_owner() -> None:
    room = resolved().entity("Room")
    assert (room.tenant, room.owner, room.access) == ("teamId", "", "shared")


def test_one_enumeration_for_several_fields() -> None:
    spec = resolved()
    assert [(item.names.source, item.database_type, item.values, item.description) for item in spec.enumerations] == [
        ("State", "state", ("live", "over"), "Whether it still counts.")
    ]
    assert {spec.entity(name).field("state").type.enum for name in ("Room", "Use")} == {"State"}


def test_what_the_plan_says_of_things_becomes_their_comment() -> None:
    table = resolved().database.table("rooms")
    assert table is not None
    size = table.column("size")
    assert size is not None
    assert comment_parts(table.comment) == ("A place with a door.", ("hall", "cabin"))
    assert comment_parts(size.comment) == ("How many fit in.", ("capacity",))
    assert comment_parts(comment_text("", ("hall",))) == ("", ("hall",))
    assert comment_parts("Made by somebody else.\nIn two lines.") == ("Made by somebody else.\nIn two lines.", ())
    assert resolved().operation("studio.bookUse").description == "Takes a room."


def test_what_is_looked_up_needs_no_input_and_what_is_said_is_not_inferred() -> None:
    meaning = resolved().operation("studio.bookUse").meaning
    assert isinstance(meaning, Insert)
    assert meaning.allocation is None
    table = resolved().database.table("uses")
    assert table is not None
    assert [exclusion.name for exclusion in table.exclusions] == ["uses_overlap"]


def test_a_ledger_has_no_policy_for_changes() -> None:
    table = resolved().database.table("entries")
    assert table is not None
    assert {policy.action for policy in table.policies} == {"SELECT", "INSERT"}


def test_no_operation_changes_a_ledger() -> None:
    for name, given in (("deleteEntry", "{ id: uuid }"), ("updateEntry", "{ id: uuid, amount: int }")):
        changed = PLAN.replace("name: addEntry", f"name: {name}").replace('{ teamId: "fk(Team.id)", amount: int }', given)
        (finding,) = refused(changed.replace("studio.addEntry", f"studio.{name}"))
        assert finding.code == "ledger-changed"


def test_a_plans_own_policies_stay_inside_the_tenant() -> None:
    own = 'policies: [{ entity: Room, policy: small, action: SELECT, using: "size < 9" }], tenancy:'
    table = resolved(PLAN.replace("tenancy:", own)).database.table("rooms")
    assert table is not None
    assert [(policy.name, policy.permissive) for policy in table.policies] == [("small", True), ("tenant_boundary", False)]
    for_admins = PLAN.replace("tenancy:", own).replace(
        'kind: query, input: {}, output: "Room[]"', 'kind: query, input: {}, output: "Room[]", auth: admin'
    )
    table = resolved(for_admins).database.table("rooms")
    assert table is not None
    assert [policy.name for policy in table.policies] == ["small", "admin_access", "tenant_boundary"]
