"""Faults in checks: who may do it, what is refused, and with what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from benchmarks.mutation.source import Mutant, Source, above, arguments

if TYPE_CHECKING:
    from tree_sitter import Node

_COMPARISONS = {"===": "!==", "!==": "===", ">": ">=", ">=": ">", "<": "<=", "<=": "<"}
_ERRORS = "@/lib/errors"
_LOWER_ACCESS = {'"admin"': '"user"', '"user"': '"public"'}


def is_for_admins(source: Source, node: Node) -> bool:
    """True inside a function that turns all but admins away: there everything is theirs, and keeping to the actor's rows means nothing."""
    function = above(node, "function_declaration")
    while function is not None:
        body = function.child_by_field_name("body")
        statements = body.named_children[:1] if body is not None else []
        if statements and statements[0].type == "if_statement" and 'actor.role !== "admin"' in source.says(statements[0]):
            return True
        function = above(function, "function_declaration")
    return False


def _consequence(node: Node) -> Node | None:
    """What an `if` does, without its braces if it does one thing."""
    consequence = node.child_by_field_name("consequence")
    if consequence is not None and consequence.type == "statement_block" and len(consequence.named_children) == 1:
        return consequence.named_children[0]
    return consequence


def skip_role(source: Source) -> Iterator[Mutant]:
    """Nobody asks for the role; or an admin is treated like anybody."""
    for node in source.walk("if_statement"):
        if ".role" in source.says(node.child_by_field_name("condition")) and node.child_by_field_name("alternative") is None:
            yield source.mutant("skip-role", node, "")
    for call in source.calls("requireAdmin"):
        function = call.child_by_field_name("function")
        assert function is not None
        yield source.mutant("skip-role", function, "requireActor", names=(("requireActor", "@/auth"),))


def drop_refusal(source: Source) -> Iterator[Mutant]:
    """What was refused with an error goes on."""
    for node in source.walk("if_statement"):
        consequence = _consequence(node)
        role = ".role" in source.says(node.child_by_field_name("condition"))
        if not role and consequence is not None and consequence.type == "throw_statement" and node.child_by_field_name("alternative") is None:
            yield source.mutant("drop-refusal", node, "")


def flip_check(source: Source) -> Iterator[Mutant]:
    """A condition asks for the opposite, or its bound is off by one."""
    for node in source.walk("if_statement"):
        condition = node.child_by_field_name("condition")
        inner = condition.named_children[0] if condition is not None and condition.named_children else None
        if inner is None:
            continue
        if inner.type != "binary_expression":
            yield source.mutant("flip-check", inner, f"!({source.says(inner)})")
            continue
        operator = inner.child_by_field_name("operator")
        if operator is not None and source.says(operator) in _COMPARISONS:
            yield source.mutant("flip-check", operator, _COMPARISONS[source.says(operator)])


def skip_check(source: Source) -> Iterator[Mutant]:
    """A function of the file that only checks is not called."""
    own = {source.says(node.child_by_field_name("name")) for node in source.walk("function_declaration")}
    for node in source.walk("expression_statement"):
        waited = node.named_children[0] if node.named_children else None
        call = waited.named_children[0] if waited is not None and waited.type == "await_expression" else None
        if call is not None and call.type == "call_expression" and source.called(call) in own:
            parent = node.parent
            lonely = parent is not None and parent.type == "if_statement"
            yield source.mutant("skip-check", parent if lonely and parent is not None else node, "")


def swap_error(source: Source) -> Iterator[Mutant]:
    """It is refused, with another status."""
    for node in source.walk("throw_statement"):
        for call in node.named_children:
            if call.type != "call_expression":
                continue
            new = {"notFound": "conflict", "conflict": "notFound", "forbidden": "notFound", "invalid": "conflict"}.get(source.called(call))
            if new is None:
                continue
            texts = [source.says(one) for one in arguments(call) if one.type == "string"]
            text = texts[0] if texts else '"This"'
            yield source.mutant("swap-error", call, f"{new}({text})", names=((new, _ERRORS),))


def widen_access(source: Source) -> Iterator[Mutant]:
    """A route lets more people in than the plan says."""
    for pair in _options(source):
        if source.says(pair.child_by_field_name("key")) == "access":
            value = pair.child_by_field_name("value")
            if value is not None and source.says(value) in _LOWER_ACCESS:
                yield source.mutant("widen-access", value, _LOWER_ACCESS[source.says(value)])


def drop_rate_limit(source: Source) -> Iterator[Mutant]:
    """A route counts nobody's requests."""
    for pair in _options(source):
        if source.says(pair.child_by_field_name("key")) == "rateLimit":
            yield source.without("drop-rate-limit", pair)


def other_status(source: Source) -> Iterator[Mutant]:
    """A success, or a failure of a health check, has the usual status."""
    for pair in source.walk("pair"):
        value = pair.child_by_field_name("value")
        if source.says(pair.child_by_field_name("key")) == "status" and value is not None and value.type == "number" and source.says(value) != "200":
            yield source.mutant("other-status", value, "200")


def drop_input(source: Source) -> Iterator[Mutant]:
    """A route does not pass on what it was given."""
    for node in source.walk("await_expression"):
        if source.says(node) == "await input()":
            yield source.mutant("drop-input", node, "{}")


def other_operation(source: Source) -> Iterator[Mutant]:
    """A route calls another operation of the same domain."""
    for statement in source.walk("import_statement"):
        if "@/domains/" not in source.says(statement):
            continue
        names = [
            source.says(node.child_by_field_name("name")) for node in source.walk("import_specifier") if above(node, "import_statement") == statement
        ]
        for call in source.calls(*names):
            function = call.child_by_field_name("function")
            others = [name for name in names if name != source.called(call)]
            if function is not None and others:
                yield source.mutant("other-operation", function, others[0])


def _options(source: Source) -> Iterator[Node]:
    """The options that routes are declared with."""
    for call in source.calls("endpoint"):
        for argument in arguments(call)[:1]:
            yield from (one for one in argument.named_children if one.type == "pair")
