"""Statement by statement, what a schema holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from appfactory.compile.database.constraint_reader import Unsupported, read_column, read_constraint, read_index
from appfactory.compile.database.parse_tree import SourceText, Statement, displayed, relation_name, strings
from appfactory.compile.database.table_draft import TableDraft
from appfactory.compile.database.type_names import type_text
from appfactory.model.database import Enumeration, Function, Policy, PolicyAction
from appfactory.model.expressions.parsing import descendants, expression_text
from appfactory.model.finding import Finding

if TYPE_CHECKING:
    from google.protobuf.message import Message
    from postgast import pg_query_pb2 as tree

_POLICY_ACTIONS: dict[str, PolicyAction] = {"all": "ALL", "select": "SELECT", "insert": "INSERT", "update": "UPDATE", "delete": "DELETE"}

# Parts of PostgreSQL itself since version 13, so that the extensions need not be installed.
_CORE_EXTENSIONS = {"pgcrypto": "gen_random_uuid()", "uuid-ossp": "gen_random_uuid() in place of uuid_generate_v4()"}


class SchemaReader:
    """Collects tables, types, functions and the rest while statements are read in order."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.tables: dict[tuple[str, str], TableDraft] = {}
        self.enumerations: dict[tuple[str, str], Enumeration] = {}
        self.functions: dict[tuple[str, str, str], Function] = {}
        self.extensions: dict[str, None] = {}
        self.extra_sql: list[str] = []
        self.findings: list[Finding] = []

    def read(self, statement: Statement) -> None:
        """Reads one statement. Raises `Unsupported` for what the values can't hold; what we need not understand is kept as it is."""
        reader = getattr(self, f"_read_{statement.kind}", None)
        if reader is None:
            self.extra_sql.append(_repeatable(statement))
        else:
            reader(getattr(statement.node, statement.kind), statement)

    def _report(self, code: str, message: str, why: str, hint: str, offset: int) -> None:
        self.findings.append(Finding(code, "error", message, self.source.span(offset), why, hint))

    def _table(self, relation: tree.RangeVar, statement: Statement) -> TableDraft | None:
        schema, name = relation_name(relation)
        table = self.tables.get((schema, name))
        if table is None:
            names = ", ".join(displayed(*key) for key in self.tables) or "none"
            offset = relation.location if relation.location > 0 else statement.start
            message = f"No table {displayed(schema, name)} exists at this point."
            self._report("sql-unknown-table", message, "PostgreSQL would refuse the statement.", f"Tables so far: {names}.", offset)
        return table

    def _read_create_enum_stmt(self, node: tree.CreateEnumStmt, statement: Statement) -> None:
        schema, name = _two(strings(node.type_name))
        if (schema, name) in self.enumerations:
            self._duplicate("type", schema, name, statement)
            return
        self.enumerations[schema, name] = Enumeration(name, strings(node.vals), schema)

    def _read_alter_enum_stmt(self, node: tree.AlterEnumStmt, statement: Statement) -> None:
        schema, name = _two(strings(node.type_name))
        known = self.enumerations.get((schema, name))
        if known is None or node.old_val:
            raise Unsupported("a change of an enum type that is not made here", statement.start)
        values = [value for value in known.values if value != node.new_val]
        place = len(values)
        if node.new_val_neighbor in values:
            place = values.index(node.new_val_neighbor) + int(node.new_val_is_after)
        self.enumerations[schema, name] = replace(known, values=(*values[:place], node.new_val, *values[place:]))

    def _duplicate(self, what: str, schema: str, name: str, statement: Statement) -> None:
        message = f"The {what} {displayed(schema, name)} is created twice."
        self._report("sql-duplicate", message, "PostgreSQL would refuse the second one.", "Remove one of them.", statement.start)

    def _read_create_stmt(self, node: tree.CreateStmt, statement: Statement) -> None:
        schema, name = relation_name(node.relation)
        if node.inh_relations or node.HasField("partspec") or node.HasField("partbound") or node.HasField("of_typename"):
            raise Unsupported("inheritance, partitions or typed tables", statement.start)
        if node.relation.relpersistence != "p":
            raise Unsupported("a temporary or unlogged table", statement.start)
        if (schema, name) in self.tables:
            if not node.if_not_exists:
                self._duplicate("table", schema, name, statement)
            return
        table = TableDraft(schema, name, statement.start)
        for element in node.table_elts:
            if element.HasField("column_def"):
                if element.column_def.colname in table.columns:
                    message = f"{displayed(schema, name)} has the column {element.column_def.colname!r} twice."
                    self._report("sql-duplicate", message, "PostgreSQL would refuse it.", "Remove one.", element.column_def.location)
                    continue
                read_column(table, element.column_def)
            elif not element.HasField("constraint"):
                raise Unsupported("LIKE in a table", statement.start)
        # Constraints of the table may speak of columns that stand below them.
        for element in node.table_elts:
            if element.HasField("constraint"):
                read_constraint(table, element.constraint)
        self.tables[schema, name] = table

    def _read_alter_table_stmt(self, node: tree.AlterTableStmt, statement: Statement) -> None:
        from postgast import pg_query_pb2 as tree

        if node.objtype != tree.OBJECT_TABLE:
            self.extra_sql.append(statement.text)
            return
        table = self._table(node.relation, statement)
        if table is None:
            return
        for command in node.cmds:
            self._alter(table, command.alter_table_cmd, statement)

    def _alter(self, table: TableDraft, command: tree.AlterTableCmd, statement: Statement) -> None:
        from postgast import pg_query_pb2 as tree

        if command.name and command.subtype in _COLUMN_COMMANDS() and command.name not in table.columns:
            table.mentions.append((command.name, statement.start))
            return
        match command.subtype:
            case tree.AT_AddColumn:
                if command.missing_ok and getattr(command, "def").column_def.colname in table.columns:
                    return
                read_column(table, getattr(command, "def").column_def)
            case tree.AT_AddConstraint:
                read_constraint(table, getattr(command, "def").constraint)
            case tree.AT_EnableRowSecurity:
                table.row_security = True
            case tree.AT_ForceRowSecurity:
                # The app is never the owner of its tables, so that forcing changes nothing for it.
                self.extra_sql.append(statement.text)
            case tree.AT_SetNotNull:
                table.set_column(command.name, nullable=False)
            case tree.AT_DropNotNull:
                table.set_column(command.name, nullable=True)
            case tree.AT_ColumnDefault:
                given = command.HasField("def")
                table.set_column(command.name, default=expression_text(getattr(command, "def")) if given else None)
            case tree.AT_AlterColumnType:
                table.set_column(command.name, type=type_text(getattr(command, "def").column_def.type_name))
            case _:
                raise Unsupported("this form of ALTER TABLE", statement.start)

    def _read_index_stmt(self, node: tree.IndexStmt, statement: Statement) -> None:
        table = self._table(node.relation, statement)
        if table is not None and not (node.if_not_exists and node.idxname in {index.name for index in table.indexes}):
            read_index(table, node, statement.start)

    def _read_create_policy_stmt(self, node: tree.CreatePolicyStmt, statement: Statement) -> None:
        table = self._table(node.table, statement)
        if table is None:
            return
        if any(policy.name == node.policy_name for policy in table.policies):
            self._duplicate("policy", table.schema, node.policy_name, statement)
            return
        roles = tuple(role.role_spec.rolename or "public" for role in node.roles)
        table.policies.append(
            Policy(
                name=node.policy_name,
                action=_POLICY_ACTIONS[node.cmd_name],
                using=expression_text(node.qual) if node.HasField("qual") else "",
                check=expression_text(node.with_check) if node.HasField("with_check") else "",
                roles=roles or ("public",),
                permissive=node.permissive,
            )
        )
        for part in (node.qual, node.with_check):
            self._mention_policy_columns(table, part)

    def _mention_policy_columns(self, table: TableDraft, node: Message) -> None:
        """Notes the policy's columns, but for conditions with subqueries, whose names may belong to other tables."""
        from postgast import pg_query_pb2 as tree

        if next(descendants(node, tree.SubLink), None) is not None:
            return
        for reference in descendants(node, tree.ColumnRef):
            if reference.fields[-1].HasField("string"):
                table.mentions.append((reference.fields[-1].string.sval, reference.location))

    def _read_comment_stmt(self, node: tree.CommentStmt, statement: Statement) -> None:
        from postgast import pg_query_pb2 as tree

        names = strings(node.object.list.items)
        if node.objtype == tree.OBJECT_TABLE and _two(names) in self.tables:
            self.tables[_two(names)].comment = node.comment
        elif node.objtype == tree.OBJECT_COLUMN and _two(names[:-1]) in self.tables:
            table = self.tables[_two(names[:-1])]
            if names[-1] in table.columns:
                table.set_column(names[-1], comment=node.comment)
            else:
                table.mentions.append((names[-1], statement.start))
        elif node.objtype == tree.OBJECT_TYPE and _two(strings(node.object.type_name.names)) in self.enumerations:
            key = _two(strings(node.object.type_name.names))
            self.enumerations[key] = replace(self.enumerations[key], comment=node.comment)
        else:
            self.extra_sql.append(statement.text)

    def _read_create_extension_stmt(self, node: tree.CreateExtensionStmt, statement: Statement) -> None:
        if node.extname in _CORE_EXTENSIONS:
            message = f"The extension {node.extname} is left out: {_CORE_EXTENSIONS[node.extname]} is part of PostgreSQL."
            hint = "Remove the statement."
            self.findings.append(Finding("sql-core-extension", "info", message, self.source.span(statement.start), "It is not needed.", hint))
            return
        self.extensions[node.extname] = None

    def _read_create_function_stmt(self, node: tree.CreateFunctionStmt, statement: Statement) -> None:
        schema, name = _two(strings(node.funcname))
        arguments = ",".join(type_text(parameter.function_parameter.arg_type) for parameter in node.parameters)
        definition = statement.text if node.replace else _or_replace(statement.text)
        self.functions[schema, name, arguments] = Function(name, definition, schema)
        options = {option.def_elem.defname: option.def_elem for option in node.options}
        settings = {option.def_elem.arg.variable_set_stmt.name for option in node.options if option.def_elem.defname == "set"}
        if "security" in options and options["security"].arg.boolean.boolval and "search_path" not in settings:
            message = f"The function {displayed(schema, name)} runs with its owner's rights but has no search_path of its own."
            why = "Whoever can create a table or function could make it run theirs."
            place = self.source.span(statement.start)
            self.findings.append(Finding("sql-search-path", "warning", message, place, why, "Add: set search_path = ''"))


def _COLUMN_COMMANDS() -> tuple[int, ...]:  # noqa: N802
    from postgast import pg_query_pb2 as tree

    return (tree.AT_SetNotNull, tree.AT_DropNotNull, tree.AT_ColumnDefault, tree.AT_AlterColumnType)


def _two(names: tuple[str, ...]) -> tuple[str, str]:
    return (names[-2], names[-1]) if len(names) > 1 else ("public", names[-1])


def _or_replace(text: str) -> str:
    """`create function` → `create or replace function`."""
    import postgast

    first = postgast.scan(text).tokens[0]
    return f"{text[: first.end]} or replace{text[first.end :]}"


def _repeatable(statement: Statement) -> str:
    """Views and triggers are written so that they replace what is there."""
    node = statement.node
    simple_view = statement.kind == "view_stmt" and not node.view_stmt.replace
    simple_trigger = statement.kind == "create_trig_stmt" and not node.create_trig_stmt.replace and not node.create_trig_stmt.isconstraint
    return _or_replace(statement.text) if simple_view or simple_trigger else statement.text
