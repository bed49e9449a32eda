"""What PostgreSQL refused, in words: the column, the value, what is allowed, the nearest name, and the request that removes the cause.

PostgreSQL decides; nothing here says that something would be refused. Its own words stay in the detail.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from appfactory.compile.near_miss import nearest
from appfactory.contract.model.request import Filter, Mutation, Query, RequestError, Scalar, Scope
from appfactory.contract.statements.refusal import Refused, listed, shown
from appfactory.contract.statements.samples import sample_insert, terse_name
from appfactory.contract.statements.schema import SCOPE_COLUMN, Schema
from appfactory.contract.statements.values import as_text, family
from appfactory.model.database import Column, ForeignKey, Table
from appfactory.perform.postgres.session import LOST, Refusal

# `Key (biz_id, slug)=(biz_1, main) already exists.`, `Partition key of the failing row contains (at) = (2035-06-01).`,
# in whatever language the server speaks.
_KEY = re.compile(r"\((?P<columns>[^()]*(?:\([^()]*\)[^()]*)*)\) ?= ?\((?P<values>.*?)\)(?=[\s,]|\.?$)", re.DOTALL)


def explain(refusal: Refusal, command: Query | Mutation, schema: Schema, scope: Scope) -> RequestError:
    """The error of a request, from PostgreSQL's. `code` is `pg-` and the SQLSTATE."""
    table = _table(refusal.table or command.table, schema)
    error = _EXPLANATIONS.get(refusal.state, _as_said)(refusal, command, schema, table, scope)
    said = " ".join(part.strip() for part in (refusal.message, refusal.detail, refusal.hint) if part.strip() and part.strip() not in error.message)
    detail = "; ".join(part for part in (error.detail, f"PostgreSQL: {shown_long(said)}" if said else "") if part)
    return replace(error, code=f"pg-{refusal.state}", detail=detail, table=error.table or table.name)


def shown_long(text: str) -> str:
    """PostgreSQL's own words, on one line, within what a person reads."""
    text = " ".join(text[:2000].split())
    return text if len(text) <= 500 else f"{text[:500]}…"


def _table(name: str, schema: Schema) -> Table:
    try:
        return schema.table(name)
    except Refused:
        return Table(name, ())


def _values(command: Query | Mutation) -> dict[str, Scalar | tuple[Scalar, ...]]:
    """What the request says of the columns of its table; what it writes wins over what it looks for."""
    found: dict[str, Scalar | tuple[Scalar, ...]] = {}
    for condition in command.filters:
        _compared(condition, found)
    return {**found, **dict(command.values)} if isinstance(command, Mutation) else found


def _compared(condition: Filter, found: dict[str, Scalar | tuple[Scalar, ...]]) -> None:
    if isinstance(condition.value, str | int | float | tuple):
        found.setdefault(condition.column.column, condition.value)
    for item in condition.alternatives:
        _compared(item, found)


def _key_of(refusal: Refusal) -> dict[str, str]:
    """Columns and values of the key that the detail names."""
    match = _KEY.search(refusal.detail)
    if match is None:
        return {}
    columns, values = [part.strip().strip('"') for part in match["columns"].split(",")], match["values"]
    parts = [part.strip() for part in values.split(", ", len(columns) - 1)] if len(columns) > 1 else [values]
    return dict(zip(columns, parts, strict=False))


def _as_said(refusal: Refusal, command: Query | Mutation, schema: Schema, table: Table, scope: Scope) -> RequestError:  # noqa: ARG001
    return RequestError("", shown_long(refusal.message), table=table.name, column=refusal.column)


def _computed(refusal: Refusal, command: Query | Mutation, schema: Schema, table: Table, scope: Scope) -> RequestError:
    """A value for a column that the database alone fills in. PostgreSQL names the column in its sentence only."""
    said = _values(command)
    computed = [column for column in table.columns if column.generated and column.generated != "by default as identity" and column.name in said]
    column = next((item for item in computed if f'"{item.name}"' in refusal.message), computed[0] if computed else None)
    if column is None:
        return _as_said(refusal, command, schema, table, scope)
    message = f"`{table.name}.{column.name}` is filled in by the database alone"
    value = as_text(said[column.name], "text") or ""
    return RequestError("", message, f"leave it out: it is generated {column.generated}", table=table.name, column=column.name, value=value)


