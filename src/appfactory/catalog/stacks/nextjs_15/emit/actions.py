"""`actions.ts` of a domain: one function for each operation, saying in code what the operation means."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.allocation import allocation_functions, allocation_statements
from appfactory.catalog.stacks.nextjs_15.emit.contract import input_schema, unvalidated_schema, use_contract, use_contract_type
from appfactory.catalog.stacks.nextjs_15.emit.index import Index, function_name, sentence, stamped
from appfactory.catalog.stacks.nextjs_15.emit.layout import chain, fit, literal
from appfactory.catalog.stacks.nextjs_15.emit.lists import read_many
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import OperationCode
from appfactory.catalog.stacks.nextjs_15.emit.side_effects import committed
from appfactory.catalog.stacks.nextjs_15.emit.unseen_rows import unseen_row
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.places import domain_folder
from appfactory.model.files import FileDraft
from appfactory.model.spec import (
    Insert,
    Mark,
    NotCovered,
    Operation,
    Patch,
    ReadMany,
    ReadOne,
    Remove,
    Transition,
)
from appfactory.model.typescript_literal import encode_key


def actions_draft(index: Index, domain: str) -> FileDraft | None:
    """The actions of one domain; None if it has no operations."""
    operations = index.by_domain[domain]
    if not operations:
        return None
    module = Module()
    for operation in operations:
        code = OperationCode(module, index, operation)
        module.add(fit(_function(code)))
        if isinstance(operation.meaning, Insert) and operation.meaning.allocation is not None:
            module.add(fit(allocation_functions(code, operation.meaning.allocation)))
    return FileDraft(f"src/domains/{domain_folder(domain)}/actions.ts", module.text(), "seeded", f"components.domains.{domain}")


def _function(code: OperationCode) -> str:
    operation = code.operation
    actor = code.module.use_type("@/lib/actor", "Actor")
    name = "_actor" if isinstance(operation.meaning, NotCovered) and operation.access != "admin" else "actor"
    given = f"{name}: {actor} | null" if operation.access == "public" else f"{name}: {actor}"
    schema = ""
    if code.index.unvalidated(operation):
        checked = use_contract(code.module, code.domain, input_schema(operation), code.domain)
        unchecked = use_contract_type(code.module, code.domain, unvalidated_schema(operation), code.domain)
        schema = f", schema: typeof {checked} | typeof {unchecked} = {checked}"
    lines = [f"export async function {function_name(operation)}(input: unknown, {given}{schema}): Promise<{code.result_type()}> {{"]
    if operation.access == "admin":
        lines.append(f'  if (actor.role !== "admin") throw {code.error("forbidden")}();')
    lines += _body(code)
    return "\n".join([*_documentation(operation), *lines, "}"])


def _documentation(operation: Operation) -> list[str]:
    if isinstance(operation.meaning, NotCovered):
        return [f"/** Not written yet: {_comment(operation.meaning.reason)} */"]
    return []


def _comment(text: str) -> str:
    """Text for a comment: on one line, without what can't be printed, and unable to end it."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split()).replace("*/", "*\\/")


def _body(code: OperationCode) -> list[str]:
    match code.operation.meaning:
        case Insert():
            return _insert(code, code.operation.meaning)
        case Patch():
            return _patch(code)
        case Transition():
            return _transition(code, code.operation.meaning)
        case Mark():
            return _mark(code, code.operation.meaning)
        case Remove():
            return _remove(code)
        case ReadOne():
            return _read_one(code)
        case ReadMany():
            return read_many(code, code.operation.meaning)
        case NotCovered():
            return _not_covered(code)


def _insert(code: OperationCode, meaning: Insert) -> list[str]:
    entity = code.entity
    owner = entity.field(entity.owner) if entity.owner and not _is_given(code, entity.owner) else None
    lines = [code.parse_statement("values")]
    if code.operation.access == "public" and owner is not None and not owner.nullable:
        lines.append(f"  if (actor === null) throw {code.error('notSignedIn')}();")
        actor = "actor"
    else:
        actor = "actor?" if code.operation.access == "public" else "actor"
    owned = f"{owner.names.camel}: {actor}.userId" if owner else ""
    statements = code.reference_checks()
    if meaning.allocation is not None:
        statements += allocation_statements(code, meaning.allocation, owned)
    else:
        statements += _inserted(code, code.stored_values("values", owned))
    return [*lines, *committed(code, statements)]


