"""Inserts that take a resource for a stretch of time: the one asked for, or the smallest free one that fits."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, sentence, stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import literal
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import OperationCode, member
from appfactory.model.spec import Allocation, Entity, InputField, Insert
from appfactory.model.typescript_literal import encode_key


def allocate_function(code: OperationCode, allocation: Allocation) -> str:
    """The name of the function that inserts the row with a resource that is free."""
    resource = code.index.entities[allocation.resource].names.pascal
    users = {
        meaning.entity
        for operation in code.index.by_domain[code.domain]
        if isinstance(meaning := operation.meaning, Insert) and meaning.allocation and meaning.allocation.resource == allocation.resource
    }
    return f"allocate{resource}" + (f"For{code.entity.names.pascal}" if len(users) > 1 else "")


def allocation_statements(code: OperationCode, allocation: Allocation, owned: str) -> list[str]:
    """Statements of the action that give `row`."""
    return [f"const row = await {allocate_function(code, allocation)}(tx, {code.stored_values('values', owned)});"]


def allocation_functions(code: OperationCode, allocation: Allocation) -> str:
    """The function that inserts, and the one that checks a resource that is asked for."""
    given = next((one for one in code.operation.input if one.binds == allocation.reference), None)
    functions = [_allocate(code, allocation, given)]
    if given is not None and allocation.capacity and allocation.quantity:
        functions.append(_check(code, allocation, given))
    return "\n\n".join(functions)


def free_function(index: Index, entity: Entity, allocation: Allocation) -> str:
    """The database's function that lists free resources: `free_tables`; a second entity that takes the same resource has its own."""
    for operation in index.spec.operations:
        meaning = operation.meaning
        if isinstance(meaning, Insert) and meaning.allocation is not None and meaning.allocation.resource == allocation.resource:
            first = (meaning.entity, meaning.allocation.reference) == (entity.names.source, allocation.reference)
            resource = index.entities[allocation.resource].plural.snake
            return f"free_{resource}" if first else f"free_{resource}_for_{entity.plural.snake}"
    raise KeyError(allocation.resource)


def _allocate(code: OperationCode, allocation: Allocation, given: InputField | None) -> str:
    entity, resource = code.entity, code.index.entities[allocation.resource]
    reference = entity.field(allocation.reference).names.camel
    chosen, noun = member("values", reference), sentence(resource.names.title)
    transaction = code.module.use_type("@/db/client", "Transaction")
    code.helper("single")
    code.error("toAppError")
    none_free, taken = literal(f"No {noun} is free at that time."), literal(f"This {noun} is taken at that time.")
    new_row = f"New{entity.names.pascal}"
    optional = given is None or given.optional
    kind = f"Omit<{new_row}, {literal(reference)}> & Partial<{new_row}>"
    purpose = f"the {noun} that is asked for" if given is not None else f"the smallest free {noun} that fits"
    if given is not None and optional:
        purpose += ", or the smallest free one that fits"
    lines = [f"type {new_row} = typeof {code.table}.$inferInsert;"]
    if optional:
        lines.append(f"type {entity.names.pascal}Request = {kind};")
    parameter = f"{entity.names.pascal}Request" if optional else new_row
    lines += [
        "",
        f"/** Stores {'an' if entity.names.title[:1].lower() in 'aeiou' else 'a'} {sentence(entity.names.title)} with {purpose}. */",
        f"async function {allocate_function(code, allocation)}(tx: {transaction}, values: {parameter}) {{",
    ]
    if given is not None and allocation.capacity and allocation.quantity:
        check = f"await {_check_function(resource)}(tx, {chosen}, {member('values', entity.field(allocation.quantity).names.camel)});"
        lines += [f"  if ({chosen} !== undefined) {check}" if optional else f"  {check}"]
    listed = f"await {_free_resources(resource)}(tx, values)"
    candidates = listed if given is None else f"{chosen} === undefined ? {listed} : [{chosen}]" if optional else f"[{chosen}]"
    lines += [
        f"  const candidates = {candidates};",
        f"  for (const {reference} of candidates) {{",
        "    try {",
        "      // A savepoint: what somebody else has just taken must not spoil the whole transaction.",
        "      return await tx.transaction(async (savepoint) =>",
        "        single(",
        "          await savepoint",
        f"            .insert({code.table})",
        f"            .values({{ ...values, {reference} }})",
        "            .returning(),",
        "        ),",
        "      );",
        "    } catch (error) {",
        '      if (toAppError(error).code !== "just-taken") throw error;',
        "    }",
        "  }",
        f"  throw {code.error('conflict')}({_refusal(chosen, given, taken, none_free)});",
        "}",
    ]
    if optional:
        lines += ["", *_free(code, allocation)]
    return "\n".join(lines)