def _missing_value(refusal: Refusal, command: Query | Mutation, schema: Schema, table: Table, scope: Scope) -> RequestError:
    if refusal.type_name and not refusal.column:
        return _broken_type(refusal, command, schema, table, scope)
    column = table.column(refusal.column)
    kind = f" of type {column.type}" if column is not None else ""
    allowed = schema.enumeration(column.type) if column is not None else ()
    told = f"; allowed are {listed(allowed)}" if allowed else ""
    message = f"`{table.name}.{refusal.column}` must have a value"
    return RequestError("", message, f"give `{refusal.column}` a value{kind}{told}", column=refusal.column, value="null", allowed=allowed)


def _foreign_key(refusal: Refusal, command: Query | Mutation, schema: Schema, table: Table, scope: Scope) -> RequestError:
    """A parent that is not there, or one that still has children."""
    key = next((key for key in table.foreign_keys if key.name == refusal.constraint), None)
    named = _key_of(refusal)
    if key is None:
        return RequestError("", f"a row of `{table.name}` refers to one that is not there", value=listed(named.values()), column=listed(named))
    target = _table(command.table, schema)
    removes = isinstance(command, Mutation) and (command.action == "delete" or (target.name == key.references and target.name != table.name))
    if removes:
        return _still_referenced(key, table, named)
    return _missing_parent(key, command, schema, table, scope, named)


def _still_referenced(key: ForeignKey, table: Table, named: dict[str, str]) -> RequestError:
    value = next((named[column] for column in key.referenced_columns if column in named), "")
    message = f"rows of `{table.name}` still refer to this row of `{key.references}` by `{', '.join(key.columns)}`"
    found = f"list {terse_name(table.name)} where {terse_name(key.columns[0])} = {value}" if value and len(key.columns) == 1 else ""
    hint = f"delete or change them first: {found}" if found else "delete or change them first"
    return RequestError("", message, hint, table=table.name, column=key.columns[0], value=value, suggestion=found)


def _missing_parent(key: ForeignKey, command: Query | Mutation, schema: Schema, table: Table, scope: Scope, named: dict[str, str]) -> RequestError:
    said = {column: as_text(value, "text") or "" for column, value in _values(command).items()} if command.table == table.name else {}
    values = {column: named.get(column) or said.get(column, "") for column in key.columns}
    pairs = list(zip(key.columns, key.referenced_columns, strict=True))
    # Of a composite key the tenant is the part that is there; the other one is missing.
    column, parent_column = next((pair for pair in pairs if pair[0] != SCOPE_COLUMN), pairs[0])
    parent = _table(key.references, schema)
    given = {target: values[own] for own, target in pairs if values[own]}
    known = {SCOPE_COLUMN: scope.biz_id} if scope.biz_id else {}
    suggestion = sample_insert(schema, parent, given, known) if parent.columns and given else ""
    numbered = parent.column(parent_column)
    # A key that the database alone gives can't be chosen: the new row's has to be taken then.
    then = f"; its `{parent_column}` is what the database gives it" if numbered is not None and numbered.generated.startswith("always") else ""
    shown_value = values[column]
    message = f"`{table.name}.{column}` is `{shown(shown_value)}`, but `{key.references}` has no row with that `{parent_column}`"
    return RequestError(
        "",
        message,
        f"make it first: {suggestion}{then}" if suggestion else f"make the row of `{key.references}` first",
        table=table.name,
        column=column,
        value=shown_value,
        missing_parent=(key.references, parent_column, shown_value),
        suggestion=suggestion,
    )


def _taken(refusal: Refusal, command: Query | Mutation, schema: Schema, table: Table, scope: Scope) -> RequestError:  # noqa: ARG001
    """A value that another row has."""
    named = _key_of(refusal)
    # Under row level security PostgreSQL does not tell the key; the constraint or the index does.
    unique = next((item.columns for item in table.uniques if item.name == refusal.constraint), ())
    index = next((item for item in table.indexes if item.unique and item.name == refusal.constraint), None)
    columns = (
        unique or (index.columns if index is not None else ()) or tuple(named) or (table.primary_key if refusal.constraint.endswith("_pkey") else ())
    )
    said = _values(command)
    values = {column: named.get(column) or as_text(said.get(column), "text") or "" for column in columns}
    column = next((name for name in columns if name != SCOPE_COLUMN), columns[0] if columns else "")
    among = f" among rows with the same {', '.join(name for name in columns if name != column)}" if len(columns) > 1 else ""
    # A change of one column may take a place by another one, of which the request says nothing.
    taken = f"`{shown(values[column])}` is taken: " if values.get(column) else ""
    message = f"{taken}duplicate `{column or refusal.constraint}` in `{table.name}`{among}"
    message += f", of those where {index.where}" if index is not None and index.where else ""
    plain = {name: value for name, value in values.items() if value and table.column(name) is not None}
    conditions = " and ".join(f"{terse_name(name)} = {value}" for name, value in plain.items())
    suggestion = f"list {terse_name(table.name)} where {conditions}" if conditions else ""
    hint = f"choose another value, or change the row that has it: {suggestion}" if suggestion else "choose another value"
    return RequestError("", message, hint, table=table.name, column=column, value=values.get(column, ""), suggestion=suggestion)


