from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appfactory.compile.database.expressions import check_expression, policy_expression
from appfactory.compile.database.identifiers import literal
from appfactory.compile.database.rewriting import rename_columns, rewrite_function_calls

COLUMNS = {"seats": "integer", "name": "text", "open": "boolean", "partySize": "integer"}
UID = {"auth.uid()": "(select app.current_user_id())"}


@pytest.mark.parametrize(
    "expression",
    [
        "seats > 0", "seats between 1 and 3", "name in ('a', 'b')", "name ~ '^a'", "length(name) > 3 -- long enough", "open", "true", "not open",
        "partySize > 0", '"partySize" > 0', "coalesce(seats, 0) >= 0", "seats is not null and (open or seats > 1)", "upper(name) = name",
        "case when open then seats > 0 else true end", "seats > 0 /* ) */", "name <> ');--'", "seats::numeric > 1.5",
    ],
)  # fmt: skip
def test_conditions_over_the_entity(expression: str) -> None:
    assert check_expression(expression, COLUMNS) is None


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("seats > ", "check-syntax"), ("seats", "check-not-boolean"), ("seats + 1", "check-not-boolean"), ("'x'", "check-not-boolean"),
        ("seats > (select 1)", "check-subquery"), ("exists (select 1)", "check-subquery"), ("pg_sleep(9) is null", "check-function"),
        ("count(*) > 1", "check-function"), ("other > 1", "check-column"), ("public.t.other > 1", "check-column"), ("seats > $1", "check-syntax"),
        ("seats > 0) or (1 = 1", "check-syntax"), ("seats > 0; drop table t", "check-syntax"), ("1 = 1 from t", "check-syntax"),
        ("true union select true", "check-syntax"), ("true, true", "check-syntax"), ("true as x", "check-syntax"), ("", "check-syntax"),
        ("true\0", "check-syntax"), ("(" * 30000 + "true" + ")" * 30000, "check-syntax"), ("not " * 200 + "open", "check-syntax"),
        ("true into outfile", "check-syntax"), ("true limit 1", "check-syntax"), ("pg_catalog.pg_read_file('/x') = ''", "check-function"),
    ],
)  # fmt: skip
def test_what_is_no_condition(expression: str, code: str) -> None:
    finding = check_expression(expression, COLUMNS)
    assert finding is not None
    assert finding.code == code


@given(st.text(max_size=60))
def test_any_text_is_judged_without_a_crash(text: str) -> None:
    check_expression(text, COLUMNS)
    rename_columns(text, {"seats": "places"})
    rewrite_function_calls(text, UID)


def test_policies_may_ask_who_and_look_elsewhere() -> None:
    assert policy_expression("user_id = auth.uid()", ["user_id"]) is None
    assert policy_expression("exists (select 1 from t where t.x = id)", ["id"]) is None
    assert policy_expression("auth.jwt() ->> 'user_role' = 'admin'", []) is None
    assert policy_expression("mine(id)", ["id"], functions=["mine"]) is None
    assert policy_expression("owner = auth.uid()", ["user_id"]).code == "policy-column"  # type: ignore[union-attr]
    assert policy_expression("pg_terminate_backend(1)", []).code == "policy-function"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("create policy p on t using (u = auth.uid())", "create policy p on t using (u = (select app.current_user_id()))"),
        ("create policy p on t using (u = (select auth.uid()))", "create policy p on t using (u = (select app.current_user_id()))"),
        ("select AUTH . uid /* auth.uid() */ (\n) -- auth.uid()", "select (select app.current_user_id()) -- auth.uid()"),
        ("select 'auth.uid()', \"auth.uid()\", $$auth.uid()$$", "select 'auth.uid()', \"auth.uid()\", $$auth.uid()$$"),
        ("select 'é', auth.uid(), 'ü', auth.uid()", "select 'é', (select app.current_user_id()), 'ü', (select app.current_user_id())"),
        ("select x.auth.uid(), auth.uid(1), uid()", "select x.auth.uid(), auth.uid(1), uid()"),
        ("this is no sql auth.uid()", "this is no sql auth.uid()"),
        (
            "create function f() returns uuid language plpgsql as $$ begin return auth.uid(); -- auth.uid()\n end $$",
            "create function f() returns uuid language plpgsql as $$ begin return (select app.current_user_id()); -- auth.uid()\n end $$",
        ),
    ],
)
def test_calls_are_replaced_and_nothing_else(before: str, after: str) -> None:
    assert rewrite_function_calls(before, UID) == after


@given(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
)
def test_constants_around_a_call_survive(left: str, right: str) -> None:
    sql = f"select {literal(left)}, auth.uid(), {literal(right)}"
    assert rewrite_function_calls(sql, UID) == sql.replace(", auth.uid(),", ", (select app.current_user_id()),", 1) or "auth.uid()" in left


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("partySize > 0", "party_size > 0"), ("PARTYSIZE > 0 and note <> 'partySize'", "party_size > 0 and note <> 'partySize'"),
        ('"partySize" > t.partySize', "party_size > t.party_size"), ('"partysize" > 0', '"partysize" > 0'),
        ("partySize(partySize) > 0 /* partySize */", "partySize(party_size) > 0 /* partySize */"), ("no sql at", "no sql at"),
        ("orderBy > 0", '"order" > 0'),
    ],
)  # fmt: skip
def test_fields_become_columns(before: str, after: str) -> None:
    assert rename_columns(before, {"partySize": "party_size", "orderBy": "order"}) == after
