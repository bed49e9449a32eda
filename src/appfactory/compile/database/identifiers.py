"""Names and literals of PostgreSQL: quoting, and the names it would give to constraints."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

MAXIMUM_BYTES = 63
"""PostgreSQL cuts longer identifiers off (NAMEDATALEN - 1)."""

# Every keyword of PostgreSQL 18 that can't stand as any name without quotes: reserved, column-name and type-or-function-name keywords
# (src/include/parser/kwlist.h). It is the same rule as quote_identifier() follows.
_KEYWORDS = """
all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char character check
coalesce collate collation column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
current_timestamp current_user dec decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign
freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect interval into is isnull join json
json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value lateral leading
least left like limit localtime localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric offset on
only or order out outer overlaps overlay placing position precision primary real references returning right row select session_user setof
similar smallint some substring symmetric system_user table tablesample then time timestamp to trailing treat trim true union unique user
using values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse
xmlpi xmlroot xmlserialize xmltable
"""
KEYWORDS = frozenset(_KEYWORDS.split())

_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*\Z")


@lru_cache(maxsize=8192)
def quote(name: str) -> str:
    """The identifier as SQL, in double quotes only where PostgreSQL needs them."""
    if _PLAIN.match(name) and name not in KEYWORDS:
        return name
    return '"' + name.replace('"', '""') + '"'


def quote_all(names: tuple[str, ...]) -> str:
    """A list of identifiers, separated by commas."""
    return ", ".join(quote(name) for name in names)


def qualified(schema: str, name: str) -> str:
    """`schema.name`, each part quoted if it must be."""
    return f"{quote(schema)}.{quote(name)}"


def literal(text: str) -> str:
    """A string constant. Backslashes are written as escapes, so that the constant means the same whatever `standard_conforming_strings` says."""
    if "\0" in text:
        raise ValueError("PostgreSQL's text can't hold the character NUL")
    quoted = text.replace("'", "''")
    if "\\" in quoted:
        return "E'" + quoted.replace("\\", "\\\\") + "'"
    return f"'{quoted}'"


def dollar_quote(body: str) -> str:
    """The text between dollar quotes whose tag does not occur in it."""
    tag = "$$"
    number = 0
    while tag in body or (tag == "$$" and body.endswith("$")):
        number += 1
        tag = f"$body{number}$"
    return f"{tag}{body}{tag}"


def cut(text: str, size: int) -> str:
    """The text's first `size` bytes in UTF-8, never ending in the middle of a character."""
    return text.encode()[:size].decode(errors="ignore")


def object_name(first: str, second: str, label: str) -> str:
    """`first_second_label` within 63 bytes; the longer of the first two is shortened first, as PostgreSQL's makeObjectName does."""
    overhead = len(label.encode()) + 1 if label else 0
    overhead += 1 if second else 0
    room = MAXIMUM_BYTES - overhead
    first_size, second_size = len(first.encode()), len(second.encode())
    while first_size + second_size > room:
        if first_size > second_size:
            first_size -= 1
        else:
            second_size -= 1
    return "_".join(part for part in (cut(first, first_size), cut(second, second_size), label) if part)


def free_name(first: str, second: str, label: str, taken: Container[str]) -> str:
    """The name PostgreSQL would choose for a constraint or index: `object_name`, with 1, 2, … after the label while it is taken."""
    candidate = object_name(first, second, label)
    number = 0
    while candidate in taken:
        number += 1
        candidate = object_name(first, second, f"{label}{number}")
    return candidate
