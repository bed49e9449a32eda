"""The plan's SQL, and the policies and entities that must fit it."""

from __future__ import annotations

from collections.abc import Iterable

from appfactory.compile.database.expressions import policy_expression
from appfactory.compile.naming import split_words
from appfactory.compile.near_miss import did_you_mean
from appfactory.compile.resolve.resolution import is_users, singular_words
from appfactory.compile.rules.context import PlanContext
from appfactory.model.finding import Finding


def source(context: PlanContext) -> Iterable[Finding]:
    """`source: sql` comes with the SQL, and SQL with `source: sql`.

    Why: a schema has one source.
    Bad: `source: sql` and no `sql`; `source: fromEntities` and a `sql` that nothing reads
    Good: `source: sql` and `sql: |` with the DDL
    """
    database = context.plan.database
    if database.source == "sql" and not database.sql.strip():
        message = "`source` is `sql`, and there is no SQL"
        yield context.finding(
            "sql-missing",
            "error",
            ("database", "source"),
            message,
            "there would be no tables",
            "add `sql: |` with the DDL, or write `source: fromEntities`",
        )
    elif database.source == "fromEntities" and database.sql.strip():
        message = "the SQL is not read, because `source` is `fromEntities`"
        why = "a schema has one source"
        yield context.finding(
            "sql-unused",
            "warning",
            ("database", "sql"),
            message,
            why,
            "write `source: sql`, or remove it",
            span=context.spans.key(("database", "sql")),
        )


def grammar(context: PlanContext) -> Iterable[Finding]:
    """The SQL is PostgreSQL's, describes a schema, and destroys nothing.

    Why: it is compared with the database and migrated step by step; `drop` and `delete` are planned by the build, with a person's approval.
    Bad: `drop table old;`, `creat table x ();`, a policy on a table that is not there
    Good: `create table "Table" (id uuid primary key);`
    """
    for finding in context.sql.findings:
        yield context.finding(finding.code, finding.severity, ("database", "sql"), finding.message, finding.why, finding.hint, span=finding.span)


def tables(context: PlanContext) -> Iterable[Finding]:
    """With `source: sql`, each entity has a table and each field a column of the same words (`userId` → `user_id`); and the other way round.

    Why: the app would read what is not there, or never show what is.
    Bad: a field `guests` and no column; a table `audit` and no entity
    Good: entity `Reservation` with `partySize`, table `"Reservation"` with `party_size`
    """
    database = context.sql.database
    if database is None or not database.tables:
        return
    for entity in context.entities:
        if entity.table is None:
            hint = did_you_mean(entity.name, [table.name for table in database.tables])
            message = f"the SQL has no table for the entity `{entity.name}`"
            yield context.finding("entity-without-table", "error", (*entity.path, "name"), message, "the app would read what is not there", hint)
            continue
        for node in entity.fields:
            if context.column(entity, node.plan.name) is None:
                hint = did_you_mean("_".join(split_words(node.plan.name)), [column.name for column in entity.table.columns])
                message = f"the table `{entity.table.name}` has no column for the field `{node.plan.name}`"
                yield context.finding("field-without-column", "error", (*node.path, "name"), message, "the app would read what is not there", hint)
    meant = {entity.table.name for entity in context.entities if entity.table is not None}
    for table in database.tables:
        if table.name not in meant and not is_users(table.name):
            message = f"no entity stands for the table `{table.name}`"
            why = "the app can't show or change its rows"
            yield context.finding(
                "table-without-entity",
                "info",
                ("database", "sql"),
                message,
                why,
                "add an entity, if the app shall know it",
                span=context.spans.key(("database", "sql")),
            )


def policies(context: PlanContext) -> Iterable[Finding]:
    """`using` is a boolean SQL expression over the entity's columns, the signed-in user, and other tables in subqueries.

    Why: PostgreSQL refuses a policy that it can't read, and one that calls what is not there.
    Bad: `using: "user_id == auth.uid("`
    Good: `using: "user_id = (select app.current_user_id())"`
    """
    functions = [function.name for function in context.sql.database.functions] if context.sql.database else []
    for position, policy in enumerate(context.plan.database.policies):
        entity, table = context.entity(policy.entity), context.table(policy.entity)
        if entity is None and table is None:
            continue
        columns: dict[str, str] = {}
        for node in entity.fields if entity is not None else ():
            kind = "boolean" if node.parsed and node.parsed.type.kind == "bool" else ""
            columns |= {node.plan.name: kind, "_".join(split_words(node.plan.name)): kind}
        for column in table.columns if table is not None else ():
            columns[column.name] = column.type
        columns.setdefault("id", "")
        path = ("database", "policies", position, "using")
        finding = policy_expression(policy.using, columns, context.spans.value(path), functions)
        if finding is not None:
            yield context.finding(finding.code, finding.severity, path, finding.message, finding.why, finding.hint, span=finding.span)


def repeated_indexes(context: PlanContext) -> Iterable[Finding]:
    """An index is written once.

    Why: two indexes on the same columns cost time at each change and help nobody.
    Bad: `index: true` on `time` and `{ table: Reservation, columns: [time] }`
    Good: one of them
    """
    seen: set[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]] = set()
    for entity in context.entities:
        seen |= {(singular_words(entity.name), (split_words(node.plan.name),)) for node in entity.fields if node.plan.index}
    for position, index in enumerate(context.plan.database.indexes):
        key = (singular_words(index.table), tuple(split_words(column) for column in index.columns))
        if key in seen and not index.unique:
            message = f"`{index.table}` has an index on {', '.join(f'`{column}`' for column in index.columns)} already"
            yield context.finding(
                "duplicate-index",
                "warning",
                ("database", "indexes", position),
                message,
                "it costs time at each change and helps nobody",
                "remove one of them",
            )
        seen.add(key)
