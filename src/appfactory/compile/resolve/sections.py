"""Sections: a library component with its literal props, and the props that the build fills in with operations and rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from appfactory.compile.naming import names_of, split_words
from appfactory.compile.resolve.inputs import fields_by_words, fits
from appfactory.compile.resolve.resolution import Resolution
from appfactory.compile.types import ParsedType, parse_type
from appfactory.model.finding import Finding
from appfactory.model.library import ComponentDescription, PropBinding
from appfactory.model.plan import SectionPlan
from appfactory.model.spec import (
    Access,
    Entity,
    FieldSpec,
    FieldType,
    InputField,
    Insert,
    ListBinding,
    Mark,
    Operation,
    OperationBinding,
    Remove,
    Section,
    Transition,
)  # fmt: skip

_RANK: Mapping[Access, int] = {"public": 0, "user": 1, "admin": 2}

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SectionContext:
    """The page that a section stands on: who may open it, and the domain and entity that its name or route points at (or empty)."""

    state: Resolution
    access: Access
    domain: str
    entity: str
    by_source: Mapping[str, Entity]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A field that a component asks for."""

    name: str
    type: FieldType
    optional: bool


def resolve_section(plan: SectionPlan, origin: str, context: SectionContext) -> tuple[Section, list[Finding]]:
    """One section. What a required prop can't be bound to is a finding."""
    about = context.state.library.component(plan.component) if context.state.library else None
    props = plan.props.members
    if about is None:
        return Section(plan.component, export_of(plan.component), props, origin=origin), []
    given = {name for name, _ in props}
    created: dict[str, OperationBinding] = {}
    operations: list[OperationBinding] = []
    lists: list[ListBinding] = []
    findings: list[Finding] = []
    for binding in sorted(about.bindings, key=lambda one: ("create", "list", "transition").index(one.kind)):
        if binding.prop in given:
            continue
        bound: OperationBinding | ListBinding | None
        if binding.kind == "create":
            bound, problem = _create(binding, context)
            if bound is not None:
                created[binding.prop] = bound
        elif binding.kind == "list":
            bound, problem = _list(binding, created.get(binding.of), context), "no entity that the page may show has such rows"
        else:
            bound, problem = _transition(binding, created.get(binding.of), context), f"no operation says `{binding.verb}` of them"
        if isinstance(bound, OperationBinding):
            operations.append(bound)
        elif bound is not None:
            lists.append(bound)
        elif _is_required(about, binding.prop):
            findings.append(_unbound(context.state, origin, about, binding, problem))
    return Section(plan.component, about.export, props, tuple(operations), tuple(lists), origin), findings


def export_of(path: str) -> str:
    """The name that a component without a description exports: that of its file, or of its folder if the file is called `component`.

    >>> export_of("packages/ui/src/heroes/hero-fullscreen/component.tsx"), export_of("packages/ui/src/PrimaryButton.tsx")
    ('HeroFullscreen', 'PrimaryButton')
    """
    file = PurePosixPath(path)
    return names_of(file.parent.name if file.stem in ("component", "index") else file.stem).pascal


def _is_required(about: ComponentDescription, prop: str) -> bool:
    return any(described.name == prop and described.required for described in about.props)


def _asked(binding: PropBinding) -> list[_Asked]:
    found = []
    for name, text in binding.fields:
        parsed = parse_type(text)
        if isinstance(parsed, ParsedType):
            found.append(_Asked(name, parsed.type, parsed.optional))
    return found


def _create(binding: PropBinding, context: SectionContext) -> tuple[OperationBinding | None, str]:
    """The insert that takes what the component asks for and needs nothing else; the page's domain and plain names win."""
    asked = _asked(binding)
    best: tuple[tuple[int, int, int, int], Operation, Pairs] | None = None
    problem = "no operation inserts anything"
    for operation in context.state.operations:
        if not isinstance(operation.meaning, Insert) or (operation.access == "admin" and context.access != "admin"):
            continue
        pairs, by_name, why = _match_inputs(asked, operation)
        if pairs is None:
            problem = f"`{operation.id}` {why}" if problem.startswith("no operation") or operation.domain == context.domain else problem
            continue
        rank = (
            operation.domain == context.domain or operation.meaning.entity == context.entity,
            by_name,
            _RANK[operation.access] <= _RANK[context.access],
            -len(operation.input),
        )
        if best is None or rank > best[0]:
            best = (rank, operation, pairs)
    if best is None:
        return None, problem
    return OperationBinding(binding.prop, best[1].id, best[2]), ""


def _match_inputs(asked: list[_Asked], operation: Operation) -> tuple[Pairs | None, int, str]:
    """Component fields → inputs: by name, else the only free input of the type. Also how many by name, and what is in the way."""
    free = {field.names.source: field for field in operation.input}
    pairs: dict[str, str] = {}
    for one in asked:
        match = _named_alike(one.name, free)
        if match is not None and _same_type(one.type, match.type):
            pairs[one.name] = match.names.source
            del free[match.names.source]
    by_name = len(pairs)
    for one in asked:
        if one.name in pairs or one.optional:
            continue
        same = [field for field in free.values() if not field.optional and _same_type(one.type, field.type)]
        if len(same) != 1:
            return None, by_name, f"has no input for its field `{one.name}`"
        pairs[one.name] = same[0].names.source
        del free[same[0].names.source]
    needed = [name for name, field in free.items() if not field.optional]
    if needed:
        return None, by_name, f"needs `{needed[0]}`, which it does not ask for"
    return tuple(pairs.items()), by_name, ""


