"""`queries.ts` of a domain: the reads that pages need beyond the plan's operations."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.catalog.stacks.nextjs_15.emit.access import use_condition
from appfactory.catalog.stacks.nextjs_15.emit.contract import output_schema, use_contract, use_contract_type
from appfactory.catalog.stacks.nextjs_15.emit.index import Index, is_owned, reads_freely, stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import chain, fit, literal
from appfactory.catalog.stacks.nextjs_15.emit.lists import page_statements, sorting_constant, where_statement
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import ROWS, member
from appfactory.catalog.stacks.nextjs_15.emit.paging import default_order, sortable_fields, text_fields
from appfactory.catalog.stacks.nextjs_15.emit.tables import table
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.places import browse, count, domain_folder, find, labels, options
from appfactory.model.files import FileDraft
from appfactory.model.spec import Entity
from appfactory.model.typescript_literal import encode_key

MOST_OPTIONS = 200


@dataclass(frozen=True, slots=True)
class _Reads:
    """An entity on its way into the module of its reads."""

    module: Module
    index: Index
    entity: Entity

    @property
    def table(self) -> str:
        return table(self.module, self.entity, self.index.functions[self.entity.domain])

    def column(self, source: str) -> str:
        return member(self.table, self.entity.field(source).names.camel)

    @property
    def output(self) -> str:
        return use_contract(self.module, self.entity.domain, output_schema(self.entity), self.entity.domain)

    @property
    def type(self) -> str:
        return use_contract_type(self.module, self.entity.domain, self.entity.names.pascal, self.entity.domain)

    @property
    def key_kind(self) -> str:
        return stored(self.entity.field(self.entity.key).type)

    def own(self) -> str:
        if not is_owned(self.entity) or reads_freely(self.entity):
            return ""
        return f"{use_condition(self.module, self.entity.domain, self.entity)}(actor)"

    def where(self, *conditions: str) -> str:
        given = [condition for condition in (*conditions, self.own()) if condition]
        if len(given) == 1:
            return given[0]
        return f"{self.module.use('drizzle-orm', 'and')}({', '.join(given)})"

    def closed(self, nothing: str) -> list[str]:
        """What a visitor gets of rows that only people who are signed in may see."""
        return [] if self.entity.public_read else [f"  if (actor === null) return {nothing};"]

    def with_actor(self) -> str:
        return self.module.use("@/db/client", "withActor")

    def actor(self) -> str:
        return f"actor: {self.module.use_type('@/lib/actor', 'Actor')} | null"


def queries_draft(index: Index, domain: str) -> FileDraft | None:
    """The reads of one domain's entities; None if it has none."""
    entities = index.entities_by_domain[domain]
    if not entities:
        return None
    module = Module()
    for entity in entities:
        reads = _Reads(module, index, entity)
        for block in (_sorting(reads), _find(reads), _browse(reads), _count(reads), _options(reads), _labels(reads)):
            module.add(fit(block))
    return FileDraft(f"src/domains/{domain_folder(domain)}/queries.ts", module.text(), "seeded", f"components.domains.{domain}")


def _sorting(reads: _Reads) -> str:
    members = "".join(f"  {encode_key(field.names.camel)}: {member(reads.table, field.names.camel)},\n" for field in sortable_fields(reads.entity))
    return f"export const {sorting_constant(reads.entity)} = {{\n{members}}};"


def _find(reads: _Reads) -> str:
    entity = reads.entity
    reads.module.use("drizzle-orm", "eq")
    key = reads.column(entity.key)
    schema = {
        "uuid": "z.guid()",
        "int": f"{reads.module.use('@/lib/fields', 'numberFromText')}(z.int32())" if reads.key_kind == "int" else "",
        "bigint": f'{reads.module.use("@/lib/fields", "wholeNumber")}("Id")' if reads.key_kind == "bigint" else "",
    }.get(reads.key_kind, "")
    head = f"export async function {find(entity)}(id: string, {reads.actor()}): Promise<{reads.type} | undefined> {{"
    lines = [head, *reads.closed("undefined")]
    value = "id"
    if schema:
        if "z." in schema:
            reads.module.use("zod", "z")
        lines += [f"  const key = {schema}.safeParse(id);", "  if (!key.success) return undefined;"]
        value = "key.data"
    where = reads.where(f"eq({key}, {value})")
    return "\n".join(
        [
            *lines,
            f"  return {reads.with_actor()}(actor, async (tx) => {{",
            f"    const [row] = await tx.select().from({reads.table}).where({where}).limit(1);",
            f"    return row && {reads.output}.parse(row);",
            "  });",
            "}",
        ]
    )


