"""What every app's database holds besides its own tables: the users, and schema `app` with what no API exposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from appfactory.compile.database.identifiers import literal, object_name, qualified, quote
from appfactory.model.database import Check, Column, ForeignKey, Function, Index, Policy, Table, Unique

TIMESTAMP = "timestamp with time zone"
CURRENT_USER = "(select app.current_user_id())"
IS_ADMIN = "(select app.is_admin())"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a settled payment for a product moves: `column` of the row of `table` whose `key` it was opened for becomes `value`.

    It does so from the states `payable` only (from any, if there are none): a payment that comes late does not revive what was called off.
    """

    product: str
    entity: str
    table: str
    key: str
    key_type: str
    column: str
    value: str
    payable: tuple[str, ...] = ()
    schema: str = "public"


def users_table() -> Table:
    """The table that `fk(users.id)` points at; `subject` is the `sub` of the auth provider's tokens."""
    return Table(
        name="users",
        columns=(
            Column("id", "uuid", default="gen_random_uuid()"),
            Column("subject", "text"),
            Column("email", "text", nullable=True),
            Column("name", "text", nullable=True),
            Column("created_at", TIMESTAMP, default="now()"),
        ),
        primary_key=("id",),
        uniques=(Unique("users_subject_key", ("subject",)),),
        row_security=True,
        comment="Everyone who has signed in. subject is the user's id at the auth provider.",
    )


def complete_users(own: Table) -> Table:
    """The plan's own table of users with the platform's columns added. They may be empty: the plan's rows know nothing of them."""
    missing = tuple(replace(column, nullable=True, default=None) for column in users_table().columns if own.column(column.name) is None)
    unique = any(key.columns == ("subject",) for key in own.uniques)
    missing = tuple(replace(column, default="now()") if column.name == "created_at" else column for column in missing)
    uniques = own.uniques if unique else (*own.uniques, Unique(object_name(own.name, "subject", "key"), ("subject",)))
    return replace(own, columns=(*own.columns, *missing), uniques=uniques)


def users_policies(users: Table, update: bool = False, everyone: bool = False, public: bool = False) -> tuple[Policy, ...]:
    """People see their own row, admins all. They `update` it, and `everyone` signed in or the `public` reads all, if the plan says so.

    Nobody can make a row someone else's: an updated row must still carry the caller's own subject.
    """
    own = f"{quote(users.primary_key[0])} = {CURRENT_USER}"
    policies = [Policy("own_row_read", "SELECT", using=own, roles=("authenticated",))]
    if update:
        same = f"{own} AND subject = (select auth.jwt() ->> 'sub')"
        policies.append(Policy("own_row_update", "UPDATE", using=own, check=same, roles=("authenticated",)))
    policies.append(Policy("admin_access", "ALL", using=IS_ADMIN, check=IS_ADMIN, roles=("authenticated",)))
    if public:
        policies.append(Policy("public_read", "SELECT", using="true", roles=("anon", "authenticated")))
    elif everyone:
        policies.append(Policy("signed_in_read", "SELECT", using="true", roles=("authenticated",)))
    return tuple(policies)


def platform_tables(user_id_type: str, payments: bool) -> tuple[Table, ...]:
    """Tables of schema `app`. Row level security is on and there is no policy: only the functions, which run as their owner, reach them."""
    events = Table(
        name="events",
        schema="app",
        columns=(
            Column("id", "uuid", default="gen_random_uuid()"),
            Column("kind", "text"),
            Column("payload", "jsonb"),
            Column("created_at", TIMESTAMP, default="now()"),
            Column("claimed_at", TIMESTAMP, nullable=True),
        ),
        primary_key=("id",),
        indexes=(Index("events_unclaimed_idx", ("created_at",), where="claimed_at IS NULL"),),
        row_security=True,
        comment="Side effects of committed actions; each is claimed once, then carried out.",
    )
    limits = Table(
        name="rate_limits",
        schema="app",
        columns=(Column("bucket", "text"), Column("tokens", "double precision"), Column("refilled_at", TIMESTAMP)),
        primary_key=("bucket",),
        row_security=True,
        comment="Token buckets of rate limits.",
    )
    return (limits, events, *(_payment_tables(user_id_type) if payments else ()))