def _refusal(chosen: str, given: InputField | None, taken: str, none_free: str) -> str:
    if given is None:
        return none_free
    return f"{chosen} === undefined ? {none_free} : {taken}" if given.optional else taken


def _free_resources(resource: Entity) -> str:
    return f"free{resource.plural.pascal}"


def _free(code: OperationCode, allocation: Allocation) -> list[str]:
    """The function that asks the database what is free."""
    entity, resource = code.entity, code.index.entities[allocation.resource]
    arguments = [member("values", entity.field(allocation.start).names.camel)]
    if allocation.end:
        arguments.append(member("values", entity.field(allocation.end).names.camel))
    if allocation.quantity and allocation.capacity:
        quantity = entity.field(allocation.quantity)
        arguments.append(member("values", quantity.names.camel) + (" ?? null" if quantity.supplied or quantity.nullable else ""))
    placeholders = ", ".join(f"${{{argument}}}" for argument in arguments)
    scalar = stored(resource.field(resource.key).type)
    kind, id_ = {"int": ("number", "id"), "bigint": ("string", "BigInt(id)")}.get(scalar, ("string", "id"))
    sql = code.module.use("drizzle-orm", "sql")
    name = free_function(code.index, entity, allocation)
    return [
        f"async function {_free_resources(resource)}(tx: Transaction, values: {entity.names.pascal}Request) {{",
        f"  const query = {sql}`select id from app.{name}({placeholders}) as id`;",  # noqa: S608
        f"  const {{ rows }} = await tx.execute<{{ id: {kind} }}>(query);",
        f"  return rows.map(({{ id }}) => {id_});",
        "}",
    ]


def _check_function(resource: Entity) -> str:
    return f"check{resource.names.pascal}"


def _check(code: OperationCode, allocation: Allocation, given: InputField) -> str:
    entity, resource = code.entity, code.index.entities[allocation.resource]
    key, capacity = resource.field(resource.key).names.camel, resource.field(allocation.capacity).names.camel
    quantity = entity.field(allocation.quantity)
    kind = {"int": "number", "bigint": "bigint"}.get(stored(resource.field(resource.key).type), "string")
    amount = {"bigint": "bigint", "decimal": "string"}.get(stored(quantity.type), "number")
    transaction = code.module.use_type("@/db/client", "Transaction")
    table, noun = code.table_of(resource), sentence(resource.names.title)
    code.module.use("drizzle-orm", "eq")
    missing = literal(f"This {noun} was not found.")
    small = literal(f"This {noun} is too small.")
    unprocessable = code.error("unprocessable")
    optional = quantity.supplied or quantity.nullable
    signature = f"tx: {transaction}, id: {kind}, quantity: {amount}{' | null | undefined' if optional else ''}"
    guard = "quantity && " if optional else ""
    return "\n".join(
        [
            f"async function {_check_function(resource)}({signature}) {{",
            f"  const [{resource.names.camel}] = await tx.select({{ capacity: {table}.{capacity} }}).from({table}).where(eq({table}.{key}, id));",
            f"  if ({resource.names.camel} === undefined) {{",
            f"    throw {unprocessable}({missing}, {{ {encode_key(given.names.camel)}: [{missing}] }});",
            "  }",
            f"  if ({guard}quantity > {resource.names.camel}.capacity) {{",
            f"    throw {unprocessable}({small}, {{ {encode_key(quantity.names.camel)}: [{small}] }});",
            "  }",
            "}",
        ]
    )
