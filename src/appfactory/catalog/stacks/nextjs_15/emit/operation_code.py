"""The pieces that the code of an operation is made of: its input, its conditions, its values."""

from __future__ import annotations

from dataclasses import dataclass, field

from appfactory.catalog.stacks.nextjs_15.emit.access import use_condition
from appfactory.catalog.stacks.nextjs_15.emit.contract import input_schema, output_schema, use_contract, use_contract_type
from appfactory.catalog.stacks.nextjs_15.emit.index import Index, is_owned, is_read, reads_freely
from appfactory.catalog.stacks.nextjs_15.emit.layout import literal
from appfactory.catalog.stacks.nextjs_15.emit.schemas import is_optional
from appfactory.catalog.stacks.nextjs_15.emit.tables import table
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.model.spec import Entity, InputField, Mark, NotCovered, Operation, Patch, ReadMany, ReadOne, Remove, Transition
from appfactory.model.typescript_literal import encode_key

ROWS = "@/lib/rows"


def member(holder: str, name: str) -> str:
    """`holder.name`, for any name."""
    return f"{holder}.{name}" if name.isidentifier() and name.isascii() else f"{holder}[{literal(name)}]"


@dataclass(frozen=True, slots=True)
class OperationCode:
    """An operation on its way into a module."""

    module: Module
    index: Index
    operation: Operation
    taken: frozenset[str] = field(default=frozenset())

    @property
    def domain(self) -> str:
        """The domain whose module it is."""
        return self.operation.domain

    @property
    def entity(self) -> Entity:
        """The entity it is about. Only for operations that a rule covers."""
        assert not isinstance(self.operation.meaning, NotCovered)
        return self.index.entities[self.operation.meaning.entity]

    @property
    def table(self) -> str:
        """The entity's table, imported."""
        return self.table_of(self.entity)

    def table_of(self, entity: Entity) -> str:
        """A table, imported."""
        return table(self.module, entity, self.index.functions[self.domain])

    def error(self, name: str) -> str:
        """One of the app's errors, imported."""
        return self.module.use("@/lib/errors", name)

    def helper(self, name: str) -> str:
        """One of the helpers for rows, imported."""
        return self.module.use(ROWS, name)

    def result_type(self) -> str:
        """The type of what the operation returns."""
        if not self.operation.output:
            return "void"
        entity = self.index.entities.get(self.operation.output)
        if entity is None:
            return "unknown"
        name = use_contract_type(self.module, self.domain, entity.names.pascal, entity.domain)
        if isinstance(self.operation.meaning, ReadMany):
            return f"{self.module.use_type('@/lib/browse', 'Page')}<{name}>"
        return f"{self.module.use_type(ROWS, 'WithCheckout')}<{name}>" if self.opens_checkout else name

    @property
    def opens_checkout(self) -> bool:
        """True if the operation leads to a payment page."""
        return any(hasattr(effect, "product") for effect in self.operation.side_effects)

    def output(self, row: str) -> str:
        """An expression for a row as it leaves the API."""
        schema = use_contract(self.module, self.domain, output_schema(self.entity), self.entity.domain)
        return f"{schema}.parse({row})"

    def parse_statement(self, name: str) -> str:
        """`const name = parse(…)`."""
        return f"  const {name} = {self._parsed()};"

    def _parsed(self) -> str:
        self.module.use("@/lib/errors", "parse")
        if self.index.unvalidated(self.operation):
            return "parse(schema, input)"
        return f"parse({use_contract(self.module, self.domain, input_schema(self.operation), self.domain)}, input)"

    @property
    def key(self) -> InputField:
        """The input that says which row."""
        meaning = self.operation.meaning
        assert isinstance(meaning, Patch | Transition | Mark | Remove | ReadOne)
        return next(given for given in self.operation.input if given.names.source == meaning.key)

    def key_variable(self) -> str:
        """The variable that holds the key."""
        name = self.key.names.camel
        return name if name in ("id", "slug", "code", "number") else "key"

    def key_condition(self) -> str:
        """The condition that picks the row."""
        self.module.use("drizzle-orm", "eq")
        column = self.entity.field(self.key.binds or self.entity.key).names.camel
        return f"eq({member(self.table, column)}, {self.key_variable()})"

    def has_changes(self) -> bool:
        """True if the operation stores inputs besides the key."""
        return bool(self.stored_inputs())

    def stored_inputs(self) -> tuple[InputField, ...]:
        """The inputs that are stored."""
        return tuple(given for given in self.operation.input if given.role == "value" and given.binds)

    def key_and_changes(self) -> list[str]:
        """Statements that give the key's variable and, if there are any, `changes`."""
        name, variable = self.key.names.camel, self.key_variable()
        picked = name if name == variable else f"{encode_key(name)}: {variable}"
        others = [given for given in self.operation.input if given is not self.key]
        if not self.has_changes():
            return [f"  const {{ {picked} }} = {self._parsed()};"]
        if all(given in self.stored_inputs() and self._stored_name(given) == given.names.camel for given in others):
            return [f"  const {{ {picked}, ...changes }} = {self._parsed()};"]
        members = ", ".join(f"{encode_key(self._stored_name(given))}: {member('values', given.names.camel)}" for given in self.stored_inputs())
        return [
            self.parse_statement("values"),
            f"  const {variable} = {member('values', name)};",
            f"  const changes = {{ {members} }};",
        ]

    def _stored_name(self, given: InputField) -> str:
        return self.entity.field(given.binds).names.camel

    def stored_values(self, holder: str, *more: str) -> str:
        """The object of an `insert`."""
        extra = [one for one in more if one]
        inputs = self.stored_inputs()
        if len(inputs) == len(self.operation.input) and all(self._stored_name(given) == given.names.camel for given in inputs):
            return f"{{ {', '.join([f'...{holder}', *extra])} }}" if extra else holder
        members = [f"{encode_key(self._stored_name(given))}: {member(holder, given.names.camel)}" for given in inputs]
        return f"{{ {', '.join([*members, *extra])} }}"

    def own(self, entity: Entity | None = None) -> str:
        """The condition that keeps to rows the actor may work with; empty if there is none."""
        target = entity or self.entity
        if not is_owned(target) or (self.operation.kind == "query" and is_read(self.operation) and reads_freely(target)):
            return ""
        return self.own_row(target)

    def own_row(self, target: Entity) -> str:
        """The condition that a row of an owned entity is one the actor may work with; empty if only admins call and they may with every row."""
        if self.operation.access == "admin" and self.index.is_admin_bound(target):
            return ""
        return f"{use_condition(self.module, self.domain, target)}(actor)"

    def condition(self, *parts: str) -> str:
        """Conditions joined by `and`; empty ones are left out."""
        given = [part for part in parts if part]
        if len(given) == 1:
            return given[0]
        return f"{self.module.use('drizzle-orm', 'and')}({', '.join(given)})"

    def reference_checks(self, holder: str = "values") -> list[str]:
        """Statements that refuse references to rows that are not the actor's: a foreign key alone would accept them."""
        return [line for given in self.stored_inputs() for line in self._reference_check(given, holder)]

    def _reference_check(self, given: InputField, holder: str) -> list[str]:
        bound = self.entity.field(given.binds)
        target = self.index.referenced(bound.type.reference)
        if target is None or bound.type.array or not is_owned(target):
            return []
        if reads_freely(target) and self.entity.parent != given.binds:
            return []
        assert bound.type.reference is not None
        column = next((one for one in target.fields if one.column == bound.type.reference.column), target.field(target.key)).names.camel
        value = member(holder, bound.names.camel if holder == "changes" else given.names.camel)
        self.module.use("drizzle-orm", "eq")
        condition = self.condition(f"eq({member(self.table_of(target), column)}, {value})", self.own_row(target))
        name = f"{target.names.camel}Count"
        if is_optional(self.operation, given) or bound.nullable:
            lines = [f"if ({value}) {{", f"  const {name} = await tx.$count({self.table_of(target)}, {condition});"]
            return [*lines, f"  if ({name} === 0) throw {self._not_yours(given, target)};", "}"]
        lines = [f"const {name} = await tx.$count({self.table_of(target)}, {condition});"]
        return [*lines, f"if ({name} === 0) throw {self._not_yours(given, target)};"]

    def _not_yours(self, given: InputField, target: Entity) -> str:
        if self.index.in_path(self.operation, given):
            return f"{self.error('notFound')}({literal(target.names.title)})"
        message = literal(f"This {target.names.title.lower()} was not found.")
        return f"{self.error('unprocessable')}({message}, {{ {encode_key(given.names.camel)}: [{message}] }})"
