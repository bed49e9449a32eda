"""The stacks: one folder each."""

from __future__ import annotations

from appfactory.model.stack import Stack


def stack_named(name: str) -> Stack:
    """The stack of that name. Raises `KeyError` for one that is not built, which validation refuses before."""
    from appfactory.catalog.stacks.nextjs_15.stack import NextJs15

    return {stack.name: stack for stack in (NextJs15(),)}[name]
