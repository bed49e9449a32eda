"""Operations: types read, meaning found, inputs bound, side effects named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from appfactory.compile.naming import names_of, split_words
from appfactory.compile.resolve.allocation import allocation_of, is_interchangeable
from appfactory.compile.resolve.inputs import BoundInputs, DraftInput
from appfactory.compile.resolve.meaning import DraftOperation, Understanding, missing_fields, understand_command
from appfactory.compile.resolve.nouns import Nouns, nouns_of, read_output
from appfactory.compile.resolve.queries import understand_query
from appfactory.compile.resolve.resolution import Resolution, entity_nodes
from appfactory.compile.resolve.sentences import sentence_of, whole_sentence
from appfactory.compile.resolve.side_effects import awaits_payment, read_side_effect
from appfactory.compile.types import ParsedType, parse_type
from appfactory.model.finding import Finding, Severity
from appfactory.model.plan import OperationPlan
from appfactory.model.spec import (
    Access,
    Allocation,
    Entity,
    EnumSpec,
    FieldType,
    InputField,
    Insert,
    Meaning,
    NotCovered,
    Operation,
    ReadOne,
    SideEffect,
)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What every operation is read against, looked up once."""

    state: Resolution
    nouns: Nouns
    enumerations: Mapping[str, EnumSpec]
    offers: Mapping[str, tuple[str, ...]]
    allocations: Mapping[str, Allocation]


def resolve_operations(state: Resolution) -> Resolution:
    """Pass: every operation with its meaning."""
    enumerations = {spec.names.source: spec for spec in state.enumerations}
    integrations = state.plan.integrations
    offers = {
        "templates": integrations.email.templates,
        "products": integrations.stripe.products,
        "functions": integrations.supabase.edge_functions,
    }
    around = _Surroundings(state, nouns_of(state.entities), enumerations, offers, {})
    drafts: list[tuple[OperationPlan, str, DraftOperation, Understanding, list[Finding]]] = []
    verbs: dict[str, list[str]] = {}
    for place, domain in enumerate(state.plan.components.domains):
        for position, plan in enumerate(domain.operations):
            origin = f"components.domains[{place}].operations[{position}]"
            draft, findings = _draft(plan, domain.name, origin, around)
            understand = understand_query if plan.kind == "query" else understand_command
            understood = _until_paid(plan, understand(draft, around.nouns, enumerations), enumerations)
            if isinstance(understood.meaning, Insert):
                verbs.setdefault(understood.meaning.entity, []).append(split_words(plan.name)[0])
            drafts.append((plan, origin, draft, understood, findings))
    around = replace(around, allocations=_allocations(around, verbs))
    operations: list[Operation] = []
    found: list[Finding] = []
    for plan, origin, draft, understood, findings in drafts:
        operation, more = _operation(plan, origin, draft, understood, around)
        operations.append(operation)
        found += [*findings, *more]
    return replace(state, operations=tuple(operations)).report(found)


def _until_paid(plan: OperationPlan, understood: Understanding, enumerations: Mapping[str, EnumSpec]) -> Understanding:
    """A command that is about a payment waits for it: it opens the checkout, and the webhook moves the row."""
    entity, bound = understood.entity, understood.inputs
    charges = plan.kind == "command" and any(effect.partition(":")[0].strip() == "stripe-charge" for effect in plan.side_effects)
    if not charges or entity is None or bound.loose:
        return understood
    if awaits_payment(understood.meaning, entity, bound.key, bool(bound.stored), enumerations):
        return replace(understood, meaning=ReadOne(entity.names.source, bound.key))
    return understood


def _allocations(around: _Surroundings, verbs: Mapping[str, list[str]]) -> dict[str, Allocation]:
    """Allocation belongs to the entity: whichever operation inserts a row, it takes the same thing. A plan that says itself what must not
    overlap is not second-guessed.
    """
    said = {node.plan.name for node in entity_nodes(around.state.plan) if node.plan.exclusions}
    found = {}
    for name, entity_verbs in verbs.items():
        if name in said:
            continue
        entity = around.nouns.by_source[name]
        allocation = allocation_of(entity, around.nouns.by_source, around.enumerations, around.state.plan.variables, entity_verbs)
        if allocation is not None:
            found[name] = allocation
    return found


def _draft(plan: OperationPlan, domain: str, origin: str, around: _Surroundings) -> tuple[DraftOperation, list[Finding]]:
    inputs: list[DraftInput] = []
    findings: list[Finding] = []
    for name, text in plan.input.items():
        parsed = parse_type(text)
        if isinstance(parsed, ParsedType):
            inputs.append(DraftInput(name, parsed.type, parsed.optional))
        else:
            findings.append(around.state.finding(parsed.code, parsed.message, f"{origin}.input.{name}", hint=parsed.hint))
    return DraftOperation(plan.name, domain, plan.kind, tuple(inputs), plan.output, plan.auth == "admin", plan.auth == "public"), findings


