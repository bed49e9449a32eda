"""What is lacking becomes a change of the plan that can be read, and gives the schema what was lacking."""

from __future__ import annotations

from pathlib import Path

import pytest

from appfactory.compile.plan.validate import validate
from appfactory.compile.resolve import resolve
from appfactory.contract.model.verdict import Gap, GapColumn
from appfactory.contract.packs.repair import Proposal, propose
from appfactory.model.finding import has_errors
from appfactory.model.spec import AppSpec
from appfactory.perform.library import default_library, read_library

ROOT = Path(__file__).parents[3]
LIBRARY = read_library(default_library())[0]


def resolved(text: str) -> AppSpec:
    findings, read = validate(text, "buildplan.yaml", LIBRARY)
    assert not has_errors(findings), findings
    spec, findings = resolve(read, LIBRARY)
    assert not has_errors(findings), findings
    return spec


def proposed(text: str, *gaps: Gap) -> Proposal:
    return propose(text, "buildplan.yaml", resolved(text), gaps)


def lead(**more: GapColumn) -> Gap:
    return Gap(
        "table", "leads", (GapColumn("id", "text"), GapColumn("score", "integer"), GapColumn("starts_at", "timestamp with time zone"), *more.values())
    )


@pytest.mark.parametrize(
    ("example", "table", "status"),
    [("bookshop", "orders", "PAUSED"), ("booking-platform", "service_groups", "paused"), ("yoga-studio", "", ""), ("agency-tracker", "", "")],
)
def test_a_proposal_gives_the_schema_what_it_lacks(example: str, table: str, status: str) -> None:
    text = (ROOT / "examples" / example / "buildplan.yaml").read_text()
    gaps = [lead()]
    if table:
        gaps += [
            Gap("column", table, (GapColumn("labels", "text[]"),)),
            Gap("column", table, (GapColumn("lead_id", "text", (), ("leads", "id")),)),
            Gap("column", table, (GapColumn("wrap_cost", "numeric"),)),
            Gap("enum-value", table, (GapColumn("status", "", (status,)),)),
        ]
    proposal = proposed(text, *gaps)
    assert len(proposal.made) == len(gaps)
    assert proposal.left == ()
    changed = resolved(proposal.text)
    leads = changed.database.table("leads")
    assert leads is not None
    assert leads.column("starts_at") is not None
    if table:
        found = changed.database.table(table)
        assert found is not None
        assert all(found.column(name) is not None for name in ("labels", "lead_id", "wrap_cost"))
        assert ("lead_id",) in [key.columns for key in found.foreign_keys]
        assert any(status in enumeration.values for enumeration in changed.database.enumerations)
    kept = [line for line in text.splitlines() if "enum(" not in line and "values:" not in line]
    assert all(line in proposal.text for line in kept)


@pytest.mark.parametrize("example", ["bookshop", "agency-tracker", "yoga-studio"])
def test_fields_of_the_last_entity_of_a_domain_do_not_go_to_the_one_that_is_added_after_it(example: str) -> None:
    text = (ROOT / "examples" / example / "buildplan.yaml").read_text()
    entities = resolved(text).entities
    for last in {entity.domain: entity for entity in entities}.values():
        parent = GapColumn("parent_id", "uuid", (), (last.table, last.key))
        proposal = proposed(text, lead(parent=parent), Gap("column", last.table, (GapColumn("wrap_cost", "numeric"),)))
        found = resolved(proposal.text).database.table(last.table)
        assert found is not None
        assert found.column("wrap_cost") is not None, last.table


def test_a_block_layout_with_comments_is_kept() -> None:
    text = """\
version: "1.0.0"
project: { name: shop, stack: nextjs-15, packageManager: pnpm, runtime: node }
targets: { infra: vercel, database: local-postgres, auth: authjs }
components:
  pages: [{ name: Home, route: /, layout: marketing }]
  ui: []
  domains:
    - name: sales
      entities:
        - name: Order
          # What people buy.
          fields:
            - name: id
              type: uuid
            - name: state  # moves
              type: enum(OPEN|PAID)
              default: OPEN  # at first
        - name: Item
          fields: [{ name: id, type: uuid }, { name: title, type: string(20) }]
      operations: []
api:
  routes: []
database: { source: fromEntities }
integrations: {}
testing: { unit: [], e2e: playwright, gherkinFrom: none }
rollout: { featureFlags: [], stages: [100] }
"""
    proposal = proposed(
        text,
        Gap("column", "orders", (GapColumn("gift_note", "text"),)),
        Gap("column", "items", (GapColumn("weight", "numeric"),)),
        Gap("enum-value", "orders", (GapColumn("state", "", ("LOST", "SENT")),)),
        lead(item=GapColumn("item_id", "uuid", (), ("items", "id"))),
    )
    added = [line for line in proposal.diff.splitlines() if line.startswith("+") and not line.startswith("+++")]
    assert added == [
        "+              type: enum(OPEN|PAID|LOST|SENT)",
        "+            - { name: giftNote, type: text, nullable: true }",
        '+          fields: [{ name: id, type: uuid }, { name: title, type: string(20) }, { name: weight, type: "decimal(12,2)", nullable: true }]',
        "+        - name: Lead",
        "+          fields:",
        "+            - { name: id, type: uuid }",
        "+            - { name: score, type: int, nullable: true }",
        "+            - { name: startsAt, type: datetime, nullable: true }",
        "+            - { name: itemId, type: fk(Item.id), nullable: true }",
    ]


def test_a_new_entity_has_the_keys_that_steps_give_it() -> None:
    text = (ROOT / "examples" / "booking-platform" / "buildplan.yaml").read_text()
    own, taken = "lea_2f9kAbCdEfGhIjKlMnOpQrStUvW", "biz_2f9kAbCdEfGhIjKlMnOpQrStUvW"
    for values, prefix in (((own,), "lea"), ((taken,), "dea"), ((own, taken), "dea"), (("d-1",), "dea"), ((), "dea")):
        proposal = proposed(text, Gap("table", "dealers", (GapColumn("id", "text", values), GapColumn("name", "text"))))
        assert f"+            - {{ name: id, type: ksuid({prefix}) }}" in proposal.diff


def test_what_a_person_has_to_decide_is_left() -> None:
    text = (ROOT / "examples" / "bookshop" / "buildplan.yaml").read_text()
    proposal = proposed(
        text,
        Gap("column", "orders", (GapColumn("statu", "text"),), nearest=("status",)),
        Gap("missing-parent", "orders", (GapColumn("book_id", "", ("x",)),), parent=("books", "id")),
        Gap("column", "nowhere", (GapColumn("x", "text"),)),
        Gap("enum-value", "orders", (GapColumn("status", "", ("a|b",)),)),
    )
    assert (proposal.text, proposal.diff, proposal.made) == (text, "", ())
    assert len(proposal.left) == 4
