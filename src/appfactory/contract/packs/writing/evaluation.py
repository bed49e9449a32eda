"""Computes the common expressions of checks over a row, with the three truth values of SQL. What it does not know it says so, and never guesses.

The expressions are trees of PostgreSQL's own grammar (postgast). Values are Python's: Decimal, text, bool, date, datetime, time, timedelta,
tuples for arrays, JSON's own, and None for null.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from appfactory.compile.database.type_names import type_text
from appfactory.contract.packs.writing.functions import FUNCTIONS
from appfactory.contract.packs.writing.kinds import NoValueError, Range, column_type, moment, python_value
from appfactory.model.database import Database

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as tree

Row = Mapping[str, object]

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_PATTERNS = {"~~": (False, False), "~~*": (False, True), "!~~": (True, False), "!~~*": (True, True)}
_REGULAR = {"~": (False, False), "~*": (False, True), "!~": (True, False), "!~*": (True, True)}
_CONTAINMENT = {"@>", "<@", "&&"}


class UnsupportedError(Exception):
    """An expression that can't be computed here; the message says which part."""


class Evaluator:
    """Computes expressions. `now` is what `now()` gives."""

    def __init__(self, database: Database, now: datetime) -> None:
        self._database = database
        self._now = now

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
        wanted = column_type(type_text(node.type_name), self._database)
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
        function = FUNCTIONS.get(name)
        if function is None or (len(node.funcname) > 1 and node.funcname[0].string.sval != "pg_catalog"):
            raise UnsupportedError(f"the function {name}()")
        arguments = [self.value(argument, row) for argument in node.args]
        return function(*arguments)

    def _a_expr(self, node: tree.A_Expr, row: Row) -> Any:
        from postgast import pg_query_pb2 as tree

        sign = node.name[-1].string.sval
        left = self.value(node.lexpr, row) if node.HasField("lexpr") else None
        if node.kind in (tree.AEXPR_BETWEEN, tree.AEXPR_NOT_BETWEEN):
            low, high = (self.value(item, row) for item in node.rexpr.list.items)
            inside = _and(compare(">=", left, low), compare("<=", left, high))
            return inside if node.kind == tree.AEXPR_BETWEEN or inside is None else not inside
        right = self.value(node.rexpr, row)
        match node.kind:
            case tree.AEXPR_OP:
                return _negative(right) if not node.HasField("lexpr") else operate(sign, left, right)
            case tree.AEXPR_IN:
                found = _any("=", left, right)
                return found if sign == "=" or found is None else not found
            case tree.AEXPR_OP_ANY:
                return _any(sign, left, right)
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


def cast(value: object, kind: Any, element: str, database: Database) -> object:
    """A value as another kind. Raises `UnsupportedError` where PostgreSQL's rules are its own."""
    if kind in ("text", "enum", "uuid"):
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, Decimal):
            return str(value)
        raise UnsupportedError("a cast to text")
    if kind == "date" and isinstance(value, datetime):
        return value.date()
    if kind == "timestamp" and isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    if kind == "integer" and isinstance(value, Decimal):
        return value.to_integral_value()
    if isinstance(value, str):
        return python_value(value, kind, element, database)
    return value


def operate(sign: str, left: Any, right: Any) -> Any:
    """An operator of two values; null if one is."""
    if sign in _COMPARISONS:
        return compare(sign, left, right)
    if left is None or right is None:
        return None
    for table, matcher in ((_PATTERNS, like), (_REGULAR, _matches)):
        if sign in table:
            negated, fold = table[sign]
            return matcher(left, right, fold) != negated
    if sign == "&&" and isinstance(left, Range) and isinstance(right, Range):
        return left.overlaps(right)
    if sign in _CONTAINMENT and isinstance(left, tuple) and isinstance(right, tuple):
        one, other = (right, left) if sign == "<@" else (left, right)
        return any(item in one for item in other) if sign == "&&" else all(item in one for item in other)
    return _arithmetic(sign, left, right)


def _arithmetic(sign: str, left: Any, right: Any) -> Any:
    if sign in ("+", "-", "*", "/", "%"):
        left, right = _with_day(left, right)
        if sign == "/" and isinstance(left, Decimal) and left == left.to_integral_value() and right == right.to_integral_value():
            # Whole numbers divide to whole numbers, towards zero; of numerics with a whole value the same is only said by their type.
            raise UnsupportedError("a division")
        operation = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "%": operator.mod}[sign]
        if isinstance(left, date) and isinstance(right, date) and not isinstance(left, datetime):
            return Decimal((left - right).days)
        return operation(left, right)
    if sign == "||":
        return left + right
    if sign in ("->", "->>") and isinstance(left, dict):
        value = left.get(right)
        return value if sign == "->" or value is None or isinstance(value, str) else str(value)
    if sign == "?" and isinstance(left, dict | list):
        return right in left
    raise UnsupportedError(f"the operator {sign}")


