"""What a command means: its verb, the entity its name or output points at, and its inputs say it; where they don't, `NotCovered` says why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from appfactory.compile.naming import split_words
from appfactory.compile.resolve.inputs import BoundInputs, DraftInput, bind_command
from appfactory.compile.resolve.nouns import Noun, Nouns, Output, read_output
from appfactory.compile.resolve.states import is_dead, named_value, participles, sources_of
from appfactory.compile.resolve.verbs import FILLERS, UNDOING_VERBS, Intent, intent_of
from appfactory.model.spec import Entity, EnumSpec, FieldSpec, Insert, Mark, Meaning, NotCovered, Patch, Remove, Transition

NO_INPUTS = BoundInputs(())


@dataclass(frozen=True, slots=True)
class DraftOperation:
    """An operation as the plan has it, its types read. `admin`: only admins may call it."""

    name: str
    domain: str
    kind: Literal["query", "command"]
    inputs: tuple[DraftInput, ...]
    output: str
    admin: bool = False
    public: bool = False


@dataclass(frozen=True, slots=True)
class Understanding:
    """A meaning with the inputs it binds; `entity` is what the operation is about, None if nothing names it."""

    meaning: Meaning
    entity: Entity | None = None
    inputs: BoundInputs = NO_INPUTS
    many: bool = False


@dataclass(frozen=True, slots=True)
class Sense:
    """A command's words, taken apart: `verb`, the words without the noun, and the entities it may be about, the likeliest first."""

    draft: DraftOperation
    words: tuple[str, ...]
    state_words: tuple[str, ...]
    noun: Noun | None
    output: Output
    candidates: tuple[Entity, ...]
    enumerations: Mapping[str, EnumSpec]

    @property
    def verb(self) -> str:
        """The first word."""
        return self.words[0]

    def values(self, field: FieldSpec) -> tuple[str, ...]:
        """The values of an enumerated field."""
        spec = self.enumerations.get(field.type.enum)
        return spec.values if spec else ()


def sense_of(draft: DraftOperation, nouns: Nouns, enumerations: Mapping[str, EnumSpec]) -> Sense:
    """Takes a command's name apart."""
    words = split_words(draft.name) or ("",)
    noun = nouns.find(words[1:], draft.domain)
    state_words = words[: noun.start + 1] + words[noun.end + 1 :] if noun else words
    output = read_output(draft.output, nouns, draft.domain)
    found = {entity.names.source: entity for entity in (noun.entity if noun else None, output.entity) if entity}
    for given in draft.inputs:
        name = split_words(given.name)
        if name[-1:] == ("id",) and len(name) > 1 and (named := nouns.find(name[:-1], draft.domain)) and named.end - named.start == len(name) - 1:
            found.setdefault(named.entity.names.source, named.entity)
    if not found:
        here = [entity for entity in nouns.by_source.values() if entity.domain == draft.domain]
        found = {entity.names.source: entity for entity in here} if len(here) == 1 else {}
    return Sense(draft, words, state_words, noun, output, tuple(found.values()), enumerations)


def understand_command(draft: DraftOperation, nouns: Nouns, enumerations: Mapping[str, EnumSpec]) -> Understanding:
    """The meaning of a command."""
    sense = sense_of(draft, nouns, enumerations)
    if not sense.candidates:
        return Understanding(NotCovered(f"neither the name `{draft.name}` nor its output `{draft.output}` names an entity of the plan"))
    understood = _RULES[intent_of(sense.verb)](sense)
    entity = understood.entity
    if isinstance(understood.meaning, NotCovered) or entity is None:
        return understood
    returned = sense.output.entity
    if returned is not None and returned.names.source != entity.names.source:
        reason = f"it is about {entity.names.source} but returns {returned.names.source}"
        return Understanding(NotCovered(reason), returned, understood.inputs, sense.output.many)
    if understood.inputs.loose:
        reason = f"the input `{understood.inputs.loose[0]}` matches no field of {entity.names.source}"
        return Understanding(NotCovered(reason), entity, understood.inputs)
    return understood


def _bind(sense: Sense, entity: Entity, inserts: bool = False) -> BoundInputs:
    return bind_command(entity, sense.draft.inputs, sense.draft.admin, inserts)


def _not_covered(sense: Sense, reason: str, entity: Entity | None = None) -> Understanding:
    about = entity or sense.candidates[0]
    return Understanding(NotCovered(reason), about, _bind(sense, about))


