"""Which entity the words of a name point at: of an operation, a page, a route, an output."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from appfactory.compile.naming import plural_names, singular_names, split_words
from appfactory.compile.reserved import word_set
from appfactory.model.spec import Entity

_OUTPUT_SUFFIXES = word_set("array collection detail details dto item items list output page paged payload response result results set summary view")
_EMPTY_OUTPUTS = word_set(
    "acknowledgement any bool boolean empty json message none nothing null object ok status string success text true undefined unit void"
)
_WRAPPED = re.compile(r"\s*(?:Array|List|Page|Paged|Paginated|Collection|Promise)\s*[<(\[]\s*(?P<inner>[\w.]+)\s*[>)\]]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Noun:
    """An entity found in words: which words (start, end, exclusive) named it, and whether they stood in the plural."""

    entity: Entity
    start: int
    end: int
    plural: bool


@dataclass(frozen=True, slots=True)
class Nouns:
    """The entities of a plan under the words of their singular, their plural and their table."""

    by_source: Mapping[str, Entity]
    by_words: Mapping[tuple[str, ...], tuple[tuple[Entity, bool], ...]]
    longest: int
    by_ending: Mapping[tuple[str, ...], tuple[Entity, bool] | None]

    def find(self, words: tuple[str, ...], domain: str = "") -> Noun | None:
        """The entity that the longest run of words names; of equal runs the first; of several entities the one of the domain.

        If none is named wholly, the only one whose name ends with such a run: `Session` for ClassSession.
        """
        for length in range(min(self.longest, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                found = self.by_words.get(words[start : start + length], ())
                if found:
                    entity, plural = next((one for one in found if one[0].domain == domain), found[0])
                    return Noun(entity, start, start + length, plural)
        for length in range(min(self.longest, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                ending = self.by_ending.get(words[start : start + length])
                if ending is not None:
                    return Noun(ending[0], start, start + length, ending[1])
        return None


def nouns_of(entities: Iterable[Entity]) -> Nouns:
    """The lookup of a plan's entities."""
    by_source: dict[str, Entity] = {}
    by_words: dict[tuple[str, ...], list[tuple[Entity, bool]]] = {}
    for entity in entities:
        by_source[entity.names.source] = entity
        singular = split_words(singular_names(entity.names.source).title)
        plural = split_words(plural_names(entity.names.source).title)
        for words, many in ((singular, False), (plural, True)):
            if all(known.names.source != entity.names.source for known, _ in by_words.get(words, ())):
                by_words.setdefault(words, []).append((entity, many))
    frozen = {words: tuple(found) for words, found in by_words.items()}
    return Nouns(by_source, frozen, max((len(words) for words in frozen), default=0), _by_ending(frozen))


def _by_ending(by_words: Mapping[tuple[str, ...], tuple[tuple[Entity, bool], ...]]) -> dict[tuple[str, ...], tuple[Entity, bool] | None]:
    """The entities under the last words of their names; None where several end alike."""
    found: dict[tuple[str, ...], tuple[Entity, bool] | None] = {}
    for words, entities in by_words.items():
        for start in range(1, len(words)):
            other = words[start:] in found
            found[words[start:]] = None if other or len(entities) > 1 else entities[0]
    return found


@dataclass(frozen=True, slots=True)
class Output:
    """What an operation's `output` names: an entity or None, whether many, and whether it is a name we know nothing of (a DTO)."""

    entity: Entity | None
    many: bool
    unknown: bool = False


def read_output(text: str, nouns: Nouns, domain: str) -> Output:
    """What an `output` means: `Order`, `Order[]`, `Page<Order>`, `OrderList`, `void`, or the name of a DTO."""
    bare = text.strip().rstrip("?")
    many = bare.endswith("[]")
    bare = bare.removesuffix("[]").strip()
    wrapped = _WRAPPED.fullmatch(bare)
    if wrapped:
        many, bare = many or not bare.lower().startswith("promise"), wrapped["inner"]
    if bare in nouns.by_source:
        return Output(nouns.by_source[bare], many)
    words = split_words(bare)
    if not words or (len(words) == 1 and words[0] in _EMPTY_OUTPUTS):
        return Output(None, many)
    while words:
        found = nouns.by_words.get(words)
        if found:
            entity, plural = next((one for one in found if one[0].domain == domain), found[0])
            return Output(entity, many or plural)
        if words[-1] not in _OUTPUT_SUFFIXES:
            break
        many = many or words[-1] in ("array", "collection", "items", "list", "page", "paged", "results", "set")
        words = words[:-1]
    return Output(None, many, unknown=True)
