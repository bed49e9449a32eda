"""What a database needs before requests run on it: a role that owns nothing, the log of requests, and the replies that were given."""

from __future__ import annotations

from collections.abc import Sequence

from appfactory.compile.database.identifiers import dollar_quote, literal, quote

ROLE = "contract_agent"
"""The role that requests run as."""

SCHEMA = "app_contract"
"""The schema of the log. Typed requests can't name it."""

CALLER = f"{SCHEMA}.caller"
"""The setting that names the caller; the log copies it."""

VERSION = 2
"""Of the log: counts up whenever `log_sql` changes. 2 notes the caller of each request."""

MARK = f"The log of `appfactory contract`, version {VERSION}."
"""The comment on the schema by which a database says that its log is the present one."""

LOGGED_COLUMNS = (
    "request_id", "idempotency_key", "biz_id", "location_id", "actor_user_id", "command", "dry_run", "success", "row_count", "error_code", "error",
)  # fmt: skip
"""What is said of a request in the log; the time, the login and the caller are for the database to say."""

APP_ROLE = "authenticated"
"""The role whose rights the agent's role gets, where a database has it."""

_TABLES = f"""\
create schema if not exists {SCHEMA};
revoke all on schema {SCHEMA} from public;
create table if not exists {SCHEMA}.requests (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  login text not null default session_user,
  request_id text not null,
  idempotency_key text not null,
  biz_id text not null,
  location_id text not null,
  actor_user_id text not null,
  command jsonb not null,
  dry_run boolean not null,
  success boolean not null,
  row_count bigint not null,
  error_code text not null,
  error text not null
);
-- Who called, where a server knows it: said by it for each transaction, and by nobody in a request.
alter table {SCHEMA}.requests add column if not exists caller text not null default coalesce(current_setting('{CALLER}', true), '');
comment on table {SCHEMA}.requests is 'Every request that was run or tried. Rows are added and never changed.';
create table if not exists {SCHEMA}.replies (
  biz_id text not null,
  idempotency_key text not null,
  fingerprint text not null,
  reply jsonb not null,
  at timestamptz not null default clock_timestamp(),
  primary key (biz_id, idempotency_key)
);
comment on table {SCHEMA}.replies is 'What was answered to committed requests with an idempotency key.';
create or replace function {SCHEMA}.refuse_change() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception '%.% can only be added to', tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end
$$;
"""

_LOGGED = ("requests", "replies")


def log_sql() -> str:
    """SQL that makes the log, or brings one of an earlier version up to date; it may be run again. The role has to be there.

    It locks the tables of the log, which others may be writing to: a database that has the `MARK` does not need it.
    """
    parts = [_TABLES]
    for table in _LOGGED:
        trigger = f"before update or delete or truncate on {SCHEMA}.{table}"
        parts.append(f"create or replace trigger append_only {trigger} for each statement execute function {SCHEMA}.refuse_change();\n")
    parts.append(
        f"grant usage on schema {SCHEMA} to {ROLE};\nrevoke all on all tables in schema {SCHEMA} from public, {ROLE};\n"
        f"grant insert ({', '.join(LOGGED_COLUMNS)}) on {SCHEMA}.requests to {ROLE};\ngrant select, insert on {SCHEMA}.replies to {ROLE};\n"
    )
    parts.append(f"comment on schema {SCHEMA} is {literal(MARK)};\n")
    return "\n".join(parts)


def role_sql(login: str = "") -> str:
    """SQL that makes the role of requests; `login`, and whoever runs it, may become it. It may be run again."""
    return "\n".join((_role(), _membership(login)))


def _role() -> str:
    body = f"""
begin
  if not exists (select from pg_catalog.pg_roles where rolname = {literal(ROLE)}) then
    begin
      create role {ROLE} nologin;
    exception when duplicate_object or unique_violation then
      null;
    end;
  end if;
end
"""
    return f"-- Roles belong to the whole cluster: another database may have made it.\ndo {dollar_quote(body)};\n"


def _membership(login: str) -> str:
    """Who may become the agent: the login that is named, and the owner who prepares the database."""
    given = literal(login) if login else "session_user"
    body = f"""
declare
  member text;
begin
  foreach member in array array[{given}, session_user] loop
    if not exists (select from pg_catalog.pg_roles where rolname = member) then
      raise exception 'there is no role %', member using errcode = 'undefined_object';
    end if;
    -- A superuser can become anybody.
    if (select rolsuper from pg_catalog.pg_roles where rolname = member) then
      continue;
    end if;
    if current_setting('server_version_num')::integer >= 160000 then
      execute format({literal(f"grant {ROLE} to %I with inherit false, set true")}, member);
    else
      execute format({literal(f"grant {ROLE} to %I")}, member);
    end if;
    execute format('grant connect on database %I to %I', current_database(), member);
  end loop;
end
"""
    return f"do {dollar_quote(body)};\n"


def rights_sql(schemas: Sequence[str]) -> str:
    """SQL that gives the role its rights on the tables that there are; it may be run again.

    It may do what `authenticated` may, if that role has rights on tables here (as in databases of our apps and of Supabase); otherwise it may
    read and write every table of the schemas, as far as row level security lets it.
    """
    names = ", ".join(literal(schema) for schema in schemas)
    actions = "select, insert, update, delete"
    direct = "".join(
        f"    grant usage on schema {quote(schema)} to {ROLE};\n"
        f"    grant {actions} on all tables in schema {quote(schema)} to {ROLE};\n"
        f"    grant usage on all sequences in schema {quote(schema)} to {ROLE};\n"
        for schema in schemas
    )
    body = f"""
begin
  if exists (
    select from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    cross join pg_catalog.aclexplode(c.relacl) a
    join pg_catalog.pg_roles g on g.oid = a.grantee
    where n.nspname in ({names}) and c.relkind in ('r', 'p') and g.rolname = {literal(APP_ROLE)}
  ) then
    grant {quote(APP_ROLE)} to {ROLE};
  else
{direct}  end if;
end
"""
    return f"do {dollar_quote(body)};\n"
