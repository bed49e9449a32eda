"""What a plain PostgreSQL needs to look like Supabase to the app, and the app's own login. Idempotent, and harmless on Supabase itself."""

from __future__ import annotations

from appfactory.compile.database.identifiers import dollar_quote, literal, quote

_ROLES = """\
-- Roles belong to the whole cluster: another database may have made them, or may be making them right now.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['anon', 'authenticated', 'service_role'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin noinherit', wanted);
      exception when duplicate_object or unique_violation then
        null;
      end;
    end if;
  end loop;
  -- Only a superuser may let a role pass by row level security.
  if exists (select from pg_catalog.pg_roles where rolname = current_user and rolsuper)
     and not exists (select from pg_catalog.pg_roles where rolname = 'service_role' and rolbypassrls) then
    alter role service_role bypassrls;
  end if;
end
$$;
"""

# After `set local` ends, a setting that was never set in the session reads '' and no longer null; hence nullif.
_AUTH = """\
do $$
begin
  if to_regnamespace('auth') is null then
    create schema auth;
    grant usage on schema auth to anon, authenticated, service_role;
  end if;
  if to_regprocedure('auth.jwt()') is null then
    create function auth.jwt() returns jsonb
    language sql stable
    as $body$
      select coalesce(nullif(current_setting('request.jwt.claim', true), ''), nullif(current_setting('request.jwt.claims', true), ''))::jsonb
    $body$;
  end if;
  if to_regprocedure('auth.uid()') is null then
    create function auth.uid() returns uuid
    language sql stable
    as $body$ select nullif(auth.jwt() ->> 'sub', '')::uuid $body$;
  end if;
  if to_regprocedure('auth.role()') is null then
    create function auth.role() returns text
    language sql stable
    as $body$ select nullif(auth.jwt() ->> 'role', '') $body$;
  end if;
end
$$;

grant usage on schema public to anon, authenticated, service_role;
"""


def prelude_sql() -> str:
    """Roles `anon`, `authenticated`, `service_role`; schema `auth` with `jwt()`, `uid()`, `role()` reading `request.jwt.claims`.

    Needs CREATEROLE and ownership of the database. What is there stays as it is.
    """
    return f"{_ROLES}\n{_AUTH}"


def login_sql(role: str, password: str) -> str:
    """The login of the app: a member of `authenticated` and `anon`, owner of nothing, and bound by every policy.

    From PostgreSQL 16 on it has of itself only what `anon` has, and becomes `authenticated` by `set local role`. Statements that run away,
    and transactions left open, are ended by the server.
    """
    name = quote(role)
    body = f"""
begin
  if not exists (select from pg_catalog.pg_roles where rolname = {literal(role)}) then
    create role {name} login;
  end if;
  alter role {name} login noinherit nocreatedb nocreaterole password {literal(password)};
  alter role {name} set statement_timeout = '15s';
  alter role {name} set idle_in_transaction_session_timeout = '30s';
  if current_setting('server_version_num')::integer >= 160000 then
    execute {literal(f"grant anon to {name} with inherit true, set true")};
    execute {literal(f"grant authenticated to {name} with inherit false, set true")};
  else
    grant anon, authenticated to {name};
  end if;
  execute format('grant connect on database %I to %I', current_database(), {literal(role)});
end
"""
    return f"do {dollar_quote(body)};\n"
