"""Constraints over several fields, lookups, and enumerations that fields share (version 1.1.0)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from appfactory.compile.database.expressions import check_expression, value_expression
from appfactory.compile.database.table_rules import RANGES
from appfactory.compile.naming import split_words
from appfactory.compile.near_miss import did_you_mean
from appfactory.compile.plan.spans import PlanPath
from appfactory.compile.rules.context import EntityNode, FieldNode, PlanContext
from appfactory.compile.types import TypeProblem, parse_type
from appfactory.model.finding import Finding

_REFUSED = "PostgreSQL would refuse the constraint"


def uniques(context: PlanContext) -> Iterable[Finding]:
    """What is unique together are fields of the entity, each named once; `where` is a boolean expression over its fields.

    Why: PostgreSQL refuses a constraint on what is not there; one field alone is said in fewer words.
    Bad: `uniques: [{ fields: [bizId, slg] }]`, `uniques: [{ fields: [email] }]`
    Good: `uniques: [{ fields: [bizId, slug] }, { fields: [bizId], where: isDefault }]`
    """
    for entity in context.entities:
        for position, unique in enumerate(entity.plan.uniques):
            path: PlanPath = (*entity.path, "uniques", position)
            yield from _fields(context, entity, (*path, "fields"), unique.fields)
            yield from _condition(context, entity, (*path, "where"), unique.where)
            if len(unique.fields) == 1 and not unique.where and entity.field(unique.fields[0]) is not None:
                message = f"`{unique.fields[0]}` is unique by itself"
                why = "the field can say so in one word"
                yield context.finding("unique-single", "warning", (*path, "fields"), message, why, "write `unique: true` at the field")


def row_checks(context: PlanContext) -> Iterable[Finding]:
    """A check of a whole row is a boolean SQL expression over the entity's own fields, under a name of its own.

    Why: it becomes a constraint of the table, and its name stands in the error that people get.
    Bad: `checks: [{ name: times, check: "endAt > strtAt" }]`
    Good: `checks: [{ name: ends_after_start, check: "endAt > startAt" }]`
    """
    for entity in context.entities:
        seen: set[tuple[str, ...]] = set()
        for position, check in enumerate(entity.plan.checks):
            path: PlanPath = (*entity.path, "checks", position)
            yield from _condition(context, entity, (*path, "check"), check.check)
            words = split_words(check.name)
            if not words or not check.name.isascii() or not check.name[0].isalpha():
                message = f"`{check.name}` can't name a check"
                hint = "write it like `ends_after_start`"
                yield context.finding("name-characters", "error", (*path, "name"), message, "the constraint is named after it", hint)
            elif words in seen:
                message = f"`{entity.name}` has a check `{check.name}` already"
                why = "an error could mean either"
                yield context.finding("duplicate-name", "error", (*path, "name"), message, why, "choose another name, or join the two with `and`")
            seen.add(words)


def exclusions(context: PlanContext) -> Iterable[Finding]:
    """What must not overlap are stretches between two fields of one type: datetimes, dates or numbers, in rows with equal fields.

    Why: PostgreSQL compares ranges, which have two ends of one type; without equal fields no two rows of the table could overlap.
    Bad: `{ equal: [roomId], from: startsAt, until: minutes }`
    Good: `{ equal: [roomId], from: startsAt, until: endsAt, where: "status <> 'cancelled'" }`
    """
    for entity in context.entities:
        for position, exclusion in enumerate(entity.plan.exclusions):
            path: PlanPath = (*entity.path, "exclusions", position)
            yield from _fields(context, entity, (*path, "equal"), exclusion.equal)
            yield from _condition(context, entity, (*path, "where"), exclusion.where)
            ends = [((*path, "from"), exclusion.from_field), ((*path, "until"), exclusion.until)]
            found = [node for place, name in ends for node in [entity.field(name)] if node is not None]
            for place, name in ends:
                if entity.field(name) is None:
                    yield _unknown(context, entity, place, name)
            yield from _ends(context, path, found)
            for number, name in enumerate(exclusion.equal):
                node = entity.field(name)
                if node is not None and node.parsed is not None and (node.parsed.type.kind == "json" or node.parsed.type.array):
                    message = f"`{name}` can't be compared in an exclusion"
                    why = "PostgreSQL has no way to index lists and JSON beside a range"
                    yield context.finding("exclusion-type", "error", (*path, "equal", number), message, why, "name keys, texts or numbers")


def _ends(context: PlanContext, path: PlanPath, ends: list[FieldNode]) -> Iterator[Finding]:
    kinds = [node.parsed.type for node in ends if node.parsed is not None]
    if len(kinds) != 2:
        return
    start, end = ends
    if kinds[0].kind not in RANGES or kinds[0].array:
        message = f"`{start.plan.name}` is {start.plan.type}, which begins no stretch"
        hint = f"allowed are {', '.join(RANGES)}"
        yield context.finding("exclusion-type", "error", (*path, "from"), message, "there is no range of such values", hint)
    elif kinds[0].kind != kinds[1].kind or kinds[1].array:
        message = f"`{start.plan.name}` is {start.plan.type}, and `{end.plan.name}` is {end.plan.type}"
        yield context.finding("exclusion-type", "error", (*path, "until"), message, "a stretch has two ends of one type", "give both one type")


def lookups(context: PlanContext) -> Iterable[Finding]:
    """A lookup goes through a foreign key of the entity to an entity of the plan, and its value is an expression over that one's fields.

    Why: the database fills the field; it must know whence, and nobody else may.
    Bad: `lookup: { through: room, value: "capacity = 1" }` without a field `room`; an input that fills the field
    Good: `{ name: takesOne, type: bool, lookup: { through: roomId, value: "capacity = 1" } }`
    """
    for entity in context.entities:
        for node in entity.fields:
            if node.plan.lookup.through:
                yield from _lookup(context, entity, node)
    looked_up = {
        (entity.name, split_words(node.plan.name)): node for entity in context.entities for node in entity.fields if node.plan.lookup.through
    }
    for operation in context.operations if looked_up else ():
        output = context.entity(operation.plan.output.strip().removesuffix("[]"))
        for name in operation.plan.input if operation.plan.kind == "command" else ():
            if output is not None and (output.name, split_words(name)) in looked_up:
                path: PlanPath = (*operation.path, "input", name)
                message = f"the database looks up `{name}` by itself"
                why = "what is sent would be overwritten"
                yield context.finding("lookup-input", "error", path, message, why, "leave the input out", span=context.spans.key(path))


def _lookup(context: PlanContext, entity: EntityNode, node: FieldNode) -> Iterator[Finding]:
    path: PlanPath = (*node.path, "lookup")
    through = entity.field(node.plan.lookup.through)
    if through is None:
        yield _unknown(context, entity, (*path, "through"), node.plan.lookup.through)
        return
    reference = through.parsed.type.reference if through.parsed is not None else None
    target = context.entity(reference.table) if reference is not None else None
    if target is None:
        message = f"`{through.plan.name}` points at no entity of the plan"
        hint = "name a field with a foreign key, e.g. `type: fk(Room.id)`"
        yield context.finding("lookup-through", "error", (*path, "through"), message, "there is no row to look into", hint)
        return
    finding = value_expression(node.plan.lookup.value, _columns(target), context.spans.value((*path, "value")))
    if finding is not None:
        yield context.finding(finding.code, "error", (*path, "value"), finding.message, finding.why, finding.hint, span=finding.span)
    if "default" in node.plan.model_fields_set and node.plan.default is not None:
        message = f"`{node.plan.name}` is looked up, so that its default is never used"
        yield context.finding("lookup-default", "warning", (*node.path, "default"), message, "the database fills the field", "leave it out")


def shared_enumerations(context: PlanContext) -> Iterable[Finding]:
    """An enumeration of a domain has a name of its own and different values, and some field has it.

    Why: fields find it by its name; one that no field has was meant for something.
    Bad: two enumerations `Status`; `values: [open, open]`; an enumeration that no field names
    Good: `enumerations: [{ name: OrderStatus, values: [open, closed] }]`, and `type: enum(OrderStatus)`
    """
    used = {split_words(node.parsed.type.enum) for entity in context.entities for node in entity.fields if node.parsed and node.parsed.type.enum}
    seen: set[tuple[str, ...]] = set()
    for place, domain in enumerate(context.plan.components.domains):
        for position, enumeration in enumerate(domain.enumerations):
            path: PlanPath = ("components", "domains", place, "enumerations", position)
            name = (*path, "name")
            parsed = parse_type(f"enum({'|'.join(enumeration.values)})" if len(enumeration.values) > 1 else f"enum({enumeration.values[0]}|_)")
            words = split_words(enumeration.name)
            if isinstance(parsed, TypeProblem):
                why = "they become a type of the database"
                yield context.finding(
                    parsed.code, "error", (*path, "values"), f"the values of `{enumeration.name}`: {parsed.message}", why, parsed.hint
                )
            if not words or not enumeration.name.isascii() or not enumeration.name.isidentifier():
                why = "it becomes an identifier of TypeScript and SQL"
                hint = "write it like `OrderStatus`"
                yield context.finding("name-characters", "error", name, f"`{enumeration.name}` can't name an enumeration", why, hint)
            elif words in seen:
                message = f"there is an enumeration `{enumeration.name}` already"
                yield context.finding("duplicate-name", "error", name, message, "a field could mean either", "rename one of them")
            elif words not in used:
                message = f"no field has the enumeration `{enumeration.name}`"
                hint = f"write `type: enum({enumeration.name})` at a field, or remove it"
                yield context.finding("enumeration-unused", "warning", name, message, "it was meant for something", hint)
            seen.add(words)


def _columns(entity: EntityNode) -> dict[str, str]:
    columns = {node.plan.name: "boolean" if node.parsed and node.parsed.type.kind == "bool" else "" for node in entity.fields}
    if entity.table is not None:
        columns |= {column.name: column.type for column in entity.table.columns}
    return columns


def _condition(context: PlanContext, entity: EntityNode, path: PlanPath, expression: str) -> Iterator[Finding]:
    finding = check_expression(expression, _columns(entity), context.spans.value(path)) if expression.strip() else None
    if finding is not None:
        yield context.finding(finding.code, finding.severity, path, finding.message, finding.why, finding.hint, span=finding.span)


def _fields(context: PlanContext, entity: EntityNode, path: PlanPath, names: tuple[str, ...]) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, name in enumerate(names):
        node = entity.field(name)
        if node is None and split_words(name) != ("id",):
            yield _unknown(context, entity, (*path, place), name)
        elif node is not None and node.plan.name in seen:
            message = f"`{name}` is there twice"
            yield context.finding("duplicate-name", "error", (*path, place), message, _REFUSED, "remove one of them")
        seen.add(node.plan.name if node is not None else name)


def _unknown(context: PlanContext, entity: EntityNode, path: PlanPath, name: str) -> Finding:
    message = f"`{entity.name}` has no field `{name}`"
    hint = did_you_mean(name, [node.plan.name for node in entity.fields])
    return context.finding("reference-unknown-column", "error", path, message, _REFUSED, hint)
