"""`queries.test.ts` of a domain: what pages may read."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.contract import output_schema, use_contract
from appfactory.catalog.stacks.nextjs_15.emit.fixtures import given_function, takes_tenant
from appfactory.catalog.stacks.nextjs_15.emit.index import Index, stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit, literal
from appfactory.catalog.stacks.nextjs_15.emit.paging import default_order, sortable_fields, text_fields
from appfactory.catalog.stacks.nextjs_15.emit.samples import identifier
from appfactory.catalog.stacks.nextjs_15.emit.test_code import DATABASE, FIXTURES, SUPPORT, VALUES, block
from appfactory.catalog.stacks.nextjs_15.emit.value_pairs import ValuePairs
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.places import browse, count, domain_folder, find, labels, options
from appfactory.model.files import FileDraft
from appfactory.model.spec import Entity
from appfactory.model.typescript_literal import encode_key


def query_test_draft(index: Index, domain: str) -> FileDraft | None:
    """The tests of one domain's reads; None if it has none."""
    entities = [entity for entity in index.entities_by_domain[domain] if entity.table != "users"]
    if not entities:
        return None
    module = Module()
    module.use("vitest", "describe", "expect", "it", "vi")
    module.add(f'vi.mock("@/db/client", () => import("{SUPPORT}/client"));')
    for entity in entities:
        module.add(fit(_describe(_Reads(module, index, entity))))
    return FileDraft(f"src/domains/{domain_folder(domain)}/queries.test.ts", module.text(), "seeded", f"components.domains.{domain}")


class _Reads:
    """The tests of one entity's reads."""

    def __init__(self, module: Module, index: Index, entity: Entity) -> None:
        self.module, self.index, self.entity = module, index, entity
        self.kind = stored(entity.field(entity.key).type)
        self.key = entity.field(entity.key).names.camel
        self.private = index.is_private(entity) and not index.is_left_to_admins(entity)
        self.policies = "[true]" if index.is_of_tenant(entity) else "[true, false]"
        self.tenant = takes_tenant(index, entity)
        self.pairs = ValuePairs(module, index, entity)
        module.use(DATABASE, "newActor")

    def use(self, name: str) -> str:
        return self.module.use("./queries", name)

    def row(self, tenant: str = "actor", values: str = "") -> str:
        function = self.module.use(FIXTURES, given_function(self.entity))
        return f"await {function}({values or '{}'}, {tenant})" if self.tenant else f"await {function}({values})"

    def shown(self, row: str) -> str:
        """An expression for a row of the database as it leaves the API."""
        schema = use_contract(self.module, self.entity.domain, output_schema(self.entity), self.entity.domain)
        return f"{schema}.parse({row})"

    def text_key(self, row: str) -> str:
        value = f"{row}.{self.key}"
        return f"String({value})" if self.kind in ("int", "bigint") else value

    def listed_key(self, row: str) -> str:
        return f"String({row}.{self.key})" if self.kind == "bigint" else f"{row}.{self.key}"


def _describe(reads: _Reads) -> str:
    tests = [_finds(reads), _browses(reads), *_begins(reads), *_searches(reads), *_mine(reads), _counts(reads), _offers(reads)]
    tests += [*_orders_choices(reads), *_hides(reads), *_opens(reads)]
    body = "\n\n".join("\n".join(lines) for lines in tests)
    if reads.index.is_left_to_admins(reads.entity):
        body = body.replace("const actor = await newActor();", 'const actor = await newActor("admin");')
    return f"describe({literal(reads.entity.plural.title)}, () => {{\n{body}\n}});"


def _all(reads: _Reads, actor: str = "actor", more: str = "") -> str:
    every = reads.module.use(VALUES, "everyItem")
    return f"await {every}((page) => {reads.use(browse(reads.entity))}({{ page, pageSize: 100{more} }}, {actor}))"


def _keys(reads: _Reads, variable: str) -> str:
    return f"{variable}.map((item) => item.{reads.key})"


def _finds(reads: _Reads) -> list[str]:
    function = reads.use(find(reads.entity))
    absent = {"uuid": identifier("absent"), "int": "2000000000", "bigint": "9000000000000000000"}.get(reads.kind, "absent")
    malformed = [f'expect(await {function}("not an id", actor)).toBeUndefined();'] if reads.kind in ("uuid", "int", "bigint") else []
    lines = [
        "const actor = await newActor();",
        f"{reads.row()};",
        f"const row = {reads.row()};",
        f"const found = await {function}({reads.text_key('row')}, actor);",
        f"expect(found).toEqual({reads.shown('row')});",
        f"expect(await {function}({literal(absent)}, actor)).toBeUndefined();",
        *malformed,
    ]
    return block('"are found by key"', lines)


