"""The words that the name of a table or a column is made of, however it is written: `dept_code`, `deptCode`, `DeptCode`, `deptcode`."""

from __future__ import annotations

import re
from collections.abc import Collection

from appfactory.contract.language.words import lemma_of

_HUMPED = re.compile(r"(?<![\w\"'])[A-Za-z][a-z0-9]+(?:[A-Z][a-z0-9]+)+(?![\w\"'])")
"""A word in camel case: `orderLines`, `OrderLine`."""
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
ABBREVIATIONS = {
    "dept": "department", "no": "number", "num": "number", "nbr": "number", "qty": "quantity", "amt": "amount", "addr": "address",
    "desc": "description",
    "descr": "description", "prof": "professor", "emp": "employee", "cust": "customer", "stu": "student", "fac": "faculty", "org": "organization",
    "lname": "last name", "fname": "first name", "mname": "middle name", "firstname": "first name", "lastname": "last name", "tel": "telephone",
    "dob": "birth date", "lat": "latitude", "long": "longitude", "lng": "longitude", "lon": "longitude", "max": "maximum", "min": "minimum",
    "avg": "average", "pct": "percent", "perc": "percent", "yr": "year", "hr": "hour", "hrs": "hours", "apt": "apartment", "bldg": "building",
    "crs": "course", "acct": "account", "acc": "account", "enr": "enrollment",
    "inst": "institution", "bal": "balance", "ref": "reference", "img": "image", "pic": "picture", "tot": "total",
    "ctry": "country", "pos": "position",
    "temp": "temperature", "msg": "message", "mgr": "manager", "sal": "salary", "loc": "location", "cat": "category", "att": "attribute",
    "gov": "government", "pop": "population", "biz": "business", "bizes": "businesses", "bps": "basis points", "ean": "ean", "doc": "document",
    "docs": "documents", "proj": "project", "prod": "product", "intl": "international", "mins": "minutes", "secs": "seconds", "chr": "charge",
}  # fmt: skip
_ENDINGS_RUN_TOGETHER = ("id", "name", "code", "number", "type", "date", "time", "title", "status", "address", "year", "count", "price", "num")


def identifier_words(name: str, known: Collection[str] = (), initial: str = "") -> tuple[str, ...]:
    """The lemmas in a name, abbreviations written out; `known` are words of the schema by which names run together are parted.

    `initial` is a letter that stands in front of names instead of the table's (`bname` of a bank).

    >>> identifier_words("CustomerOrders"), identifier_words("DEPT_CODE"), identifier_words("airportname", {"airport"})
    (('customer', 'order'), ('department', 'code'), ('airport', 'name'))
    """
    words: list[str] = []
    parts = _named_parts(name)
    for place, part in enumerate(parts):
        lowered = part.lower()
        if lowered == "min" and 0 < place == len(parts) - 1:
            lowered = "minutes"
        if initial and lowered[:1] == initial and lowered[1:] in _ENDINGS_RUN_TOGETHER and lowered not in ABBREVIATIONS:
            lowered = lowered[1:]
        for word in ABBREVIATIONS.get(lowered, lowered).split(" "):
            words += _parted(word, known)
    return tuple(words) or (name.lower(),)


def _named_parts(name: str) -> list[str]:
    """The parts of a name by its underscores, then by its capitals; `LName` is an abbreviation as a whole."""
    parts: list[str] = []
    for piece in re.split(r"[^A-Za-z0-9]+", name):
        parts += [piece] if piece.lower() in ABBREVIATIONS else _PARTS.findall(piece)
    return parts


def _parted(word: str, known: Collection[str]) -> list[str]:
    lemma = lemma_of(word)
    if lemma in known or len(word) < 5:
        return [lemma]
    for ending in _ENDINGS_RUN_TOGETHER:
        front = word[: -len(ending)]
        if word.endswith(ending) and len(front) >= 2 and (front in known or lemma_of(front) in known):
            return [lemma_of(front), lemma_of(ABBREVIATIONS.get(ending, ending))]
    for size in range(3, len(word) - 2):
        if lemma_of(word[:size]) in known and lemma_of(word[size:]) in known:
            return [lemma_of(word[:size]), lemma_of(word[size:])]
    return [lemma]


def may_be_in_camel_case(text: str) -> bool:
    """True for a text with a word that has a capital behind small letters."""
    return _HUMPED.search(text) is not None


def in_snake_case(text: str, known: Collection[tuple[str, ...]]) -> str:
    """A text in which the names of a schema that are written in camel case are in snake case; what stands in quotes and other words stay.

    `known` are the names that there are, each by the lemmas of its words.

    >>> in_snake_case("sum paidAmount by orderLines of McDonald", {("paid", "amount"), ("order", "line")})
    'sum paid_amount by order_lines of McDonald'
    """
    parts = re.split(r"(\"[^\"]*\")", text)
    return "".join(part if part.startswith('"') else _HUMPED.sub(lambda found: _snake(found[0], known), part) for part in parts)


def _snake(word: str, known: Collection[tuple[str, ...]]) -> str:
    snake = _HUMP.sub("_", word).lower()
    return snake if identifier_words(word) in known or tuple(map(lemma_of, snake.split("_"))) in known else word
