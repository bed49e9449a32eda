"""SQL text → `Database`, with PostgreSQL's own grammar; what can't be used is a finding at its line and column."""

from __future__ import annotations

from dataclasses import replace

from appfactory.compile.database.constraint_reader import Unsupported
from appfactory.compile.database.parse_tree import SourceText, SpanOf, Statement, displayed, parse_statements
from appfactory.compile.database.schema_reader import SchemaReader
from appfactory.compile.database.statement_rules import refusal
from appfactory.model.database import Database, ForeignKey, Table
from appfactory.model.finding import Finding

PLATFORM_SCHEMAS = frozenset({"app", "auth", "storage", "information_schema", "pg_catalog"})
"""Schemas in which the plan may create nothing: ours, Supabase's and PostgreSQL's."""


def read_sql(sql: str, span_of: SpanOf | None = None) -> tuple[Database, tuple[Finding, ...]]:
    """The schema that the SQL creates, and what is wrong with it.

    `span_of(line, column)` turns a place inside the text (from 1) into one in the user's file. A text that is no SQL gives an empty
    database and one finding; a statement that can't be used gives a finding and is left out.
    """
    source = SourceText(sql, span_of)
    statements, findings = parse_statements(source)
    reader = SchemaReader(source)
    reader.findings.extend(findings)
    for statement in statements:
        _read_statement(reader, source, statement)
    tables = tuple(_with_key_columns(draft.finish(), reader) for draft in reader.tables.values())
    database = Database(
        tables=tables,
        enumerations=tuple(reader.enumerations.values()),
        functions=tuple(reader.functions.values()),
        extensions=tuple(reader.extensions),
        extra_sql=tuple(reader.extra_sql),
    )
    return database, (*reader.findings, *_reference_findings(database, reader), *_column_findings(reader))


def _read_statement(reader: SchemaReader, source: SourceText, statement: Statement) -> None:
    problem = refusal(statement, source, PLATFORM_SCHEMAS)
    if problem is not None:
        reader.findings.append(problem)
        if problem.severity == "error" or problem.code == "sql-ignored":
            return
    try:
        reader.read(statement)
    except Unsupported as error:
        message = f"The SQL uses {error.what}, which is not supported."
        hint = "Leave it out, or add it in a migration of your own under db/migrations."
        place = source.span(error.offset if error.offset > 0 else statement.start)
        reader.findings.append(Finding("sql-unsupported", "error", message, place, "The schema could not be compared or migrated later.", hint))


def _with_key_columns(table: Table, reader: SchemaReader) -> Table:
    """Foreign keys written without columns point at the primary key of the table they reference."""

    def complete(key: ForeignKey) -> ForeignKey:
        target = reader.tables.get((key.references_schema, key.references))
        if key.referenced_columns:
            return key
        return replace(key, referenced_columns=target.primary_key if target is not None and target.primary_key else ("id",))

    return replace(table, foreign_keys=tuple(complete(key) for key in table.foreign_keys))


def _reference_findings(database: Database, reader: SchemaReader) -> list[Finding]:
    """Foreign keys to tables or columns that do not exist. `auth.users` is Supabase's, `users` is ours if the plan has none."""
    known = {(table.schema, table.name): {column.name for column in table.columns} for table in database.tables}
    found = []
    for table in database.tables:
        draft = reader.tables[table.schema, table.name]
        for key in table.foreign_keys:
            place = reader.source.span(next((offset for name, offset in draft.mentions if name in key.columns), draft.start))
            target = (key.references_schema, key.references)
            if target not in known:
                if target in {("auth", "users"), ("public", "users")}:
                    continue
                message = f"{displayed(table.schema, table.name)} references {displayed(*target)}, which no statement creates."
                hint = f"Create it first. Tables here: {', '.join(sorted(displayed(*name) for name in known)) or 'none'}."
                found.append(Finding("sql-unknown-table", "error", message, place, "PostgreSQL would refuse the foreign key.", hint))
                continue
            for column in key.referenced_columns:
                if column not in known[target]:
                    message = f"{displayed(*target)} has no column {column!r} for {displayed(table.schema, table.name)} to reference."
                    hint = f"Its columns are {', '.join(sorted(known[target]))}."
                    found.append(Finding("sql-unknown-column", "error", message, place, "PostgreSQL would refuse the foreign key.", hint))
    return found


def _column_findings(reader: SchemaReader) -> list[Finding]:
    """Constraints, indexes and policies that speak of columns their table does not have."""
    found = []
    for draft in reader.tables.values():
        reported = set()
        for name, offset in draft.mentions:
            if name in draft.columns or name in reported:
                continue
            reported.add(name)
            message = f"{displayed(draft.schema, draft.name)} has no column {name!r}."
            hint = f"Its columns are {', '.join(draft.columns)}."
            found.append(Finding("sql-unknown-column", "error", message, reader.source.span(offset), "PostgreSQL would refuse the statement.", hint))
    return found
