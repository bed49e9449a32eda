"""From parsed JSON to typed requests. Every refusal names the place."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Literal, TypeVar, get_args

from appfactory.contract.model.request import (
    MAXIMUM_LIMIT,
    Action,
    Aggregate,
    Batch,
    ColumnReference,
    Command,
    Direction,
    Filter,
    Join,
    Mutation,
    Operator,
    Query,
    Request,
    RequestError,
    Response,
    Scalar,
    Scope,
    Selection,
    Sort,
    StepRows,
    TraceEntry,
)
from appfactory.contract.statements.form import Form, check_characters, is_list, refuse
from appfactory.contract.statements.refusal import shown

OPERATORS: tuple[Operator, ...] = get_args(Operator)
AGGREGATES: tuple[Aggregate, ...] = get_args(Aggregate)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
ACTIONS: tuple[Action, ...] = get_args(Action)
COMBINATIONS: tuple[Literal["union", "intersect", "except"], ...] = ("union", "intersect", "except")
KINDS: tuple[Literal["query", "mutate", "batch"], ...] = ("query", "mutate", "batch")
ENTRY_KINDS: tuple[Literal["query", "insert", "update", "delete"], ...] = ("query", "insert", "update", "delete")
MOST_OFFSET = 2**31
_SCALARS = (str, int, float)
_PLAIN_QUERY = frozenset({"kind", "table", "filters"})
_PLAIN_FILTER = frozenset({"column", "table", "op", "value"})
"""What most queries and conditions say. Where there is nothing else, nothing else is asked for."""

_Word = TypeVar("_Word", bound=str)


def request(form: Form, below: Scope) -> Request:
    """A request, or a command that stands for one."""
    if "kind" in form.members and "command" not in form.members:
        return Request(command(form), below)
    given = form.form("command")
    if given is not None and len(form.members) == 1:
        return Request(command(given), below)
    if given is None:
        refuse("command", "is missing", "there is nothing to do", "add a query, a mutate or a batch")
    found = Request(
        command(given),
        _scope(form, below),
        form.flag("dryRun", True),
        form.text("requestId"),
        form.text("idempotencyKey"),
        form.number("expectRows", 0, MOST_OFFSET),
    )
    form.finish()
    return found


def spoken(form: Form, below: Scope) -> tuple[str, Scope]:
    """A text and the scope in which it is spoken."""
    text = form.text("input")
    if not text.strip():
        refuse(form.at("input"), "is missing", "there is nothing to understand", "add a text")
    found = text, _scope(form, below)
    # What the earlier system's callers also send is for the translator to heed.
    form.finish(("options", "id"))
    return found


def _scope(form: Form, below: Scope) -> Scope:
    given = form.form("scope")
    if given is None:
        return below
    scope = Scope(
        given.text("bizId") or below.biz_id, given.text("locationId") or below.location_id, given.text("actorUserId") or below.actor_user_id
    )
    given.finish()
    return scope


def command(form: Form) -> Command:
    """A command of any kind."""
    kind = form.word("kind", KINDS)
    if kind == "query":
        return query(form)
    if kind == "mutate":
        return _mutation(form)
    steps: list[Query | Mutation] = []
    for place, item in form.items("steps"):
        step = form.inner(item, place)
        if step.word("kind", ("query", "mutate")) == "query":
            steps.append(query(step))
        else:
            steps.append(_mutation(step))
    if not steps:
        refuse(form.at("steps"), "is empty", "there is nothing to do", "add a query or a mutate")
    form.finish()
    return Batch(tuple(steps))


def query(form: Form) -> Query:
    """A query, whether or not it says its kind."""
    form.get("kind")
    table = form.name("table")
    if form.members.keys() <= _PLAIN_QUERY:
        return Query(table, filters=_filters(form, "filters"))
    select = tuple(_selection(form, item, place) for place, item in form.items("select"))
    joins = tuple(_join(form.inner(item, place)) for place, item in form.items("joins"))
    combine = form.form("combine")
    found = Query(
        table=table,
        select=() if select == (Selection(ColumnReference("*")),) else select,
        joins=joins,
        filters=_filters(form, "filters"),
        group=tuple(_column(form, item, place) for place, item in form.items("group")),
        sort=tuple(_sort(form, item, place) for place, item in form.items("sort")),
        limit=form.number("limit", 1, MAXIMUM_LIMIT),
        offset=form.number("offset", 0, MOST_OFFSET) or 0,
        distinct=form.flag("distinct", False),
        combine=_word(combine, "with", COMBINATIONS) if combine is not None else None,
        other=_inner_query(combine, "query") if combine is not None else None,
    )
    if combine is not None:
        combine.finish()
    form.finish()
    return found


def _word(form: Form, key: str, allowed: tuple[_Word, ...]) -> _Word:
    said = form.word(key, allowed)
    return allowed[allowed.index(said)]


def _inner_query(form: Form, key: str) -> Query:
    given = form.form(key)
    if given is None:
        refuse(form.at(key), "is missing", "there is nothing to compare with", "add a query")
    return query(given)


def _column(form: Form, item: object, place: str) -> ColumnReference:
    if isinstance(item, str):
        if not item:
            refuse(place, "is no column", "without its name nobody knows what is meant", "write the name of a column")
        table, _, column = item.rpartition(".")
        return ColumnReference(column, table) if table and column else ColumnReference(item)
    given = form.inner(item, place)
    found = _named_column(given)
    given.finish()
    return found


def _named_column(form: Form) -> ColumnReference:
    """`column` and `table`; a dotted column counts as both, but where the table is given."""
    column = form.name("column")
    if form.has("table"):
        return ColumnReference(column, form.text("table"))
    return _column(form, column, form.at("column")) if "table" not in form.members else ColumnReference(column)


def _aggregate(form: Form) -> Aggregate | None:
    return _word(form, "aggregate", AGGREGATES) if form.has("aggregate") else None


def _selection(form: Form, item: object, place: str) -> Selection:
    if isinstance(item, str):
        return Selection(_column(form, item, place))
    given = form.inner(item, place)
    found = Selection(_named_column(given), _aggregate(given), given.flag("distinct", False))
    given.finish()
    return found


def _sort(form: Form, item: object, place: str) -> Sort:
    if isinstance(item, str):
        return Sort(_column(form, item, place))
    given = form.inner(item, place)
    direction = given.word("direction", DIRECTIONS, "asc")
    found = Sort(_named_column(given), "desc" if direction == "desc" else "asc", _aggregate(given), given.flag("distinct", False))
    given.finish()
    return found


def _join(form: Form) -> Join:
    table = form.name("table")
    pairs = []
    for place, item in form.items("on"):
        pair = form.inner(item, place)
        left = pair.get("left")
        if left is None:
            refuse(pair.at("left"), "is missing", "the join has nothing to compare with", "add a column of a table that is there before the join")
        pairs.append((_column(pair, left, pair.at("left")), pair.name("right")))
        pair.finish()
    if not pairs:
        refuse(form.at("on"), "is empty", "every row would be joined with every other", "add the columns of a foreign key")
    found = Join(table, form.text("alias") or table, tuple(pairs), form.flag("optional", False))
    form.finish()
    return found


def _filters(form: Form, key: str) -> tuple[Filter, ...]:
    return tuple([_filter(form.inner(item, place)) for place, item in form.items(key)])


def _filter(form: Form) -> Filter:
    column = _named_column(form)
    operator = _word(form, "op", OPERATORS)
    value = _filter_value(form, operator)
    if form.members.keys() <= _PLAIN_FILTER:
        return Filter(column, operator, value)
    found = Filter(column, operator, value, _aggregate(form), form.flag("distinct", False), _filters(form, "any"))
    form.finish()
    return found


def _filter_value(form: Form, operator: Operator) -> Scalar | tuple[Scalar, ...] | ColumnReference | Query:
    place, value = form.at("value"), form.get("value")
    if operator in ("is_null", "not_null"):
        if value is not None and not isinstance(value, bool):
            refuse(place, f"is {shown(value)}", f"`{operator}` compares with nothing", "leave `value` out")
        return None
    if isinstance(value, str) and operator not in ("in", "not_in", "between"):
        check_characters(value, place)
        return value
    if isinstance(value, Mapping):
        given = form.inner(value, place)
        found = _inner_query(given, "query") if "query" in given.members else _named_column(given)
        given.finish()
        return found
    if operator in ("in", "not_in", "between"):
        if not is_list(value):
            refuse(place, f"is {shown(value)}, not an array", f"`{operator}` looks at several values", "put them in [ ]")
        if operator == "between" and len(value) != 2:
            refuse(place, f"has {len(value)} values", "`between` has a lower and an upper end", "write [lower, upper]")
        return tuple(_scalar(item, f"{place}[{index}]") for index, item in enumerate(value))
    if is_list(value):
        refuse(place, "is an array", f"`{operator}` compares with one value", "use the operator `in`")
    if "value" not in form.members:
        refuse(place, "is missing", f"`{operator}` compares with a value", "add `value`, or use the operator `is_null`")
    return _scalar(value, place)


def _scalar(value: object, place: str) -> Scalar:
    if value is not None and not isinstance(value, _SCALARS):
        refuse(place, f"is {shown(value)}", "a column is compared with one value", "write text, a number, true, false or null")
    _check_scalar(value, place)
    return value


def _check_scalar(value: object, place: str) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        refuse(place, "is no finite number", "JSON has none", 'write "NaN" or "Infinity" as text if the column takes it')
    if isinstance(value, str):
        check_characters(value, place)


def _mutation(form: Form) -> Mutation:
    form.get("kind")
    action = _word(form, "action", ACTIONS)
    table = form.name("table")
    given = form.form("values")
    values = tuple([(column, _value(item, given.place, column)) for column, item in given.members.items()]) if given is not None else ()
    if action == "delete" and values:
        refuse(form.at("values"), "is there", "a delete sets nothing", "leave it out, or use the action `update`")
    if action == "update" and not values:
        refuse(form.at("values"), "is empty", "there is nothing to change", "add the columns with their new values")
    filters = _filters(form, "filters")
    if action == "insert" and filters:
        refuse(form.at("filters"), "is there", "an insert looks at no rows", "leave it out, or use the action `update`")
    found = Mutation(action, table, values, filters, _returning(form))
    form.finish()
    return found


def _returning(form: Form) -> tuple[str, ...]:
    names = []
    for place, item in form.items("returning"):
        if not isinstance(item, str) or not item:
            refuse(place, f"is {shown(item)}", "only columns can be returned", "write the name of a column")
        names.append(item)
    return tuple(names)


def _value(value: object, above: str, column: str) -> Scalar | tuple[Scalar, ...]:
    if value is None or isinstance(value, int) or (isinstance(value, str) and value.isascii()):
        return value
    place = f"{above}.{column}"
    if isinstance(value, Mapping) or (is_list(value) and any(isinstance(item, Mapping) or is_list(item) for item in value)):
        return _json(value, place)
    if is_list(value):
        return tuple(_scalar(item, f"{place}[{index}]") for index, item in enumerate(value))
    return _scalar(value, place)


def _json(value: object, place: str) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (ValueError, TypeError, RecursionError):
        refuse(place, "is no JSON", "nothing can store it", "write objects, arrays, text, finite numbers, true, false and null")
    _check_scalar(text, place)
    return text


def response(form: Form) -> Response:
    """A response, as it was written."""
    result = form.form("result")
    last = _step_rows(result) if result is not None else StepRows((), 0)
    steps = [_step_rows(form.inner(item, place)) for place, item in result.items("steps")] if result is not None else []
    kind = _word(form, "commandKind", KINDS)
    found = form.form("error")
    return Response(
        request_id=form.text("requestId"),
        dry_run=form.flag("dryRun", True),
        success=form.flag("success", True),
        command_kind=kind,
        rows=last.rows,
        row_count=last.row_count,
        warnings=tuple(str(text) for _, text in form.items("warnings")),
        trace=tuple(_trace_entry(form.inner(item, place)) for place, item in form.items("trace")),
        error=RequestError(found.text("code"), found.text("message"), found.text("detail")) if found is not None else None,
        steps=tuple(steps),
    )


def _step_rows(result: Form) -> StepRows:
    return StepRows(tuple(row for _, row in result.items("rows") if isinstance(row, dict)), result.number("rowCount", 0) or 0)


def _trace_entry(form: Form) -> TraceEntry:
    return TraceEntry(
        form.number("stepIndex", 0) or 0,
        _word(form, "kind", ENTRY_KINDS),
        form.text("table"),
        form.text("sqlPreview"),
        tuple(str(item) for _, item in form.items("params")),
        form.number("rowCount", 0) or 0,
        form.flag("dryRun", True),
    )
