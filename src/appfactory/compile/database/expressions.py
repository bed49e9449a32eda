"""SQL expressions of a plan: may they stand in a check or a policy?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from appfactory.compile.database.expression_names import with_quoted_keywords
from appfactory.model.expressions.parsing import descendants, parse_expression
from appfactory.model.finding import Finding, Span

if TYPE_CHECKING:
    from google.protobuf.message import Message
    from postgast import pg_query_pb2 as tree

NOWHERE = Span("")

# Immutable functions of PostgreSQL that can do no harm in a check or a policy, whatever their arguments.
_SAFE_FUNCTIONS = """
abs array_length array_position btrim cardinality ceil ceiling char_length character_length coalesce concat date_part date_trunc extract
floor greatest isempty isfinite jsonb_array_length jsonb_typeof json_typeof least left length lower lower_inc lower_inf ltrim make_date
make_interval mod nullif num_nonnulls num_nulls octet_length position power regexp_like replace reverse right round rtrim scale sign
split_part sqrt starts_with strpos substr substring timezone to_char trim trunc tstzrange tsrange daterange int4range int8range numrange
upper upper_inc upper_inf
"""
SAFE_FUNCTIONS = frozenset(_SAFE_FUNCTIONS.split())

# What a policy may call besides: who is asking, and when.
POLICY_FUNCTIONS = SAFE_FUNCTIONS | frozenset(
    {"auth.uid", "auth.jwt", "auth.role", "app.current_user_id", "app.is_admin", "now", "current_setting", "jsonb_extract_path_text", "exists"}
)

_BOOLEAN_NODES = frozenset(
    {"bool_expr", "null_test", "boolean_test", "sub_link", "column_ref", "func_call", "case_expr", "coalesce_expr", "type_cast"}
)
_BOOLEAN_OPERATORS = frozenset(
    {"=", "<>", "!=", "<", "<=", ">", ">=", "~", "~*", "!~", "!~*", "~~", "~~*", "!~~", "!~~*", "@>", "<@", "&&", "?", "?|", "?&"}
)
_ARITHMETIC_OPERATORS = frozenset({"+", "-", "*", "/", "%", "^", "||", "|", "&", "#", "->", "->>", "#>", "#>>", "<<", ">>"})


@dataclass(frozen=True, slots=True)
class ExpressionRules:
    """What an expression may hold."""

    what: str
    code: str
    functions: frozenset[str]
    subqueries: bool
    boolean: bool = True


CHECK_RULES = ExpressionRules("check", "check", SAFE_FUNCTIONS, subqueries=False)
VALUE_RULES = ExpressionRules("value", "lookup", SAFE_FUNCTIONS, subqueries=False, boolean=False)
POLICY_RULES = ExpressionRules("policy", "policy", POLICY_FUNCTIONS, subqueries=True)


def check_expression(expression: str, columns: Collection[str], span: Span = NOWHERE) -> Finding | None:
    """What is wrong with a check over these columns; None if it is a boolean expression of them and of safe functions only.

    `columns` may be a mapping from names to PostgreSQL types; then a column that is no boolean is not taken for a condition.
    """
    return _examine(expression, with_quoted_keywords(expression, columns), columns, CHECK_RULES, span)


def value_expression(expression: str, columns: Collection[str], span: Span = NOWHERE) -> Finding | None:
    """What is wrong with an expression that gives a value, over these columns and safe functions; None if nothing is."""
    return _examine(expression, with_quoted_keywords(expression, columns), columns, VALUE_RULES, span)


def policy_expression(expression: str, columns: Collection[str], span: Span = NOWHERE, functions: Collection[str] = ()) -> Finding | None:
    """What is wrong with the condition of a policy on a table with these columns; None if nothing is.

    Subqueries are allowed; the names inside them are not looked up here. `functions` are those of the plan's own SQL.
    """
    rules = replace(POLICY_RULES, functions=POLICY_RULES.functions | frozenset(functions))
    return _examine(expression, expression, columns, rules, span)


def _examine(expression: str, read: str, columns: Collection[str], rules: ExpressionRules, span: Span) -> Finding | None:
    """`read` is the expression as it is parsed."""
    node = parse_expression(read)
    if isinstance(node, str):
        problem: _Problem | None = ("syntax", f"can't be read: {node}", "Write an SQL condition, such as seats > 0.")
    else:
        problem = _forbidden_part(node, rules) or _forbidden_call(node, rules) or _unknown_column(node, columns)
        if problem is None and rules.boolean and not _is_boolean(node, columns):
            problem = ("not-boolean", "is no condition: it has no truth value", "Compare it with something, such as seats > 0.")
    if problem is None:
        return None
    suffix, message, hint = problem
    why = "PostgreSQL would refuse the schema, or the rule would not hold."
    return Finding(f"{rules.code}-{suffix}", "error", f"The {rules.what} {expression!r} {message}.", span, why, hint)


_Problem = tuple[str, str, str]


def _forbidden_part(node: Message, rules: ExpressionRules) -> _Problem | None:
    from postgast import pg_query_pb2 as tree

    parts = [(tree.ParamRef, "a parameter such as $1"), (tree.WindowDef, "a window function")]
    if not rules.subqueries:
        parts.append((tree.SubLink, "a subquery, which PostgreSQL allows in no check"))
    for kind, name in parts:
        if next(descendants(node, kind), None) is not None:
            return "subquery" if kind is tree.SubLink else "syntax", f"holds {name}", "Compare the row's own fields and constants only."
    return None


def _forbidden_call(node: Message, rules: ExpressionRules) -> _Problem | None:
    from postgast import pg_query_pb2 as tree

    for call in descendants(node, tree.FuncCall):
        name = ".".join(part.string.sval for part in call.funcname).removeprefix("pg_catalog.")
        if name not in rules.functions or call.agg_star or call.agg_distinct:
            hint = f"Allowed are {', '.join(sorted(rules.functions)[:12])} and other plain functions."
            return "function", f"calls {name}(), which may not be called there", hint
    return None


def _unknown_column(node: Message, columns: Collection[str]) -> _Problem | None:
    """The first column that is not among the given ones; those inside subqueries are not looked at."""
    from postgast import pg_query_pb2 as tree

    # Without quotes, SQL folds names to lower case: partySize arrives as partysize.
    known_names = {*columns, *(column.lower() for column in columns)}
    inside = {reference.location for link in descendants(node, tree.SubLink) for reference in descendants(link.subselect, tree.ColumnRef)}
    for reference in descendants(node, tree.ColumnRef):
        parts = [part.string.sval if part.HasField("string") else "*" for part in reference.fields]
        if reference.location not in inside and parts[-1] not in known_names:
            known = ", ".join(sorted(columns)) or "none"
            return "column", f"speaks of {'.'.join(parts)}, which is no field here", f"The fields are {known}."
    return None


def _is_boolean(node: tree.Node, columns: Collection[str]) -> bool:
    from postgast import pg_query_pb2 as tree

    kind = node.WhichOneof("node")
    if kind == "column_ref" and isinstance(columns, Mapping):
        name = node.column_ref.fields[-1].string.sval
        return any(kind == "boolean" for column, kind in columns.items() if name in (column, column.lower()))
    if kind == "a_const":
        return bool(node.a_const.HasField("boolval"))
    if kind == "type_cast":
        return bool(node.type_cast.type_name.names[-1].string.sval == "bool")
    if kind == "a_expr":
        if node.a_expr.kind != tree.AEXPR_OP:
            return bool(node.a_expr.kind != tree.AEXPR_NULLIF)
        operator = node.a_expr.name[-1].string.sval
        return operator in _BOOLEAN_OPERATORS or operator not in _ARITHMETIC_OPERATORS
    return kind in _BOOLEAN_NODES
