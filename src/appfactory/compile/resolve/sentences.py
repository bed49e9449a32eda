"""How an operation was understood, in one sentence that a product person can check."""

from __future__ import annotations

from appfactory.compile.naming import label_of
from appfactory.model.spec import (
    Allocation,
    CallFunction,
    Entity,
    Insert,
    Mark,
    Meaning,
    NotCovered,
    Operation,
    Patch,
    ReadMany,
    ReadOne,
    Remove,
    SendEmail,
    SideEffect,
    StripeCharge,
    Transition,
)  # fmt: skip


def with_article(noun: str) -> str:
    """The noun with its indefinite article.

    >>> with_article("Order"), with_article("Table"), with_article("User")
    ('an Order', 'a Table', 'a User')
    """
    lowered = noun.lower()
    sounds_like_you = lowered.startswith(("uni", "use", "eu", "uti")) and not lowered.startswith(("unin", "unim"))
    return f"{'an' if lowered[:1] in 'aeiou' and not sounds_like_you else 'a'} {noun}"


def _listed(items: tuple[str, ...], word: str = "and") -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}" if items else ""


def _which(entity: Entity, key: str) -> str:
    return f"the {entity.names.title} with that {label_of(key)}"


def _taking(allocation: Allocation, entity: Entity, resource: Entity) -> str:
    enough = f" with enough {resource.field(allocation.capacity).names.title.lower()}" if allocation.capacity else ""
    length = f"until its {entity.field(allocation.end).names.title.lower()}" if allocation.end else f"for {allocation.minutes} minutes"
    return f"; takes a free {resource.names.title}{enough} {length}"


def sentence_of(meaning: Meaning, entity: Entity | None, resource: Entity | None, stored: tuple[str, ...]) -> str:
    """The sentence for a meaning. `stored` are the fields that inputs set besides the key; `resource` is what an allocation takes."""
    if isinstance(meaning, NotCovered) or entity is None:
        return f"not covered by a rule: {meaning.reason}" if isinstance(meaning, NotCovered) else ""
    name, fields = entity.names.title, tuple(entity.field(source).names.title.lower() for source in stored)
    if isinstance(meaning, Insert):
        owner = " owned by the signed-in user" if entity.owner and entity.owner not in stored else ""
        taking = _taking(meaning.allocation, entity, resource) if meaning.allocation and resource else ""
        return f"inserts {with_article(name)}{owner}{taking}"
    if isinstance(meaning, Patch):
        return f"changes {_listed(fields)} of {_which(entity, meaning.key)}"
    along = f", and stores its {_listed(fields)}" if fields else ""
    if isinstance(meaning, Transition):
        states = _listed(meaning.allowed, "or")
        return f"moves {_which(entity, meaning.key)} to {meaning.to}, from {states}{along}"
    if isinstance(meaning, Mark):
        field = entity.field(meaning.field).names.title.lower()
        what = f"records the moment as {field}" if meaning.value == "now" else f"sets {field} to {meaning.value}"
        return f"{what} of {_which(entity, meaning.key)}{along}"
    if isinstance(meaning, Remove):
        return f"deletes {_which(entity, meaning.key)}"
    if isinstance(meaning, ReadOne):
        return f"reads {_which(entity, meaning.key)}"
    return _reading_many(meaning, entity, fields)


def _reading_many(meaning: ReadMany, entity: Entity, filters: tuple[str, ...]) -> str:
    parts = [f"reads a page of {'the signed-in user’s ' if meaning.mine else ''}{entity.plural.title}"]
    parts += [f"whose {entity.field(field).names.title.lower().removeprefix('is ')} is {value}" for field, value in meaning.only]
    parts += [f"from now on by {entity.field(meaning.upcoming).names.title.lower()}"] if meaning.upcoming else []
    parts += [f"filtered by {_listed(tuple(dict.fromkeys(filters)))}"] if filters else []
    if meaning.search:
        parts.append(f"searched in {_listed(tuple(entity.field(field).names.title.lower() for field in meaning.search))}")
    return ", ".join(parts)


def sentence_of_effect(effect: SideEffect) -> str:
    """What follows the commit.

    >>> sentence_of_effect(SendEmail("booking-confirmation"))
    'sends the e-mail booking-confirmation'
    """
    if isinstance(effect, SendEmail):
        return f"sends the e-mail {effect.template}"
    if isinstance(effect, StripeCharge):
        return f"opens a checkout for {effect.product}" + (f", which moves it to {effect.settled} once paid" if effect.settled else "")
    return f"calls the function {effect.function}" if isinstance(effect, CallFunction) else ""


def whole_sentence(operation: Operation, sentence: str) -> str:
    """The sentence with what follows it."""
    if operation.kind == "command" and isinstance(operation.meaning, ReadOne):
        sentence = sentence.replace("reads", "takes payment for", 1)
    return "; ".join((sentence, *(sentence_of_effect(effect) for effect in operation.side_effects)))
