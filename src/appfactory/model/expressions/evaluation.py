"""Computes the common expressions of checks over a row, with the three truth values of SQL. What it does not know it says so, and never guesses.

The expressions are trees of PostgreSQL's own grammar (postgast). Values are Python's: Decimal, text, bool, date, datetime, time, timedelta,
tuples for arrays, JSON's own, and None for null.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from appfactory.model.database import Database
from appfactory.model.expressions.functions import FUNCTIONS
from appfactory.model.expressions.kinds import NoValueError, column_type
from appfactory.model.expressions.operators import UnsupportedError, any_of, both, cast, compare, negative, operate

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as tree

Row = Mapping[str, object]

UNSAID = object()
"""What the functions of a session do not say."""


class Session(Protocol):
    """Who a statement runs for: what the functions that ask about it give."""

    def says(self, schema: str, name: str, arguments: list[object]) -> object:
        """What a function of the session gives; `UNSAID` for any other function."""


@lru_cache(maxsize=512)
def sql_function(definition: str) -> tuple[tuple[str, ...], tree.SelectStmt] | None:
    """The arguments' names and the query of a function that is one query in SQL; None for any other."""
    import postgast

    try:
        create = postgast.parse(definition).stmts[0].stmt.create_function_stmt
        options = {option.def_elem.defname: option.def_elem.arg for option in create.options}
        if options["language"].string.sval.lower() != "sql":
            return None
        statements = postgast.parse(options["as"].list.items[0].string.sval).stmts
    except (postgast.PgQueryError, KeyError, IndexError):
        return None
    names = tuple(parameter.function_parameter.name or f"${place}" for place, parameter in enumerate(create.parameters, 1))
    if len(statements) != 1 or not statements[0].stmt.HasField("select_stmt"):
        return None
    return names, statements[0].stmt.select_stmt


def _type_name(name: tree.TypeName) -> str:
    """A type without its schema and its limits, which matter to no comparison: `varchar`, `int4`, `text[]`."""
    base: str = name.names[-1].string.sval
    return f"{base}[]" if name.array_bounds else base


