"""The changes that lead from one schema to another, in an order in which they can be applied.

Both must come from the same source, best from one server's catalog (`perform.postgres.introspect`): expressions are compared as text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from appfactory.compile.database.column_difference import added_column, changed_column
from appfactory.compile.database.constraint_difference import Part, Parts, parts_of
from appfactory.compile.database.ddl import security_statements, split_functions, table_statements, words_of
from appfactory.compile.database.enumeration_difference import added_values, columns_of, must_be_recreated, recreated, type_name
from appfactory.compile.database.function_difference import drop_function_sql, signature
from appfactory.compile.database.identifiers import qualified, quote
from appfactory.compile.database.order import creation_order
from appfactory.compile.database.renaming import NO_RENAMES, Renames, rename_changes, renamed
from appfactory.compile.database.rendering import comment_sql, enumeration_sql, grants_sql, name_of, policy_sql, table_comments
from appfactory.model.database import Change, ChangeKind, Column, Database, Enumeration, ForeignKey, Function, Table

TableKey = tuple[str, str]


@dataclass(slots=True)
class _Plan:
    """Changes by the stage in which they are applied."""

    prepare: list[Change] = field(default_factory=list)
    clear: list[Change] = field(default_factory=list)
    types: list[Change] = field(default_factory=list)
    early: list[Change] = field(default_factory=list)
    columns: list[Change] = field(default_factory=list)
    tables: list[Change] = field(default_factory=list)
    constraints: list[Change] = field(default_factory=list)
    late: list[Change] = field(default_factory=list)
    security: list[Change] = field(default_factory=list)
    comments: list[Change] = field(default_factory=list)
    extra: list[Change] = field(default_factory=list)
    remove: list[Change] = field(default_factory=list)

    def ordered(self) -> tuple[Change, ...]:
        stages = (self.prepare, self.clear, self.types, self.early, self.columns, self.constraints, self.tables, self.late)
        return tuple(change for stage in (*stages, self.extra, self.security, self.comments, self.remove) for change in stage)


def differences(before: Database, after: Database, renames: Renames = NO_RENAMES) -> tuple[Change, ...]:
    """The changes from `before` to `after`; empty if they are the same (the order of columns aside).

    A change that loses data is `destructive`. Drops of tables and columns (and of what only they use) stand last, so that the others can be
    applied without them (`staged` tells them); a column that stays for now no longer demands a value.
    """
    first = rename_changes(before, after, renames)
    if first:
        before = renamed(before, after, renames)
    return (*first, *_Comparison(before, after).changes())


_STAGED = frozenset({"drop-table", "drop-column", "drop-constraint", "drop-policy", "drop-enum", "drop-function"})


def staged(change: Change) -> bool:
    """True for a drop that waits for approval; the other changes can be applied without it."""
    return change.destructive and change.kind in _STAGED


class _Comparison:
    """Two schemas, and what must be taken out of the way because something that it depends on changes."""

    def __init__(self, before: Database, after: Database) -> None:
        self.before, self.after = before, after
        self.old = {(table.schema, table.name): table for table in before.tables}
        self.new = {(table.schema, table.name): table for table in after.tables}
        self.common = [key for key in self.new if key in self.old]
        had = {(item.schema, item.name): item.values for item in before.enumerations}
        # A value that is added in this migration can't be given to rows in it.
        self.enumerations = {
            type_name(item): replace(item, values=tuple(value for value in item.values if value in had.get((item.schema, item.name), item.values)))
            for item in after.enumerations
        }
        self.plan = _Plan()
        self.moved: dict[TableKey, frozenset[str]] = {}

    def changes(self) -> tuple[Change, ...]:
        self._extensions_and_schemas()
        anew = self._enumerations()
        changed, dropped = self._functions(anew)
        spelled = frozenset(type_name(item) for item in anew)
        self.moved = {key: _moved_columns(self.old[key], self.new[key], spelled) for key in self.common}
        broken = words_of(" ".join((*(item.name for item in dropped), *(item.name for item in anew))))
        stale = broken | words_of(" ".join(item.name for item in changed))
        for key in self.common:
            self._table(self.old[key], self.new[key], broken, stale, spelled)
        for table in self.before.tables:
            if (table.schema, table.name) not in self.new:
                self._gone_table(table, broken, stale, spelled)
        self._new_tables()
        self._extra()
        self._removals()
        return self.plan.ordered()

    def _extensions_and_schemas(self) -> None:
        for name in self.after.extensions:
            if name not in self.before.extensions:
                self.plan.prepare.append(Change("run-sql", "", name, f"create extension if not exists {quote(name)}"))
        for name in sorted(_schemas(self.after) - _schemas(self.before) - {"public"}):
            self.plan.prepare.append(Change("run-sql", "", name, f"create schema if not exists {quote(name)}"))
            grant = f"grant usage on schema {quote(name)} to anon, authenticated, service_role"
            self.plan.prepare.append(Change("run-sql", "", name, grant))

    def _functions(self, anew: Iterable[Enumeration]) -> tuple[list[Function], list[Function]]:
        """Plans the functions; returns those that stay but whose text changed, and those that are dropped (some to be made again)."""
        types = {item.name for item in anew}
        had = {(item.schema, item.name, signature(item)): item for item in self.before.functions}
        has = {(item.schema, item.name, signature(item)): item for item in self.after.functions}
        names = {(item.schema, item.name) for item in self.after.functions}
        gone = [item for key, item in had.items() if key not in has]
        # A function can't keep a parameter of a type that is made anew.
        bound = [item for key, item in had.items() if key in has and types & words_of(key[2])]
        first = [item for item in gone if (item.schema, item.name) in names] + bound
        for item in first:
            self.plan.types.insert(0, Change("drop-function", "", item.name, drop_function_sql(item)))
        for item in gone:
            if item not in first:
                self.plan.remove.append(Change("drop-function", "", item.name, drop_function_sql(item)))
        early = {id(item) for item in split_functions(self.after)[0]}
        changed = []
        for key, item in has.items():
            if key in had and had[key].definition == item.definition and had[key] not in bound:
                continue
            stage = self.plan.early if id(item) in early else self.plan.late
            stage.append(Change("replace-function", "", item.name, item.definition))
            if key in had:
                changed.append(item)
        return changed, [*gone, *bound]

    def _enumerations(self) -> list[Enumeration]:
        """Plans the enum types; returns those that are made anew."""
        had = {(item.schema, item.name): item for item in self.before.enumerations}
        has = {(item.schema, item.name): item for item in self.after.enumerations}
        texts = [text for table in self.after.tables for text in _texts(table)] + [item.definition for item in self.after.functions]
        anew = []
        for key, item in has.items():
            old = had.get(key)
            if old is None:
                self.plan.types.append(Change("add-enum", "", item.name, enumeration_sql(item)))
            elif old.values != item.values:
                if must_be_recreated(old, item, texts):
                    anew.append(item)
                    self.plan.types += recreated(old, item, columns_of(self.before, old))
                else:
                    self.plan.types += added_values(old, item)
            if item.comment != (old.comment if old else ""):
                sql = comment_sql("type", qualified(item.schema, item.name), item.comment)
                self.plan.comments.append(Change("set-comment", "", item.name, sql))
        for key, item in had.items():
            if key not in has:
                self.plan.remove.append(Change("drop-enum", "", item.name, f"drop type {qualified(item.schema, item.name)}"))
        return anew

    def _table(self, old: Table, new: Table, broken: frozenset[str], stale: frozenset[str], anew: frozenset[str]) -> None:
        """`broken`: words of what is dropped or made anew; `stale`: those, and functions whose results may differ now."""
        own = self.moved[new.schema, new.name]
        before, after = parts_of(old), parts_of(new)
        disturbed = {name for name, part in before.items() if part.words & (stale | own) or self._key_is_disturbed(new, part)}
        self._drop_parts(old, before, after, disturbed)
        self._columns(old, new, broken, anew)
        self._add_parts(new, before, after, disturbed)
        others = {key[1] for key, columns in self.moved.items() if columns and key != (new.schema, new.name)}
        self._policies(old, new, broken | own | words_of(" ".join(others)))
        if old.comment != new.comment:
            sql = comment_sql("table", name_of(new), new.comment)
            self.plan.comments.append(Change("set-comment", new.name, new.name, sql))

    def _gone_table(self, table: Table, broken: frozenset[str], stale: frozenset[str], anew: frozenset[str]) -> None:
        """A table whose drop may wait gives up what would stand in the way of other changes."""
        others = words_of(" ".join(key[1] for key, columns in self.moved.items() if columns))
        for part in parts_of(table).values():
            if part.words & stale or self._key_is_disturbed(table, part):
                self.plan.clear.insert(0, Change(part.drop_kind, table.name, part.name, part.drop_sql(table)))
        for policy in table.policies:
            if words_of(f"{policy.using} {policy.check}") & (broken | others):
                self.plan.clear.insert(0, Change("drop-policy", table.name, policy.name, f"drop policy {quote(policy.name)} on {name_of(table)}"))
        for column in table.columns:
            if _default_is_disturbed(column, broken, anew):
                self._drop_default(table, column.name)

    def _drop_default(self, table: Table, column: str) -> None:
        sql = f"alter table {name_of(table)} alter column {quote(column)} drop default"
        self.plan.clear.insert(0, Change("drop-default", table.name, column, sql))

    def _key_is_disturbed(self, table: Table, part: Part) -> bool:
        """True for a foreign key one of whose ends changes its type, or whose target loses the key it needs."""
        key = part.value
        if not isinstance(key, ForeignKey):
            return False
        target = (key.references_schema, key.references)
        own = self.moved.get((table.schema, table.name), frozenset())
        if set(key.columns) & own or set(key.referenced_columns) & self.moved.get(target, frozenset()):
            return True
        if target not in self.old or target not in self.new:
            return False
        had, has = self.old[target], self.new[target]
        return had.primary_key != has.primary_key or had.uniques != has.uniques

    def _drop_parts(self, old: Table, before: Parts, after: Parts, disturbed: Collection[str]) -> None:
        for name, part in before.items():
            if after.get(name) == part and name not in disturbed:
                continue
            twin = next((other for other, candidate in after.items() if other not in before and candidate.same_but_name(part)), None)
            if twin is not None and name not in disturbed:
                self.plan.clear.append(Change("run-sql", old.name, name, part.rename_sql(old, twin)))
                continue
            # Foreign keys go first: they need the unique constraints and primary keys of other tables.
            place = 0 if part.kind == "foreign key" else len(self.plan.clear)
            self.plan.clear.insert(place, Change(part.drop_kind, old.name, name, part.drop_sql(old)))

    def _add_parts(self, new: Table, before: Parts, after: Parts, disturbed: Collection[str]) -> None:
        for name, part in after.items():
            if before.get(name) == part and name not in disturbed:
                continue
            twins = (other for other, candidate in before.items() if other not in after and candidate.same_but_name(part))
            if name not in before and any(twin not in disturbed for twin in twins):
                continue
            change = Change("add-index" if part.kind == "index" else "add-constraint", new.name, name, part.add_sql(new))
            (self.plan.late if part.kind == "foreign key" else self.plan.constraints).append(change)

    def _columns(self, old: Table, new: Table, broken: frozenset[str], anew: frozenset[str]) -> None:
        for column in new.columns:
            former = old.column(column.name)
            if former is None:
                self.plan.columns += added_column(new, column, self.enumerations)
            else:
                if _default_is_disturbed(former, broken, anew):
                    self._drop_default(new, column.name)
                    former = replace(former, default=None)
                self.plan.columns += changed_column(new, former, column)
            if column.comment != (former.comment if former else ""):
                sql = comment_sql("column", f"{name_of(new)}.{quote(column.name)}", column.comment)
                self.plan.comments.append(Change("set-comment", new.name, column.name, sql))
        for column in old.columns:
            if new.column(column.name) is None:
                if _default_is_disturbed(column, broken, anew):
                    self._drop_default(new, column.name)
                head = f"alter table {name_of(new)}"
                if not column.nullable and column.default is None and not column.generated and column.name not in old.primary_key:
                    sql = f"{head} alter column {quote(column.name)} drop not null"
                    self.plan.columns.append(Change("drop-not-null", new.name, column.name, sql))
                self.plan.remove.append(Change("drop-column", new.name, column.name, f"{head} drop column {quote(column.name)}", destructive=True))

    def _policies(self, old: Table, new: Table, words: frozenset[str]) -> None:
        had, has = {item.name: item for item in old.policies}, {item.name: item for item in new.policies}
        touched = False
        for name, policy in had.items():
            if has.get(name) != policy or words_of(f"{policy.using} {policy.check}") & words:
                touched = True
                self.plan.clear.insert(0, Change("drop-policy", new.name, name, f"drop policy {quote(name)} on {name_of(new)}"))
        if new.row_security != old.row_security:
            touched = True
            verb = "enable" if new.row_security else "disable"
            kind: ChangeKind = "enable-row-security" if new.row_security else "disable-row-security"
            self.plan.security.append(Change(kind, new.name, new.name, f"alter table {name_of(new)} {verb} row level security"))
        for name, policy in has.items():
            if had.get(name) != policy or words_of(f"{policy.using} {policy.check}") & words:
                touched = True
                self.plan.security.append(Change("add-policy", new.name, name, policy_sql(new, policy)))
        if touched:
            self.plan.security += [Change("run-sql", new.name, "grants", sql) for sql in grants_sql(new)]

    def _new_tables(self) -> None:
        tables = creation_order([table for key, table in self.new.items() if key not in self.old])
        for sql in table_statements(tables):
            self.plan.tables.append(Change("add-table", "", sql.split(" (")[0].rsplit(".", 1)[-1], sql))
        for table in tables:
            self.plan.security += [Change("run-sql", table.name, table.name, sql) for sql in security_statements(table)]
            self.plan.comments += [Change("set-comment", table.name, table.name, sql) for sql in table_comments(table)]

    def _extra(self) -> None:
        known = set(self.before.extra_sql)
        self.plan.extra += [Change("run-sql", "", "sql", statement) for statement in self.after.extra_sql if statement not in known]

    def _removals(self) -> None:
        """Tables that are gone, dependents first; what only they still use goes with them, and waits with them."""
        gone = [table for key, table in self.old.items() if key not in self.new]
        drops: list[Change] = []
        names = {(table.schema, table.name) for table in gone}
        for table in gone:
            for key in table.foreign_keys:
                dropped = any(change.name == key.name and change.table == table.name for change in self.plan.clear)
                if (key.references_schema, key.references) in names and key.references != table.name and not dropped:
                    sql = f"alter table {name_of(table)} drop constraint {quote(key.name)}"
                    drops.append(Change("drop-constraint", table.name, key.name, sql, destructive=True))
        for table in gone:
            others = {name for _, name in names} - {table.name}
            for policy in table.policies:
                # A policy may look into another table that goes, and would keep it from going.
                if others & words_of(f"{policy.using} {policy.check}"):
                    sql = f"drop policy {quote(policy.name)} on {name_of(table)}"
                    drops.append(Change("drop-policy", table.name, policy.name, sql, destructive=True))
        for table in reversed(creation_order(gone)):
            drops.append(Change("drop-table", table.name, table.name, f"drop table {name_of(table)}", destructive=True))
        staying = [text for table in gone for text in (*_texts(table), *(column.type for column in table.columns))]
        staying += [column.type for key in self.common for column in self.old[key].columns if self.new[key].column(column.name) is None]
        used = words_of("\n".join(staying))
        kept = []
        for change in self.plan.remove:
            needed = change.kind in ("drop-enum", "drop-function") and change.name in used
            kept.append(replace(change, destructive=change.destructive or needed))
        columns = [change for change in kept if change.kind not in ("drop-enum", "drop-function")]
        free = [change for change in kept if change not in columns and not change.destructive]
        waiting = [change for change in kept if change not in columns and change.destructive]
        self.plan.remove = [*free, *columns, *drops, *waiting]


def _schemas(database: Database) -> set[str]:
    return (
        {table.schema for table in database.tables} | {item.schema for item in database.enumerations} | {item.schema for item in database.functions}
    )


def _default_is_disturbed(column: Column, broken: frozenset[str], anew: frozenset[str]) -> bool:
    """True if the default can't stay while functions are dropped and types are made anew."""
    return column.default is not None and bool(words_of(column.default) & broken or column.type.removesuffix("[]") in anew)


def _moved_columns(old: Table, new: Table, anew: frozenset[str]) -> frozenset[str]:
    """Columns whose type changes, by itself or because the type is made anew: policies and indexes may not mention them meanwhile."""
    moved = []
    for column in old.columns:
        now = new.column(column.name)
        if now is None or now.type != column.type or column.type.removesuffix("[]") in anew or now.generated != column.generated:
            moved.append(column.name)
    return frozenset(moved)


def _texts(table: Table) -> Iterable[str]:
    for column in table.columns:
        yield from (column.default or "", column.generated)
    yield from (check.expression for check in table.checks)
    yield from (exclusion.definition for exclusion in table.exclusions)
    for index in table.indexes:
        yield from (*index.columns, index.where)
    for policy in table.policies:
        yield from (policy.using, policy.check)
