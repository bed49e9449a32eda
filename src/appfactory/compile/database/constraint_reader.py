"""Constraints, index elements and columns of `create table`, `alter table` and `create index`, from their nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appfactory.compile.database.identifiers import quote, quote_all
from appfactory.compile.database.parse_tree import relation_name, strings
from appfactory.compile.database.rewriting import rewrite_function_calls
from appfactory.compile.database.table_draft import TableDraft
from appfactory.compile.database.type_names import SERIALS, type_text
from appfactory.model.database import Check, Column, Exclusion, ForeignKey, Index, ReferentialAction, Unique
from appfactory.model.expressions.parsing import column_references, descendants, expression_text

if TYPE_CHECKING:
    from google.protobuf.message import Message
    from postgast import pg_query_pb2 as tree

_ACTIONS: dict[str, ReferentialAction] = {"a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}

# uuid-ossp's generator has been part of PostgreSQL itself since version 13, under another name.
_CORE_FUNCTIONS = {"uuid_generate_v4()": "gen_random_uuid()", "extensions.uuid_generate_v4()": "gen_random_uuid()"}


class Unsupported(Exception):  # noqa: N818 - a signal between two readers, not an error of the program
    """Something valid that our values can't hold; `offset` is its place."""

    def __init__(self, what: str, offset: int) -> None:
        super().__init__(what)
        self.what = what
        self.offset = offset


def read_column(table: TableDraft, node: tree.ColumnDef) -> None:
    """Adds a column with its constraints to the table."""
    if node.HasField("coll_clause"):
        raise Unsupported("a collation of a column", node.location)
    base = node.type_name.names[-1].string.sval
    generated = ""
    if base in SERIALS and not node.type_name.array_bounds:
        kind, generated = SERIALS[base], "by default as identity"
    else:
        kind = type_text(node.type_name)
    table.columns[node.colname] = Column(node.colname, kind, nullable=not generated, generated=generated)
    for constraint in node.constraints:
        _column_constraint(table, node.colname, constraint.constraint)


def _column_constraint(table: TableDraft, column: str, node: tree.Constraint) -> None:
    from postgast import pg_query_pb2 as tree

    match node.contype:
        case tree.CONSTR_NULL:
            table.set_column(column, nullable=True)
        case tree.CONSTR_NOTNULL:
            table.set_column(column, nullable=False)
        case tree.CONSTR_DEFAULT:
            table.set_column(column, default=_core_functions(expression_text(node.raw_expr)))
        case tree.CONSTR_IDENTITY:
            when = "always" if node.generated_when == "a" else "by default"
            if node.options:
                raise Unsupported("options of an identity column's sequence", node.location)
            table.set_column(column, generated=f"{when} as identity", nullable=False)
        case tree.CONSTR_GENERATED:
            kind = "stored" if node.generated_kind == "s" else "virtual"
            table.set_column(column, generated=f"always as ({expression_text(node.raw_expr)}) {kind}")
            _mention(table, node.raw_expr, node.location)
        case tree.CONSTR_ATTR_DEFERRABLE | tree.CONSTR_ATTR_DEFERRED:
            if not table.foreign_keys or table.foreign_keys[-1].columns != (column,):
                raise Unsupported("a deferrable constraint other than a foreign key", node.location)
            last = table.foreign_keys.pop()
            deferrable = "deferrable initially deferred" if node.contype == tree.CONSTR_ATTR_DEFERRED else last.deferrable or "deferrable"
            table.foreign_keys.append(_with_deferrable(last, deferrable))
        case tree.CONSTR_ATTR_NOT_DEFERRABLE | tree.CONSTR_ATTR_IMMEDIATE:
            pass
        case _:
            read_constraint(table, node, column)


def _with_deferrable(key: ForeignKey, deferrable: str) -> ForeignKey:
    from dataclasses import replace

    return replace(key, deferrable=deferrable)


def read_constraint(table: TableDraft, node: tree.Constraint, column: str = "") -> None:
    """Adds a table's constraint; `column` is the column it was written at, if it was."""
    from postgast import pg_query_pb2 as tree

    own = (column,) if column else ()
    match node.contype:
        case tree.CONSTR_NOTNULL:
            for name in strings(node.keys):
                table.mentions.append((name, node.location))
                if name in table.columns:
                    table.set_column(name, nullable=False)
        case tree.CONSTR_PRIMARY:
            table.primary_key = own or strings(node.keys)
            _mention_names(table, table.primary_key, node.location)
        case tree.CONSTR_UNIQUE:
            _read_unique(table, node, own or strings(node.keys))
        case tree.CONSTR_CHECK:
            columns = column_references(node.raw_expr)
            name = node.conname or table.name_for(own or (columns if len(columns) == 1 else ()), "check")
            table.checks.append(Check(name, expression_text(node.raw_expr)))
            _mention(table, node.raw_expr, node.location)
        case tree.CONSTR_FOREIGN:
            _read_foreign_key(table, node, own or strings(node.fk_attrs))
        case tree.CONSTR_EXCLUSION:
            _read_exclusion(table, node)
        case _:
            raise Unsupported("this kind of constraint", node.location)