def _named_alike(name: str, free: Mapping[str, InputField]) -> InputField | None:
    """The input of that name, else the only one whose name ends with it or that it ends with."""
    if name in free:
        return free[name]
    words = split_words(name)
    spoken = {source: split_words(source) for source in free}
    same = [free[source] for source, other in spoken.items() if other == words]
    near = [free[source] for source, other in spoken.items() if other[-len(words) :] == words or words[-len(other) :] == other]
    return same[0] if same else near[0] if len(near) == 1 else None


def _same_type(asked: FieldType, given: FieldType) -> bool:
    if asked.array != given.array:
        return False
    as_field = FieldSpec(names_of("x"), "x", given)
    return fits(asked, as_field) and (asked.kind in ("uuid", "fk")) == (given.kind in ("uuid", "ksuid", "fk"))


def _list(binding: PropBinding, created: OperationBinding | None, context: SectionContext) -> ListBinding | None:
    """Rows of the entity that the component creates, else of the one whose fields fit, the page's own first."""
    if created is not None:
        operation = next(one for one in context.state.operations if one.id == created.operation)
        entity = context.by_source[_entity_of(operation)]
        if not _may_list(entity, context):
            return None
        inputs = {field.names.source: field.binds for field in operation.input}
        pairs = {name: inputs[source] for name, source in created.fields if inputs.get(source)}
        asked = _match_fields(_asked(binding), entity) or ()
        return ListBinding(binding.prop, entity.names.source, tuple({**_plain_pairs(entity), **pairs, **dict(asked)}.items()))
    if binding.of:
        return None
    best: tuple[tuple[bool, bool, int], Entity, Pairs] | None = None
    for entity in context.by_source.values():
        matched = _match_fields(_asked(binding), entity) if _may_list(entity, context) else None
        if matched is None:
            continue
        rank = (entity.names.source == context.entity, entity.domain == context.domain, len(matched))
        if best is None or rank > best[0]:
            best = (rank, entity, matched)
    if best is None:
        return None
    return ListBinding(binding.prop, best[1].names.source, tuple({**_plain_pairs(best[1]), **dict(best[2])}.items()))


def _entity_of(operation: Operation) -> str:
    return operation.meaning.entity if isinstance(operation.meaning, Insert | Transition | Mark | Remove) else ""


def _may_list(entity: Entity, context: SectionContext) -> bool:
    return context.access != "public" or entity.public_read


def _plain_pairs(entity: Entity) -> dict[str, str]:
    """What every list of rows has: the key, and the state if there is one."""
    return {"id": entity.key, **({"status": entity.status} if entity.status else {})}


def _match_fields(asked: list[_Asked], entity: Entity) -> Pairs | None:
    """Component fields → the entity's fields by name, `title` and `name` by its label; None if a required one is not there."""
    by_words = fields_by_words(entity)
    pairs: list[tuple[str, str]] = []
    for one in asked:
        field = by_words.get(split_words(one.name))
        if (field is None or not _same_type(one.type, field.type)) and one.name in ("title", "name", "label") and entity.label:
            field = entity.field(entity.label)
        if field is not None and _same_type(one.type, field.type):
            pairs.append((one.name, field.names.source))
        elif not one.optional:
            return None
    return tuple(pairs)


def _transition(binding: PropBinding, created: OperationBinding | None, context: SectionContext) -> OperationBinding | None:
    """The operation of the same entity whose name begins with the verb and that needs nothing but the key."""
    if created is None:
        return None
    operations = context.state.operations
    entity = _entity_of(next(one for one in operations if one.id == created.operation))
    for operation in operations:
        needed = [field for field in operation.input if not field.optional]
        same = isinstance(operation.meaning, Transition | Mark | Remove) and operation.meaning.entity == entity
        if (
            same
            and split_words(operation.names.source)[:1] == (binding.verb,)
            and len(needed) == 1
            and _RANK[operation.access] <= _RANK[context.access]
        ):
            return OperationBinding(binding.prop, operation.id, (("id", needed[0].names.source),))
    return None


def _unbound(state: Resolution, origin: str, about: ComponentDescription, binding: PropBinding, problem: str) -> Finding:
    wants = ", ".join(f"{name}: {kind}" for name, kind in binding.fields)
    what = f"an operation with the input {{ {wants} }}" if binding.kind == "create" else f"{binding.kind} of `{binding.of}`"
    return state.finding(
        "section-unbound", f"`{about.name}` needs {what} for its prop `{binding.prop}`", f"{origin}.component", problem,
        "add such an operation to the domain that the page is about, or choose another component",
    )  # fmt: skip