def _insert(sense: Sense, strict: bool) -> Understanding | None:
    """An insert into the candidate that takes the most inputs; with `strict` even if an input is the key of the row to be."""
    best: Understanding | None = None
    for entity in sense.candidates:
        bound = _bind(sense, entity, inserts=True)
        returned = sense.output.entity
        own_key = strict and (sense.noun is None or sense.noun.entity.names.source == entity.names.source)
        if (bound.key and not own_key) or (returned is not None and returned.names.source != entity.names.source):
            continue
        if best is None or len(bound.loose) < len(best.inputs.loose):
            best = Understanding(Insert(entity.names.source), entity, bound)
    return best


def _inserts(sense: Sense) -> Understanding:
    """Rule of `create*`, `add*`, `new*`, `register*`."""
    return _insert(sense, strict=True) or _not_covered(sense, f"it inserts {sense.candidates[0].names.source} but returns something else")


def _perhaps_inserts(sense: Sense) -> Understanding:
    """Rule of `book*`, `place*`, `submit*` …: inserts unless an input says which row; then it moves that row."""
    inserted = _insert(sense, strict=False)
    complete = inserted is not None and not inserted.inputs.loose
    if inserted is not None and complete and (not _has_key(sense) or _is_other_than_keyed(sense, inserted)):
        return inserted
    changed = _changes(sense)
    if not isinstance(changed.meaning, NotCovered) or inserted is None:
        return changed
    return inserted


def _is_other_than_keyed(sense: Sense, inserted: Understanding) -> bool:
    """True if the output names the inserted entity and the row that the inputs name is of another: `bookClass(classId)` returns a Booking."""
    returned = sense.output.entity
    return returned is not None and inserted.entity is not None and returned.names.source == inserted.entity.names.source


def _has_key(sense: Sense) -> bool:
    return any(_bind(sense, entity, inserts=True).key for entity in sense.candidates)


def _keyed(sense: Sense) -> list[tuple[Entity, BoundInputs]]:
    """The candidates of which an input says the row, those first that the output names or whose every input is known."""
    found = [(entity, bound) for entity in sense.candidates if (bound := _bind(sense, entity)).key]
    returned = sense.output.entity
    return sorted(found, key=lambda one: (returned is not None and one[0].names.source != returned.names.source, len(one[1].loose)))


def _changes(sense: Sense) -> Understanding:
    """Rule of all verbs that name a state (`cancel*`, `publish*`, `checkIn*`, `markPaid` …), or that change the row they name."""
    keyed = _keyed(sense)
    if not keyed:
        return _without_key(sense)
    reasons: list[Understanding] = []
    for entity, bound in keyed:
        moved = _moves(sense, entity, bound) or _marks(sense, entity, bound)
        if moved is None and any(name != bound.key for name in (field.names.source for field in bound.fields if field.binds)):
            moved = Understanding(Patch(entity.names.source, bound.key), entity, bound)
        if moved is None and sense.verb in UNDOING_VERBS and not _can_be_dead(sense, entity):
            moved = Understanding(Remove(entity.names.source, bound.key), entity, bound)
        if moved is not None and not isinstance(moved.meaning, NotCovered):
            return moved
        reasons += [moved] if moved else []
    return (
        reasons[0]
        if reasons
        else _not_covered(sense, f"no field of {keyed[0][0].names.source} has a value that `{sense.draft.name}` names", keyed[0][0])
    )


def _without_key(sense: Sense) -> Understanding:
    """A verb that is no rule's, and no input that says which row: an insert if everything fits one."""
    inserted = _insert(sense, strict=False) if intent_of(sense.verb) == "other" and sense.draft.inputs else None
    if inserted is not None and inserted.entity is not None and not inserted.inputs.loose and not missing_fields(inserted.entity, inserted.inputs):
        return inserted
    return _not_covered(sense, f"no input says which {sense.candidates[0].names.title} is meant")


def missing_fields(entity: Entity, bound: BoundInputs) -> tuple[FieldSpec, ...]:
    """The required fields that neither an input nor the database nor the app fills in."""
    given = {field.binds for field in bound.fields if not field.optional}
    return tuple(field for field in entity.fields if not (field.nullable or field.supplied or field.names.source in given))


