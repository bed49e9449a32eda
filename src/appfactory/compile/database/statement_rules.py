"""Which statements a plan's SQL may hold: it describes a schema; it does not destroy, administer or ask."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from appfactory.compile.database.parse_tree import SourceText, Statement, displayed, strings
from appfactory.model.finding import Finding

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as tree

_DESTROYS = "It would destroy what is there each time the schema is made anew."
_ADMINISTERS = "A plan describes one app's schema; roles and servers are not its business, and it could widen its own rights."
_ASKS = "The plan's SQL describes a schema; this statement makes nothing that could be kept."

_DROPS = ("drop_stmt", "drop_owned_stmt", "dropdb_stmt", "drop_table_space_stmt", "drop_subscription_stmt", "drop_user_mapping_stmt")

# Statement kind → what it is called, why it is refused, what to do.
_REFUSED: dict[str, tuple[str, str, str]] = {
    **dict.fromkeys(_DROPS, ("DROP", _DESTROYS, "Leave it out: removing the CREATE is enough, App Factory plans the drop and asks.")),
    "drop_role_stmt": ("DROP ROLE", _ADMINISTERS, "Leave it out."),
    "truncate_stmt": ("TRUNCATE", _DESTROYS, "Leave it out."),
    "delete_stmt": ("DELETE", _DESTROYS, "Leave it out."),
    "update_stmt": ("UPDATE", _ASKS, "Write the right values in the INSERT."),
    "merge_stmt": ("MERGE", _ASKS, "Write an INSERT."),
    "select_stmt": ("SELECT", _ASKS, "Leave it out."),
    "copy_stmt": ("COPY", "It would read or write files of the server.", "Write an INSERT."),
    "do_stmt": ("DO", "A block of code can do anything, so it can't be checked.", "Write the statements themselves."),
    "call_stmt": ("CALL", _ASKS, "Leave it out."),
    "execute_stmt": ("EXECUTE", _ASKS, "Leave it out."),
    "prepare_stmt": ("PREPARE", _ASKS, "Leave it out."),
    "load_stmt": ("LOAD", _ADMINISTERS, "Leave it out."),
    "create_role_stmt": ("CREATE ROLE", _ADMINISTERS, "Leave it out; the app has the roles anon, authenticated and service_role."),
    "alter_role_stmt": ("ALTER ROLE", _ADMINISTERS, "Leave it out."),
    "alter_role_set_stmt": ("ALTER ROLE", _ADMINISTERS, "Leave it out."),
    "grant_role_stmt": ("GRANT of a role", _ADMINISTERS, "Leave it out."),
    "alter_owner_stmt": ("ALTER … OWNER", _ADMINISTERS, "Leave it out."),
    "reassign_owned_stmt": ("REASSIGN OWNED", _ADMINISTERS, "Leave it out."),
    "alter_system_stmt": ("ALTER SYSTEM", _ADMINISTERS, "Leave it out."),
    "createdb_stmt": ("CREATE DATABASE", _ADMINISTERS, "Leave it out."),
    "alter_database_stmt": ("ALTER DATABASE", _ADMINISTERS, "Leave it out."),
    "alter_database_set_stmt": ("ALTER DATABASE", _ADMINISTERS, "Leave it out."),
    "create_plang_stmt": ("CREATE LANGUAGE", _ADMINISTERS, "Leave it out."),
    "create_event_trig_stmt": ("CREATE EVENT TRIGGER", _ADMINISTERS, "Leave it out."),
    "create_foreign_server_stmt": ("CREATE SERVER", _ADMINISTERS, "Leave it out."),
    "create_fdw_stmt": ("CREATE FOREIGN DATA WRAPPER", _ADMINISTERS, "Leave it out."),
    "create_subscription_stmt": ("CREATE SUBSCRIPTION", _ADMINISTERS, "Leave it out."),
    "rename_stmt": ("RENAME", "The schema is described as it shall be, not as a history.", "Write the new name in the CREATE."),
    "alter_policy_stmt": ("ALTER POLICY", "The schema is described as it shall be, not as a history.", "Write the CREATE POLICY as it shall be."),
    "alter_object_schema_stmt": ("SET SCHEMA", "The schema is described as it shall be, not as a history.", "Write the schema in the CREATE."),
    "create_table_as_stmt": ("CREATE TABLE AS", "Its columns follow from data, not from the text.", "Write a CREATE TABLE."),
}  # fmt: skip

_IGNORED = {
    "transaction_stmt": ("BEGIN and COMMIT", "Each migration is a transaction of its own."),
    "constraints_set_stmt": ("SET CONSTRAINTS", "It has no effect between migrations."),
    "vacuum_stmt": ("VACUUM and ANALYZE", "PostgreSQL does it by itself."),
    "lock_stmt": ("LOCK", "Each migration holds a lock of its own."),
}

_UNTRUSTED_LANGUAGES = frozenset({"c", "internal", "plpythonu", "plpython3u", "plperlu", "pltclu"})
_GRANTEES = frozenset({"anon", "authenticated", "service_role", "public"})


def refusal(statement: Statement, source: SourceText, platform_schemas: Collection[str]) -> Finding | None:
    """Why a statement may not stand in a plan's SQL (severity error), or why it is passed over (code `sql-ignored`); None if it is fine."""
    place = source.span(statement.start)
    if statement.kind in _REFUSED:
        what, why, hint = _REFUSED[statement.kind]
        return Finding("sql-refused", "error", f"{what} may not stand in a plan's SQL.", place, why, hint)
    if statement.kind in _IGNORED:
        what, why = _IGNORED[statement.kind]
        return Finding("sql-ignored", "warning", f"{what} is passed over.", place, why, "Remove it.")
    if statement.kind == "variable_set_stmt":
        return _setting(statement.node.variable_set_stmt, statement, source)
    if statement.kind == "grant_stmt":
        return _grant(statement.node.grant_stmt, statement, source)
    if statement.kind == "create_function_stmt":
        problem = _function_language(statement.node.create_function_stmt, statement, source)
        if problem is not None:
            return problem
    return _platform_schema(statement, source, platform_schemas)


