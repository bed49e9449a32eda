"""Faults in what is read: whose rows, which of them, in what order, how many, and what is shown of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from benchmarks.mutation.checks import is_for_admins
from benchmarks.mutation.source import Mutant, Source, above, arguments

if TYPE_CHECKING:
    from tree_sitter import Node

_FILTERS = {"eq": "ne", "gte": "gt", "gt": "gte", "lte": "lt", "lt": "lte"}


def _means_nothing(source: Source, node: Node) -> bool:
    """True for "the actor's own rows" in a function for admins."""
    return source.says(node).startswith("owned") and is_for_admins(source, node)


def drop_condition(source: Source) -> Iterator[Mutant]:
    """One of several conditions is missing."""
    for call in source.calls("and"):
        for argument in arguments(call):
            if not _means_nothing(source, argument):
                yield source.without("drop-condition", argument)


def drop_where(source: Source) -> Iterator[Mutant]:
    """Every row is meant, not those that fit."""
    for call in source.calls(".where"):
        given, function = arguments(call), call.child_by_field_name("function")
        held = function.child_by_field_name("object") if function is not None else None
        if held is not None and given and not _means_nothing(source, given[0]):
            yield source.between("drop-where", held.end_byte, call.end_byte, "")


def flip_filter(source: Source) -> Iterator[Mutant]:
    """A filter keeps what it should leave out, or its bound is off by one."""
    for call in source.calls(*_FILTERS):
        function = call.child_by_field_name("function")
        assert function is not None
        new = _FILTERS[source.says(function)]
        yield source.mutant("flip-filter", function, new, names=((new, "drizzle-orm"),))


def ignore_filter(source: Source) -> Iterator[Mutant]:
    """What a list is asked for changes nothing."""
    for node in source.walk("ternary_expression"):
        if "undefined" in (source.says(node.child_by_field_name("consequence")), source.says(node.child_by_field_name("alternative"))):
            yield source.mutant("ignore-filter", node, "undefined")
    for call in source.calls("matching"):
        yield source.mutant("ignore-filter", call, "undefined")


def narrow_search(source: Source) -> Iterator[Mutant]:
    """A column is not searched."""
    for call in source.calls("matching"):
        for argument in arguments(call)[1:]:
            columns = [one for one in argument.named_children if one.type == "member_expression"]
            if len(columns) > 1:
                yield from (source.without("narrow-search", column) for column in columns)


def count_all(source: Source) -> Iterator[Mutant]:
    """A count forgets the condition, or a total is the number of rows on the page."""
    for call in source.calls(".$count"):
        given = arguments(call)
        if len(given) > 1 and not _means_nothing(source, given[1]):
            yield source.without("count-all", given[1])
    for node in source.walk("shorthand_property_identifier"):
        if source.says(node) == "total":
            yield source.mutant("count-all", node, "total: rows.length")


def other_page(source: Source) -> Iterator[Mutant]:
    """Pages overlap, are skipped, or don't end."""
    for call in source.calls(".offset"):
        for argument in arguments(call)[:1]:
            yield source.mutant("other-page", argument, "page * pageSize")
    for call in source.calls(".limit"):
        for argument in arguments(call)[:1]:
            if source.says(argument) == "pageSize":
                yield source.mutant("other-page", argument, "pageSize + 1")
    for node in source.walk("object_assignment_pattern"):
        name, value = (node.named_children[0], node.named_children[-1]) if len(node.named_children) > 1 else (None, None)
        if name is not None and value is not None and value.type == "number":
            yield source.mutant("other-page", value, str(int(source.says(value)) + 1))


def other_order(source: Source) -> Iterator[Mutant]:
    """A list begins at its other end, or with whatever comes first. What only breaks a tie stays."""
    for node in source.walk("object_assignment_pattern"):
        value = node.named_children[-1]
        if value.type == "string" and source.says(node).startswith("sort"):
            yield source.mutant("other-order", value, _reversed(source.says(value)))
    for call in source.calls("sortOf"):
        for argument in arguments(call)[1:]:
            if argument.type == "string":
                yield source.mutant("other-order", argument, _reversed(source.says(argument)))
    for call in source.calls(".orderBy"):
        given = arguments(call)
        if len(given) == 1 and source.called(given[0]) in ("asc", "desc"):
            new = "desc" if source.called(given[0]) == "asc" else "asc"
            function = given[0].child_by_field_name("function")
            assert function is not None
            yield source.mutant("other-order", function, new, names=((new, "drizzle-orm"),))


def _reversed(literal: str) -> str:
    text = literal.strip('"')
    return f'"{text[1:]}"' if text.startswith("-") else f'"-{text}"'


def other_column(source: Source) -> Iterator[Mutant]:
    """A list is sorted by another column than it was asked for."""
    for node in source.walk("variable_declarator"):
        value = node.child_by_field_name("value")
        if not source.says(node.child_by_field_name("name")).endswith("Sorting") or value is None or value.type != "object":
            continue
        columns = [pair.child_by_field_name("value") for pair in value.named_children if pair.type == "pair"]
        for one, other in zip(columns, [*columns[1:], *columns[:1]], strict=True):
            if one is not None and other is not None and one != other:
                yield source.mutant("other-column", one, source.says(other))


def other_label(source: Source) -> Iterator[Mutant]:
    """A row is called by its key."""
    for node in source.walk("member_expression"):
        if source.says(node) == "row.label":
            yield source.mutant("other-label", node, "row.key")


def leak(source: Source) -> Iterator[Mutant]:
    """The row leaves as it is stored."""
    for call in source.calls(".parse"):
        function, given = call.child_by_field_name("function"), arguments(call)
        held = source.says(function.child_by_field_name("object")) if function is not None else ""
        if held in source.facts.shaped_outputs and len(given) == 1:
            yield source.mutant("leak", call, f"({source.says(given[0])} as never)")


def hide(source: Source) -> Iterator[Mutant]:
    """An output lacks a field."""
    for node in source.walk("pair"):
        declared = above(node, "variable_declarator")
        parent = node.parent.parent if node.parent is not None else None
        if declared is None or parent is None or not source.says(declared.child_by_field_name("name")).endswith("Output"):
            continue
        call = parent.parent if parent.type == "arguments" else None
        if call is not None and source.called(call) == ".object" and call == declared.child_by_field_name("value"):
            yield source.without("hide", node)