def _browses(reads: _Reads) -> list[str]:
    function = reads.use(browse(reads.entity))
    by_key = f", sort: {literal(reads.key)}"
    downwards = f'{by_key}, direction: "desc"'
    both = f"[{reads.listed_key('first')}, {reads.listed_key('second')}]"
    lines = [
        "const actor = await newActor();",
        f"const first = {reads.row()};",
        f"const second = {reads.row()};",
        f"const both = {both};",
        f"const items = {_all(reads)};",
        f"expect({_keys(reads, 'items')}).toEqual(expect.arrayContaining(both));",
        f"expect(items).toContainEqual({reads.shown('first')});",
        f"expect(await {function}({{}}, actor)).toMatchObject({{ page: 1, pageSize: 20 }});",
        f"const page = await {function}({{ page: 2, pageSize: 1, sort: {literal(reads.key)} }}, actor);",
        "expect(page).toMatchObject({ page: 2, pageSize: 1 });",
        "expect(page.items).toHaveLength(1);",
        "expect(page.total).toBeGreaterThanOrEqual(2);",
        f"const up = {_all(reads, more=by_key)};",
        f"const down = {_all(reads, more=downwards)};",
        f"const upwards = {_keys(reads, 'up')}.filter((key) => both.includes(key));",
        f"expect({_keys(reads, 'down')}.filter((key) => both.includes(key))).toEqual(upwards.reverse());",
    ]
    return block('"are listed in pages and in order"', lines)


def _begins(reads: _Reads) -> list[list[str]]:
    """Without being asked for an order, the list has its own."""
    order = default_order(reads.entity)
    field = next(one for one in sortable_fields(reads.entity) if one.names.camel == order.removeprefix("-"))
    pair = reads.pairs.ordered(field)
    if pair is None:
        return []
    low, high = (f"{{ {values} }}" if values else "" for values in pair)
    rows = [reads.listed_key(row) for row in (("high", "low") if order.startswith("-") else ("low", "high"))]
    lines = [
        "const actor = await newActor();",
        f"const low = {reads.row('actor', low)};",
        f"const high = {reads.row('actor', high)};",
        f"const items = {_all(reads)};",
        f"const keys = {_keys(reads, 'items')};",
        f"expect(keys.indexOf({rows[0]})).toBeLessThan(keys.indexOf({rows[1]}));",
    ]
    title = f"begin with the {'last' if order.startswith('-') else 'first'} {field.names.title.lower()}"
    return [block(literal(title), lines)]


def _searches(reads: _Reads) -> list[list[str]]:
    """In each field that is searched."""
    texts = text_fields(reads.entity)
    fields = [one for one in texts if reads.pairs.holds_word(one)]
    short = [(one, word) for one in texts if (word := reads.pairs.short_word(one))]
    if not fields and not short:
        return []
    lines = ["const actor = await newActor();", f"{reads.row()};"]
    for place, field in enumerate(fields, 1):
        unique = reads.module.use(VALUES, "unique")
        value = f"{{ {encode_key(field.names.camel)}: word{place} }}"
        lines += [
            f'const word{place} = {unique}("a%b", 20);',
            f"const row{place} = {reads.row('actor', value)};",
            f"const found{place} = await {reads.use(browse(reads.entity))}({{ search: word{place}.toUpperCase() }}, actor);",
            f"expect({_keys(reads, f'found{place}.items')}).toEqual([{reads.listed_key(f'row{place}')}]);",
            f"expect(found{place}.total).toBe(1);",
        ]
    for place, (field, word) in enumerate(short, 1):
        value = f"{{ {encode_key(field.names.camel)}: {word} }}"
        lines += [
            f"const short{place} = {reads.row('actor', value)};",
            f"const similar{place} = {_all(reads, 'actor', f', search: {word.upper()}')};",
            f"expect({_keys(reads, f'similar{place}')}).toContain({reads.listed_key(f'short{place}')});",
        ]
    return [block('"are found by what they say"', lines)]


def _mine(reads: _Reads) -> list[list[str]]:
    if reads.entity.access != "owned":
        return []
    lines = [
        'const admin = await newActor("admin");',
        "const other = await newActor();",
        f"const mine = {reads.row('admin')};",
        f"const theirs = {reads.row('other')};",
        f"const items = {_all(reads, 'admin', ', mine: true')};",
        f"expect({_keys(reads, 'items')}).toContain({reads.listed_key('mine')});",
        f"expect({_keys(reads, 'items')}).not.toContain({reads.listed_key('theirs')});",
    ]
    return [block('"can be narrowed to one\'s own"', lines)]


def _counts(reads: _Reads) -> list[str]:
    if not reads.private:
        lines = [
            "const actor = await newActor();",
            f"{reads.row()};",
            f"expect(await {reads.use(count(reads.entity))}(actor)).toBeGreaterThan(0);",
        ]
        return block('"are counted"', lines)
    if reads.private and reads.index.is_of_tenant(reads.entity):
        # Who acts for a tenant sees it, and that they are its member.
        lines = [
            "const actor = await newActor();",
            f"{reads.row()};",
            f"const before = await {reads.use(count(reads.entity))}(actor);",
            f"{reads.row()};",
            f"expect(await {reads.use(count(reads.entity))}(actor)).toBe(before + 1);",
        ]
        return block('"are counted"', lines)
    lines = [
        "const actor = await newActor();",
        f"expect(await {reads.use(count(reads.entity))}(actor)).toBe(0);",
        f"{reads.row()};",
        f"{reads.row()};",
        f"expect(await {reads.use(count(reads.entity))}(actor)).toBe(2);",
    ]
    return block('"are counted"', lines)


