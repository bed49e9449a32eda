"""Words for sample data: what a name, a title or an address usually looks like."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_PEOPLE = ("Ana Sari", "Ben Okafor", "Mira Lindqvist", "Tomás Rivera", "Yuki Tanaka", "Leila Haddad", "Oskar Nowak", "Priya Raman")
_CITIES = ("Ubud", "Lisbon", "Kyoto", "Accra", "Valparaíso", "Tallinn", "Hobart", "Montréal")
_COUNTRIES = ("Indonesia", "Portugal", "Japan", "Ghana", "Chile", "Estonia", "Australia", "Canada")
_STREETS = ("14 Rice Field Lane", "3 Harbour Street", "27 Maple Avenue", "8 Temple Road", "51 Station Square", "9 Garden Close")
_COMPANIES = ("Northwind Studio", "Blue Heron Café", "Lumen Works", "Cedar & Co", "Harbour Supply", "Wildflower Lab")
_SENTENCES = (
    "Everything is arranged; please call if plans change.",
    "A quiet corner by the window would be lovely.",
    "Two of us do not eat meat.",
    "We will arrive a little early.",
    "Please keep this one for the end of the week.",
    "It went very well the last time, so the same again.",
    "Bring the short version to the meeting.",
    "The second half still needs a careful look.",
)
_ADJECTIVES = ("Quiet", "Bright", "Garden", "Northern", "Silver", "Morning", "Little", "Open")
_TITLES = (
    "Plan the spring programme",
    "Welcome the new members",
    "Review the first draft",
    "Prepare the opening evening",
    "Repair the north window",
    "Collect the last answers",
    "Order paper and ink",
    "Write to the neighbours",
)
_COLOURS = ("#2f6f5e", "#b4532a", "#3a5a8c", "#8c6d1f", "#6b3f69", "#3f6b6b")
_LANGUAGES = ("en", "id", "pt", "ja", "fr", "et")
_CURRENCIES = ("EUR", "USD", "IDR", "JPY", "CAD", "AUD")
_TIMEZONES = ("UTC", "Asia/Makassar", "Europe/Lisbon", "Asia/Tokyo", "Africa/Accra", "America/Montreal")
_TAGS = ("new", "family", "popular", "seasonal", "quiet", "weekend")

_BY_WORD: dict[str, tuple[str, ...]] = {
    "city": _CITIES,
    "town": _CITIES,
    "location": _CITIES,
    "place": _CITIES,
    "country": _COUNTRIES,
    "address": _STREETS,
    "street": _STREETS,
    "company": _COMPANIES,
    "organisation": _COMPANIES,
    "organization": _COMPANIES,
    "vendor": _COMPANIES,
    "supplier": _COMPANIES,
    "brand": _COMPANIES,
    "title": _TITLES,
    "subject": _TITLES,
    "headline": _TITLES,
    "summary": _SENTENCES,
    "description": _SENTENCES,
    "note": _SENTENCES,
    "notes": _SENTENCES,
    "comment": _SENTENCES,
    "message": _SENTENCES,
    "body": _SENTENCES,
    "content": _SENTENCES,
    "text": _SENTENCES,
    "bio": _SENTENCES,
    "reason": _SENTENCES,
    "author": _PEOPLE,
    "guest": _PEOPLE,
    "customer": _PEOPLE,
    "contact": _PEOPLE,
    "assignee": _PEOPLE,
    "instructor": _PEOPLE,
    "colour": _COLOURS,
    "color": _COLOURS,
    "language": _LANGUAGES,
    "locale": _LANGUAGES,
    "currency": _CURRENCIES,
    "timezone": _TIMEZONES,
    "tag": _TAGS,
    "tags": _TAGS,
    "label": _TAGS,
    "labels": _TAGS,
}
_PERSONAL = frozenset(
    """
    author client contact customer driver employee guest instructor member patient person player student teacher trainer user volunteer
    """.split()  # noqa: SIM905
)


def _pick(words: tuple[str, ...], number: int) -> str:
    return words[number % len(words)]


@lru_cache(maxsize=4096)
def _ascii(text: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKD", text).lower() if character.isascii())


@lru_cache(maxsize=65_536)
def text_for(name: str, entity: str, number: int) -> str:
    """A text for the field `name` (snake case) of `entity` (snake case) in row `number`."""
    words = name.split("_")
    person = _pick(_PEOPLE, number)
    noun = entity.replace("_", " ")
    special = _special(words, entity, number)
    if special:
        return special
    known = next((_BY_WORD[word] for word in reversed(words) if word in _BY_WORD), None)
    if known is not None:
        return _pick(known, number)
    if words[-1] == "name":
        return person if set(entity.split("_")) & _PERSONAL or set(words) & _PERSONAL else f"{_pick(_ADJECTIVES, number)} {noun}"
    return f"{_pick(_ADJECTIVES, number)} {' '.join(words)}"


def _special(words: list[str], entity: str, number: int) -> str:
    """What has a form of its own: addresses, numbers, codes; empty for anything else."""
    first, last = _pick(_PEOPLE, number).split(" ")
    slug = _ascii(entity).replace("_", "-")
    initials = "".join(part[:1] for part in entity.split("_")).upper()
    forms = (
        (("email", "mail"), f"{_ascii(first)}.{_ascii(last)}@example.com"),
        (("phone", "telephone", "mobile"), f"+44 20 7946 0{number % 1000:03d}"),
        (("url", "website", "link", "image", "photo", "avatar", "picture"), f"https://example.com/{slug}/{number + 1}"),
        (("surname",), last),
        (("slug", "handle", "username"), f"{_ascii(_pick(_ADJECTIVES, number))}-{slug}-{number + 1}"),
        (("code", "sku", "number", "reference", "barcode", "isbn"), f"{initials}{entity[:2].upper()}-{1001 + number}"),
        (("postcode", "zip"), f"{10115 + number * 7}"),
    )
    if "name" in words and set(words) & {"first", "last", "given", "family"}:
        return last if set(words) & {"last", "family"} else first
    return next((form for endings, form in forms if words[-1] in endings or (endings[0] == "email" and "email" in words)), "")
