"""The type grammar of the plan language: `uuid`, `string(80)`, `decimal(10,2)`, `enum(OPEN|CLOSED)`, `fk(Table.id)[]`, `int?` ….

type     = scalar [ "[]" ] [ "?" ]
scalar   = "uuid" | "ksuid(" prefix ")" | "string" [ "(" n ")" ] | "text" | "int" | "bigint" | "decimal(" p "," s ")"
         | "bool" | "date" | "time" | "datetime" | "json" | "enum(" Name ")" | "enum(" A "|" B … ")" | "fk(" Table "." column ")"
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from appfactory.compile.near_miss import near_miss
from appfactory.model.spec import FieldType, Reference, Scalar

PLAIN: tuple[Scalar, ...] = ("uuid", "string", "text", "int", "bigint", "bool", "date", "time", "datetime", "json")
FORMS = (
    "uuid", "ksuid(prefix)", "string", "string(n)", "text", "int", "bigint", "decimal(p,s)", "bool", "date", "time", "datetime", "json",
    "enum(Name)", "enum(A|B|C)", "fk(Table.column)",
)  # fmt: skip
ALLOWED = "allowed are " + ", ".join(FORMS) + "; T[] is an array, and T? an optional input of an operation"

# What people write from habit, and what the plan language calls it.
SYNONYMS = {
    "integer": "int", "int4": "int", "int2": "int", "smallint": "int", "number": "int", "serial": "int", "int8": "bigint", "long": "bigint",
    "bigserial": "bigint", "boolean": "bool", "str": "string", "varchar": "string", "char": "string", "citext": "string", "email": "string",
    "url": "string", "markdown": "text", "longtext": "text", "timestamp": "datetime", "timestamptz": "datetime", "float": "decimal(12,4)",
    "double": "decimal(12,4)", "real": "decimal(12,4)", "numeric": "decimal(10,2)", "money": "decimal(10,2)", "currency": "decimal(10,2)",
    "decimal": "decimal(10,2)", "guid": "uuid", "id": "uuid", "jsonb": "json", "object": "json", "dict": "json", "map": "json",
    "ref": "fk(Table.id)", "reference": "fk(Table.id)", "foreignkey": "fk(Table.id)", "relation": "fk(Table.id)", "belongsto": "fk(Table.id)",
}  # fmt: skip

_SHAPE = re.compile(r"(?P<word>[^\W\d]\w*)\s*(?:\((?P<inside>[^()]*)\))?\s*(?P<array>\[\s*\])?\s*(?P<optional>\?)?", re.ASCII)
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ENUM_VALUE = re.compile(r"\w(?:[\w .+/-]*[\w+])?")
_PREFIX = re.compile(r"[a-z][a-z0-9]{0,15}")
MAX_LENGTH = 10_485_760  # PostgreSQL's greatest n in varchar(n)
MAX_PRECISION = 1000  # PostgreSQL's greatest precision in numeric(p,s)
MAX_NAME_BYTES = 63  # PostgreSQL cuts longer enum labels and identifiers


@dataclass(frozen=True, slots=True)
class ParsedType:
    """A well-formed type. `values` are the values of an inline enum (then `type.enum` is empty); `optional` is the trailing `?`."""

    type: FieldType
    optional: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeProblem:
    """What is wrong with a type. `suggestion` is a whole type that was probably meant, or empty."""

    code: str
    message: str
    hint: str
    suggestion: str = ""


def parse_type(text: str) -> ParsedType | TypeProblem:
    """Read one type of the plan language. Blanks are allowed between its parts; words are in lower case."""
    match = _SHAPE.fullmatch(text.strip())
    if match is None:
        return _malformed(text)
    word, inside = match["word"], match["inside"]
    suffix = ("[]" if match["array"] else "") + ("?" if match["optional"] else "")
    if word in PLAIN and word != "string":
        scalar: _Scalar | TypeProblem = _Scalar(FieldType(word)) if inside is None else _takes_nothing(text, word, suffix)
    else:
        reader = _READERS.get(word)
        scalar = reader(text, inside) if reader else _unknown(text, word, inside, suffix)
    if isinstance(scalar, TypeProblem):
        return scalar
    found = scalar.type
    if match["array"]:
        if found.kind == "fk":
            return TypeProblem("type-array-of-references", f"`{text}`: an array can't hold foreign keys", "give the relation an entity of its own")
        found = FieldType(found.kind, True, found.length, found.precision, found.scale, found.prefix, found.enum)
    return ParsedType(found, match["optional"] is not None, scalar.values)


@dataclass(frozen=True, slots=True)
class _Scalar:
    type: FieldType
    values: tuple[str, ...] = ()


def _bad(text: str, what: str, hint: str, suggestion: str = "") -> TypeProblem:
    return TypeProblem("type-parameters", f"`{text}`: {what}", hint, suggestion)


def _malformed(text: str) -> TypeProblem:
    stripped = text.strip()
    if stripped.endswith("?[]"):
        return _bad(text, "`?` comes last", f"write `{stripped[:-3]}[]?`", stripped[:-3] + "[]?")
    if stripped.endswith("[][]"):
        return _bad(text, "arrays of arrays don't exist", "use `json`, or an entity of its own")
    if stripped.startswith("[") and stripped.endswith("]"):
        return _bad(text, "an array is written after the type", f"write `{stripped[1:-1].strip()}[]`", stripped[1:-1].strip() + "[]")
    if stripped.count("(") != stripped.count(")"):
        return _bad(text, "the parentheses don't match", ALLOWED)
    return TypeProblem("type-unknown", f"`{text}` is no type" if stripped else "the type is empty", ALLOWED)


def _synonym(word: str, inside: str | None) -> str:
    """What the plan language calls a habitual word, with the size or precision that was given."""
    found = SYNONYMS.get(word, "")
    if inside is not None and (found == "string" or found.startswith("decimal")):
        sized = f"{found.split('(')[0]}({inside.strip()})"
        return found if isinstance(parse_type(sized), TypeProblem) else sized
    return found


def _near_type(word: str, inside: str | None) -> str:
    """The type that `word` is a typing error away from, with its own parentheses if it had some."""
    words = {form.split("(")[0]: form for form in reversed(FORMS)}
    near = near_miss(word, words)
    if inside is not None and near in _READERS:
        return f"{near}({inside.strip()})"
    return words.get(near, "")


def _unknown(text: str, word: str, inside: str | None, suffix: str) -> TypeProblem:
    lowered = word.lower()
    suggestion = _synonym(lowered, inside)
    if not suggestion and lowered in PLAIN:
        suggestion = lowered
    if not suggestion:
        suggestion = _near_type(lowered, inside)
    message = f"`{text}` is no type"
    if not suggestion:
        return TypeProblem("type-unknown", message, ALLOWED)
    return TypeProblem("type-unknown", message, f"did you mean `{suggestion}{suffix}`? ({ALLOWED})", suggestion + suffix)


def _takes_nothing(text: str, word: str, suffix: str) -> TypeProblem:
    if word == "int" and suffix == "":
        return _bad(text, "`int` takes no size", "write `int`, or `bigint` for numbers over 2,147,483,647", "int")
    return _bad(text, f"`{word}` takes nothing in parentheses", f"write `{word}{suffix}`", word + suffix)


def _string(text: str, inside: str | None) -> _Scalar | TypeProblem:
    if inside is None:
        return _Scalar(FieldType("string"))
    number = inside.strip()
    if not (number.isascii() and number.isdigit() and len(number) <= 9) or not 1 <= int(number) <= MAX_LENGTH:
        return _bad(text, f"the length must be a whole number from 1 to {MAX_LENGTH:,}", "write `string(80)`, or `text` for any length", "text")
    return _Scalar(FieldType("string", length=int(number)))


def _decimal(text: str, inside: str | None) -> _Scalar | TypeProblem:
    parts = [part.strip() for part in (inside or "").split(",")]
    hint = "write `decimal(10,2)`: 10 digits in all, 2 of them after the point"
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) <= 9 for part in parts):
        return _bad(text, "a decimal says its precision and its scale", hint, "decimal(10,2)")
    precision, scale = int(parts[0]), int(parts[1])
    if not 1 <= precision <= MAX_PRECISION or scale > precision:
        return _bad(text, f"the precision is 1 to {MAX_PRECISION}, the scale at most the precision", hint, "decimal(10,2)")
    return _Scalar(FieldType("decimal", precision=precision, scale=scale))


def _ksuid(text: str, inside: str | None) -> _Scalar | TypeProblem:
    prefix = (inside or "").strip()
    if not _PREFIX.fullmatch(prefix):
        return _bad(
            text, "a ksuid has a prefix of 1 to 16 lower-case letters and digits that starts with a letter", "write `ksuid(usr)`", "ksuid(usr)"
        )
    return _Scalar(FieldType("ksuid", prefix=prefix))


def _enum(text: str, inside: str | None) -> _Scalar | TypeProblem:
    content = (inside or "").strip()
    hint = "write `enum(PENDING|CONFIRMED|CANCELLED)`, or `enum(Name)` when the SQL defines the values"
    if not content:
        return _bad(text, "the enum has no values", hint)
    if "|" not in content:
        if "," in content:
            joined = "enum(" + "|".join(part.strip() for part in content.split(",")) + ")"
            return _bad(text, "values are separated by `|`", f"write `{joined}`", joined)
        if not _IDENTIFIER.fullmatch(content):
            return _bad(text, f"`{content}` is no name", hint)
        return _Scalar(FieldType("enum", enum=content))
    return _inline_enum(text, tuple(part.strip() for part in content.split("|")))


def _inline_enum(text: str, values: tuple[str, ...]) -> _Scalar | TypeProblem:
    seen: dict[str, str] = {}
    for value in values:
        if not _ENUM_VALUE.fullmatch(value):
            what = f"`{value}` is no enum value" if value else "an enum value is empty"
            return _bad(text, what, "values are made of letters, digits, `_`, `-` and blanks")
        if len(value.encode()) > MAX_NAME_BYTES:
            return _bad(text, f"the value `{value}` is longer than PostgreSQL's {MAX_NAME_BYTES} bytes", "shorten it")
        folded = value.casefold()
        if folded in seen:
            twin = seen[folded]
            return _bad(text, f"`{value}` is there twice" if twin == value else f"`{twin}` and `{value}` differ in case only", "keep one of them")
        seen[folded] = value
    return _Scalar(FieldType("enum"), values)


def _reference(text: str, inside: str | None) -> _Scalar | TypeProblem:
    content = (inside or "").strip()
    table, dot, column = (part.strip() for part in content.partition("."))
    if not dot and _IDENTIFIER.fullmatch(content):
        return _bad(text, "a foreign key names the column too", f"write `fk({content}.id)`", f"fk({content}.id)")
    if not _IDENTIFIER.fullmatch(table) or not _IDENTIFIER.fullmatch(column):
        return _bad(text, "a foreign key names a table and a column", "write `fk(Table.id)`")
    return _Scalar(FieldType("fk", reference=Reference(table, column)))


_READERS = {"string": _string, "decimal": _decimal, "ksuid": _ksuid, "enum": _enum, "fk": _reference}
