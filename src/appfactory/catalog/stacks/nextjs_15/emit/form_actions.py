"""`form-actions.ts` of a domain: the operations as server actions for forms."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, function_name, stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit, literal
from appfactory.catalog.stacks.nextjs_15.emit.schemas import effective_type
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.places import domain_folder, form_state
from appfactory.model.files import FileDraft
from appfactory.model.spec import FieldType, InputField, NotCovered, Operation, Patch, ReadMany, StripeCharge
from appfactory.model.typescript_literal import encode_key

_KINDS = {"int": "integer", "decimal": "decimal", "bool": "boolean", "datetime": "datetime", "date": "date", "time": "time", "json": "json"}
_LISTS = {"int": "integers", "datetime": "datetimes"}
_ACTORS = {"public": "currentActor", "user": "requireActor", "admin": "requireAdmin"}


def form_actions_draft(index: Index, domain: str) -> FileDraft | None:
    """The form actions of one domain; None if it has no commands."""
    commands = form_commands(index, domain)
    if not commands:
        return None
    module = Module(directive="use server")
    for operation in commands:
        module.add(fit(_form_action(module, index, operation)))
    return FileDraft(f"src/domains/{domain_folder(domain)}/form-actions.ts", module.text(), "seeded", f"components.domains.{domain}")


def form_commands(index: Index, domain: str) -> tuple[Operation, ...]:
    """The operations of a domain that forms can call."""
    return tuple(operation for operation in index.by_domain[domain] if operation.kind == "command" and not isinstance(operation.meaning, ReadMany))


def clearable(operation: Operation) -> tuple[InputField, ...]:
    """The inputs of a change that a form can empty: what is left out of a change stays, so an emptied field has to be null."""
    if not isinstance(operation.meaning, Patch):
        return ()
    return tuple(given for given in operation.input if given.role == "value" and not given.type.array and given.type.kind != "bool")


def _form_action(module: Module, index: Index, operation: Operation) -> str:
    state = form_state(module)
    module.use("@/lib/form", "formError", "readForm")
    name = module.use("./actions", function_name(operation))
    actor = module.use("@/auth", _ACTORS[operation.access])
    kinds = ", ".join(
        f"{encode_key(given.names.camel)}: {literal(_field_kind(effective_type(given, index.bound(operation, given))))}" for given in operation.input
    )
    read = f"readForm(data, {'{ ' + kinds + ' }' if kinds else '{}'})"
    emptied = tuple(given.names.camel for given in clearable(operation))
    if emptied:
        read = f"{module.use('@/lib/cleared', 'withCleared')}({read}, data, {literal(emptied)})"
    charged = bool(operation.output) and any(isinstance(effect, StripeCharge) for effect in operation.side_effects)
    lines = [
        f"export async function {operation.names.camel}Form(_state: {state}, data: FormData): Promise<{state}> {{",
        *(["  let checkoutUrl: string | undefined;"] if charged else []),
        "  try {",
        f"    const actor = await {actor}();",
        f"    const input = {read};",
        f"    ({{ checkoutUrl }} = await {name}(input, actor));" if charged else f"    await {name}(input, actor);",
        "  } catch (error) {",
        "    return formError(error, data);",
        "  }",
        *_revalidations(module, index, operation),
        *([f"  if (checkoutUrl !== undefined) {module.use('next/navigation', 'redirect')}(checkoutUrl);"] if charged else []),
        '  return { status: "success" };',
        "}",
    ]
    return "\n".join(lines)


def _field_kind(kind: FieldType) -> str:
    scalar = stored(kind)
    if kind.array and scalar in ("json", "bool"):
        return "json"
    if kind.array:
        return _LISTS.get(scalar, "list")
    return _KINDS.get(scalar, "text")


def _revalidations(module: Module, index: Index, operation: Operation) -> list[str]:
    if isinstance(operation.meaning, NotCovered):
        return []
    routes = index.pages.get(operation.meaning.entity, ())
    return [f'  {module.use("next/cache", "revalidatePath")}({literal(route)}, "layout");' for route in routes]
