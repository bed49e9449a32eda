"""What a query means: one row by its key, or a page of rows with the inputs as filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from appfactory.compile.naming import split_words
from appfactory.compile.reserved import word_set
from appfactory.compile.resolve.inputs import BoundInputs, bind_command, bind_query, is_code, principal_moment
from appfactory.compile.resolve.meaning import DraftOperation, Understanding
from appfactory.compile.resolve.nouns import Noun, Nouns, Output, read_output
from appfactory.compile.resolve.resolution import singular_words
from appfactory.compile.resolve.states import named_value
from appfactory.compile.resolve.verbs import FILLERS, MANY_VERBS, OWN_WORDS, READ_VERBS
from appfactory.model.spec import Entity, EnumSpec, NotCovered, ReadMany, ReadOne

_HARMLESS = word_set("active all every latest list newest page paged recent sorted")
"""Adjectives that a page of rows, newest first, serves anyhow (`active` only where nothing of the entity is called so)."""

_AHEAD = word_set("upcoming future next coming scheduled")


def understand_query(draft: DraftOperation, nouns: Nouns, enumerations: Mapping[str, EnumSpec]) -> Understanding:
    """The meaning of a query."""
    words = split_words(draft.name) or ("",)
    noun = _noun(words, nouns, draft.domain)
    output = read_output(draft.output, nouns, draft.domain)
    if output.unknown and not (noun and _speaks_of(draft.output, noun.entity)):
        return Understanding(NotCovered(f"the plan does not say what `{draft.output}` holds"))
    if words[0] in ("count", "sum", "average") or (output.entity is None and not output.unknown and noun is None):
        return Understanding(NotCovered(f"`{draft.name}` returns no rows of an entity"), noun.entity if noun else None)
    entity = output.entity or (noun.entity if noun else None)
    if entity is None:
        return Understanding(NotCovered(f"neither the name `{draft.name}` nor its output `{draft.output}` names an entity of the plan"))
    one = _one(draft, entity)
    if not _reads_many(words, noun, output, entity, one):
        if not one.key:
            return Understanding(NotCovered(f"no input says which {entity.names.title} is meant"), entity, one)
        if one.loose:
            return Understanding(NotCovered(f"the input `{one.loose[0]}` matches no field of {entity.names.source}"), entity, one)
        if one.stored:
            return Understanding(NotCovered(f"reading one {entity.names.title} needs its key only, not `{one.stored[0]}`"), entity, one)
        return Understanding(ReadOne(entity.names.source, one.key), entity, one)
    return _many(draft, words, noun, entity, enumerations)


def _noun(words: tuple[str, ...], nouns: Nouns, domain: str) -> Noun | None:
    """The entity that the name points at, after the verb if there is one; its place is counted from the first word."""
    after_verb = nouns.find(words[1:], domain)
    if after_verb is not None:
        return replace(after_verb, start=after_verb.start + 1, end=after_verb.end + 1)
    return nouns.find(words, domain)


def _speaks_of(output: str, entity: Entity) -> bool:
    """True for `ReservationSummary` of a Reservation; not for `ReservationStatistics`, which is about many of them."""
    words, own = split_words(output), singular_words(entity.names.source)
    return words[: len(own)] == own and not set(words[len(own) :]) & word_set(
        "statistics stats report count counts total totals metrics availability"
    )


def _one(draft: DraftOperation, entity: Entity) -> BoundInputs:
    """The inputs as those of a query for one row: nothing but what says which."""
    return bind_command(entity, draft.inputs, draft.admin, inserts=False)


def _reads_many(words: tuple[str, ...], noun: Noun | None, output: Output, entity: Entity, one: BoundInputs) -> bool:
    own_noun = noun is not None and noun.entity.names.source == entity.names.source
    plural = own_noun and noun is not None and noun.plural
    if output.many or plural or words[0] in MANY_VERBS:
        return True
    if one.key and not one.loose:
        return False
    uncountable = entity.names.title == entity.plural.title
    return uncountable or words[0] in ("find", "lookup") or "all" in words


def _many(draft: DraftOperation, words: tuple[str, ...], noun: Noun | None, entity: Entity, enumerations: Mapping[str, EnumSpec]) -> Understanding:
    mine = bool(set(words) & OWN_WORDS) and bool(entity.owner)
    foreign_owner = draft.admin or draft.public or entity.access == "shared" or entity.shared_read
    searching = words[0] in ("search", "find", "browse", "lookup", "query", "discover")
    bound = bind_query(entity, draft.inputs, foreign_owner and not mine, searching)
    if bound.loose:
        return Understanding(NotCovered(f"the input `{bound.loose[0]}` matches no field of {entity.names.source}"), entity, bound, many=True)
    adjectives = _adjectives(words, noun, entity)
    narrowed = _narrow(adjectives, entity, enumerations, bound)
    if isinstance(narrowed, NotCovered):
        return Understanding(narrowed, entity, bound, many=True)
    only, upcoming = narrowed
    searches = any(field.role == "search" for field in bound.fields)
    search = searchable(entity) if searches else ()
    if searches and not search:
        return Understanding(NotCovered(f"{entity.names.source} has no text to search"), entity, bound, many=True)
    meaning = ReadMany(entity.names.source, mine or bool(bound.owner), search, only, upcoming)
    return Understanding(meaning, entity, bound, many=True)


def searchable(entity: Entity) -> tuple[str, ...]:
    """The texts that a search looks into: those of the row itself, no lists, and no codes such as a language or a currency."""
    texts = [field for field in entity.fields if field.type.kind in ("string", "text") and not field.type.array]
    words = [field.names.source for field in texts if not is_code(field.type)]
    return tuple(words or (field.names.source for field in texts))


def _adjectives(words: tuple[str, ...], noun: Noun | None, entity: Entity) -> tuple[str, ...]:
    """The words between the verb and the noun that say which rows."""
    if noun is None or noun.entity.names.source != entity.names.source:
        return ()
    start = 1 if words[0] in READ_VERBS else 0
    return tuple(word for word in words[start : noun.start] if word not in FILLERS | READ_VERBS | OWN_WORDS)


def _narrow(
    adjectives: tuple[str, ...], entity: Entity, enumerations: Mapping[str, EnumSpec], bound: BoundInputs
) -> tuple[tuple[tuple[str, str], ...], str] | NotCovered:
    """What the adjectives demand of each row: values of enumerated fields, bools, or a moment still to come."""
    if not adjectives:
        return (), ""
    filtered = set(bound.stored)
    for field in entity.fields:
        spec = enumerations.get(field.type.enum)
        if field.type.kind == "enum" and spec and field.names.source not in filtered:
            value = named_value(("mark", *adjectives), spec.values)
            if value is not None:
                return ((field.names.source, value),), ""
    for field in entity.fields:
        name = split_words(field.names.source)
        if field.type.kind == "bool" and (name == adjectives or name[1:] == adjectives):
            return ((field.names.source, "true"),), ""
    moment = principal_moment(entity)
    if len(adjectives) == 1 and adjectives[0] in _AHEAD and moment is not None:
        return (), moment.names.source
    unknown = next((word for word in adjectives if word not in _HARMLESS and not _is_part_of_domain(word, entity)), None)
    if unknown is None:
        return (), ""
    return NotCovered(f"the plan does not say which {entity.plural.title} are `{unknown}`")


def _is_part_of_domain(word: str, entity: Entity) -> bool:
    """True for a word that only repeats where the entity lives: `listShopOrders` in the domain `shop`."""
    return word in split_words(entity.domain)
