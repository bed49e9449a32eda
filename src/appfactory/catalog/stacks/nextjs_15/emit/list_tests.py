"""Tests of operations that list rows: whose they are, filters, search, order, pages."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.fixtures import given_function, parent_key, takes_tenant
from appfactory.catalog.stacks.nextjs_15.emit.index import stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import literal
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import member
from appfactory.catalog.stacks.nextjs_15.emit.paging import PagingInputs, default_order, sortable_fields
from appfactory.catalog.stacks.nextjs_15.emit.samples import identifier
from appfactory.catalog.stacks.nextjs_15.emit.schemas import effective_type
from appfactory.catalog.stacks.nextjs_15.emit.test_code import DATABASE, SUPPORT, VALUES, TestCode, block
from appfactory.catalog.stacks.nextjs_15.emit.value_pairs import ValuePairs
from appfactory.model.spec import FieldSpec, InputField, ReadMany
from appfactory.model.typescript_literal import encode_key


def list_tests(code: TestCode, meaning: ReadMany) -> list[list[str]]:
    """The tests, one list of lines for each."""
    lister = _Lister(code, meaning)
    tests = [lister.shows(), *lister.whose(), lister.pages(), lister.bounds(), *lister.sorts(), *lister.begins()]
    tests += [test for given in code.operation.input if (test := lister.narrows(given))]
    tests += [lister.keeps_to(source, value) for source, value in meaning.only]
    if meaning.upcoming:
        tests.append(lister.upcoming())
    return tests


class _Lister:
    """Writes the tests of one list."""

    def __init__(self, code: TestCode, meaning: ReadMany) -> None:
        self.code, self.meaning, self.entity = code, meaning, code.entity
        self.names = PagingInputs.of(code.operation)
        self.key = code.key_field.names.camel
        self.pairs = ValuePairs(code.module, code.index, code.entity)
        code.module.use(VALUES, "everyItem")

    def values(self, *more: str) -> str:
        """The values of a row that the list shows."""
        members = [*self._standing(), *more]
        return f"{{ {', '.join(members)} }}" if members else ""

    def _standing(self) -> list[str]:
        members = []
        for source, value in self.meaning.only:
            field = self.entity.field(source)
            members.append(f"{encode_key(field.names.camel)}: {value if stored(field.type) == 'bool' else literal(value)}")
        if self.meaning.upcoming:
            field = self.entity.field(self.meaning.upcoming)
            members.append(f"{encode_key(field.names.camel)}: {self.pairs.day(field, 3)}")
        for given in self._required():
            field = self.entity.field(given.binds)
            members.append(f"{encode_key(field.names.camel)}: required.{field.names.camel}")
        return members

    def _required(self) -> list[InputField]:
        """Filters that must be given: rows of a test share their values."""
        return [one for one in self.code.operation.input if not one.optional and one.binds and one.role in ("value", "key")]

    def setup(self, tenant: str = "actor") -> list[str]:
        """Statements before the rows: who asks, and what the required filters hold."""
        lines = [self.code.new_actor(tenant)]
        if self._required():
            lines.append(f"const required = {self.row('', tenant)};")
        return lines

    def row(self, values: str, tenant: str = "actor") -> str:
        """An expression for a new row."""
        function = self.code.module.use(f"{SUPPORT}/_generated/fixtures", given_function(self.entity))
        if takes_tenant(self.code.index, self.entity):
            return f"await {function}({values or '{}'}, {tenant})"
        return f"await {function}({values})"

    def filters(self, *more: str) -> list[str]:
        """The members of an input."""
        required = [f"{encode_key(given.names.camel)}: {self._given(given, 'required')}" for given in self._required()]
        return [*required, *more]

    def _given(self, given: InputField, row: str) -> str:
        field = self.entity.field(given.binds)
        value = member(row, field.names.camel)
        kind = stored(field.type)
        if kind == "datetime" and given.role != "on-day":
            return f"{value}.toISOString()" if not field.nullable else f"{value}?.toISOString()"
        return f"String({value})" if kind == "bigint" else value

    def keys(self, variable: str, actor: str = "actor", *more: str) -> list[str]:
        """Statements that collect the keys of everything that is listed."""
        members = self.filters(*more, "page" if self.names.page == "page" else f"{encode_key(self.names.page)}: page")
        members.append(f"{encode_key(self.names.page_size)}: 100")
        return [
            f"const {variable} = await everyItem((page) => {self.code.name}({{ {', '.join(members)} }}, {actor}));",
        ]

    def has(self, variable: str, row: str, *, present: bool) -> str:
        """An expectation that a row is listed, or is not."""
        value = member(row, self.key)
        expected = f"String({value})" if stored(self.code.key_field.type) == "bigint" else value
        return f"expect({variable}.map((item) => {member('item', self.key)})){'' if present else '.not'}.toContain({expected});"

    def shows(self) -> list[str]:
        names = literal(tuple(sorted(field.names.camel for field in self.entity.fields)))
        lines = [*self.setup(), f"const row = {self.row(self.values())};", *self.keys("items"), self.has("items", "row", present=True)]
        lines.append(f"expect(items).toContainEqual({self.code.shown('row')});")
        lines.append(f"for (const item of items) expect(Object.keys(item).sort()).toEqual({names});")
        return block('"lists rows and shows their fields only"', lines)

    def whose(self) -> list[list[str]]:
        """Other people's rows are not listed, neither with the policies nor by the code alone."""
        code = self.code
        mine = self.meaning.mine and self.entity.owner
        if code.operation.access == "public" or not (code.guards_rows or mine):
            return []
        tests = []
        admins_see_all = code.index.is_admin_bound(self.entity) and not mine
        if code.operation.access == "user":
            code.module.use(f"{SUPPORT}/client", "policies")
            lines = [
                "policies.enforced = enforced;",
                *self.setup("tenant"),
                code.new_actor(),
                f"const row = {self.row(self.values(), 'tenant')};",
                *self.keys("items"),
                self.has("items", "row", present=False),
                f"const page = {self._page()};",
                "expect(page.total).toBe(0);",
            ]
            title = '"leaves out other people\'s rows (policies: %s)"'
            tests.append([f"  it.each({code.policies})({title}, async (enforced) => {{", *(f"    {line}" for line in lines), "  });"])
        if code.index.is_admin_bound(self.entity) or mine:
            code.module.use(f"{SUPPORT}/database", "newActor")
            lines = [
                *self.setup("tenant"),
                f"const row = {self.row(self.values(), 'tenant')};",
                'const admin = await newActor("admin");',
                *self.keys("items", "admin"),
                self.has("items", "row", present=bool(admins_see_all)),
            ]
            tests.append(block('"shows an admin everybody\'s"' if admins_see_all else '"shows an admin only their own"', lines))
        return tests

    def _page(self, *more: str) -> str:
        """An expression for a page of one row."""
        return f"await {self.code.name}({{ {', '.join(self.filters(*more, f'{encode_key(self.names.page_size)}: 1'))} }}, actor)"

    def pages(self) -> list[str]:
        """Two rows on pages of one are on different pages."""
        input_ = self.filters(f"{encode_key(self.names.page_size)}: 1")
        first = f"await {self.code.name}({{ {', '.join([*input_, f'{encode_key(self.names.page)}: 1'])} }}, actor)"
        second = f"await {self.code.name}({{ {', '.join([*input_, f'{encode_key(self.names.page)}: 2'])} }}, actor)"
        lines = [
            *self.setup(),
            f"{self.row(self.values())};",
            f"{self.row(self.values())};",
            f"const first = {first};",
            f"const second = {second};",
            "expect(first).toMatchObject({ page: 1, pageSize: 1 });",
            "expect(first.items).toHaveLength(1);",
            "expect(second.items).toHaveLength(1);",
            "expect(first.total).toBeGreaterThanOrEqual(2);",
            f"expect(second.items[0]?.{self.key}).not.toBe(first.items[0]?.{self.key});",
        ]
        return block('"pages"', lines)

    def bounds(self) -> list[str]:
        self.code.use_refusal()
        rows = [
            ("page 0", f"{encode_key(self.names.page)}: 0", self.names.page),
            ("pages of nothing", f"{encode_key(self.names.page_size)}: 0", self.names.page_size),
            ("pages of 101", f"{encode_key(self.names.page_size)}: 101", self.names.page_size),
            ("an unknown order", f'{encode_key(self.names.sort)}: "surprise"', self.names.sort),
        ]
        tenant = "actor" if self.code.input_takes_tenant else ""
        base = f"...(await {self._input_function()}({tenant})), " if self._required() else ""
        lines = [
            self.code.new_actor(),
            f"const error = await refusal({self.code.name}({{ {base}...change }}, actor));",
            "expect(error.status).toBe(400);",
            "expect(error.fields).toHaveProperty(field);",
        ]
        listed = [f"    [{literal(title)}, {{ {change} }}, {literal(field)}]," for title, change, field in rows]
        return ["  it.each([", *listed, '  ] as const)("refuses %s", async (_case, change, field) => {', *(f"    {line}" for line in lines), "  });"]

    def _input_function(self) -> str:
        from appfactory.catalog.stacks.nextjs_15.emit.fixtures import input_function

        return self.code.module.use(f"{SUPPORT}/_generated/fixtures", input_function(self.code.operation))

    def sorts(self) -> list[list[str]]:
        """In both directions, by each field on which two rows can differ."""
        cases = []
        for field in sortable_fields(self.entity):
            pair = None if field.names.source in self._taken() else self.pairs.ordered(field)
            if pair is not None:
                cases.append(f"    [{literal(field.names.camel)}, {{ {pair[0]} }}, {{ {pair[1]} }}],")
        if not cases:
            return []
        sort = encode_key(self.names.sort)
        lines = [
            *self.setup(),
            f"const low = {self.row(self.values('...lower'))};",
            f"const high = {self.row(self.values('...higher'))};",
            *self.keys("up", "actor", f"{sort}: field"),
            *self.keys("down", "actor", f"{sort}: `-${{field}}`"),
            *self._order("up", "low", "high"),
            *self._order("down", "high", "low"),
        ]
        title = '"sorts by %s, up and down"'
        head = f"  ] as const)({title}, async (field, lower, higher) => {{"
        return [["  it.each([", *cases, head, *(f"    {line}" for line in lines), "  });"]]

    def _order(self, variable: str, first: str, second: str) -> list[str]:
        big = stored(self.code.key_field.type) == "bigint"
        place = [f"String({row}.{self.key})" if big else f"{row}.{self.key}" for row in (first, second)]
        keys = f"{variable}Keys"
        return [
            f"const {keys} = {variable}.map((item) => item.{self.key});",
            f"expect({keys}.indexOf({place[0]})).toBeLessThan({keys}.indexOf({place[1]}));",
        ]

    def _taken(self) -> set[str]:
        """The fields whose values the list itself asks for."""
        return {source for source, _ in self.meaning.only} | {self.meaning.upcoming} | {given.binds for given in self._required()}

    def begins(self) -> list[list[str]]:
        """Without being asked for an order, the list has its own."""
        order = default_order(self.entity)
        field = next(one for one in sortable_fields(self.entity) if one.names.camel == order.removeprefix("-"))
        pair = self.pairs.ordered(field) if field.names.source not in self._taken() else None
        if pair is None:
            return []
        rows = ("high", "low") if order.startswith("-") else ("low", "high")
        lines = [
            *self.setup(),
            f"const low = {self.row(self.values(pair[0]))};",
            f"const high = {self.row(self.values(pair[1]))};",
            *self.keys("items"),
            *self._order("items", *rows),
        ]
        title = f"begins with the {'last' if order.startswith('-') else 'first'} {field.names.title.lower()}"
        return [block(literal(title), lines)]

    def narrows(self, given: InputField) -> list[str]:
        """A filter lists what it names and leaves out the rest."""
        if given.role == "search":
            return self._searches(given)
        if not given.binds or not given.optional:
            return []
        field = self.entity.field(given.binds)
        rows = self._referring(given, field) or self._filter_rows(given, field)
        if rows is None:
            return []
        inside, outside, value = rows
        change = f"{encode_key(given.names.camel)}: {value}"
        lines = [
            *self.setup(),
            f"const inside = {self.row(inside)};",
            f"const outside = {self.row(outside)};",
            *self.keys("items", "actor", change),
            self.has("items", "inside", present=True),
            self.has("items", "outside", present=False),
            f"const narrowed = {self._page(change)};",
            f"const all = {self._page()};",
            "expect(narrowed.total).toBeLessThan(all.total);",
        ]
        return block(literal(f"narrows by {given.names.title.lower()}"), lines)

    def _filter_rows(self, given: InputField, field: FieldSpec) -> tuple[str, str, str] | None:
        pair = self._filter_pair(given, field)
        if pair is None:
            return None
        inside, outside, value = pair
        return self.values(self.pairs.member(field, inside)), self.values(self.pairs.member(field, outside)), value

    def _referring(self, given: InputField, field: FieldSpec) -> tuple[str, str, str] | None:
        """Rows that point at different rows, and the filter by the first one's."""
        if given.role != "value" or field.type.kind != "fk" or field.type.array or field.names.source == self.entity.owner:
            return None
        name, target = field.names.camel, self.code.index.referenced(field.type.reference)
        if not name.isidentifier() or effective_type(given, field).array or (not field.nullable and target is self.entity):
            return None
        if target is None or target.table == "users":
            self.code.module.use(DATABASE, "newActor")
            pointed = "(await newActor()).userId"
        else:
            pointed = parent_key(self.code.index, target, field, "actor")
            self.code.module.use(f"{SUPPORT}/_generated/fixtures", given_function(target))
        value = f"String(inside.{name})" if stored(field.type) == "bigint" else f"inside.{name}"
        return self.values(f"{encode_key(name)}: {pointed}"), self.values(), value

    def _filter_pair(self, given: InputField, field: FieldSpec) -> tuple[str, str, str] | None:
        """Values of a row inside and one outside, and the filter's value."""
        if any(source == field.names.source for source, _ in self.meaning.only) or field.names.source == self.meaning.upcoming:
            return None
        if not self.pairs.is_free(field):
            return None
        kind = stored(field.type)
        several = effective_type(given, field).array
        if given.role == "on-day":
            days = self.code.module.use(VALUES, "inDays")
            return f'{days}(40, "23:30")', f'{days}(41, "00:00")', f"{self.code.module.use(VALUES, 'dayFrom')}(40)"
        if given.role in ("at-least", "at-most"):
            return self._bound_pair(given, field)
        if given.role == "contains":
            word = literal("needle")
            return f"`a ${{{word}}} in hay`", '"plain hay"', '"NEEDLE"'
        if field.type.array or field.type.kind == "fk" or field.unique:
            return self._array_pair(field) if field.type.array and not several else None
        pair = self._value_pair(field, kind)
        if pair is None:
            return None
        value = pair[0]
        if kind == "datetime" and stored(given.type) == "date":
            value = f"{self.code.module.use(VALUES, 'dayFrom')}(41)"
        elif kind == "datetime":
            value = f"{value}.toISOString()"
        elif kind == "bigint":
            value = literal(value.removesuffix("n"))
        return pair[0], pair[1], f"[{value}]" if several else value

    def _array_pair(self, field: FieldSpec) -> tuple[str, str, str] | None:
        if stored(field.type) in ("string", "text"):
            return '["red", "blue"]', '["green"]', '"red"'
        if stored(field.type) == "enum":
            values = self.code.index.enumerations[field.type.enum].values
            return (literal((values[0],)), literal((values[1],)), literal(values[0])) if len(values) > 1 else None
        return ("[1, 2]", "[3]", "1") if stored(field.type) == "int" else None

    def _value_pair(self, field: FieldSpec, kind: str) -> tuple[str, str] | None:
        if kind == "enum":
            values = self.code.index.enumerations[field.type.enum].values
            return (literal(values[0]), literal(values[1])) if len(values) > 1 else None
        if kind == "bool":
            return "true", "false"
        if kind in ("json", "ksuid"):
            return None
        if kind == "uuid":
            return literal(identifier("inside")), literal(identifier("outside"))
        low, high = self.pairs.pair(field)
        return None if low == high else (high, low)

    def _bound_pair(self, given: InputField, field: FieldSpec) -> tuple[str, str, str] | None:
        low, high = self.pairs.pair(field)
        if low == high:
            return None
        inside, outside = (high, low) if given.role == "at-least" else (low, high)
        kind = stored(field.type)
        if kind == "datetime" and stored(given.type) == "date":
            day = 40 if "(40" in inside else 41
            return inside, outside, f"{self.code.module.use(VALUES, 'dayFrom')}({day})"
        value = f"{inside}.toISOString()" if kind == "datetime" else literal(inside.removesuffix("n")) if kind == "bigint" else inside
        return inside, outside, value

    def _searches(self, given: InputField) -> list[str]:
        """In each field that is searched, whatever the case; `%` and `_` are letters like any other."""
        texts = [self.entity.field(source) for source in self.meaning.search]
        fields = [one for one in texts if self.pairs.holds_word(one)]
        short = [(one, word) for one in texts if (word := self.pairs.short_word(one))]
        if not fields and not short:
            return []
        lines = [*self.setup(), f"const plain = {self.row(self.values())};"]
        for place, one in enumerate(fields):
            found, word, unique = f"found{place + 1}", f"word{place + 1}", self.code.module.use(VALUES, "unique")
            lines += [
                f'const {word} = {unique}("a%b", 20);',
                f"const {found} = {self.row(self.values(f'{encode_key(one.names.camel)}: {word}'))};",
                *self.keys(f"items{place + 1}", "actor", f"{encode_key(given.names.camel)}: {word}.toUpperCase()"),
                self.has(f"items{place + 1}", found, present=True),
                self.has(f"items{place + 1}", "plain", present=False),
                *self.keys(f"wild{place + 1}", "actor", f"{encode_key(given.names.camel)}: `%${{{word}.slice(3)}}_`"),
                self.has(f"wild{place + 1}", found, present=False),
            ]
        for place, (one, word) in enumerate(short, 1):
            lines += [
                f"const short{place} = {self.row(self.values(f'{encode_key(one.names.camel)}: {word}'))};",
                *self.keys(f"similar{place}", "actor", f"{encode_key(given.names.camel)}: {word.upper()}"),
                self.has(f"similar{place}", f"short{place}", present=True),
            ]
        return block('"searches, without wildcards"', lines)

    def keeps_to(self, source: str, value: str) -> list[str]:
        """Rows without what the name of the list says are left out."""
        field = self.entity.field(source)
        if stored(field.type) == "bool":
            other = "false" if value == "true" else "true"
        else:
            other = literal(next((one for one in self.code.index.enumerations[field.type.enum].values if one != value), value))
        members = [one for one in self._standing() if not one.startswith(f"{encode_key(field.names.camel)}:")]
        values = f"{{ {', '.join([*members, f'{encode_key(field.names.camel)}: {other}'])} }}"
        lines = [*self.setup(), f"const row = {self.row(values)};", *self.keys("items"), self.has("items", "row", present=False)]
        return block(literal(f"leaves out rows whose {field.names.title.lower()} is another"), lines)

    def upcoming(self) -> list[str]:
        field = self.entity.field(self.meaning.upcoming)
        members = [one for one in self._standing() if not one.startswith(f"{encode_key(field.names.camel)}:")]
        values = f"{{ {', '.join([*members, f'{encode_key(field.names.camel)}: {self.pairs.day(field, -3)}'])} }}"
        lines = [*self.setup(), f"const row = {self.row(values)};", *self.keys("items"), self.has("items", "row", present=False)]
        return block('"leaves out what is past"', lines)