def _payment_tables(user_id_type: str) -> tuple[Table, ...]:
    payments = Table(
        name="payments",
        schema="app",
        columns=(
            Column("id", "uuid", default="gen_random_uuid()"),
            Column("session", "text"),
            Column("product", "text"),
            Column("entity", "text"),
            Column("row_id", "text"),
            Column("user_id", user_id_type, nullable=True),
            Column("status", "text", default="'open'"),
            Column("created_at", TIMESTAMP, default="now()"),
            Column("settled_at", TIMESTAMP, nullable=True),
        ),
        primary_key=("id",),
        foreign_keys=(ForeignKey("payments_user_id_fkey", ("user_id",), "users", ("id",), on_delete="set null"),),
        uniques=(Unique("payments_session_key", ("session",)),),
        checks=(Check("payments_status_check", "status IN ('open', 'settled')"),),
        indexes=(Index("payments_user_id_idx", ("user_id",)),),
        row_security=True,
        comment="Checkouts that were opened, and whether they were paid.",
    )
    events = Table(
        name="payment_events",
        schema="app",
        columns=(Column("provider_event", "text"), Column("session", "text"), Column("received_at", TIMESTAMP, default="now()")),
        primary_key=("provider_event",),
        row_security=True,
        comment="Webhook events that were handled, so that a replay changes nothing.",
    )
    return (payments, events)


def _function(name: str, signature: str, body: str, attributes: str, language: str = "sql") -> Function:
    if language == "plpgsql":
        # Parameters are named as the columns they are for; where both could be meant, the column is.
        body = f"#variable_conflict use_column\n{body}"
    definition = f"create or replace function app.{quote(name)}{signature}\nlanguage {language} {attributes}\nset search_path = ''\nas $$\n{body}\n$$"
    return Function(name, definition, "app")


def platform_functions(users: Table, payments: bool, settlements: Sequence[Settlement] = ()) -> tuple[Function, ...]:
    """Functions of schema `app` that the app calls; see docs/database.md for what each does."""
    key = users.primary_key[0]
    kind = next(column.type for column in users.columns if column.name == key)
    functions = [
        _function("is_admin", "() returns boolean", "  select coalesce(auth.jwt() ->> 'user_role' = 'admin', false)", "stable"),
        _function(
            "current_user_id",
            f"() returns {kind}",
            f"  select {quote(key)} from public.users where subject = auth.jwt() ->> 'sub'",
            "stable security definer",
        ),
        _ensure_user(users, key, kind),
        _take_token(),
        _function(
            "record_event",
            "(kind text, payload jsonb) returns uuid",
            "  insert into app.events (kind, payload) values (record_event.kind, record_event.payload) returning id",
            "volatile security definer",
        ),
        _function(
            "claim_event",
            "(id uuid) returns jsonb",
            "  update app.events set claimed_at = clock_timestamp()\n"
            "  where events.id = claim_event.id and events.claimed_at is null\n  returning events.payload",
            "volatile security definer",
        ),
    ]
    if payments:
        functions += [_open_payment(), _settle_payment(settlements)]
    return tuple(functions)


def _ensure_user(users: Table, key: str, kind: str) -> Function:
    """Upserts the caller's row; a plan's own mandatory columns get a value that says nothing."""
    uniques = {column for constraint in users.uniques if len(constraint.columns) == 1 for column in constraint.columns}
    columns, values = ["subject", "email", "name"], ["caller", "ensure_user.email", "ensure_user.name"]
    for place, name in ((1, "email"), (2, "name")):
        column = users.column(name)
        if column is not None and not column.nullable:
            fallback = "caller" if name in uniques else "split_part(coalesce(ensure_user.email, caller), '@', 1)" if name == "name" else "caller"
            values[place] = f"coalesce({values[place]}, {fallback})"
    for column in users.columns:
        supplied = column.nullable or column.default is not None or column.generated
        if supplied or column.name in (*columns, key):
            continue
        columns.append(column.name)
        values.append(_neutral_value(column, column.name in uniques))
    assignments = [f"{name} = coalesce(ensure_user.{name}, account.{name})" for name in ("email", "name")]
    body = f"""\
declare
  caller constant text := auth.jwt() ->> 'sub';
  found {kind};
begin
  if caller is null then
    raise exception 'nobody is signed in' using errcode = '28000';
  end if;
  -- Most calls change nothing; they need not write.
  select account.{quote(key)} into found from public.users as account
  where account.subject = caller
    and (ensure_user.email is null or account.email is not distinct from ensure_user.email)
    and (ensure_user.name is null or account.name is not distinct from ensure_user.name);
  if found is not null then
    return found;
  end if;
  insert into public.users as account ({", ".join(quote(column) for column in columns)})
  values ({", ".join(values)})
  on conflict (subject) do update set {", ".join(assignments)}
  returning account.{quote(key)} into found;
  return found;
end"""
    return _function("ensure_user", f"(email text, name text) returns {kind}", body, "volatile security definer", "plpgsql")


# What a mandatory column of the plan's own users table holds until the person fills it in, by type.
_NEUTRAL_VALUES = {
    "boolean": "false",
    "date": "current_date",
    TIMESTAMP: "now()",
    "timestamp without time zone": "now()",
    "time without time zone": "localtime",
    "jsonb": "'{}'",
    "json": "'{}'",
    "uuid": "gen_random_uuid()",
}


