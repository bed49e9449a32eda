"""Who may open a session: only with a role that owns nothing and that policies bind; who prepares a database, and for whom."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from appfactory.compile.database.prelude import prelude_sql
from appfactory.contract.execution.opening import install
from appfactory.contract.execution.reading import read_catalog, schemas_with_tables
from appfactory.contract.execution.session import Options, open_session
from appfactory.contract.model.request import Query, Request, Scope
from appfactory.perform.postgres.connection import connect, run_script, scratch_database
from appfactory.perform.postgres.server import Server, temporary_server
from appfactory.perform.problem import EnvironmentProblem

pytestmark = pytest.mark.postgres

TABLES = """
create table things (id text primary key, biz_id text not null);
insert into things values ('a', 'one'), ('b', 'two');
"""
PROTECTED = """
alter table things enable row level security;
create policy tenant on things using (biz_id = nullif(current_setting('app.biz_id', true), ''));
"""


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    with scratch_database(server) as url:
        run(url, TABLES)
        yield url


@pytest.fixture
def login(server: Server, database: str) -> Iterator[tuple[str, str]]:
    """The name of a login without any rights, and its URL."""
    name, password = f"login_{secrets.token_hex(4)}", secrets.token_hex(8)
    run(database, f"create role {name} login password '{password}'")
    yield name, server.database_url(database.rpartition("/")[2], name, password)
    run(database, f"drop owned by {name}; drop role {name}")


def run(url: str, sql: str) -> None:
    with connect(url) as connection:
        run_script(connection, sql)


def refused(url: str) -> EnvironmentProblem:
    with pytest.raises(EnvironmentProblem) as caught, open_session(url):
        pass
    return caught.value


def keys(url: str, scope: Scope) -> list[object]:
    with open_session(url) as session:
        return [row["id"] for row in session.execute(Request(Query("things"), scope)).rows]


def test_a_database_has_to_be_prepared_first(database: str) -> None:
    found = refused(database).finding
    assert found.code == "contract-role"
    assert "contract setup" in found.hint
    install(database)
    install(database)
    assert keys(database, Scope("one")) == ["a"]


def test_an_address_that_leads_nowhere_is_told_without_its_password(server: Server) -> None:
    for url in ("postgresql://someone:secret@127.0.0.1:1/x", "nonsense", "postgresql://%zz:secret@host/x"):
        found = refused(url).finding
        assert found.code == "database-unreachable"
        assert "secret" not in str(found)


def test_policies_of_ones_own_settings_hold(database: str) -> None:
    run(database, PROTECTED)
    install(database)
    assert keys(database, Scope("two")) == ["b"]
    with open_session(database) as session:
        assert session.notes == ()


def test_tables_without_policies_are_told(database: str) -> None:
    install(database)
    with open_session(database) as session:
        assert "things" in session.notes[0]


def test_only_the_rights_of_the_app_are_given_where_there_is_an_app(server: Server) -> None:
    with scratch_database(server) as url:
        run(url, prelude_sql())
        run(url, TABLES + "create table secrets (id text primary key); grant select on things to authenticated")
        install(url)
        with open_session(url) as session:
            assert session.execute(Request(Query("things"), Scope("one"))).success
            error = session.execute(Request(Query("secrets"), Scope("one"))).error
            assert error is not None
            assert error.code == "pg-42501"


def test_a_login_needs_the_role_and_nothing_else(database: str, login: tuple[str, str]) -> None:
    name, url = login
    install(database)
    assert "may not become" in refused(url).finding.message
    install(database, login=name)
    assert keys(url, Scope("one")) == ["a"]
    with connect(database) as connection, pytest.raises(EnvironmentProblem):
        install(url)
    assert connection.closed


def test_a_log_of_an_earlier_version_is_told_and_brought_up_to_date(database: str) -> None:
    install(database)
    keys(database, Scope("one"))
    run(database, "alter table app_contract.requests drop column caller; comment on schema app_contract is null")
    found = refused(database).finding
    assert "another version" in found.message
    assert "contract setup" in found.hint
    install(database)
    keys(database, Scope("one"))
    with connect(database) as connection:
        assert connection.execute("select count(*), count(caller) from app_contract.requests").fetchone() == (2, 2)


def test_a_database_is_prepared_by_many_at_once_and_while_requests_run(server: Server, database: str) -> None:
    with scratch_database(server) as other:
        run(other, TABLES)
        with ThreadPoolExecutor(6) as pool:
            assert list(pool.map(install, [database, other] * 6)) == [None] * 12
    with open_session(database) as session, session.transaction() as steps:
        assert steps.execute(Request(Query("things"), Scope("one"))).success
        install(database)


def test_an_unknown_login_is_told(database: str) -> None:
    with pytest.raises(EnvironmentProblem, match="there is no role nobody_known"):
        install(database, login="nobody_known")


@pytest.mark.parametrize(
    ("spoil", "mend", "message"),
    [
        ("alter role contract_agent bypassrls", "alter role contract_agent nobypassrls", "passes by row level security"),
        ("alter role contract_agent superuser", "alter role contract_agent nosuperuser", "passes by row level security"),
        ("alter table things owner to contract_agent", "alter table things owner to current_user", "owns public.things"),
        (
            "create role strong_one bypassrls; grant strong_one to contract_agent with inherit false",
            "revoke strong_one from contract_agent; drop role strong_one",
            "a member of strong_one",
        ),
    ],
)
def test_a_role_that_policies_do_not_bind_is_refused(database: str, spoil: str, mend: str, message: str) -> None:
    install(database)
    run(database, spoil)
    try:
        assert message in refused(database).finding.message
    finally:
        run(database, mend)
    # A table that changes hands takes the rights on it along.
    install(database)
    assert keys(database, Scope("one")) == ["a"]


def test_other_schemas_only_when_they_are_asked_for(database: str) -> None:
    run(database, "create schema sales; create table sales.leads (id text primary key)")
    install(database, ("public", "sales"))
    with open_session(database) as session:
        assert session.database.table("leads") is None
    with open_session(database, Options(schemas=("public", "sales"))) as session:
        assert session.execute(Request(Query("leads"))).success


def test_of_two_tables_of_one_name_that_of_the_first_schema_is_meant(database: str) -> None:
    run(database, "create schema aside; create table aside.things (name text primary key)")
    for schemas, column in ((("public", "aside"), "id"), (("aside", "public"), "name")):
        table = read_catalog(database, schemas).database.table("things")
        assert table is not None
        assert table.primary_key == (column,)
    assert schemas_with_tables(database) == ("aside", "public")


def test_an_owner_who_is_no_superuser_prepares_a_cluster_without_any_roles_of_ours() -> None:
    with temporary_server() as untouched, scratch_database(untouched) as url:
        name = url.rpartition("/")[2]
        run(
            url,
            f"create role keeper login createrole password 'kept'; alter database {name} owner to keeper; grant create on schema public to keeper",
        )
        owner = untouched.database_url(name, "keeper", "kept")
        run(owner, TABLES + PROTECTED)
        install(owner)
        install(owner)
        assert keys(owner, Scope("one")) == ["a"]
        assert keys(url, Scope("two")) == ["b"]