def _inserted(code: OperationCode, values: str) -> list[str]:
    if not code.operation.output and not code.operation.side_effects:
        return [f"await tx.insert({code.table}).values({values});"]
    if code.operation.access == "public" and not code.entity.public_read:
        return unseen_row(code, values)
    code.helper("single")
    calls = [f".insert({code.table})", f".values({values})", ".returning()"]
    inserted = chain("await tx", calls, "")
    if len(inserted) == 1:
        return [f"const row = single({inserted[0]});"]
    return ["const row = single(", *(f"  {line}" for line in inserted[:-1]), f"  {inserted[-1]},", ");"]


def _patch(code: OperationCode) -> list[str]:
    lines = code.key_and_changes()
    stamp = stamped(code.entity, code.operation.meaning)
    empty = "Object.values(changes).every((value) => value === undefined)"
    lines.append(f'  if ({empty}) throw {code.error("invalid")}({{}}, "There is nothing to change.");')
    changes = f"{{ ...changes, {stamp.names.camel}: new Date() }}" if stamp is not None and not _is_given(code, stamp.names.source) else "changes"
    return [*lines, *committed(code, [*code.reference_checks("changes"), *_update(code, changes), *_missing(code)])]


def _is_given(code: OperationCode, source: str) -> bool:
    return any(given.binds == source and given.role == "value" for given in code.operation.input)


def _update(code: OperationCode, changes: str, *conditions: str) -> list[str]:
    where = code.condition(code.key_condition(), code.own(), *conditions)
    return chain("const [row] = await tx", [f".update({code.table})", f".set({changes})", f".where({where})", ".returning()"])


def _missing(code: OperationCode) -> list[str]:
    return [f"if (row === undefined) throw {code.error('notFound')}({literal(code.entity.names.title)});"]


def _changes(code: OperationCode, *own: str) -> str:
    """The object of a `set`: what the operation itself sets, the other inputs, and when the row was changed."""
    stamp = stamped(code.entity, code.operation.meaning)
    members = [*(["...changes"] if code.has_changes() else []), *own]
    if stamp is not None and not _is_given(code, stamp.names.source):
        members.append(f"{stamp.names.camel}: new Date()")
    return f"{{ {', '.join(members)} }}"


def _transition(code: OperationCode, meaning: Transition) -> list[str]:
    entity = code.entity
    field = entity.field(meaning.field)
    enumeration = code.index.enumerations[field.type.enum]
    label = dict(zip(enumeration.values, enumeration.labels, strict=True)).get(meaning.to, meaning.to)
    code.module.use("drizzle-orm", "inArray")
    allowed = f"inArray({code.table}.{field.names.camel}, {literal(meaning.allowed)})"
    where = code.condition(code.key_condition(), code.own())
    message = f"This {sentence(entity.names.title)} can no longer become {label.lower()}."
    statements = [
        *code.reference_checks("changes"),
        *_update(code, _changes(code, f"{field.names.camel}: {literal(meaning.to)}"), allowed),
        "if (row === undefined) {",
        f"  const present = await tx.$count({code.table}, {where});",
        f"  if (present === 0) throw {code.error('notFound')}({literal(entity.names.title)});",
        f"  throw {code.error('conflict')}({literal(message)});",
        "}",
    ]
    return [*code.key_and_changes(), *committed(code, statements)]


def _mark(code: OperationCode, meaning: Mark) -> list[str]:
    field = code.entity.field(meaning.field)
    now = "new Date().toISOString().slice(0, 10)" if field.type.kind == "date" else "new Date()"
    value = now if meaning.value == "now" else meaning.value
    changes = _changes(code, f"{encode_key(field.names.camel)}: {value}")
    return [*code.key_and_changes(), *committed(code, [*code.reference_checks("changes"), *_update(code, changes), *_missing(code)])]


def _remove(code: OperationCode) -> list[str]:
    where = code.condition(code.key_condition(), code.own())
    statements = [f"const [row] = await tx.delete({code.table}).where({where}).returning();", *_missing(code)]
    return [*code.key_and_changes(), *committed(code, statements)]


def _read_one(code: OperationCode) -> list[str]:
    where = code.condition(code.key_condition(), code.own())
    statements = [f"const [row] = await tx.select().from({code.table}).where({where}).limit(1);", *_missing(code)]
    return [*code.key_and_changes(), *committed(code, statements)]


def _not_covered(code: OperationCode) -> list[str]:
    schema = use_contract(code.module, code.domain, input_schema(code.operation), code.domain)
    code.module.use("@/lib/errors", "AppError", "parse")
    message = f"{code.operation.names.title} is not available yet."
    return [f"  parse({schema}, input);", f'  throw new AppError(501, "not-implemented", {literal(message)});']