def _moves(sense: Sense, entity: Entity, bound: BoundInputs) -> Understanding | None:
    """A transition, if the name names a value of one enumerated field: of the status field, or of exactly one other."""
    named = [
        (field, value)
        for field in entity.fields
        if field.type.kind == "enum" and not field.type.array and field.names.source not in bound.stored
        if (value := named_value(sense.state_words, sense.values(field))) is not None
    ]
    status = [one for one in named if one[0].names.source == entity.status]
    chosen = status or named
    if len(chosen) > 1:
        fields = " and ".join(field.names.source for field, _ in chosen)
        return _not_covered(sense, f"the fields {fields} of {entity.names.source} both have a value that `{sense.draft.name}` names", entity)
    if not chosen:
        return None
    field, target = chosen[0]
    allowed = sources_of(sense.verb, target, sense.values(field))
    return Understanding(Transition(entity.names.source, bound.key, field.names.source, target, allowed), entity, bound)


_OPPOSITES = {"unpublish": "publish", "deactivate": "activate", "disable": "enable", "unarchive": "archive", "hide": "show", "close": "open"}


def _switches(subject: tuple[str, ...]) -> dict[tuple[str, ...], bool]:
    """The words of a field that a verb switches, and whether on or off: `pin` → pinned on, `unpin` → pinned off, `close` → closed on, open off."""
    verb, rest = subject[0], subject[1:]
    found = {(form, *rest): True for form in (*participles(verb), *_ADJECTIVES.get(verb, ()))}
    opposite = _OPPOSITES.get(verb) or (verb[2:] if verb.startswith("un") and len(verb) > 4 else "")
    if opposite:
        found |= {(form, *rest): False for form in (*participles(opposite), *_ADJECTIVES.get(opposite, ()))}
    return found


def _marks(sense: Sense, entity: Entity, bound: BoundInputs) -> Understanding | None:
    """A bool that is switched or a moment that is recorded, if the name names one: `markRead` → `isRead` or `readAt`."""
    words = tuple(word for word in sense.state_words if word not in FILLERS)
    if not words:
        return None
    switches = _switches(words[1:] if words[0] in ("mark", "set", "make", "flag") and len(words) > 1 else words)
    for field in entity.fields:
        name = split_words(field.names.source)
        bare = name[1:] if name[0] in ("is", "was", "has") else name[:-1] if name[-1] in ("at", "on") else name
        on = switches.get(bare)
        if on is None or field.names.source in bound.stored:
            continue
        if field.type.kind == "bool":
            return Understanding(Mark(entity.names.source, bound.key, field.names.source, "true" if on else "false"), entity, bound)
        if field.type.kind in ("datetime", "date") and field.nullable and on:
            return Understanding(Mark(entity.names.source, bound.key, field.names.source, "now"), entity, bound)
    return None


_ADJECTIVES: Mapping[str, tuple[str, ...]] = {
    "activate": ("active",), "enable": ("enabled", "active"), "show": ("visible", "shown"), "complete": ("complete", "done"), "pay": ("paid",),
    "finish": ("done",), "do": ("done",), "read": ("read", "seen"), "send": ("sent",), "hide": ("hidden",), "pin": ("pinned",),
    "feature": ("featured",), "open": ("open",), "answer": ("answered",), "lock": ("locked",),
}  # fmt: skip


def _can_be_dead(sense: Sense, entity: Entity) -> bool:
    return any(is_dead(value) for field in entity.fields if field.type.kind == "enum" for value in sense.values(field))


def _patches(sense: Sense) -> Understanding:
    """Rule of `update*`, `set*`, `rename*` …: the state that the name names, else the fields that the inputs name."""
    return _changes(sense)


def _removes(sense: Sense) -> Understanding:
    """Rule of `delete*`, `remove*`: the row goes, unless the entity has a state for it (`DELETED`)."""
    keyed = _keyed(sense)
    if not keyed:
        return _not_covered(sense, f"no input says which {sense.candidates[0].names.title} is meant")
    entity, bound = keyed[0]
    moved = _moves(sense, entity, bound)
    if moved is not None:
        return moved
    if bound.stored:
        return _not_covered(sense, f"deleting a {entity.names.title} needs its key only, not `{bound.stored[0]}`", entity)
    return Understanding(Remove(entity.names.source, bound.key), entity, bound)


def _only_reads(sense: Sense) -> Understanding:
    """A command with a reading verb may still name a state (`listCar` → LISTED); else no rule says what it changes."""
    changed = _changes(sense) if _has_key(sense) else None
    if changed is not None and isinstance(changed.meaning, Transition | Mark):
        return changed
    return _not_covered(sense, f"`{sense.verb}` reads, but the operation is a command; say kind: query, or name what it changes")


_RULES: Mapping[Intent, Callable[[Sense], Understanding]] = {
    "insert": _inserts,
    "perhaps-insert": _perhaps_inserts,
    "patch": _patches,
    "remove": _removes,
    "read": _only_reads,
    "other": _changes,
}