def _read_unique(table: TableDraft, node: tree.Constraint, columns: tuple[str, ...]) -> None:
    if node.deferrable or node.initdeferred:
        raise Unsupported("a deferrable constraint other than a foreign key", node.location)
    if node.without_overlaps or node.including or node.indexname:
        raise Unsupported("a unique constraint with WITHOUT OVERLAPS, INCLUDE or USING INDEX", node.location)
    name = node.conname or table.name_for(columns, "key")
    table.uniques.append(Unique(name, columns, nulls_distinct=not node.nulls_not_distinct))
    _mention_names(table, columns, node.location)


def _read_foreign_key(table: TableDraft, node: tree.Constraint, columns: tuple[str, ...]) -> None:
    if node.fk_matchtype == "f" or node.fk_del_set_cols or node.fk_with_period or node.pk_with_period:
        raise Unsupported("a foreign key with MATCH FULL, PERIOD or a column list after ON DELETE", node.location)
    schema, name = relation_name(node.pktable)
    deferrable = "deferrable initially deferred" if node.initdeferred else "deferrable" if node.deferrable else ""
    table.foreign_keys.append(
        ForeignKey(
            name=node.conname or table.name_for(columns, "fkey"),
            columns=columns,
            references=name,
            referenced_columns=strings(node.pk_attrs),
            on_delete=_ACTIONS[node.fk_del_action or "a"],
            on_update=_ACTIONS[node.fk_upd_action or "a"],
            references_schema=schema,
            deferrable=deferrable,
        )
    )
    _mention_names(table, columns, node.location)


def _read_exclusion(table: TableDraft, node: tree.Constraint) -> None:
    elements, columns = [], []
    for pair in node.exclusions:
        element, operators = pair.list.items
        elements.append(f"{index_element(element.index_elem)} with {_operator(strings(operators.list.items))}")
        columns += [element.index_elem.name] if element.index_elem.name else list(column_references(element.index_elem.expr))
    definition = f"exclude using {node.access_method or 'btree'} ({', '.join(elements)})"
    if node.HasField("where_clause"):
        definition += f" where ({expression_text(node.where_clause)})"
        _mention(table, node.where_clause, node.location)
    if node.deferrable:
        definition += " deferrable initially deferred" if node.initdeferred else " deferrable"
    name = node.conname or table.name_for(tuple(dict.fromkeys(columns)), "excl")
    table.exclusions.append(Exclusion(name, definition))
    _mention_names(table, tuple(columns), node.location)


def _operator(parts: tuple[str, ...]) -> str:
    return parts[-1] if len(parts) == 1 else f"operator({quote_all(parts[:-1])}.{parts[-1]})"


def read_index(table: TableDraft, node: tree.IndexStmt, offset: int) -> None:
    """Adds an index to the table."""
    if node.options or node.table_space:
        raise Unsupported("storage options of an index", offset)
    if node.nulls_not_distinct:
        raise Unsupported("a unique index with NULLS NOT DISTINCT (a unique constraint can have it)", offset)
    elements = tuple(index_element(element.index_elem, bare=True) for element in node.index_params)
    columns = tuple(element.index_elem.name or "expr" for element in node.index_params)
    table.indexes.append(
        Index(
            name=node.idxname or table.name_for(columns, "idx"),
            columns=elements,
            unique=node.unique,
            method=node.access_method or "btree",
            where=expression_text(node.where_clause) if node.HasField("where_clause") else "",
            include=tuple(element.index_elem.name for element in node.index_including_params),
        )
    )
    for element in (*node.index_params, *node.index_including_params):
        if element.index_elem.name:
            table.mentions.append((element.index_elem.name, offset))
        else:
            _mention(table, element.index_elem.expr, offset)
    if node.HasField("where_clause"):
        _mention(table, node.where_clause, offset)


def index_element(node: tree.IndexElem, bare: bool = False) -> str:
    """One element of an index as SQL; a column alone is its `bare` name if that is asked for."""
    from postgast import pg_query_pb2 as tree

    tail = ""
    if node.collation:
        tail += f" collate {'.'.join(quote(part) for part in strings(node.collation))}"
    if node.opclass:
        tail += " " + ".".join(quote(part) for part in strings(node.opclass))
    if node.ordering == tree.SORTBY_DESC:
        tail += " desc"
    if node.nulls_ordering == tree.SORTBY_NULLS_FIRST:
        tail += " nulls first"
    elif node.nulls_ordering == tree.SORTBY_NULLS_LAST:
        tail += " nulls last"
    if node.name:
        return node.name if bare and not tail else quote(node.name) + tail
    text = expression_text(node.expr)
    return (text if node.expr.HasField("func_call") else f"({text})") + tail


def _core_functions(expression: str) -> str:
    return rewrite_function_calls(f"select {expression}", _CORE_FUNCTIONS).removeprefix("select ")


def _mention_names(table: TableDraft, names: tuple[str, ...], offset: int) -> None:
    table.mentions.extend((name, offset) for name in names)


def _mention(table: TableDraft, node: Message, offset: int) -> None:
    """Notes the columns that an expression without subqueries speaks of, so that unknown ones can be reported."""
    from postgast import pg_query_pb2 as tree

    for reference in descendants(node, tree.ColumnRef):
        last = reference.fields[-1]
        if last.HasField("string"):
            table.mentions.append((last.string.sval, reference.location if reference.location > 0 else offset))