def _overlap(refusal: Refusal, command: Query | Mutation, schema: Schema, table: Table, scope: Scope) -> RequestError:  # noqa: ARG001
    # Under row level security PostgreSQL does not tell the key; the constraint's own text does.
    exclusion = next((item for item in table.exclusions if item.name == refusal.constraint), None)
    words = set(re.findall(r"[\w$]+", re.split(r"\bwhere\b", exclusion.definition, flags=re.IGNORECASE)[0])) if exclusion is not None else set()
    said = _values(command)
    named = _key_of(refusal) or {item.name: as_text(said.get(item.name), "text") or "" for item in table.columns if item.name in words}
    column = next((name for name in named if table.column(name) is not None), "")
    message = f"overlap: the row conflicts with another one of `{table.name}` in {listed(named) or refusal.constraint}"
    hint = f"`{refusal.constraint}` lets only one of them be there; choose what is free, or change the other row"
    return RequestError("", message, hint, table=table.name, column=column, value=named.get(column, ""))


def _broken_type(refusal: Refusal, command: Query | Mutation, schema: Schema, table: Table, scope: Scope) -> RequestError:  # noqa: ARG001
    """A value that its column's domain does not take. PostgreSQL names the domain, and neither the column nor the value."""
    name = refusal.type_name
    domain = next((item for item in schema.database.domains if item.name == name and refusal.schema in ("", item.schema)), None)
    said = _values(command)
    columns = [item.name for item in table.columns if item.type.rpartition(".")[2].strip('"') == name]
    absent = refusal.state == "23502"
    fitting = [column for column in columns if column in said and (said[column] is None) == absent]
    column = fitting[0] if len(fitting) == 1 else ""
    value = as_text(said.get(column), "text") or ""
    told = f"`{table.name}.{column}` = `{shown(value)}`" if value else f"`{table.name}.{column}` without a value" if column else "a value"
    check = next((item.expression for item in domain.checks if item.name == refusal.constraint), "") if domain is not None else ""
    hint = f"what must hold: {check}" if check else "it must have a value" if domain is not None and not domain.nullable else ""
    return RequestError("", f"{told} is not allowed by the type `{name}`", hint, table=table.name, column=column, value=value)


def _no_partition(refusal: Refusal, command: Query | Mutation, schema: Schema, table: Table, scope: Scope) -> RequestError:  # noqa: ARG001
    """A row for which a partitioned table has no part. PostgreSQL names the columns that decide, and their values, in its detail alone."""
    named = _key_of(refusal)
    column = next((name for name in named if table.column(name) is not None), "")
    told = " and ".join(f"`{name}` = `{shown(value)}`" for name, value in named.items())
    message = f"no partition of `{table.name}` takes a row" + (f" with {told}" if told else "")
    return RequestError("", message, "choose another value, or make the partition", table=table.name, column=column, value=named.get(column, ""))


def _broken_check(refusal: Refusal, command: Query | Mutation, schema: Schema, table: Table, scope: Scope) -> RequestError:
    if refusal.type_name:
        return _broken_type(refusal, command, schema, table, scope)
    if not refusal.constraint:
        return _no_partition(refusal, command, schema, table, scope)
    check = next((item for item in table.checks if item.name == refusal.constraint), None)
    said = _values(command)
    column, allowed = schema.checked_values(table).get(refusal.constraint, ("", ()))
    expression = check.expression if check is not None else ""
    words = set(re.findall(r"[\w$]+", expression))
    concerned = [item.name for item in table.columns if item.name in words]
    column = column or next((name for name in concerned if name in said), concerned[0] if concerned else "")
    value = as_text(said.get(column), "text") or ""
    if allowed:
        near = nearest(value, allowed)
        hint = f"allowed are {listed(allowed)}" + (f"; did you mean {listed(near)}?" if near else "")
        message = f"invalid input value `{shown(value)}` for `{table.name}.{column}`"
        return RequestError("", message, hint, table=table.name, column=column, value=value, allowed=allowed, nearest=near)
    told = f"`{column}` = `{shown(value)}`" if column and column in said else "the row"
    message = f"{told} breaks the check `{refusal.constraint}` of `{table.name}`"
    return RequestError("", message, f"what must hold: {expression}" if expression else "", table=table.name, column=column, value=value)


