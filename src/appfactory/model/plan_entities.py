"""What a plan says of a domain: entities with their fields and rules, enumerations, operations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Strict

from appfactory.model.plan_node import SINCE_1_1, Default, Input, PlanNode

Description = Annotated[str, SINCE_1_1]
Synonyms = Annotated[tuple[str, ...], Strict(False), SINCE_1_1]
FieldNames = Annotated[tuple[str, ...], Strict(False)]


class LookupPlan(PlanNode):
    """A value that the database looks up in the row that a foreign key points at, and keeps right when that row changes."""

    through: str = Field(min_length=1, description="The field with the foreign key, e.g. `resourceId`")
    value: str = Field(min_length=1, description="SQL expression over the fields of the entity it points at, e.g. `capacity = 1`")


NO_LOOKUP = LookupPlan.model_construct(through="", value="")


class FieldPlan(PlanNode):
    """A field of an entity."""

    name: str = Field(description="Name of the field, in camelCase")
    type: str = Field(
        description=(
            "Type of the plan language: uuid, ksuid(prefix), string, string(n), text, int, bigint, decimal(p,s), bool, date, time, datetime, json, "
            "enum(Name), enum(A|B|C), fk(Table.column); `T[]` is an array"
        )
    )
    nullable: bool = Field(default=False, description="May be empty")
    unique: bool = Field(default=False, description="No two rows have the same value")
    default: Default = Field(default=None, description="Value of a new row when none is given")
    check: str = Field(default="", description="Boolean SQL expression over the entity's own fields, e.g. `seats > 0`")
    index: bool = Field(default=False, description="Rows are looked up or sorted by this field")
    lookup: Annotated[LookupPlan, SINCE_1_1] = Field(
        default=NO_LOOKUP, description="The database fills the field from the row that a foreign key points at; nobody else does (since 1.1.0)"
    )
    description: Description = Field(default="", description="What the field holds, in a sentence; the column's comment (since 1.1.0)")
    synonyms: Synonyms = Field(default=(), description="Other words by which people call the field (since 1.1.0)")


class UniquePlan(PlanNode):
    """Several fields that are unique together."""

    fields: FieldNames = Field(min_length=1, description="No two rows have the same values in all of them")
    where: str = Field(default="", description="Boolean SQL expression over the entity's fields; it holds for the rows that must differ")


class CheckPlan(PlanNode):
    """A condition that each row meets, over several fields."""

    name: str = Field(min_length=1, description="Name of the rule, e.g. `ends_after_start`; the constraint is named after it")
    check: str = Field(min_length=1, description="Boolean SQL expression over the entity's own fields, e.g. `endAt > startAt`")


class ExclusionPlan(PlanNode):
    """Rows with equal fields whose stretches, from one field until another, must not overlap."""

    name: str = Field(default="", description="Name of the rule, if the entity has several; the constraint's name ends with `overlap`")
    equal: FieldNames = Field(min_length=1, description="Fields that must be the same for two rows to stand in each other's way, e.g. `[roomId]`")
    from_field: str = Field(alias="from", min_length=1, description="Field with the beginning: a datetime, a date or a number")
    until: str = Field(min_length=1, description="Field with the end, of the same type; the end itself is free again. Empty means for ever")
    where: str = Field(default="", description="Boolean SQL expression over the entity's fields; it holds for the rows that count")


class EntityPlan(PlanNode):
    """A kind of thing that the app stores."""

    name: str = Field(description="Name of the entity, singular, in PascalCase")
    description: Description = Field(default="", description="What a row stands for, in a sentence; the table's comment (since 1.1.0)")
    synonyms: Synonyms = Field(default=(), description="Other words by which people call it, singular (since 1.1.0)")
    multi_tenant: bool = Field(default=True, description="Rows belong to the user (`fk(users.id)`) who made them")
    ledger: Annotated[bool, SINCE_1_1] = Field(default=False, description="Rows are only ever added: never changed, never deleted (since 1.1.0)")
    internal: Annotated[bool, SINCE_1_1] = Field(
        default=False, description="Nothing in the app is meant to read or change it directly; no route is missed (since 1.1.0)"
    )
    fields: Annotated[tuple[FieldPlan, ...], Strict(False)] = Field(min_length=1, description="What is known of each")
    uniques: Annotated[tuple[UniquePlan, ...], Strict(False), SINCE_1_1] = Field(
        default=(), description="Fields that are unique together, or only in some rows (since 1.1.0)"
    )
    checks: Annotated[tuple[CheckPlan, ...], Strict(False), SINCE_1_1] = Field(
        default=(), description="Conditions over several fields that each row meets (since 1.1.0)"
    )
    exclusions: Annotated[tuple[ExclusionPlan, ...], Strict(False), SINCE_1_1] = Field(
        default=(), description="Stretches of time that must not overlap (since 1.1.0)"
    )


class EnumerationPlan(PlanNode):
    """Values that several fields share."""

    name: str = Field(min_length=1, description="Name of the enumeration, in PascalCase; fields refer to it as `enum(Name)`")
    description: str = Field(default="", description="What the values say, in a sentence; the type's comment")
    values: FieldNames = Field(min_length=1, description="The values, in order")


class OperationPlan(PlanNode):
    """Something that people or other programs can do."""

    name: str = Field(description="Verb and entity, e.g. `createReservation`; the verb says what it does")
    description: Description = Field(default="", description="What it does, in a sentence (since 1.1.0)")
    kind: Literal["query", "command"] = Field(description="A query reads, a command changes")
    input: Input = Field(description="Name and type of each input")
    output: str = Field(description="Entity (`Reservation`), list of entities (`Reservation[]`) or DTO that it returns")
    auth: Literal["public", "user", "admin"] = Field(default="user", description="Who may call it")
    side_effects: Annotated[tuple[str, ...], Strict(False)] = Field(
        default=(), description="What follows after the commit, e.g. `send-email`, `stripe-charge`, `notify-reservation`"
    )


class DomainPlan(PlanNode):
    """A part of the product with entities and operations of its own."""

    name: str = Field(description="Name of the domain; operations are referred to as `domain.operation`")
    description: Description = Field(default="", description="What this part of the product is about, in a sentence (since 1.1.0)")
    enumerations: Annotated[tuple[EnumerationPlan, ...], Strict(False), SINCE_1_1] = Field(
        default=(), description="Values that several fields share (since 1.1.0)"
    )
    entities: Annotated[tuple[EntityPlan, ...], Strict(False)] = Field(description="What it stores")
    operations: Annotated[tuple[OperationPlan, ...], Strict(False)] = Field(description="What it can do")