def _neutral_value(column: Column, unique: bool) -> str:
    if column.type.endswith("[]"):
        return "'{}'"
    if column.type in _NEUTRAL_VALUES:
        return _NEUTRAL_VALUES[column.type]
    if column.type.startswith(("integer", "bigint", "smallint", "numeric", "real", "double")):
        return "0"
    if column.type.startswith(("text", "character", "citext")):
        return "caller" if unique else "split_part(coalesce(ensure_user.email, caller), '@', 1)"
    return f"(enum_range(null::{enum_type(column.type)}))[1]"


def enum_type(kind: str) -> str:
    """An enum type's name with its schema, for bodies that run with an empty search path."""
    return kind if "." in kind else f"public.{kind}"


def _take_token() -> Function:
    body = """\
declare
  available double precision;
begin
  if per_minute <= 0 then
    return 0;
  end if;
  insert into app.rate_limits as bucket_row (bucket, tokens, refilled_at)
  values (take_token.bucket, take_token.per_minute, clock_timestamp())
  on conflict (bucket) do update set
    tokens = least(
      take_token.per_minute,
      bucket_row.tokens + extract(epoch from clock_timestamp() - bucket_row.refilled_at) * take_token.per_minute / 60.0
    ),
    refilled_at = clock_timestamp()
  returning tokens into available;
  -- Now and then, forget those who have not called for an hour.
  if random() < 0.01 then
    delete from app.rate_limits as stale
    where stale.bucket in (
      select idle.bucket from app.rate_limits as idle where idle.refilled_at < now() - interval '1 hour' limit 100 for update skip locked
    );
  end if;
  if available >= 1 then
    update app.rate_limits as bucket_row set tokens = bucket_row.tokens - 1 where bucket_row.bucket = take_token.bucket;
    return 0;
  end if;
  return greatest(1, ceil((1 - available) * 60.0 / per_minute))::integer;
end"""
    return _function("take_token", "(bucket text, per_minute integer) returns integer", body, "volatile security definer", "plpgsql")


def _open_payment() -> Function:
    body = """\
  insert into app.payments as payment (session, product, entity, row_id, user_id)
  values (open_payment.session, open_payment.product, open_payment.entity, open_payment.row_id, app.current_user_id())
  on conflict (session) do update set session = excluded.session
  returning payment.id"""
    return _function("open_payment", "(session text, product text, entity text, row_id text) returns uuid", body, "volatile security definer")


def _from_states(move: Settlement) -> str:
    return f" and {quote(move.column)} in ({', '.join(map(literal, move.payable))})" if move.payable else ""


def _settle_payment(settlements: Sequence[Settlement]) -> Function:
    moves = "".join(
        f"""
  if paid.product = {literal(move.product)} and paid.entity = {literal(move.entity)} then
    update {qualified(move.schema, move.table)} set {quote(move.column)} = {literal(move.value)}
    where {quote(move.key)} = paid.row_id::{move.key_type}{_from_states(move)};
  end if;"""
        for move in settlements
    )
    body = f"""\
declare
  paid app.payments;
begin
  insert into app.payment_events (provider_event, session) values (settle_payment.provider_event, settle_payment.session)
  on conflict do nothing;
  if not found then
    return false;
  end if;
  update app.payments as payment set status = 'settled', settled_at = now()
  where payment.session = settle_payment.session and payment.status = 'open'
  returning payment.* into paid;
  if not found then
    return false;
  end if;{moves}
  return true;
end"""
    signature = "(provider_event text, session text) returns boolean"
    return _function("settle_payment", signature, body, "volatile security definer", "plpgsql")


def ksuid_function() -> Function:
    """`app.ksuid(prefix)`: `prefix_` and a KSUID, so that ids sort by the second of their creation.

    Format: https://github.com/segmentio/ksuid: 4 bytes seconds since 1 400 000 000 (13 May 2014), 16 random bytes, together as 27
    digits of base 62 (0-9, A-Z, a-z). Two random UUIDs have 244 random bits; their hash gives the 128.
    """
    body = """\
declare
  digits constant text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  noise constant bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
  number numeric := floor(extract(epoch from clock_timestamp())) - 1400000000;
  text_form text := '';
begin
  for place in 0..15 loop
    number := number * 256 + get_byte(noise, place);
  end loop;
  for place in 1..27 loop
    text_form := substr(digits, (number % 62)::integer + 1, 1) || text_form;
    number := div(number, 62);
  end loop;
  return case when prefix = '' then '' else prefix || '_' end || text_form;
end"""
    return _function("ksuid", "(prefix text) returns text", body, "volatile", "plpgsql")