class Evaluator:
    """Computes expressions. `now` is what `now()` gives; `rows` are those of a table, for conditions that look at other rows."""

    def __init__(self, database: Database, now: datetime, rows: Callable[[str], Sequence[Row]] | None = None, caller: Session | None = None) -> None:
        self._database = database
        self._now = now
        self._rows = rows
        self._caller = caller

    def for_caller(self, caller: Session) -> Evaluator:
        """The same, with what the session's functions say about a caller."""
        return Evaluator(self._database, self._now, self._rows, caller)

    def holds(self, node: tree.Node, row: Row) -> bool | None:
        """The truth of a condition, None if it is null. Raises `UnsupportedError`."""
        value = self.value(node, row)
        if value is None or isinstance(value, bool):
            return value
        raise UnsupportedError("a condition that is no truth value")

    def value(self, node: tree.Node, row: Row) -> Any:
        """The value of an expression. Raises `UnsupportedError`."""
        kind = node.WhichOneof("node") or ""
        method = getattr(self, f"_{kind}", None)
        if method is None:
            raise UnsupportedError(kind.replace("_", " "))
        try:
            return method(getattr(node, kind), row)
        except (NoValueError, TypeError, ArithmeticError, ValueError, re.error) as error:
            raise UnsupportedError(str(error) or kind) from error

    def _column_ref(self, node: tree.ColumnRef, row: Row) -> Any:
        name = node.fields[-1].string.sval
        if len(node.fields) > 1 and (qualified := f"{node.fields[-2].string.sval}.{name}") in row:
            return row[qualified]
        if name not in row:
            raise UnsupportedError(f"the column {name}")
        return row[name]

    def _a_const(self, node: tree.A_Const, _: Row) -> Any:
        if node.isnull:
            return None
        if node.HasField("ival"):
            return Decimal(node.ival.ival)
        if node.HasField("fval"):
            return Decimal(node.fval.fval)
        if node.HasField("boolval"):
            return node.boolval.boolval
        if node.HasField("sval"):
            return node.sval.sval
        raise UnsupportedError("a bit string")

    def _type_cast(self, node: tree.TypeCast, row: Row) -> Any:
        value = self.value(node.arg, row)
        wanted = column_type(_type_name(node.type_name), self._database)
        if value is None or wanted.kind == "other":
            if value is None:
                return None
            raise UnsupportedError(f"the type {wanted.name}")
        return cast(value, wanted.kind, wanted.element, self._database)

    def _collate_clause(self, node: tree.CollateClause, row: Row) -> Any:
        return self.value(node.arg, row)

    def _bool_expr(self, node: tree.BoolExpr, row: Row) -> bool | None:
        from postgast import pg_query_pb2 as tree

        if node.boolop == tree.NOT_EXPR:
            inner = self.holds(node.args[0], row)
            return None if inner is None else not inner
        decisive = node.boolop == tree.OR_EXPR
        values = []
        for argument in node.args:
            value = self.holds(argument, row)
            if value is not None and value == decisive:
                return value
            values.append(value)
        return None if None in values else node.boolop != tree.OR_EXPR

    def _null_test(self, node: tree.NullTest, row: Row) -> bool:
        from postgast import pg_query_pb2 as tree

        is_null = self.value(node.arg, row) is None
        return is_null if node.nulltesttype == tree.IS_NULL else not is_null

    def _boolean_test(self, node: tree.BooleanTest, row: Row) -> bool:
        from postgast import pg_query_pb2 as tree

        value = self.holds(node.arg, row)
        tests = {tree.IS_TRUE: True, tree.IS_FALSE: False, tree.IS_UNKNOWN: None}
        if node.booltesttype in tests:
            return value is tests[node.booltesttype]
        negated = {tree.IS_NOT_TRUE: True, tree.IS_NOT_FALSE: False, tree.IS_NOT_UNKNOWN: None}
        return value is not negated[node.booltesttype]

    def _coalesce_expr(self, node: tree.CoalesceExpr, row: Row) -> Any:
        return next((value for argument in node.args if (value := self.value(argument, row)) is not None), None)

    def _min_max_expr(self, node: tree.MinMaxExpr, row: Row) -> Any:
        from postgast import pg_query_pb2 as tree

        values = [value for argument in node.args if (value := self.value(argument, row)) is not None]
        return None if not values else max(values) if node.op == tree.IS_GREATEST else min(values)

    def _case_expr(self, node: tree.CaseExpr, row: Row) -> Any:
        subject = self.value(node.arg, row) if node.HasField("arg") else None
        for branch in node.args:
            when = branch.case_when
            chosen = compare("=", subject, self.value(when.expr, row)) if node.HasField("arg") else self.holds(when.expr, row)
            if chosen:
                return self.value(when.result, row)
        return self.value(node.defresult, row) if node.HasField("defresult") else None

    def _a_array_expr(self, node: tree.A_ArrayExpr, row: Row) -> tuple[object, ...]:
        return tuple(self.value(element, row) for element in node.elements)

    def _list(self, node: tree.List, row: Row) -> tuple[object, ...]:
        return tuple(self.value(item, row) for item in node.items)

    def _sqlvalue_function(self, node: tree.SQLValueFunction, _: Row) -> Any:
        from postgast import pg_query_pb2 as tree

        if node.op == tree.SVFOP_CURRENT_DATE:
            return self._now.date()
        if node.op in (tree.SVFOP_CURRENT_TIMESTAMP, tree.SVFOP_LOCALTIMESTAMP):
            return self._now
        raise UnsupportedError("a function of the session")

    def _func_call(self, node: tree.FuncCall, row: Row) -> Any:
        name = node.funcname[-1].string.sval
        if name in ("now", "statement_timestamp", "transaction_timestamp", "clock_timestamp"):
            return self._now
        schema = node.funcname[0].string.sval if len(node.funcname) > 1 else ""
        if self._caller is not None:
            said = self._caller.says(schema, name, [self.value(argument, row) for argument in node.args])
            if said is not UNSAID:
                return said
        written = self._written_function(schema, name) if schema or name not in FUNCTIONS else None
        if written is not None:
            names, select = written
            if len(names) != len(node.args):
                raise UnsupportedError(f"the function {name}() with other arguments")
            values = [self.value(argument, row) for argument in node.args]
            places = {f"${place}": value for place, value in enumerate(values, 1)}
            return self._selected(select, {**places, **dict(zip(names, values, strict=True))})
        function = FUNCTIONS.get(name)
        if function is None or (len(node.funcname) > 1 and node.funcname[0].string.sval != "pg_catalog"):
            raise UnsupportedError(f"the function {name}()")
        arguments = [self.value(argument, row) for argument in node.args if not argument.HasField("named_arg_expr")]
        named = {argument.named_arg_expr.name: self.value(argument.named_arg_expr.arg, row) for argument in node.args[len(arguments) :]}
        return function(*arguments, **named)

    def _written_function(self, schema: str, name: str) -> tuple[tuple[str, ...], tree.SelectStmt] | None:
        """The names of the arguments and the query that a function of the schema in SQL consists of."""
        # A bare name is looked for along a path that is not known here: a name that is there once is the one.
        found = [function for function in self._database.functions if function.name == name and function.schema == (schema or function.schema)]
        return sql_function(found[0].definition) if len(found) == 1 else None

    def _param_ref(self, node: tree.ParamRef, row: Row) -> Any:
        return row[f"${node.number}"]

    def _sub_link(self, node: tree.SubLink, row: Row) -> Any:
        from postgast import pg_query_pb2 as tree

        select = node.subselect.select_stmt
        if node.sub_link_type == tree.EXPR_SUBLINK:
            return self._selected(select, row)
        found = list(self._matching(select, row))
        if node.sub_link_type == tree.EXISTS_SUBLINK:
            return bool(found)
        values = tuple(self.value(select.target_list[0].res_target.val, inner) for inner in found)
        if node.sub_link_type == tree.ARRAY_SUBLINK:
            return values
        if node.sub_link_type == tree.ANY_SUBLINK:
            return any_of("=", self.value(node.testexpr, row), values)
        raise UnsupportedError("a subquery")

    def _selected(self, select: tree.SelectStmt, row: Row) -> Any:
        """The value of a query of one column and at most one row."""
        found = next(self._matching(select, row), None)
        return None if found is None else self.value(select.target_list[0].res_target.val, found)

    def _matching(self, select: tree.SelectStmt, row: Row) -> Iterator[Row]:
        """The rows of a query of one table at most, each over the row around it."""
        from postgast import pg_query_pb2 as tree

        plain = len(select.target_list) == 1 and not select.group_clause and not select.HasField("having_clause") and select.op == tree.SETOP_NONE
        if not plain or len(select.from_clause) > 1:
            raise UnsupportedError("a subquery")
        inner: Sequence[Row] = ({},)
        alias = ""
        if select.from_clause:
            source = select.from_clause[0]
            if not source.HasField("range_var") or self._rows is None:
                raise UnsupportedError("a subquery of more than a table")
            alias = source.range_var.alias.aliasname or source.range_var.relname
            inner = self._rows(source.range_var.relname)
        for values in inner:
            found = {**row, **values, **{f"{alias}.{name}": value for name, value in values.items()}}
            if not select.HasField("where_clause") or self.holds(select.where_clause, found) is True:
                yield found

    def _a_expr(self, node: tree.A_Expr, row: Row) -> Any:
        from postgast import pg_query_pb2 as tree

        sign = node.name[-1].string.sval
        left = self.value(node.lexpr, row) if node.HasField("lexpr") else None
        if node.kind in (tree.AEXPR_BETWEEN, tree.AEXPR_NOT_BETWEEN):
            low, high = (self.value(item, row) for item in node.rexpr.list.items)
            inside = both(compare(">=", left, low), compare("<=", left, high))
            return inside if node.kind == tree.AEXPR_BETWEEN or inside is None else not inside
        right = self.value(node.rexpr, row)
        match node.kind:
            case tree.AEXPR_OP:
                return negative(right) if not node.HasField("lexpr") else operate(sign, left, right)
            case tree.AEXPR_IN:
                found = any_of("=", left, right)
                return found if sign == "=" or found is None else not found
            case tree.AEXPR_OP_ANY:
                return any_of(sign, left, right)
            case tree.AEXPR_OP_ALL:
                results = [operate(sign, left, item) for item in right] if right is not None else [None]
                return False if False in results else None if None in results else True
            case tree.AEXPR_DISTINCT | tree.AEXPR_NOT_DISTINCT:
                alike = left is right if left is None or right is None else bool(compare("=", left, right))
                return alike == (node.kind == tree.AEXPR_NOT_DISTINCT)
            case tree.AEXPR_LIKE | tree.AEXPR_ILIKE:
                return operate(sign, left, right)
            case tree.AEXPR_NULLIF:
                return None if compare("=", left, right) else left
            case _:
                raise UnsupportedError(f"the operator {sign}")
