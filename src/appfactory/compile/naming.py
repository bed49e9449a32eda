"""One name in every convention: words, English plurals, names that are safe in TypeScript and in PostgreSQL.

Everything here is a pure function of the name alone, so that a name never changes because another part of the plan did.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from appfactory.compile.inflection import is_uncountable, pluralize, singularize
from appfactory.compile.reserved import (
    ACRONYMS,
    BINDINGS_OF_GENERATED_CODE,
    JAVASCRIPT_RESERVED_WORDS,
    OBJECT_PROTOTYPE_MEMBERS,
    SMALL_TITLE_WORDS,
    SYSTEM_COLUMNS,
    TYPES_OF_GENERATED_CODE,
)
from appfactory.model.spec import Names

POSTGRESQL_NAME_BYTES = 63
"""Longer identifiers are cut off by PostgreSQL itself (NAMEDATALEN - 1)."""

Use = Literal["entity", "operation", "property"]
"""What a name is for: `entity` and `operation` names become variables and types, a `property` only ever stands after a dot or as a key."""

_SUFFIX: dict[Use, str] = {"entity": "record", "operation": "operation", "property": "value"}


@lru_cache(maxsize=65536)
def split_words(identifier: str) -> tuple[str, ...]:
    """The lower-case words of an identifier in any convention; digits stay with the word before them.

    >>> split_words("partySize"), split_words("HTMLParser"), split_words("MARK_AS_PAID"), split_words("userIDs")
    (('party', 'size'), ('html', 'parser'), ('mark', 'as', 'paid'), ('user', 'ids'))
    """
    plain = unicodedata.normalize("NFKD", identifier)
    plain = unicodedata.normalize("NFC", "".join(character for character in plain if not unicodedata.combining(character)))
    chunks = "".join(character if character.isalnum() else " " for character in plain).split()
    return tuple(word.lower() for chunk in chunks for word in _split_chunk(chunk))


def _split_chunk(chunk: str) -> list[str]:
    words: list[str] = []
    start = 0
    for position in range(1, len(chunk)):
        before, here, after = chunk[position - 1], chunk[position], chunk[position + 1 : position + 2]
        rises = here.isupper() and not before.isupper()
        ends_acronym = here.isupper() and before.isupper() and after.islower() and not _is_plural_of_acronym(chunk, position + 1)
        if rises or ends_acronym:
            words.append(chunk[start:position])
            start = position
    words.append(chunk[start:])
    return words


def _is_plural_of_acronym(chunk: str, position: int) -> bool:
    """True for the `s` of `IDs` and `URLsSeen`: it ends the acronym and starts no word."""
    return chunk[position] == "s" and not chunk[position + 1 : position + 2].islower()


def _spoken(word: str) -> str:
    if word in ACRONYMS:
        return word.upper()
    if word.endswith("s") and word[:-1] in ACRONYMS:
        return word[:-1].upper() + "s"
    return word[:1].upper() + word[1:]


def title_of(words: Iterable[str]) -> str:
    """Words as people read them in a heading or a label.

    >>> title_of(("date", "of", "birth")), title_of(("party", "size")), title_of(("user", "id"))
    ('Date of Birth', 'Party Size', 'User ID')
    """
    spoken = list(words)
    last = len(spoken) - 1
    return " ".join(word if 0 < place < last and word in SMALL_TITLE_WORDS else _spoken(word) for place, word in enumerate(spoken))


def label_of(value: str) -> str:
    """An enumeration's value as people read it: a sentence's capital only.

    >>> label_of("CHECKED_IN"), label_of("noShow"), label_of("VAT_EXEMPT")
    ('Checked in', 'No show', 'VAT exempt')
    """
    words = split_words(value)
    if not words:
        return value
    return " ".join(_spoken(word) if place == 0 or word in ACRONYMS else word for place, word in enumerate(words))


def _camel(words: tuple[str, ...]) -> str:
    return words[0] + "".join(word[:1].upper() + word[1:] for word in words[1:])


def _pascal(words: tuple[str, ...]) -> str:
    return "".join(word[:1].upper() + word[1:] for word in words)


def _identifier_words(source: str) -> tuple[str, ...]:
    """At least one word, and none that starts an identifier with a digit."""
    words = split_words(source)
    if not words:
        return ("name", hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:8])
    if not words[0][0].isalpha():
        return ("n" + words[0], *words[1:])
    return words


def _is_taken(identifier: str, use: Use) -> bool:
    if use == "property":
        return identifier in OBJECT_PROTOTYPE_MEMBERS
    return identifier in JAVASCRIPT_RESERVED_WORDS or identifier in OBJECT_PROTOTYPE_MEMBERS or identifier in BINDINGS_OF_GENERATED_CODE


def _compose(source: str, words: tuple[str, ...], use: Use, code_words: tuple[str, ...] | None = None) -> Names:
    in_code = code_words or words
    camel, pascal = _camel(in_code), _pascal(in_code)
    suffix = _SUFFIX[use]
    if _is_taken(camel, use):
        camel = _camel((*in_code, suffix))
    if use == "entity" and pascal in TYPES_OF_GENERATED_CODE:
        pascal = _pascal((*in_code, suffix))
    snake = limit_identifier("_".join(words))
    return Names(source, camel, pascal, snake, "-".join(words), title_of(words), "_".join(in_code).upper())


@lru_cache(maxsize=65536)
def names_of(source: str, use: Use = "property") -> Names:
    """The name in every convention. Renames what would clash with the language or with the code around it, the same way each time.

    >>> names_of("partySize").title, names_of("class", "entity").camel, names_of("Transaction", "entity").pascal
    ('Party Size', 'classRecord', 'TransactionRecord')
    >>> names_of("__proto__").camel, names_of("constructor").camel, names_of("class").camel
    ('proto', 'constructorValue', 'class')
    """
    return _compose(source, _identifier_words(source), use)


@lru_cache(maxsize=65536)
def singular_names(source: str) -> Names:
    """An entity's name in the singular, however the plan wrote it.

    >>> singular_names("Reservations").pascal, singular_names("News").pascal, singular_names("OrderItem").snake
    ('Reservation', 'News', 'order_item')
    """
    words = _identifier_words(source)
    return _compose(source, (*words[:-1], singularize(words[-1])), "entity")


@lru_cache(maxsize=65536)
def plural_names(source: str) -> Names:
    """An entity's name in the plural. Code always gets a plural that differs from the singular.

    >>> plural_names("Category").kebab, plural_names("Equipment").kebab, plural_names("Equipment").camel, plural_names("Item").camel
    ('categories', 'equipment', 'equipmentItems', 'itemRecords')
    """
    words = _identifier_words(source)
    singular = (*words[:-1], singularize(words[-1]))
    plural = (*words[:-1], pluralize(singular[-1]))
    if is_uncountable(plural[-1]):
        return _compose(source, plural, "entity", (*plural, "items"))
    if _is_taken(_camel(plural), "entity"):
        return _compose(source, plural, "entity", (*singular, "records"))
    return _compose(source, plural, "entity")


def table_name(entity: str) -> str:
    """The table of an entity in a schema of ours: plural snake_case, within PostgreSQL's limit.

    >>> table_name("OrderItem"), table_name("Person"), table_name("Class")
    ('order_items', 'people', 'classes')
    """
    return plural_names(entity).snake


def column_name(field: str) -> str:
    """The column of a field in a schema of ours: snake_case; PostgreSQL's system columns are renamed.

    >>> column_name("partySize"), column_name("order"), column_name("xmin")
    ('party_size', 'order', 'xmin_value')
    """
    name = names_of(field).snake
    return f"{name}_value" if name in SYSTEM_COLUMNS else name


def limit_identifier(name: str, limit: int = POSTGRESQL_NAME_BYTES) -> str:
    """The name if it fits into `limit` bytes of UTF-8, else its beginning and eight hexadecimal digits of its SHA-256.

    >>> limit_identifier("short"), len(limit_identifier("a" * 80)), limit_identifier("a" * 80)[-9:] != limit_identifier("a" * 81)[-9:]
    ('short', 63, True)
    """
    encoded = name.encode("utf-8")
    if len(encoded) <= limit:
        return name
    digest = hashlib.sha256(encoded).hexdigest()[:8]
    beginning = encoded[: limit - len(digest) - 1].decode("utf-8", "ignore").rstrip("_")
    return f"{beginning}_{digest}"


def slug_of(text: str) -> str:
    """A folder, npm package and database name stem: lower-case ASCII letters, digits and hyphens, a letter first, at most 40 characters.

    >>> slug_of("Bali Bites!"), slug_of("42 & Co"), slug_of("日本")
    ('bali-bites', 'app-42-co', 'app-cf2abf0c')
    """
    words = [word for word in split_words(text) if word.isascii()]
    slug = "-".join(words)[:40].strip("-")
    if not slug:
        return "app-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return slug if slug[0].isalpha() else f"app-{slug}"[:40].strip("-")


def clashes(sources: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
    """Pairs of entity names that would meet in code or in the database: (first, second, the identifier they share).

    A singular that equals another's plural is a clash as well.

    >>> clashes(["OrderItem", "order_items", "Person", "People", "Table"])
    (('OrderItem', 'order_items', 'order_item'), ('Person', 'People', 'person'))
    """
    taken: dict[str, str] = {}
    found: list[tuple[str, str, str]] = []
    for source in sources:
        singular, plural = singular_names(source), plural_names(source)
        forms = dict.fromkeys((singular.snake, plural.snake, *(name.lower() for name in (singular.camel, singular.pascal, plural.camel))))
        met = next((form for form in forms if form in taken), None)
        if met is not None:
            found.append((taken[met], source, met))
            continue
        taken.update(dict.fromkeys(forms, source))
    return tuple(found)