def _with_day(left: Any, right: Any) -> tuple[Any, Any]:
    """A date and a number of days; a time span and a number."""
    if isinstance(left, date) and not isinstance(left, datetime) and isinstance(right, Decimal):
        return left, timedelta(days=int(right))
    if isinstance(left, date) and not isinstance(left, datetime) and isinstance(right, timedelta):
        return datetime.combine(left, time(), UTC), right
    if isinstance(left, timedelta) and isinstance(right, Decimal):
        return left, float(right)
    if isinstance(left, Decimal) and isinstance(right, timedelta):
        return float(left), right
    return left, right


def compare(sign: str, left: Any, right: Any) -> bool | None:
    """A comparison, after a bare text was read as the other side's type. Raises `UnsupportedError` for kinds that do not compare."""
    if left is None or right is None:
        return None
    left, right = _alike(left, right), _alike(right, left)
    if type(left) is not type(right) and not (isinstance(left, Decimal | float | int) and isinstance(right, Decimal | float | int)):
        raise UnsupportedError(f"a comparison of {type(left).__name__} and {type(right).__name__}")
    # The order of texts depends on the database's collation; of digits and lower-case letters alone it does not.
    plain = not isinstance(left, str) or (re.fullmatch(r"[0-9]*|[a-z]*", left) and re.fullmatch(r"[0-9]*|[a-z]*", right))
    if not plain and sign not in ("=", "<>", "!="):
        raise UnsupportedError("an order of texts")
    return bool(_COMPARISONS[sign](left, right))


def _alike(value: Any, other: Any) -> Any:
    if isinstance(value, str) and not isinstance(other, str):
        if isinstance(other, bool):
            return value.lower() in ("t", "true")
        if isinstance(other, Decimal):
            return Decimal(value)
        if isinstance(other, datetime):
            return moment(value)
        if isinstance(other, date):
            return date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime) and isinstance(other, datetime):
        return datetime.combine(value, time(), UTC)
    return value


def _negative(value: Any) -> Any:
    return None if value is None else -value


def _any(sign: str, left: Any, items: Any) -> bool | None:
    if items is None:
        return None
    results = [operate(sign, left, item) for item in items]
    return True if True in results else None if None in results else False


def _and(one: bool | None, other: bool | None) -> bool | None:
    return False if False in (one, other) else None if None in (one, other) else True


def like(text: Any, pattern: str, fold: bool = False) -> bool:
    """SQL's LIKE: `%` any characters, `_` one, a backslash takes the next literally."""
    parts = re.findall(r"\\.|%|_|[^%_\\]+|\\$", pattern, re.DOTALL)
    translated = "".join(
        ".*" if part == "%" else "." if part == "_" else re.escape(part[1:] if part[0] == "\\" and len(part) > 1 else part) for part in parts
    )
    return re.fullmatch(translated, str(text), re.DOTALL | (re.IGNORECASE if fold else 0)) is not None


def _matches(text: Any, pattern: str, fold: bool = False) -> bool:
    return re.search(python_pattern(pattern), str(text), re.IGNORECASE if fold else 0) is not None


def python_pattern(pattern: str) -> str:
    """A regular expression of PostgreSQL in Python's writing. Raises `UnsupportedError` for what the two do not share."""
    if re.search(r"\\[mMyYZ<>]|\[\[[:.=]|^\*\*\*|\(\?[^:=!]", pattern.replace("[[:alpha:]]", "").replace("[[:digit:]]", "")):
        simple = {"[:alpha:]": "a-zA-Z", "[:digit:]": "0-9", "[:alnum:]": "a-zA-Z0-9", "[:space:]": r"\s", "[:lower:]": "a-z", "[:upper:]": "A-Z"}
        for name, members in simple.items():
            pattern = pattern.replace(name, members)
        if re.search(r"\\[mMyYZ<>]|\[[:.=]|^\*\*\*|\(\?[^:=!]", pattern):
            raise UnsupportedError("a regular expression of PostgreSQL's own")
    return re.sub(r"\$$", r"\\Z", pattern)