def _setting(node: tree.VariableSetStmt, statement: Statement, source: SourceText) -> Finding:
    place = source.span(statement.start)
    if node.name in {"search_path", "role", "session_authorization"}:
        why = "It would change what the statements after it mean."
        hint = "Write the schema in front of each name."
        return Finding("sql-refused", "error", f"SET {node.name} may not stand in a plan's SQL.", place, why, hint)
    return Finding("sql-ignored", "warning", f"SET {node.name} is passed over.", place, "A session's settings are no part of a schema.", "Remove it.")


def _grant(node: tree.GrantStmt, statement: Statement, source: SourceText) -> Finding | None:
    names = {grantee.role_spec.rolename or "public" for grantee in node.grantees}
    strange = sorted(names - _GRANTEES)
    if not strange:
        return None
    message = f"GRANT and REVOKE may only name anon, authenticated, service_role and public, not {', '.join(strange)}."
    return Finding("sql-refused", "error", message, source.span(statement.start), _ADMINISTERS, "Leave it out.")


def _function_language(node: tree.CreateFunctionStmt, statement: Statement, source: SourceText) -> Finding | None:
    for option in node.options:
        if option.def_elem.defname == "language" and option.def_elem.arg.string.sval.lower() in _UNTRUSTED_LANGUAGES:
            language = option.def_elem.arg.string.sval
            message = f"Functions in the language {language} may not stand in a plan's SQL."
            return Finding("sql-refused", "error", message, source.span(statement.start), "It can do anything on the server.", "Use SQL or PL/pgSQL.")
    return None


def _platform_schema(statement: Statement, source: SourceText, platform_schemas: Collection[str]) -> Finding | None:
    """A finding if the statement makes something in a schema that is not the plan's."""
    node = statement.node
    schema = {
        "create_stmt": node.create_stmt.relation.schemaname,
        "alter_table_stmt": node.alter_table_stmt.relation.schemaname,
        "index_stmt": node.index_stmt.relation.schemaname,
        "create_policy_stmt": node.create_policy_stmt.table.schemaname,
        "view_stmt": node.view_stmt.view.schemaname,
        "create_trig_stmt": node.create_trig_stmt.relation.schemaname,
        "insert_stmt": node.insert_stmt.relation.schemaname,
        "create_seq_stmt": node.create_seq_stmt.sequence.schemaname,
        "create_schema_stmt": node.create_schema_stmt.schemaname,
    }.get(statement.kind, "")
    if statement.kind == "create_enum_stmt":
        schema = "".join(strings(node.create_enum_stmt.type_name)[:-1])
    if statement.kind == "create_function_stmt":
        schema = "".join(strings(node.create_function_stmt.funcname)[:-1])
    if schema not in platform_schemas:
        return None
    message = f"The schema {displayed('public', schema)} is not the plan's to change."
    return Finding("sql-refused", "error", message, source.span(statement.start), "It belongs to the platform.", "Use the schema public.")
