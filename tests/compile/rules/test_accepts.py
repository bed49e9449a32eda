"""What is right is not complained about: types, defaults, outputs, references in every form that the language allows."""

from __future__ import annotations

from pathlib import Path

import pytest

from appfactory.compile.plan.validate import validate

MINIMAL = (Path(__file__).parents[2] / "fixtures" / "minimal.yaml").read_text()
TITLE = "{ name: title, type: string(200) }"


def errors(text: str) -> list[str]:
    findings, _ = validate(text, "x", None, prd=True)
    return [f"{finding.code}: {finding.message}" for finding in findings if finding.severity == "error"]


@pytest.mark.parametrize(
    "field",
    [
        "type: bool, default: false",
        "type: int, default: 0",
        "type: int, default: -2147483648",
        "type: int, default: 3.0",
        "type: bigint, default: 9223372036854775807",
        'type: "decimal(10,2)", default: 0',
        'type: "decimal(10,2)", default: "99999999.99"',
        'type: "decimal(3,3)", default: 0.125',
        'type: string(5), default: "12345"',
        'type: text, default: ""',
        "type: date, default: today",
        "type: date, default: 2027-01-31",
        "type: time, default: 18:30",
        'type: datetime, default: "now()"',
        'type: datetime, default: "2027-01-31T18:30:00Z"',
        'type: json, default: "{}"',
        'type: "string[]", default: "[]"',
        'type: "enum(a|b)[]", default: "{}"',
        'type: uuid, default: "gen_random_uuid()"',
        "type: enum(1|2|3), default: 2",
        "type: enum(BookStatus), default: READING",
        "type: enum(Status), default: READING",
        "type: int, nullable: true, default: null",
        'type: ksuid(bk), nullable: true, check: "extra is not null"',
        "type: int, check: \"extra between 1 and 5 and title <> ''\"",
        "type: fk(Book.id), nullable: true, index: true",
        "type: fk(books.id), nullable: true, index: true",
        "type: fk(users.id), nullable: true, index: true",
    ],
)
def test_fields(field: str) -> None:
    assert errors(MINIMAL.replace(TITLE, f"{TITLE}\n            - {{ name: extra, {field} }}")) == []


@pytest.mark.parametrize("output", ["Book", "Book[]", "Page<Book>", "BookList", "books", "BookDto", "void", "none", "bool", "ReadingStatistics"])
def test_outputs(output: str) -> None:
    assert errors(MINIMAL.replace("output: Book\n", f'output: "{output}"\n', 1)) == []


@pytest.mark.parametrize("name", ["class", "order", "select", "user", "default", "type", "desc", "table", "toString", "über_alles"])
def test_names_that_mean_something_elsewhere(name: str) -> None:
    found = errors(MINIMAL.replace("name: title, type", f"name: {name}, type").replace("input: { title:", f"input: {{ {name}:"))
    assert found == [] if name.isascii() else found


def test_texts_that_would_harm_if_they_were_pasted() -> None:
    nasty = '*/ `${process.exit()}` \\"\\"\\" {{ }} </script> \'; DROP TABLE users; -- $(reboot)'
    assert errors(MINIMAL.replace("name: Books", f'name: "{nasty}"')) == []


def test_a_composite_unique_index_and_one_that_makes_a_field_a_key() -> None:
    text = MINIMAL.replace(
        "source: fromEntities",
        "source: fromEntities\n  indexes:\n    - { table: Book, columns: [title], unique: true }\n    - { table: books, columns: [user_id, status] }",
    )
    assert errors(text.replace(TITLE, f"{TITLE}\n            - {{ name: sequel, type: fk(Book.title), nullable: true, index: true }}")) == []


def test_policies_with_subqueries_and_functions_of_the_platform() -> None:
    using = "exists (select 1 from users u where u.id = user_id) or app.is_admin() or auth.jwt()->>'sub' = 'x'"
    assert (
        errors(MINIMAL.replace("source: fromEntities", f'source: fromEntities\n  policies:\n    - {{ entity: Book, policy: own, using: "{using}" }}'))
        == []
    )


def test_every_provider_at_once() -> None:
    text = (
        MINIMAL.replace("database: local-postgres", "database: supabase")
        .replace("auth: authjs", "auth: clerk\n  payments: stripe\n  email: postmark\n  storage: none")
        .replace(
            "integrations: {}",
            """integrations:
  supabase: { projectRef: abc, edgeFunctions: [notify-readers] }
  clerk: { roles: [user, admin], protectedRoutes: ["/books", "/api/*", "/books/(.*)"] }
  stripe: { products: ["Monthly membership", reservation-deposit], webhooks: [checkout.session.completed] }
  email: { provider: postmark, templates: [new-book] }""",
        )
        .replace("output: Book\n", "output: Book\n          sideEffects: [send-email, 'send-email:new-book', stripe-charge, notify-readers]\n", 1)
    )
    assert errors(text) == []
