"""A whole schema as SQL statements, in an order in which they can be run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from appfactory.compile.database.identifiers import qualified, quote
from appfactory.compile.database.order import creation_order, topological
from appfactory.compile.database.rendering import (
    add_constraint_sql,
    comment_sql,
    create_table_sql,
    enumeration_sql,
    foreign_key_sql,
    grants_sql,
    index_sql,
    name_of,
    policy_sql,
    table_comments,
)
from appfactory.model.database import Database, Function, Table

_WORD = re.compile(r"[A-Za-z_\x80-\U0010ffff][\w$]*")
_BEFORE_TABLES = re.compile(r"\s*create\s+(or\s+replace\s+)?(domain|sequence|type|schema|collation)\b", re.IGNORECASE)


def create_statements(database: Database) -> tuple[str, ...]:
    """The statements that make the schema in an empty database that has the prelude, without semicolons.

    Order: extensions, schemas, types, functions that tables need, tables with their indexes, foreign keys that close a circle, other
    functions, views and the rest, row level security with policies and rights, comments.
    """
    early, late = split_functions(database)
    first = [statement for statement in database.extra_sql if precedes_tables(statement)]
    rest = [statement for statement in database.extra_sql if not precedes_tables(statement)]
    statements = [f"create extension if not exists {quote(name)}" for name in database.extensions]
    statements += schema_statements(database)
    statements += [enumeration_sql(enumeration) for enumeration in database.enumerations]
    statements += first
    statements += early_function_statements(early, database.tables)
    statements += table_statements(creation_order(database.tables))
    statements += in_calling_order(late, rest)
    for table in database.tables:
        statements += security_statements(table)
    for enumeration in database.enumerations:
        if enumeration.comment:
            statements.append(comment_sql("type", qualified(enumeration.schema, enumeration.name), enumeration.comment))
    for table in database.tables:
        statements += table_comments(table)
    return tuple(statements)


def as_script(statements: Iterable[str]) -> str:
    """Statements as the text of a file, a blank line between them."""
    return "".join(f"{statement.rstrip().rstrip(';')};\n\n" for statement in statements).rstrip("\n") + "\n"


def schema_statements(database: Database) -> list[str]:
    """The schemas of a database but `public`, and the right to look names up in them."""
    used = (
        {table.schema for table in database.tables} | {item.schema for item in database.enumerations} | {item.schema for item in database.functions}
    )
    schemas = sorted(used - {"public"})
    made = {match[1] for match in (re.match(r"create schema (?:if not exists )?(\w+)", text, re.IGNORECASE) for text in database.extra_sql) if match}
    statements = []
    for schema in schemas:
        if schema not in made:
            statements.append(f"create schema if not exists {quote(schema)}")
        statements.append(f"grant usage on schema {quote(schema)} to anon, authenticated, service_role")
    return statements


def precedes_tables(statement: str) -> bool:
    """True for what columns may need: domains, sequences, composite types, schemas."""
    return _BEFORE_TABLES.match(statement) is not None


def table_statements(tables: Sequence[Table]) -> list[str]:
    """Tables and their indexes; foreign keys to tables that come later are added at the end."""
    statements: list[str] = []
    later: list[str] = []
    made: set[tuple[str, str]] = set()
    among = {(table.schema, table.name) for table in tables}
    for table in tables:
        made.add((table.schema, table.name))
        now = [key for key in table.foreign_keys if (target := (key.references_schema, key.references)) in made or target not in among]
        statements.append(create_table_sql(table, now))
        statements += [index_sql(table, index) for index in table.indexes]
        later += [add_constraint_sql(table, foreign_key_sql(key)) for key in table.foreign_keys if key not in now]
    return statements + later


def security_statements(table: Table) -> list[str]:
    """Row level security, policies and rights of a table."""
    statements = [f"alter table {name_of(table)} enable row level security"] if table.row_security else []
    statements += [policy_sql(table, policy) for policy in table.policies]
    return statements + list(grants_sql(table))


def words_of(sql: str) -> frozenset[str]:
    """Every word of a piece of SQL, as it is written and in lower case; enough to tell what can't be mentioned in it."""
    found = _WORD.findall(sql)
    return frozenset(found) | frozenset(word.lower() for word in found)


def split_functions(database: Database) -> tuple[tuple[Function, ...], tuple[Function, ...]]:
    """Functions that tables call (in defaults, checks, exclusions, indexes, generated columns), with all they call; and the others."""
    if not database.functions:
        return (), ()
    parts = [text for table in database.tables for text in _expressions(table)]
    mentioned = words_of("\n".join(parts))
    early: dict[int, Function] = {}
    frontier = [function for function in database.functions if function.name in mentioned]
    while frontier:
        function = frontier.pop()
        if id(function) in early:
            continue
        early[id(function)] = function
        words = words_of(function.definition)
        frontier += [other for other in database.functions if other.name in words]
    chosen = tuple(function for function in database.functions if id(function) in early)
    late = tuple(function for function in database.functions if id(function) not in early)
    return topological(chosen, _callees(chosen)), late


def early_function_statements(functions: Sequence[Function], tables: Sequence[Table]) -> list[str]:
    """Functions that stand before the tables. Bodies that read tables can't be checked yet: the tables themselves need the functions."""
    statements = [function.definition for function in functions]
    names = {table.name for table in tables}
    if any(names & words_of(statement) for statement in statements):
        return ["set check_function_bodies = off", *statements, "reset check_function_bodies"]
    return statements


def _expressions(table: Table) -> Iterable[str]:
    for column in table.columns:
        yield from (column.default or "", column.generated)
    yield from (check.expression for check in table.checks)
    yield from (exclusion.definition for exclusion in table.exclusions)
    for index in table.indexes:
        yield from (*index.columns, index.where)


def _callees(functions: Sequence[Function]) -> Callable[[Function], Iterable[Function]]:
    words = {id(function): words_of(function.definition) for function in functions}

    def needs(function: Function) -> Iterable[Function]:
        return (other for other in functions if other is not function and other.name in words[id(function)])

    return needs


def in_calling_order(functions: Sequence[Function], statements: Sequence[str]) -> list[str]:
    """Functions and other statements (views, triggers, rows), each after the functions and views that it mentions."""
    items = [(function.name, function.definition) for function in functions]
    items += [(_made_name(statement), statement) for statement in statements]
    entries = [(index,) for index in range(len(items))]
    named: dict[str, list[int]] = {}
    for index, (name, _) in enumerate(items):
        if name:
            named.setdefault(name, []).append(index)

    def needs(entry: tuple[int]) -> Iterable[tuple[int]]:
        mentioned = {index for word in words_of(items[entry[0]][1]) for index in named.get(word, ())}
        return (entries[index] for index in sorted(mentioned) if index != entry[0])

    return [items[index][1] for (index,) in topological(entries, needs)]


_VIEW = re.compile(r"create\s+(?:or\s+replace\s+)?(?:materialized\s+)?view\s+(?:if\s+not\s+exists\s+)?(?:\w+\.)?\"?([^\s\"(]+)", re.IGNORECASE)


def _made_name(statement: str) -> str:
    """The name of the view that a statement makes; empty for other statements."""
    match = _VIEW.match(statement)
    return match[1] if match else ""