def _label(reads: _Reads, row: str) -> str:
    entity = reads.entity
    label = entity.field(entity.label or entity.key)
    if label.names.source == entity.key:
        return reads.text_key(row)
    value = f"{row}.{label.names.camel}"
    if stored(label.type) in ("string", "text", "enum", "date", "time", "decimal", "uuid", "ksuid") and not label.nullable:
        return value
    return f"String({value} ?? {reads.text_key(row)})" if label.nullable else f"String({value})"


def _offers(reads: _Reads) -> list[str]:
    key = {"bigint": "String(row.{})", "int": "row.{}"}.get(reads.kind, "row.{}").format(reads.key)
    lines = ["const actor = await newActor();", f"const row = {reads.row()};", f"const label = {_label(reads, 'row')};"]
    if reads.private and reads.index.is_of_tenant(reads.entity):
        lines.append(f"expect(await {reads.use(options(reads.entity))}(actor)).toContainEqual({{ value: {reads.text_key('row')}, label }});")
    elif reads.private:
        lines.append(f"expect(await {reads.use(options(reads.entity))}(actor)).toEqual([{{ value: {reads.text_key('row')}, label }}]);")
    else:
        lines.append(f"expect((await {reads.use(options(reads.entity))}(actor)).length).toBeLessThanOrEqual(200);")
    lines += [
        f"const names = await {reads.use(labels(reads.entity))}([{key}, null], actor);",
        f"expect(names).toEqual({{ [{reads.text_key('row')}]: label }});",
        f"expect(await {reads.use(labels(reads.entity))}([null], actor)).toEqual({{}});",
    ]
    return block('"are offered and named by their label"', lines)


def _orders_choices(reads: _Reads) -> list[list[str]]:
    """What is offered stands in the order of its labels."""
    label = reads.entity.field(reads.entity.label or reads.entity.key)
    if not reads.pairs.holds_word(label) or label.names.source == reads.entity.key:
        return []
    values = [f"{{ {reads.pairs.member(label, word)} }}" for word in reads.pairs.words()]
    lines = ["const actor = await newActor();"]
    for row, value in zip(("low", "high"), values, strict=True):
        lines.append(f"const {row} = {reads.row('actor', value)};")
    keys = ", ".join(reads.text_key(row) for row in ("low", "high"))
    labels_ = ", ".join(_label(reads, row) for row in ("low", "high"))
    lines += [
        f"const both = [{keys}];",
        f"const choices = await {reads.use(options(reads.entity))}(actor);",
        "const offered = choices.filter(({ value }) => both.includes(value));",
        f"expect(offered.map(({{ label }}) => label)).toEqual([{labels_}]);",
    ]
    return [block('"are offered in the order of their labels"', lines)]


def _hides(reads: _Reads) -> list[list[str]]:
    if not reads.private:
        return []
    reads.module.use(f"{SUPPORT}/client", "policies")
    entity = reads.entity
    value = {"bigint": "String(row.{})"}.get(reads.kind, "row.{}").format(reads.key)
    lines = [
        "policies.enforced = enforced;",
        "const tenant = await newActor();",
        f"const row = {reads.row('tenant')};",
        "for (const actor of [await newActor(), null]) {",
        f"  expect(await {reads.use(find(entity))}({reads.text_key('row')}, actor)).toBeUndefined();",
        f"  expect(await {reads.use(browse(entity))}({{}}, actor)).toMatchObject({{ items: [], total: 0 }});",
        f"  expect(await {reads.use(count(entity))}(actor)).toBe(0);",
        f"  expect(await {reads.use(options(entity))}(actor)).toEqual([]);",
        f"  expect(await {reads.use(labels(entity))}([{value}], actor)).toEqual({{}});",
        "}",
    ]
    tests = [
        [
            f'  it.each({reads.policies})("are nobody else\'s business (policies: %s)", async (enforced) => {{',
            *(f"    {line}" for line in lines),
            "  });",
        ]
    ]
    if reads.index.is_admin_bound(entity):
        lines = [
            "const tenant = await newActor();",
            f"const row = {reads.row('tenant')};",
            f'expect(await {reads.use(find(entity))}({reads.text_key("row")}, await newActor("admin"))).toBeDefined();',
        ]
        tests.append(block('"are open to admins"', lines))
    return tests


def _opens(reads: _Reads) -> list[list[str]]:
    if not reads.entity.public_read:
        return []
    lines = [
        *(["const tenant = await newActor();"] if reads.tenant else []),
        f"const row = {reads.row('tenant')};",
        f"expect(await {reads.use(find(reads.entity))}({reads.text_key('row')}, null)).toBeDefined();",
    ]
    return [block('"are open to everybody"', lines)]
