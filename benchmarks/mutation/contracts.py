"""Faults in what an operation takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from benchmarks.mutation.source import Mutant, Source, above, arguments

if TYPE_CHECKING:
    from tree_sitter import Node

_BOUNDS = (".min", ".max", ".gt", ".gte", ".lt", ".lte", ".positive", ".nonnegative", ".length", ".regex", ".refine", ".check")


def _chained(source: Source, operator: str, call: Node) -> Mutant | None:
    """The chain without this call."""
    function = call.child_by_field_name("function")
    held = function.child_by_field_name("object") if function is not None else None
    return source.between(operator, held.end_byte, call.end_byte, "") if held is not None else None


def drop_bound(source: Source) -> Iterator[Mutant]:
    """Too little, too much, or what is no such thing is taken."""
    for call in source.calls(*_BOUNDS):
        mutant = _chained(source, "drop-bound", call) if _in_input(source, call) else None
        if mutant is not None:
            yield mutant
    for pair in source.walk("pair"):
        if source.says(pair.child_by_field_name("key")) in ("minimum", "maximum") and _in_input(source, pair):
            yield source.without("drop-bound", pair)
    for call in source.calls("requiredText"):
        if _in_input(source, call):
            yield source.mutant("drop-bound", call, "z.string()")


def shift_bound(source: Source) -> Iterator[Mutant]:
    """A bound is off by one, to the side that takes more."""
    for call in source.calls(".min", ".max"):
        given = arguments(call)
        if given and given[0].type == "number" and re.fullmatch(r"\d+", source.says(given[0])) and _in_input(source, call):
            value = int(source.says(given[0])) + (1 if source.called(call) == ".max" else -1)
            yield source.mutant("shift-bound", given[0], str(value))


def loose_object(source: Source) -> Iterator[Mutant]:
    """Fields that the operation does not know are passed over in silence."""
    for call in source.calls(".strictObject"):
        function = call.child_by_field_name("function")
        if function is not None:
            yield source.mutant("loose-object", function, "z.object")


def optional_input(source: Source) -> Iterator[Mutant]:
    """What must be given need not be."""
    for pair in _inputs(source):
        value = pair.child_by_field_name("value")
        if value is not None and value.type == "call_expression" and source.called(value) not in (".optional", ".nullish", ".default"):
            yield source.between("optional-input", value.end_byte, value.end_byte, ".optional()")


def required_input(source: Source) -> Iterator[Mutant]:
    """What need not be given must be."""
    for pair in _inputs(source):
        value = pair.child_by_field_name("value")
        if value is not None and value.type == "call_expression" and source.called(value) in (".optional", ".nullish"):
            mutant = _chained(source, "required-input", value)
            if mutant is not None:
                yield mutant


def narrow_choice(source: Source) -> Iterator[Mutant]:
    """A value of an enumeration, or a name to sort by, is not known."""
    for call in source.calls(".enum", "sorting"):
        for argument in arguments(call)[:1]:
            values = [one for one in argument.named_children if one.type == "string"]
            if len(values) > 1:
                yield source.without("narrow-choice", values[-1])


def _in_input(source: Source, node: Node) -> bool:
    declared = above(node, "variable_declarator")
    return declared is not None and source.says(declared.child_by_field_name("name")).endswith("Input")


def _inputs(source: Source) -> Iterator[Node]:
    """The fields of inputs."""
    for call in source.calls(".strictObject"):
        for argument in arguments(call)[:1]:
            yield from (one for one in argument.named_children if one.type == "pair")