def _browse(reads: _Reads) -> str:
    entity = reads.entity
    module = reads.module
    request, page = module.use_type("@/lib/browse", "BrowseRequest"), module.use_type("@/lib/browse", "Page")
    searched = [member(reads.table, field.names.camel) for field in text_fields(entity)]
    conditions = [reads.own()] if reads.own() else []
    if entity.access == "owned":
        module.use("drizzle-orm", "eq")
        actor = "request.mine" if not entity.public_read else "request.mine && actor"
        conditions.append(f"{actor} ? eq({reads.column(entity.owner)}, actor.userId) : undefined")
    if searched:
        conditions.append(f"{module.use(ROWS, 'matching')}(request.search, [{', '.join(searched)}])")
    module.use(ROWS, "orderOf", "sortOf")
    order = f"...orderOf({sorting_constant(entity)}, sortOf(request, {literal(default_order(entity))}))"
    where = where_statement(module, conditions)
    return "\n".join(
        [
            f"export async function {browse(entity)}(request: {request}, {reads.actor()}): Promise<{page}<{reads.type}>> {{",
            "  const { page = 1, pageSize = 20 } = request;",
            *reads.closed("{ items: [], total: 0, page, pageSize }"),
            *where,
            f"  return {reads.with_actor()}(actor, async (tx) => {{",
            *page_statements(module, reads.table, order, reads.output, entity.field(entity.key).names.camel, where),
            "  });",
            "}",
        ]
    )


def _count(reads: _Reads) -> str:
    own = f", {reads.own()}" if reads.own() else ""
    return "\n".join(
        [
            f"export async function {count(reads.entity)}({reads.actor()}): Promise<number> {{",
            *reads.closed("0"),
            f"  return {reads.with_actor()}(actor, (tx) => tx.$count({reads.table}{own}));",
            "}",
        ]
    )


def _labelled(reads: _Reads) -> tuple[str, str, str]:
    """The columns of key and label as the object of a `select`, the key as text, and the label as text."""
    entity = reads.entity
    label = entity.field(entity.label or entity.key)
    key = "row.key" if reads.key_kind not in ("int", "bigint") else "String(row.key)"
    if label.names.source == entity.key:
        return f"{{ key: {reads.column(entity.key)} }}", key, key
    text = "row.label" if stored(label.type) in ("string", "text", "enum", "date", "time", "decimal", "uuid", "ksuid") else "String(row.label)"
    if label.nullable:
        text = f"{text} ?? {key}" if text == "row.label" else f"row.label === null ? {key} : {text}"
    return f"{{ key: {reads.column(entity.key)}, label: {reads.column(label.names.source)} }}", key, text


def _options(reads: _Reads) -> str:
    entity = reads.entity
    selected, key, label = _labelled(reads)
    module = reads.module
    own = [f".where({reads.own()})"] if reads.own() else []
    order = f".orderBy({module.use('drizzle-orm', 'asc')}({reads.column(entity.label or entity.key)}))"
    calls = [f".select({selected})", f".from({reads.table})", *own, order, f".limit({MOST_OPTIONS})"]
    return "\n".join(
        [
            f"/** Choices for a select; at most {MOST_OPTIONS}. */",
            f"export async function {options(entity)}({reads.actor()}): Promise<{module.use_type(ROWS, 'Choice')}[]> {{",
            *reads.closed("[]"),
            f"  return {reads.with_actor()}(actor, async (tx) => {{",
            *(f"    {line}" for line in chain("const rows = await tx", calls)),
            f"    return rows.map((row) => ({{ value: {key}, label: {label} }}));",
            "  });",
            "}",
        ]
    )


def _labels(reads: _Reads) -> str:
    entity = reads.entity
    selected, key, label = _labelled(reads)
    module = reads.module
    module.use("drizzle-orm", "inArray")
    kind, convert = {"int": ("number", ""), "bigint": ("string", ".map(BigInt)")}.get(reads.key_kind, ("string", ""))
    where = reads.where(f"inArray({reads.column(entity.key)}, keys)")
    return "\n".join(
        [
            "/** What rows are called, by key. */",
            f"export async function {labels(entity)}(ids: readonly ({kind} | null)[], {reads.actor()}): Promise<Record<string, string>> {{",
            *reads.closed("{}"),
            f"  const keys = [...new Set(ids)].filter((id) => id !== null){convert};",
            "  if (keys.length === 0) return {};",
            f"  return {reads.with_actor()}(actor, async (tx) => {{",
            f"    const rows = await tx.select({selected}).from({reads.table}).where({where});",
            f"    return Object.fromEntries(rows.map((row) => [{key}, {label}]));",
            "  });",
            "}",
        ]
    )