def _unreadable(refusal: Refusal, command: Query | Mutation, schema: Schema, table: Table, scope: Scope) -> RequestError:  # noqa: ARG001
    """A value that is none of its column's type. PostgreSQL names the value, not the column."""
    said = [(name, item) for name, value in _values(command).items() for item in _single(value, table.column(name))]
    quoted = [(name, value) for name, value in said if value and f'"{value}"' in refusal.message]
    typed = [(name, value) for name, value in said if (kind := table.column(name)) is not None and kind.type.removesuffix("[]") in refusal.message]
    unparsed = [(name, value) for name, value in said if (kind := table.column(name)) is not None and _is_no_json(value, kind.type)]
    fitting = [pair for pair in quoted if pair in typed] or quoted or typed or unparsed
    name, value = fitting[0] if len(fitting) == 1 or quoted else ("", "")
    column = table.column(name)
    if column is None:
        return RequestError("", shown_long(refusal.message), "see that each value is of its column's type", table=table.name)
    allowed = schema.enumeration(column.type.removesuffix("[]"))
    near = nearest(value, allowed)
    hint = f"allowed are {listed(allowed)}" if allowed else f"write a value of type {column.type}"
    message = f"`{shown(value)}` can't be `{table.name}.{name}`, which is of type {column.type}"
    return RequestError("", message, hint, table=table.name, column=name, value=value, allowed=allowed, nearest=near)


def _single(value: Scalar | tuple[Scalar, ...], column: Column | None) -> Iterator[str]:
    """The value as text; of an array, and of a text that says one, each of its items as well."""
    whole = as_text(value, "text") or ""
    if column is not None and column.type.endswith("[]"):
        yield from (as_text(item, "text") or "" for item in (value if isinstance(value, tuple) else whole.strip("{}").split(",")))
    yield whole


def _is_no_json(value: str, column_type: str) -> bool:
    if family(column_type) != "json":
        return False
    try:
        json.loads(value)
    except ValueError:
        return True
    # JSON may say NUL; PostgreSQL's text can't hold it.
    return "\\u0000" in value


def _not_permitted(refusal: Refusal, command: Query | Mutation, schema: Schema, table: Table, scope: Scope) -> RequestError:  # noqa: ARG001
    action = "read" if isinstance(command, Query) else command.action
    who = f"business `{scope.biz_id}`" if scope.biz_id else "nobody in particular"
    actor = f" and actor `{scope.actor_user_id}`" if scope.actor_user_id else ""
    policies = [policy.name for policy in table.policies]
    if "row-level security" in refusal.message or "row level security" in refusal.message:
        message = f"the policies of `{table.name}` do not let a request for {who}{actor} {action} this row"
        return RequestError("", message, f"its policies are {listed(policies)}" if policies else "it has no policies", table=table.name)
    message = f"the role of requests may not {action} `{table.name}`" if table.name in refusal.message else shown_long(refusal.message)
    return RequestError("", message, "no policy allows it; the app's own users can't do it either" if not policies else "", table=table.name)


def _timeout(refusal: Refusal, command: Query | Mutation, schema: Schema, table: Table, scope: Scope) -> RequestError:  # noqa: ARG001
    return RequestError("", "the statement took longer than a request may, and was ended", "ask for less: fewer tables, a narrower filter")


def _locked(refusal: Refusal, command: Query | Mutation, schema: Schema, table: Table, scope: Scope) -> RequestError:  # noqa: ARG001
    return RequestError("", f"someone else is changing the same rows of `{table.name}`", "try again in a moment")


def _lost(refusal: Refusal, command: Query | Mutation, schema: Schema, table: Table, scope: Scope) -> RequestError:  # noqa: ARG001
    hint = "what was not committed is undone; send the request again, a committing one with the same idempotency key"
    return RequestError("", refusal.message, hint)


_EXPLANATIONS: dict[str, Callable[[Refusal, Query | Mutation, Schema, Table, Scope], RequestError]] = {
    "23502": _missing_value,
    "23503": _foreign_key,
    "23001": _foreign_key,
    "23505": _taken,
    "428C9": _computed,
    "23P01": _overlap,
    "23514": _broken_check,
    "22P02": _unreadable,
    "22P03": _unreadable,
    "22P05": _unreadable,
    "22001": _unreadable,
    "22003": _unreadable,
    "22007": _unreadable,
    "22008": _unreadable,
    "42501": _not_permitted,
    "57014": _timeout,
    "55P03": _locked,
    "40P01": _locked,
    "40001": _locked,
    LOST: _lost,
    "57P01": _lost,
}
