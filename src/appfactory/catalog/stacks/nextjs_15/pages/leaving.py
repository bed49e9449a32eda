"""A form action of a page that leads somewhere else once it succeeded."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.places import form_action, form_state
from appfactory.model.spec import Operation
from appfactory.model.typescript_literal import encode_string


def leaving_action(module: Module, operation: Operation, name: str, route: str) -> str:
    """Adds the server action `name`, which does the operation and then goes to `route`; returns the name."""
    action, state = form_action(module, operation), form_state(module)
    module.use("next/navigation", "redirect")
    module.add(
        "\n".join(
            [
                f"async function {name}(state: {state}, data: FormData): Promise<{state}> {{",
                '  "use server";',
                f"  const next = await {action}(state, data);",
                f'  if (next.status === "success") redirect({encode_string(route)});',
                "  return next;",
                "}",
            ]
        )
    )
    return name