def _operation(
    plan: OperationPlan, origin: str, draft: DraftOperation, understood: Understanding, around: _Surroundings
) -> tuple[Operation, list[Finding]]:
    state, entity, meaning = around.state, understood.entity, understood.meaning
    inputs = understood.inputs.fields
    findings = _input_findings(understood, origin, plan, state)
    if isinstance(meaning, Insert) and entity is not None:
        meaning, inputs, missing = _insert(meaning, entity, understood.inputs, around)
        findings += [_missing(state, origin, plan, entity, name) for name in missing]
    if isinstance(meaning, NotCovered):
        inputs = (
            inputs if inputs or understood.inputs.owner else tuple(InputField(names_of(one.name), one.type, one.optional) for one in draft.inputs)
        )
        findings.append(_not_covered(state, origin, plan, meaning))
    effects, more = _side_effects(plan, origin, entity, meaning, around)
    access = _access(plan, entity, meaning)
    if access != plan.auth:
        findings.append(_needs_user(state, origin, plan, entity))
    output = read_output(plan.output, around.nouns, draft.domain)
    operation = Operation(
        names=names_of(plan.name, "operation"),
        domain=draft.domain,
        kind=plan.kind,
        access=access,
        input=tuple(_bare_if_loose(field, around.enumerations) for field in inputs),
        output=output.entity.names.source if output.entity else entity.names.source if output.unknown and entity else "",
        many=understood.many,
        meaning=meaning,
        side_effects=effects,
        origin=origin,
        span=state.span(origin),
        description=plan.description.strip(),
    )
    resource = around.nouns.by_source[meaning.allocation.resource] if isinstance(meaning, Insert) and meaning.allocation else None
    sentence = sentence_of(meaning, entity, resource, tuple(field.binds for field in inputs if field.binds and field.role != "key"))
    return replace(operation, understood=whole_sentence(operation, sentence)), [*findings, *more]


def _insert(meaning: Insert, entity: Entity, bound: BoundInputs, around: _Surroundings) -> tuple[Insert, tuple[InputField, ...], tuple[str, ...]]:
    """The insert with its allocation, its inputs, and the required fields that nothing fills in."""
    allocation = around.allocations.get(entity.names.source)
    missing = {field.names.source for field in missing_fields(entity, bound)}
    fields = bound.fields
    if allocation is not None:
        missing.discard(allocation.reference)
        if is_interchangeable(allocation):
            fields = tuple(replace(field, optional=True) if field.binds == allocation.reference else field for field in fields)
    fields = tuple(replace(field, role="value") if field.role == "key" else field for field in fields)
    return replace(meaning, allocation=allocation), fields, tuple(sorted(missing))


def _bare_if_loose(field: InputField, enumerations: Mapping[str, EnumSpec]) -> InputField:
    """An input that binds to nothing keeps no reference and no enumeration that the app does not have."""
    kind = field.type.kind
    if kind == "enum" and field.type.enum not in enumerations:
        return replace(field, type=FieldType("string", field.type.array))
    return replace(field, type=FieldType("uuid", field.type.array)) if kind == "fk" and field.type.target is None else field


def _access(plan: OperationPlan, entity: Entity | None, meaning: Meaning) -> Access:
    """A public insert of rows that must belong to someone needs someone."""
    owner_required = entity is not None and entity.owner and not entity.field(entity.owner).nullable
    return "user" if plan.auth == "public" and isinstance(meaning, Insert) and owner_required else plan.auth


def _side_effects(
    plan: OperationPlan, origin: str, entity: Entity | None, meaning: Meaning, around: _Surroundings
) -> tuple[tuple[SideEffect, ...], list[Finding]]:
    effects: list[SideEffect] = []
    findings: list[Finding] = []
    for position, text in enumerate(plan.side_effects):

        def report(code: str, message: str, why: str, hint: str, severity: str, at: int = position) -> Finding:
            level: Severity = "warning" if severity == "warning" else "error"
            return around.state.finding(code, message, f"{origin}.sideEffects[{at}]", why, hint, level)

        effect, more = read_side_effect(text, plan.name, entity, meaning, around.enumerations, around.offers, report)
        findings += more
        effects += [effect] if effect is not None and effect not in effects else []
    return tuple(effects), findings


def _input_findings(understood: Understanding, origin: str, plan: OperationPlan, state: Resolution) -> list[Finding]:
    entity, bound = understood.entity, understood.inputs
    findings: list[Finding] = []
    for name, field in bound.mistyped:
        kind = entity.field(field).type.kind if entity else ""
        findings.append(
            state.finding(
                "input-type-mismatch", f"the input `{name}` is {plan.input[name]}, but the field `{field}` it is stored in is {kind}",
                f"{origin}.input.{name}", "the value can't be stored in, or compared with, the field", f"write `{name}: {kind}`",
            )
        )  # fmt: skip
    if bound.owner:
        findings.append(
            state.finding(
                "input-names-owner", f"the input `{bound.owner}` is left out: the owner is the signed-in user", f"{origin}.input.{bound.owner}",
                "whoever may say whose a row is can act in another's name", f"remove `{bound.owner}` from the input", "warning",
            )
        )  # fmt: skip
    return findings


def _missing(state: Resolution, origin: str, plan: OperationPlan, entity: Entity, field: str) -> Finding:
    known = any(split_words(name) == split_words(field) for name in plan.input)
    remedy = f"make the input `{field}` required" if known else f"add `{field}` to the input"
    return state.finding(
        "insert-misses-field", f"`{plan.name}` inserts {entity.names.source}, but nothing fills in its required field `{field}`",
        f"{origin}.input", "the database would refuse every row", f"{remedy}, or give the field a default or nullable: true",
    )  # fmt: skip


def _not_covered(state: Resolution, origin: str, plan: OperationPlan, meaning: NotCovered) -> Finding:
    return state.finding(
        "operation-not-covered", f"no rule covers `{plan.name}`: {meaning.reason}", f"{origin}.name",
        "it becomes an action that throws, a failing test and a task for the coding agent",
        "rename it after what it does to the entity, give it the inputs that say so, or leave it to the agent", "warning",
    )  # fmt: skip


def _needs_user(state: Resolution, origin: str, plan: OperationPlan, entity: Entity | None) -> Finding:
    noun = entity.names.source if entity else ""
    return state.finding(
        "operation-needs-user", f"`{plan.name}` is public, but a {noun} belongs to a user; it asks for a sign-in", f"{origin}.auth",
        "a row without an owner could be read by nobody", "write auth: user, or make the owner nullable", "warning",
    )  # fmt: skip
