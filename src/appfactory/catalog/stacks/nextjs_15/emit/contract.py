"""`_generated/contract.ts` of a domain: what its entities look like outside, and what its operations take."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, function_name
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit, literal
from appfactory.catalog.stacks.nextjs_15.emit.paging import PagingInputs, sortable_fields
from appfactory.catalog.stacks.nextjs_15.emit.schemas import FIELDS, effective_type, enum_constant, input_expression, output_expression
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.places import domain_folder
from appfactory.model.files import FileDraft
from appfactory.model.spec import Entity, EnumSpec, InputField, Operation, ReadMany
from appfactory.model.typescript_literal import encode_key


def input_schema(operation: Operation) -> str:
    """The name of an operation's input schema."""
    return f"{function_name(operation)}Input"


def unvalidated_schema(operation: Operation) -> str:
    """The name of the schema of routes that the plan exempts from validation."""
    return f"{function_name(operation)}UncheckedInput"


def output_schema(entity: Entity) -> str:
    """The name of an entity's output schema."""
    return f"{entity.names.camel}Output"


def use_contract(module: Module, domain: str, name: str, other: str) -> str:
    """Import a value of the contract of `other` into a module of `domain`."""
    return module.use(contract_path(domain, other), name)


def use_contract_type(module: Module, domain: str, name: str, other: str) -> str:
    """Import a type of the contract of `other` into a module of `domain`."""
    return module.use_type(contract_path(domain, other), name)


def contract_path(domain: str, other: str) -> str:
    """How a module of `domain` names the contract of `other`."""
    return "./_generated/contract" if other == domain else f"@/domains/{domain_folder(other)}/_generated/contract"


def contract_draft(index: Index, domain: str) -> FileDraft | None:
    """The contract of one domain; None if it has neither entities nor operations."""
    module = Module()
    module.use("zod", "z")
    entities = index.entities_by_domain[domain]
    operations = index.by_domain[domain]
    if not entities and not operations:
        return None
    for enumeration in _enumerations(index, entities, operations):
        module.add(fit(_enumeration(module, enumeration)))
    for entity in entities:
        module.add(_output(module, index, entity))
    for operation in operations:
        module.add(_input(module, index, operation))
        if index.unvalidated(operation):
            module.add(_unvalidated(module, index, operation))
    return FileDraft(f"src/domains/{domain_folder(domain)}/_generated/contract.ts", module.text(), "generated", f"components.domains.{domain}")


def _enumerations(index: Index, entities: tuple[Entity, ...], operations: tuple[Operation, ...]) -> tuple[EnumSpec, ...]:
    types = [field.type for entity in entities for field in entity.fields]
    types += [effective_type(given, index.bound(operation, given)) for operation in operations for given in operation.input]
    used = {kind.enum for kind in types if kind.enum}
    return tuple(enumeration for enumeration in index.spec.enumerations if enumeration.names.source in used)


def _enumeration(module: Module, enumeration: EnumSpec) -> str:
    label = literal(enumeration.names.title)
    rule = literal("must be one of " + ", ".join(enumeration.values))
    says = module.use(FIELDS, "says")
    return f"export const {enum_constant(enumeration)} = z.enum({literal(enumeration.values)}, {says}({label}, {rule}));"


def _output(module: Module, index: Index, entity: Entity) -> str:
    members = "".join(f"  {encode_key(field.names.camel)}: {output_expression(module, index, field)},\n" for field in entity.fields)
    name = output_schema(entity)
    return fit(f"export const {name} = z.object({{\n{members}}});\nexport type {entity.names.pascal} = z.output<typeof {name}>;")


def _input(module: Module, index: Index, operation: Operation) -> str:
    name = input_schema(operation)
    members = [f"{encode_key(given.names.camel)}: {input_expression(module, index, operation, given)}" for given in _fields(operation)]
    if isinstance(operation.meaning, ReadMany):
        members += _paging(module, index, operation)
    pascal = name[:1].upper() + name[1:]
    return fit(f"export const {name} = z.strictObject({_object(members)});\nexport type {pascal} = z.input<typeof {name}>;")


def _fields(operation: Operation) -> tuple[InputField, ...]:
    return tuple(given for given in operation.input if given.role not in ("page", "page-size", "sort"))


def _paging(module: Module, index: Index, operation: Operation) -> list[str]:
    names = PagingInputs.of(operation)
    entity = index.entity_of(operation)
    assert entity is not None
    choices = tuple(field.names.camel for field in sortable_fields(entity))
    return [
        f"{encode_key(names.page)}: {module.use(FIELDS, 'pageNumber')}",
        f"{encode_key(names.page_size)}: {module.use(FIELDS, 'pageSize')}",
        f"{encode_key(names.sort)}: {module.use(FIELDS, 'sorting')}({literal(choices)}).optional()",
    ]


def _unvalidated(module: Module, index: Index, operation: Operation) -> str:
    members = [f"{encode_key(given.names.camel)}: {input_expression(module, index, operation, given, lenient=True)}" for given in _fields(operation)]
    comment = "/** For the route that the plan exempts from validation: what the database needs, and no more. */"
    return fit(f"{comment}\nexport const {unvalidated_schema(operation)} = z.object({_object(members)});")


def _object(members: list[str]) -> str:
    return "{\n" + "".join(f"  {member},\n" for member in members) + "}" if members else "{}"
