"""SQL expressions of a plan: may it stand in a check or a policy, and calls of one function replaced by another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from appfactory.compile.database.parse_tree import descendants, parse_expression
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


CHECK_RULES = ExpressionRules("check", "check", SAFE_FUNCTIONS, subqueries=False)
POLICY_RULES = ExpressionRules("policy", "policy", POLICY_FUNCTIONS, subqueries=True)


def check_expression(expression: str, columns: Collection[str], span: Span = NOWHERE) -> Finding | None:
    """What is wrong with a check over these columns; None if it is a boolean expression of them and of safe functions only.

    `columns` may be a mapping from names to PostgreSQL types; then a column that is no boolean is not taken for a condition.
    """
    return _examine(expression, columns, CHECK_RULES, span)


def policy_expression(expression: str, columns: Collection[str], span: Span = NOWHERE, functions: Collection[str] = ()) -> Finding | None:
    """What is wrong with the condition of a policy on a table with these columns; None if nothing is.

    Subqueries are allowed; the names inside them are not looked up here. `functions` are those of the plan's own SQL.
    """
    rules = replace(POLICY_RULES, functions=POLICY_RULES.functions | frozenset(functions))
    return _examine(expression, columns, rules, span)


def _examine(expression: str, columns: Collection[str], rules: ExpressionRules, span: Span) -> Finding | None:
    node = parse_expression(expression)
    if isinstance(node, str):
        problem: _Problem | None = ("syntax", f"can't be read: {node}", "Write an SQL condition, such as seats > 0.")
    else:
        problem = _forbidden_part(node, rules) or _forbidden_call(node, rules) or _unknown_column(node, columns)
        if problem is None and not _is_boolean(node, columns):
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

    inside = {reference.location for link in descendants(node, tree.SubLink) for reference in descendants(link.subselect, tree.ColumnRef)}
    for reference in descendants(node, tree.ColumnRef):
        parts = [part.string.sval if part.HasField("string") else "*" for part in reference.fields]
        if reference.location not in inside and parts[-1] not in columns:
            known = ", ".join(sorted(columns)) or "none"
            return "column", f"speaks of {'.'.join(parts)}, which is no field here", f"The fields are {known}."
    return None


def _is_boolean(node: tree.Node, columns: Collection[str]) -> bool:
    from postgast import pg_query_pb2 as tree

    kind = node.WhichOneof("node")
    if kind == "column_ref" and isinstance(columns, Mapping):
        return bool(columns[node.column_ref.fields[-1].string.sval] == "boolean")
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


def rewrite_function_calls(sql: str, replacements: Mapping[str, str]) -> str:
    """The SQL with calls without arguments replaced: `{"auth.uid()": "(select app.current_user_id())"}`.

    Calls are found in the parse tree, so constants and comments stay as they are. The text is returned unchanged if it can't be parsed.
    Bodies of functions in the languages SQL and PL/pgSQL are constants to the parser; calls in them are replaced as well, by their tokens.
    """
    import postgast
    from google.protobuf.message import DecodeError
    from postgast import pg_query_pb2 as tree

    wanted = {name.removesuffix("()").lower(): text for name, text in replacements.items()}
    if not any(name.rsplit(".", 1)[-1] in sql.lower() for name in wanted):
        return sql
    try:
        parsed = postgast.parse(sql)
        tokens = postgast.scan(sql).tokens
    except (postgast.PgQueryError, DecodeError):
        return sql
    source = sql.encode()
    starts = {token.start: index for index, token in enumerate(tokens)}
    edits: list[tuple[int, int, str]] = []
    for call in descendants(parsed, tree.FuncCall):
        text = wanted.get(".".join(part.string.sval for part in call.funcname))
        if text is None or call.args or call.location not in starts:
            continue
        end = _closing_parenthesis(tokens[starts[call.location] :])
        edits.append((call.location, end, _without_double_select(source, tokens, starts[call.location], end, text)))
    for body in _function_bodies(parsed, tokens):
        inner = source[body[0] : body[1]].decode()
        edits.append((body[0], body[1], _rewrite_tokens(inner, wanted)))
    for start, end, text in sorted(edits, reverse=True):
        source = source[:start] + text.encode() + source[end:]
    return source.decode()


def _closing_parenthesis(tokens: Collection[tree.ScanToken]) -> int:
    return int(next(token.end for token in tokens if _is(token, ")")))


def _is(token: tree.ScanToken, character: str) -> bool:
    # Tokens of a single character are numbered as in ASCII.
    return bool(token.token == ord(character))


def _without_double_select(source: bytes, tokens: Collection[tree.ScanToken], index: int, end: int, text: str) -> str:
    """`(select auth.uid())` becomes `(select app.current_user_id())`, not a select within a select."""
    before = list(tokens)[max(index - 2, 0) : index]
    wrapped = len(before) == 2 and _is(before[0], "(") and source[before[1].start : before[1].end].lower() == b"select"
    closes = source[end:].lstrip().startswith(b")")
    if wrapped and closes and text.lower().startswith("(select ") and text.endswith(")"):
        return text[len("(select ") : -1]
    return text


def _function_bodies(parsed: tree.ParseResult, tokens: Collection[tree.ScanToken]) -> list[tuple[int, int]]:
    """Start and end of the dollar-quoted constants that are bodies of SQL and PL/pgSQL functions."""
    from postgast import pg_query_pb2 as tree

    stretches = []
    for statement in parsed.stmts:
        if not statement.stmt.HasField("create_function_stmt"):
            continue
        options = {option.def_elem.defname: option.def_elem for option in statement.stmt.create_function_stmt.options}
        language = options["language"].arg.string.sval.lower() if "language" in options else ""
        if "as" not in options or language not in {"sql", "plpgsql"}:
            continue
        place = options["as"].location
        body = next((token for token in tokens if token.start > place and token.token == tree.SCONST), None)
        if body is not None:
            stretches.append((body.start, body.end))
    return stretches


def _rewrite_tokens(quoted: str, wanted: Mapping[str, str]) -> str:
    """Replaces calls in a dollar-quoted body. A body in single quotes is left alone: its text is escaped."""
    import postgast

    if not quoted.startswith("$"):
        return quoted
    tag = quoted[: quoted.index("$", 1) + 1]
    body = quoted[len(tag) : -len(tag)]
    source = body.encode()
    try:
        scanned = postgast.scan(body).tokens
    except postgast.PgQueryError:
        return quoted
    from postgast import pg_query_pb2 as tree

    tokens = [token for token in scanned if token.token not in (tree.SQL_COMMENT, tree.C_COMMENT)]
    words = [source[token.start : token.end].decode() for token in tokens]
    edits = []
    for name, text in wanted.items():
        pattern = [*" . ".join(name.split(".")).split(), "(", ")"]
        size = len(pattern)
        for index in range(len(words) - size + 1):
            if [word.lower() for word in words[index : index + size]] == pattern and (index == 0 or words[index - 1] != "."):
                edits.append((tokens[index].start, tokens[index + size - 1].end, text))
    for start, end, text in sorted(edits, reverse=True):
        source = source[:start] + text.encode() + source[end:]
    return f"{tag}{source.decode()}{tag}"
