from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appfactory.compile.types import FORMS, ParsedType, TypeProblem, parse_type
from appfactory.model.spec import FieldType, Reference


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("uuid", ParsedType(FieldType("uuid"))),
        ("ksuid(usr)", ParsedType(FieldType("ksuid", prefix="usr"))),
        ("string", ParsedType(FieldType("string"))),
        ("string(80)", ParsedType(FieldType("string", length=80))),
        ("string[]", ParsedType(FieldType("string", array=True))),
        ("string(80)[]?", ParsedType(FieldType("string", array=True, length=80), optional=True)),
        ("decimal(10, 2)", ParsedType(FieldType("decimal", precision=10, scale=2))),
        ("enum(Status)", ParsedType(FieldType("enum", enum="Status"))),
        ("enum( A | B )", ParsedType(FieldType("enum"), values=("A", "B"))),
        ("enum(fermé|größer als|中)", ParsedType(FieldType("enum"), values=("fermé", "größer als", "中"))),
        ("enum(in-progress|done)[]", ParsedType(FieldType("enum", array=True), values=("in-progress", "done"))),
        ("fk(users.id)", ParsedType(FieldType("fk", reference=Reference("users", "id")))),
        ("int?", ParsedType(FieldType("int"), optional=True)),
        (" datetime ", ParsedType(FieldType("datetime"))),
    ],
)
def test_reads(text: str, expected: ParsedType) -> None:
    assert parse_type(text) == expected


@pytest.mark.parametrize(
    ("text", "code", "suggestion"),
    [
        ("", "type-unknown", ""),
        ("integer", "type-unknown", "int"),
        ("Boolean[]", "type-unknown", "bool[]"),
        ("UUID", "type-unknown", "uuid"),
        ("datetme", "type-unknown", "datetime"),
        ("decimall(10,2)", "type-unknown", "decimal(10,2)"),
        ("varchar(80)", "type-unknown", "string(80)"),
        ("numeric(12, 4)[]", "type-unknown", "decimal(12, 4)[]"),
        ("varchar(x)", "type-unknown", "string"),
        ("xyzzy", "type-unknown", ""),
        ("timestamp", "type-unknown", "datetime"),
        ("decimal", "type-parameters", "decimal(10,2)"),
        ("decimal(2,10)", "type-parameters", "decimal(10,2)"),
        ("decimal(٣,٢)", "type-parameters", "decimal(10,2)"),
        ("string(0)", "type-parameters", "text"),
        ("string(99999999999999999999999)", "type-parameters", "text"),
        ("enum()", "type-parameters", ""),
        ("enum(A,B)", "type-parameters", "enum(A|B)"),
        ("enum(A||B)", "type-parameters", ""),
        ("enum(A|A)", "type-parameters", ""),
        ("enum(a|A)", "type-parameters", ""),
        ("fk(Table)", "type-parameters", "fk(Table.id)"),
        ("fk(a.b.c)", "type-parameters", ""),
        ("fk(Tag.id)[]", "type-array-of-references", ""),
        ("int?[]", "type-parameters", "int[]?"),
        ("int[][]", "type-parameters", ""),
        ("[int]", "type-parameters", "int[]"),
        ("int(4)", "type-parameters", "int"),
        ("ksuid", "type-parameters", "ksuid(usr)"),
        ("string(", "type-parameters", ""),
    ],
)
def test_refuses(text: str, code: str, suggestion: str) -> None:
    problem = parse_type(text)
    assert isinstance(problem, TypeProblem)
    assert (problem.code, problem.suggestion) == (code, suggestion)
    assert problem.message
    assert problem.hint


def test_every_form_that_the_hint_lists_is_read() -> None:
    for form in FORMS:
        concrete = form.replace("(n)", "(12)").replace("(p,s)", "(10,2)")
        assert isinstance(parse_type(concrete), ParsedType), form


@given(st.text())
def test_never_fails_on_any_text(text: str) -> None:
    assert isinstance(parse_type(text), ParsedType | TypeProblem)
