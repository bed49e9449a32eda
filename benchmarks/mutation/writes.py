"""Faults in what is written, and in what happens because of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from benchmarks.mutation.source import Mutant, Source, above, arguments

if TYPE_CHECKING:
    from tree_sitter import Node


def other_state(source: Source) -> Iterator[Mutant]:
    """A row moves to another state, or a mark is the opposite."""
    for call in source.calls(".set"):
        for argument in arguments(call)[:1]:
            for pair in argument.named_children:
                value = pair.child_by_field_name("value")
                if value is None:
                    continue
                if value.type in ("true", "false"):
                    yield source.mutant("other-state", value, "false" if value.type == "true" else "true")
                elif value.type == "string":
                    yield from (source.mutant("other-state", value, f'"{one}"') for one in source.facts.others(source.says(value).strip('"'))[:1])


def other_states(source: Source) -> Iterator[Mutant]:
    """A row may be moved from states that it should stay in, or may not from one that it should."""
    for array in source.walk("array"):
        if not _guards(source, array):
            continue
        values = [one for one in array.named_children if one.type == "string"]
        named = [source.says(one).strip('"') for one in values]
        if len(values) > 1:
            yield source.without("other-states", values[0])
        for other in [one for one in source.facts.others(named[0]) if one not in named][:1] if named else []:
            yield source.mutant("other-states", array, f'[{", ".join(source.says(one) for one in values)}, "{other}"]')


def _guards(source: Source, array: Node) -> bool:
    parent = array.parent
    if parent is None:
        return False
    if parent.type == "member_expression":
        return source.says(parent.child_by_field_name("property")) == "includes"
    call = parent.parent if parent.type == "arguments" else None
    return call is not None and source.called(call) == "inArray"


def trust_input(source: Source) -> Iterator[Mutant]:
    """Whose row it is comes from the input."""
    for pair in source.walk("pair"):
        value = pair.child_by_field_name("value")
        if value is not None and source.says(value) == "actor.userId" and above(pair, "function_declaration") is not None:
            key = source.says(pair.child_by_field_name("key"))
            yield source.mutant("trust-input", value, f"(input as Record<string, string>).{key} as string")


def drop_effect(source: Source) -> Iterator[Mutant]:
    """An e-mail or a call of a function is not recorded."""
    for node in source.walk("expression_statement"):
        if source.says(node).startswith("events.push("):
            holder = above(node, "if_statement")
            yield source.mutant("drop-effect", holder or node, "")


def drop_dispatch(source: Source) -> Iterator[Mutant]:
    """What was recorded is not sent."""
    for node in source.walk("for_in_statement"):
        if "dispatch(" in source.says(node):
            yield source.mutant("drop-dispatch", node, "")


def other_effect(source: Source) -> Iterator[Mutant]:
    """An e-mail goes to somebody else, or without what it is about."""
    for call in source.calls("record"):
        for argument in arguments(call)[1:]:
            for pair in argument.named_children:
                key, value = source.says(pair.child_by_field_name("key")), pair.child_by_field_name("value")
                if value is not None and key == "to":
                    yield source.mutant("other-effect", value, '"somebody@example.com"')
                if value is not None and key == "data":
                    yield source.mutant("other-effect", value, "{}")


def other_reader(source: Source) -> Iterator[Mutant]:
    """A form's field is read as text, or not at all."""
    for call in source.calls("readForm"):
        for argument in arguments(call)[1:]:
            for pair in argument.named_children:
                value = pair.child_by_field_name("value")
                if value is None or pair.type != "pair":
                    continue
                yield source.without("other-reader", pair)
                if source.says(value) in ('"integer"', '"number"', '"boolean"'):
                    yield source.mutant("other-reader", value, '"text"')


def swallow_error(source: Source) -> Iterator[Mutant]:
    """A form reports a success that there was none of."""
    for call in source.calls("formError"):
        yield source.mutant("swallow-error", call, '{ status: "success" }')


def drop_refresh(source: Source) -> Iterator[Mutant]:
    """Pages go on to show what was there before, or the visitor is not sent on."""
    for node in source.walk("expression_statement"):
        call = node.named_children[0] if node.named_children else None
        if call is not None and call.type == "call_expression" and source.called(call) in ("revalidatePath", "redirect"):
            holder = node.parent if node.parent is not None and node.parent.type == "if_statement" else node
            yield source.mutant("drop-refresh", holder, "")
