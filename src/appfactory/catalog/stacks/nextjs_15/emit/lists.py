"""Reads of many rows: filtered, searched, sorted and paged."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.index import stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import literal
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import OperationCode, member
from appfactory.catalog.stacks.nextjs_15.emit.paging import PagingInputs, default_order
from appfactory.catalog.stacks.nextjs_15.emit.schemas import effective_type
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.places import domain_folder
from appfactory.model.spec import Entity, FieldSpec, InputField, ReadMany
from appfactory.model.typescript_literal import encode_key


def sorting_constant(entity: Entity) -> str:
    """The name of the constant that says which columns rows can be sorted by."""
    return f"{entity.names.camel}Sorting"


def use_sorting(module: Module, domain: str, entity: Entity) -> str:
    """Import an entity's sorting into a module of `domain`."""
    path = "./queries" if entity.domain == domain else f"@/domains/{domain_folder(entity.domain)}/queries"
    return module.use(path, sorting_constant(entity))


def page_statements(module: Module, table: str, order: str, output: str, key: str, where: list[str]) -> list[str]:
    """Statements inside a transaction that read a page of the rows; `where` are the statements that gave the condition, if there is one."""
    module.use("drizzle-orm", "asc")
    lines = [
        "    const rows = await tx",
        "      .select()",
        f"      .from({table})",
        "      .where(where)",
        f"      .orderBy({order}, asc({member(table, key)}))",
        "      .limit(pageSize)",
        "      .offset((page - 1) * pageSize);",
        f"    const total = await tx.$count({table}, where);",
        f"    return {{ items: rows.map((row) => {output}.parse(row)), total, page, pageSize }};",
    ]
    if where:
        return lines
    return [line.replace(", where)", ")") for line in lines if line != "      .where(where)"]


def read_many(code: OperationCode, meaning: ReadMany) -> list[str]:
    """The body of an operation that lists rows."""
    entity, names = code.entity, PagingInputs.of(code.operation)
    filters = [given for given in code.operation.input if given.role not in ("page", "page-size", "sort")]
    order = literal(default_order(entity))
    picked = [
        "page" if names.page == "page" else f"{encode_key(names.page)}: page",
        "pageSize" if names.page_size == "pageSize" else f"{encode_key(names.page_size)}: pageSize",
        f"sort = {order}" if names.sort == "sort" else f"{encode_key(names.sort)}: sort = {order}",
        *(["...filters"] if filters else []),
    ]
    conditions = [*_whose(code, meaning), *(_only(code, entity, *pair) for pair in meaning.only)]
    if meaning.upcoming:
        conditions.append(_upcoming(code, entity.field(meaning.upcoming)))
    conditions += [condition for given in filters if (condition := _filter(code, meaning, given))]
    output = code.output("row").removesuffix(".parse(row)")
    code.helper("orderOf")
    sorting = use_sorting(code.module, code.domain, entity)
    key = entity.field(entity.key).names.camel
    where = where_statement(code.module, conditions)
    return [
        f"  const {{ {', '.join(picked)} }} = {code.parse_statement('x').removeprefix('  const x = ')}",
        *where,
        f"  return {code.module.use('@/db/client', 'withActor')}(actor, async (tx) => {{",
        *page_statements(code.module, code.table, f"...orderOf({sorting}, sort)", output, key, where),
        "  });",
    ]


def where_statement(module: Module, conditions: list[str]) -> list[str]:
    """`const where = …`; nothing if there is no condition."""
    if len(conditions) <= 1:
        return [f"  const where = {condition};" for condition in conditions]
    module.use("drizzle-orm", "and")
    line = f"  const where = and({', '.join(conditions)});"
    return [line] if len(line) <= 100 else ["  const where = and(", *(f"    {condition}," for condition in conditions), "  );"]


def _whose(code: OperationCode, meaning: ReadMany) -> list[str]:
    entity = code.entity
    if meaning.mine and entity.owner and code.operation.access != "public":
        code.module.use("drizzle-orm", "eq")
        return [f"eq({code.table}.{entity.field(entity.owner).names.camel}, actor.userId)"]
    own = code.own()
    return [own] if own else []


def _only(code: OperationCode, entity: Entity, source: str, value: str) -> str:
    field = entity.field(source)
    code.module.use("drizzle-orm", "eq")
    return f"eq({member(code.table, field.names.camel)}, {value if stored(field.type) == 'bool' else literal(value)})"


def _upcoming(code: OperationCode, field: FieldSpec) -> str:
    code.module.use("drizzle-orm", "gte")
    now = "new Date().toISOString().slice(0, 10)" if stored(field.type) == "date" else "new Date()"
    return f"gte({member(code.table, field.names.camel)}, {now})"


def _filter(code: OperationCode, meaning: ReadMany, given: InputField) -> str:
    value = member("filters", given.names.camel)
    if given.role == "search":
        columns = ", ".join(member(code.table, code.entity.field(name).names.camel) for name in meaning.search)
        return f"{code.helper('matching')}({value}, [{columns}])" if columns else ""
    if not given.binds:
        return ""
    field = code.entity.field(given.binds)
    column = member(code.table, field.names.camel)
    if given.role == "contains":
        return f"{code.helper('matching')}({value}, [{column}])"
    condition = _comparison(code, given, field, column, value)
    return f"{value} === undefined ? undefined : {condition}" if given.optional else condition


def _comparison(code: OperationCode, given: InputField, field: FieldSpec, column: str, value: str) -> str:
    use = code.module.use
    if given.role == "on-day":
        return f"{code.helper('onDay')}({column}, {value})"
    kinds = (stored(given.type), stored(field.type))
    if kinds == ("date", "datetime"):
        if given.role == "value":
            return f"{code.helper('onDay')}({column}, {value})"
        if given.role == "at-most":
            return f"{use('drizzle-orm', 'lt')}({column}, {code.helper('startOfNextDay')}({value}))"
        value = f"{code.helper('startOfDay')}({value})"
    elif kinds == ("datetime", "date"):
        value = f"{value}.toISOString().slice(0, 10)"
    if given.role in ("at-least", "at-most"):
        return f"{use('drizzle-orm', 'gte' if given.role == 'at-least' else 'lte')}({column}, {value})"
    several = effective_type(given, field).array
    if field.type.array:
        return f"{use('drizzle-orm', 'arrayContains')}({column}, {value if several else f'[{value}]'})"
    return f"{use('drizzle-orm', 'inArray' if several else 'eq')}({column}, {value})"
