"""A live server's catalog as a `Database`, read by one query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from appfactory.model.database import (
    Check,
    Column,
    Database,
    DomainType,
    Enumeration,
    Exclusion,
    ForeignKey,
    Function,
    Index,
    Policy,
    PolicyAction,
    ReferentialAction,
    Table,
    Unique,
)

if TYPE_CHECKING:
    import psycopg

# Objects of extensions (pg_depend.deptype 'e') are the extension's business. The journal of migrations is ours, and in every database.
# Expressions come from the server's own printers, so that two databases of one server compare by text.
_QUERY = r"""
with wanted_schema as (
  select oid, nspname from pg_namespace
  where nspname = any(%(schemas)s)
), of_extension as (
  select classid, objid from pg_depend where deptype = 'e'
), relation as (
  select c.oid, c.relname, s.nspname, c.relrowsecurity,
    (select p.relname from pg_inherits i join pg_class p on p.oid = i.inhparent where i.inhrelid = c.oid and c.relispartition) as partition_of,
    case
      when c.relispartition and c.relkind = 'r' then pg_get_partition_constraintdef(c.oid)
      when c.relkind = 'p' then coalesce((
        select case when bool_or(pg_get_partition_constraintdef(i.inhrelid) is null) then ''
               else string_agg('(' || pg_get_partition_constraintdef(i.inhrelid) || ')', ' or ' order by i.inhrelid) end
        from pg_inherits i where i.inhparent = c.oid), 'false')
    end as bound
  from pg_class c join wanted_schema s on s.oid = c.relnamespace
  where c.relkind in ('r', 'p')
    and not exists (select from of_extension e where e.classid = 'pg_class'::regclass and e.objid = c.oid)
    and (s.nspname, c.relname) <> ('app', 'migrations')
), column_row as (
  select a.attrelid, json_agg(json_build_object(
    'name', a.attname,
    'type', format_type(a.atttypid, a.atttypmod),
    'nullable', not a.attnotnull,
    'default', case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end,
    'expression', case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid) end,
    'generated', a.attgenerated,
    'identity', a.attidentity,
    'comment', col_description(a.attrelid, a.attnum)
  ) order by a.attnum) as items
  from pg_attribute a join relation r on r.oid = a.attrelid
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped
  group by a.attrelid
), constraint_row as (
  select k.conrelid, json_agg(json_build_object(
    'name', k.conname,
    'kind', k.contype,
    'columns', (select json_agg(a.attname order by u.place) from unnest(k.conkey) with ordinality u(number, place)
                join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number),
    'references', f.relname,
    'references_schema', fs.nspname,
    'referenced_columns', (select json_agg(a.attname order by u.place) from unnest(k.confkey) with ordinality u(number, place)
                           join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.number),
    'on_delete', k.confdeltype,
    'on_update', k.confupdtype,
    'deferrable', case when k.condeferred then 'deferrable initially deferred' when k.condeferrable then 'deferrable' else '' end,
    'expression', case when k.contype = 'c' then pg_get_expr(k.conbin, k.conrelid) end,
    'definition', case when k.contype in ('x', 'u') then pg_get_constraintdef(k.oid) end
  ) order by k.conname) as items
  from pg_constraint k join relation r on r.oid = k.conrelid
  left join pg_class f on f.oid = k.confrelid
  left join pg_namespace fs on fs.oid = f.relnamespace
  where k.contype in ('p', 'u', 'c', 'f', 'x')
  group by k.conrelid
), index_row as (
  select i.indrelid, json_agg(json_build_object(
    'name', c.relname,
    'unique', i.indisunique,
    'method', m.amname,
    'where', pg_get_expr(i.indpred, i.indrelid),
    'columns', (
      select json_agg(json_build_object(
        'plain', case when i.indkey[n - 1] <> 0 and i.indoption[n - 1] = 0 and o.opcdefault and i.indcollation[n - 1] in (0, a.attcollation)
                 then a.attname end,
        'sql', pg_get_indexdef(i.indexrelid, n, true)
               || case when o.opcdefault then '' else ' ' || quote_ident(o.opcname) end
               || case i.indoption[n - 1] & 3 when 1 then ' desc nulls last' when 2 then ' nulls first' when 3 then ' desc' else '' end
      ) order by n)
      from generate_series(1, i.indnkeyatts) n
      left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[n - 1]
      left join pg_opclass o on o.oid = i.indclass[n - 1]
    ),
    'include', (select json_agg(a.attname order by n) from generate_series(i.indnkeyatts + 1, i.indnatts) n
                join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[n - 1])
  ) order by c.relname) as items
  from pg_index i join relation r on r.oid = i.indrelid
  join pg_class c on c.oid = i.indexrelid
  join pg_am m on m.oid = c.relam
  where not i.indisprimary and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('u', 'x', 'p'))
  group by i.indrelid
), policy_row as (
  select p.polrelid, json_agg(json_build_object(
    'name', p.polname,
    'action', p.polcmd,
    'permissive', p.polpermissive,
    'using', pg_get_expr(p.polqual, p.polrelid),
    'check', pg_get_expr(p.polwithcheck, p.polrelid),
    'roles', (select json_agg(coalesce(g.rolname, 'public') order by u.place) from unnest(p.polroles) with ordinality u(role, place)
              left join pg_roles g on g.oid = u.role)
  ) order by p.polname) as items
  from pg_policy p join relation r on r.oid = p.polrelid
  group by p.polrelid
)
select json_build_object(
  'tables', (select json_agg(json_build_object(
      'name', r.relname, 'schema', r.nspname, 'row_security', r.relrowsecurity,
      'partition_of', r.partition_of, 'bound', r.bound, 'comment', obj_description(r.oid, 'pg_class'),
      'columns', c.items, 'constraints', k.items, 'indexes', i.items, 'policies', p.items
    ) order by r.nspname, r.relname)
    from relation r
    left join column_row c on c.attrelid = r.oid
    left join constraint_row k on k.conrelid = r.oid
    left join index_row i on i.indrelid = r.oid
    left join policy_row p on p.polrelid = r.oid),
  'enumerations', (select json_agg(json_build_object('name', t.typname, 'schema', s.nspname, 'comment', obj_description(t.oid, 'pg_type'),
      'values', (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)
    ) order by s.nspname, t.typname)
    from pg_type t join wanted_schema s on s.oid = t.typnamespace
    where t.typtype = 'e' and not exists (select from of_extension e where e.classid = 'pg_type'::regclass and e.objid = t.oid)),
  'domains', (select json_agg(json_build_object('name', t.typname, 'schema', s.nspname, 'base', format_type(t.typbasetype, t.typtypmod),
      'nullable', not t.typnotnull,
      'checks', (select json_agg(json_build_object('name', k.conname, 'expression', pg_get_expr(k.conbin, 0)) order by k.conname)
                 from pg_constraint k where k.contypid = t.oid and k.contype = 'c')
    ) order by s.nspname, t.typname)
    from pg_type t join wanted_schema s on s.oid = t.typnamespace
    where t.typtype = 'd' and not exists (select from of_extension e where e.classid = 'pg_type'::regclass and e.objid = t.oid)),
  'functions', (select json_agg(json_build_object('name', f.proname, 'schema', s.nspname, 'definition', pg_get_functiondef(f.oid))
      order by s.nspname, f.proname, f.oid)
    from pg_proc f join wanted_schema s on s.oid = f.pronamespace
    where f.prokind in ('f', 'p') and not exists (select from of_extension e where e.classid = 'pg_proc'::regclass and e.objid = f.oid)),
  'extensions', (select json_agg(x.extname order by x.extname) from pg_extension x where x.extname <> 'plpgsql')
)
"""

_ACTIONS: dict[str, ReferentialAction] = {"a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}
_COMMANDS: dict[str, PolicyAction] = {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}

# The catalog as JSON: its shape is that of the query above.
Row = dict[str, Any]


def schemas_in_use(connection: psycopg.Connection) -> tuple[str, ...]:
    """The schemas that hold tables, by name; without those of PostgreSQL itself and of extensions."""
    query = """
        select distinct n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
          and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
        order by 1
    """
    return tuple(str(name) for (name,) in connection.execute(query).fetchall())


def introspect(connection: psycopg.Connection, schemas: tuple[str, ...] = ("public", "app")) -> Database:
    """The schema of the connected database, of these schemas only; everything in the order of names but columns and enum values.

    `extra_sql` is empty: views, triggers and rows are not read.
    """
    with connection.transaction():
        # With an empty search path the printers would write pg_catalog's names alone without a schema; with public, as people write them.
        connection.execute("set local search_path = public")
        row = connection.execute(_QUERY, {"schemas": list(schemas)}).fetchone()
    assert row is not None
    catalog: Row = row[0]
    return Database(
        tables=tuple(_table(item) for item in catalog["tables"] or ()),
        enumerations=tuple(
            Enumeration(item["name"], tuple(item["values"] or ()), item["schema"], item["comment"] or "") for item in catalog["enumerations"] or ()
        ),
        functions=tuple(Function(item["name"], item["definition"].strip(), item["schema"]) for item in catalog["functions"] or ()),
        extensions=tuple(catalog["extensions"] or ()),
        domains=tuple(_domain(item) for item in catalog["domains"] or ()),
    )


def _table(item: Row) -> Table:
    constraints: list[Row] = item["constraints"] or []

    def of(kind: str) -> list[Row]:
        return [constraint for constraint in constraints if constraint["kind"] == kind]

    primary = of("p")
    return Table(
        name=item["name"],
        columns=tuple(_column(column) for column in item["columns"] or ()),
        primary_key=tuple(primary[0]["columns"]) if primary else (),
        foreign_keys=tuple(_foreign_key(key) for key in of("f")),
        uniques=tuple(Unique(key["name"], tuple(key["columns"]), "NULLS NOT DISTINCT" not in key["definition"]) for key in of("u")),
        checks=tuple(Check(check["name"], check["expression"]) for check in of("c")),
        exclusions=tuple(Exclusion(exclusion["name"], exclusion["definition"]) for exclusion in of("x")),
        indexes=tuple(_index(index) for index in item["indexes"] or ()),
        policies=tuple(_policy(policy) for policy in item["policies"] or ()),
        row_security=item["row_security"],
        comment=item["comment"] or "",
        schema=item["schema"],
        partition_of=item["partition_of"] or "",
        bound=item["bound"] or "",
    )


def _domain(item: Row) -> DomainType:
    checks = tuple(Check(check["name"], check["expression"]) for check in item["checks"] or ())
    return DomainType(item["name"], item["base"], checks, item["nullable"], item["schema"])


def _column(item: Row) -> Column:
    generated = {"": "", "a": "always as identity", "d": "by default as identity"}[item["identity"]]
    if item["generated"]:
        generated = f"always as ({item['expression']}) {'stored' if item['generated'] == 's' else 'virtual'}"
    return Column(item["name"], item["type"], item["nullable"], item["default"], item["comment"] or "", generated)


def _foreign_key(item: Row) -> ForeignKey:
    return ForeignKey(
        name=item["name"],
        columns=tuple(item["columns"]),
        references=item["references"],
        referenced_columns=tuple(item["referenced_columns"]),
        on_delete=_ACTIONS[item["on_delete"]],
        on_update=_ACTIONS[item["on_update"]],
        references_schema=item["references_schema"],
        deferrable=item["deferrable"],
    )


def _index(item: Row) -> Index:
    columns = tuple(column["plain"] or column["sql"] for column in item["columns"])
    return Index(item["name"], columns, item["unique"], item["method"], item["where"] or "", tuple(item["include"] or ()))


def _policy(item: Row) -> Policy:
    return Policy(item["name"], _COMMANDS[item["action"]], item["using"] or "", item["check"] or "", tuple(item["roles"]), item["permissive"])
