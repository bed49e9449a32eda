"""The pieces that the unit tests of an operation are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from appfactory.catalog.stacks.nextjs_15.emit.contract import output_schema, use_contract
from appfactory.catalog.stacks.nextjs_15.emit.fixtures import given_function, input_function, takes_tenant
from appfactory.catalog.stacks.nextjs_15.emit.index import Index, function_name, is_owned, reads_freely, stored
from appfactory.catalog.stacks.nextjs_15.emit.input_values import InputValues
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import member
from appfactory.catalog.stacks.nextjs_15.emit.tables import table
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.model.spec import Entity, FieldSpec, InputField, Insert, Mark, NotCovered, Operation, Patch, ReadOne, Remove, Transition
from appfactory.model.typescript_literal import encode_key

SUPPORT = "../../../tests/support"
FIXTURES = f"{SUPPORT}/_generated/fixtures"
VALUES = f"{SUPPORT}/values"
DATABASE = f"{SUPPORT}/database"


@dataclass(frozen=True)
class TestCode:
    """An operation on its way into a module of tests."""

    module: Module
    index: Index
    operation: Operation

    @property
    def entity(self) -> Entity:
        """The entity it is about. Only for operations that a rule covers."""
        assert not isinstance(self.operation.meaning, NotCovered)
        return self.index.entities[self.operation.meaning.entity]

    @property
    def name(self) -> str:
        """The action, imported."""
        return self.module.use("./actions", function_name(self.operation))

    @cached_property
    def values(self) -> InputValues | None:
        """What a valid input holds; None if no rule covers the operation."""
        return InputValues.of(self.index, self.operation)

    @property
    def role(self) -> str:
        """The argument of `newActor` for somebody who may do it: new tenants, and those for which nobody acts, are the admins' business."""
        return '"admin"' if self.operation.access == "admin" or self.is_for_admins else ""

    @property
    def is_for_admins(self) -> bool:
        """True if the policies leave to admins what the plan leaves to everybody who signed in."""
        if isinstance(self.operation.meaning, NotCovered) or not self.index.is_of_tenant(self.entity):
            return False
        return self.index.is_left_to_admins(self.entity) or (isinstance(self.operation.meaning, Insert) and self.entity is self.index.tenants)

    def new_actor(self, variable: str = "actor", role: str | None = None) -> str:
        """A statement that makes an actor."""
        self.module.use(DATABASE, "newActor")
        return f"const {variable} = await newActor({self.role if role is None else role});"

    def input_of(self, tenant: str = "actor") -> str:
        """An expression for a valid input whose rows belong to the tenant."""
        function = self.module.use(FIXTURES, input_function(self.operation))
        return f"await {function}({tenant if self.input_takes_tenant else ''})"

    @property
    def input_takes_tenant(self) -> bool:
        """True if the rows that an input speaks of belong to somebody."""
        operation = self.operation
        if isinstance(operation.meaning, NotCovered):
            return False
        if isinstance(operation.meaning, Patch | Transition | Mark | Remove | ReadOne) and takes_tenant(self.index, self.entity):
            return True
        for given in operation.input:
            bound = self.index.bound(operation, given)
            if bound is None or bound.type.kind != "fk" or bound.type.array or given.role == "key":
                continue
            if given.optional and operation.many:
                continue
            target = self.index.referenced(bound.type.reference)
            if target is self.index.tenants and target is not None:
                if bound.names.source == self.entity.tenant:
                    return True
            elif target is not None and target is not self.entity and target.table != "users" and takes_tenant(self.index, target):
                return True
        return False

    def given(self, values: str = "", tenant: str = "actor") -> str:
        """An expression for a row that the owner of the database makes."""
        function = self.module.use(FIXTURES, given_function(self.entity))
        if takes_tenant(self.index, self.entity) and tenant:
            return f"await {function}({values or '{}'}, {tenant})"
        return f"await {function}({values})"

    @property
    def key_field(self) -> FieldSpec:
        """The entity's key."""
        return self.entity.field(self.entity.key)

    @property
    def key_input(self) -> InputField | None:
        """The input that says which row."""
        meaning = self.operation.meaning
        if isinstance(meaning, Patch | Transition | Mark | Remove | ReadOne):
            return next(given for given in self.operation.input if given.names.source == meaning.key)
        return None

    def key_value(self, row: str) -> str:
        """The value of the key input for a row of the database."""
        given = self.key_input
        assert given is not None
        field = self.entity.field(given.binds or self.entity.key)
        value = member(row, field.names.camel)
        return f"String({value})" if stored(field.type) == "bigint" else value

    def key_only(self, row: str) -> str:
        """An input that holds the key of a row and nothing else."""
        given = self.key_input
        assert given is not None
        return f"{{ {encode_key(given.names.camel)}: {self.key_value(row)} }}"

    def stored_row(self, variable: str, condition_value: str, field: FieldSpec | None = None) -> str:
        """A statement that reads a row as the owner."""
        rows = table(self.module, self.entity)
        self.module.use("drizzle-orm", "eq")
        owner = self.module.use(DATABASE, "asOwner")
        column = member(rows, (field or self.key_field).names.camel)
        return f"const [{variable}] = await {owner}.select().from({rows}).where(eq({column}, {condition_value}));"

    def shown(self, row: str) -> str:
        """An expression for a row of the database as it leaves the API."""
        schema = use_contract(self.module, self.operation.domain, output_schema(self.entity), self.entity.domain)
        return f"{schema}.parse({row})"

    def stored_key(self, output: str) -> str:
        """The key of an output as the database has it."""
        value = member(output, self.key_field.names.camel)
        return f"BigInt({value})" if stored(self.key_field.type) == "bigint" else value

    def use_refusal(self) -> None:
        """Import what catches a refusal."""
        self.module.use(VALUES, "refusal")

    @property
    def policies(self) -> str:
        """With and without the database's policies: the code alone keeps people's rows apart, tenants' rows are the policies' business."""
        return "[true]" if self.index.is_of_tenant(self.entity) else "[true, false]"

    @property
    def guards_rows(self) -> bool:
        """True if other people's rows are kept apart."""
        if self.index.is_of_tenant(self.entity):
            return not self.is_for_admins
        if not is_owned(self.entity):
            return False
        return not (self.operation.kind == "query" and reads_freely(self.entity))


def block(title: str, lines: list[str], *, indent: int = 2, parameters: str = "") -> list[str]:
    """A test. `title` is an expression."""
    pad = " " * indent
    return [f"{pad}it({title}, async ({parameters}) => {{", *(f"{pad}  {line}" if line else "" for line in lines), f"{pad}}});"]
