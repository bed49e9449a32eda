"""Inputs of operations: which field of the entity each one means, and how it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from appfactory.compile.inflection import singularize
from appfactory.compile.naming import names_of, split_words
from appfactory.compile.reserved import word_set
from appfactory.compile.resolve.defaults import is_made_when_inserted
from appfactory.compile.resolve.resolution import singular_words
from appfactory.model.spec import Entity, FieldSpec, FieldType, InputField, InputRole, Scalar

Words = tuple[str, ...]

SEARCH_NAMES = frozenset({("q",), ("query",), ("search",), ("term",), ("keyword",), ("keywords",), ("text",), ("search", "term"), ("search", "text")})
_PAGING: dict[Words, InputRole] = {
    ("page",): "page", ("page", "number"): "page", ("page", "size"): "page-size", ("per", "page"): "page-size", ("limit",): "page-size",
    ("take",): "page-size", ("size",): "page-size", ("sort",): "sort", ("sort", "by"): "sort", ("order", "by"): "sort",
}  # fmt: skip
_LOW = word_set("min minimum from after since start earliest gte over above starting")
_HIGH = word_set("max maximum to until till before end latest lte under below ending upto")
_MOMENT_WORDS = word_set("date day time at on datetime when")
_FAMILY: dict[Scalar, str] = {
    "uuid": "text", "ksuid": "text", "string": "text", "text": "text", "enum": "text", "fk": "text", "int": "number", "bigint": "number",
    "decimal": "number", "bool": "bool", "date": "moment", "datetime": "moment", "time": "time", "json": "json",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DraftInput:
    """An input as the plan has it."""

    name: str
    type: FieldType
    optional: bool


@dataclass(frozen=True, slots=True)
class BoundInputs:
    """The inputs of an operation, seen as those of one entity. `key` is the input that says which row, or empty.

    `loose` are inputs that match nothing, `mistyped` (input, field) pairs whose types can't hold the same value, `owner` the input that
    names the owner although the signed-in user is it, or empty.
    """

    fields: tuple[InputField, ...]
    key: str = ""
    loose: tuple[str, ...] = ()
    mistyped: tuple[tuple[str, str], ...] = ()
    owner: str = ""

    @property
    def stored(self) -> tuple[str, ...]:
        """The source names of the entity's fields that inputs other than the key bind to."""
        return tuple(field.binds for field in self.fields if field.binds and field.role != "key")


def fields_by_words(entity: Entity) -> Mapping[Words, FieldSpec]:
    """The entity's fields under every spelling an input may use; a spelling that could mean two fields means the first that has it plainly."""
    own = singular_words(entity.names.source)
    found: dict[Words, FieldSpec] = {split_words(field.names.source): field for field in entity.fields}
    found.setdefault(("id",), entity.field(entity.key))
    found.setdefault((*own, "id"), entity.field(entity.key))
    for field in entity.fields:
        words = split_words(field.names.source)
        found.setdefault((*own, *words), field)
        if words[: len(own)] == own and len(words) > len(own):
            found.setdefault(words[len(own) :], field)
        if field.type.kind == "fk":
            found.setdefault(words[:-1] if words[-1:] == ("id",) and len(words) > 1 else (*words, "id"), field)
    for target, field in _only_references(entity).items():
        found.setdefault((*singular_words(target), "id"), field)
        found.setdefault(singular_words(target), field)
    return found


def _only_references(entity: Entity) -> dict[str, FieldSpec]:
    """The entities that exactly one field points at."""
    found: dict[str, list[FieldSpec]] = {}
    for field in entity.fields:
        if field.type.reference and field.type.reference.entity:
            found.setdefault(field.type.reference.entity, []).append(field)
    return {target: fields[0] for target, fields in found.items() if len(fields) == 1}


def fits(given: FieldType, field: FieldSpec) -> bool:
    """True if an input of that type can be stored in, or compared with, the field.

    >>> fits(FieldType("string"), FieldSpec(names_of("kind"), "kind", FieldType("enum")))
    True
    >>> fits(FieldType("bool"), FieldSpec(names_of("seats"), "seats", FieldType("int")))
    False
    """
    kind = field.type.target if field.type.kind == "fk" and field.type.target else field.type.kind
    if given.kind == "fk":
        return field.type.kind == "fk" or kind in ("uuid", "ksuid", "int", "bigint", "string")
    return _FAMILY[given.kind] == _FAMILY[kind]


def _as_input(draft: DraftInput, field: FieldSpec, role: InputRole) -> InputField:
    """The input with the field's type, which is the stricter one, and its bounds where it holds the field's own value."""
    same = role in ("value", "key")
    given, own = draft.type, field.type
    kind = replace(own, array=given.array) if same or given.kind == "enum" else given
    if same and own.kind == "string" and given.kind == "string" and 0 < given.length < (own.length or given.length + 1):
        kind = given
    minimum, maximum = (field.minimum, field.maximum) if role == "value" else (None, None)
    return InputField(names_of(draft.name), kind, draft.optional, field.names.source, minimum, maximum, role)


def bind_command(entity: Entity, drafts: tuple[DraftInput, ...], admin: bool, inserts: bool) -> BoundInputs:
    """The inputs of a command on the entity. `inserts`: a unique field is a value then, and does not say which row."""
    by_words = fields_by_words(entity)
    fields: list[InputField] = []
    loose: list[str] = []
    mistyped: list[tuple[str, str]] = []
    key, owner = "", ""
    for draft in drafts:
        words = split_words(draft.name)
        field = by_words.get(words) or (by_words.get(words[1:]) if words[:1] in (("new",), ("to",)) else None)
        if field is None:
            loose.append(draft.name)
            fields.append(InputField(names_of(draft.name), draft.type, draft.optional))
            continue
        source = field.names.source
        if source == entity.owner and not admin:
            owner = draft.name
            continue
        if not fits(draft.type, field) or draft.type.array != field.type.array:
            mistyped.append((draft.name, source))
        is_key = source == entity.key and not draft.optional
        key = draft.name if is_key else key
        fields.append(_as_input(draft, field, "key" if is_key else "value"))
    if not key and not inserts:
        key = next((one.names.source for one in fields if one.binds and entity.field(one.binds).unique and not one.optional), "")
        fields = [_with_role(one, "key") if one.names.source == key else one for one in fields]
    return BoundInputs(tuple(fields), key, tuple(loose), tuple(mistyped), owner)


def _with_role(field: InputField, role: InputRole) -> InputField:
    return replace(field, role=role, minimum=None, maximum=None)


def principal_moment(entity: Entity) -> FieldSpec | None:
    """The date or datetime that a row is about: not that of its making, the first that says start, date, time or the like, else the only one."""
    moments = [field for field in entity.fields if field.type.kind in ("datetime", "date") and not field.type.array]
    about = [field for field in moments if not is_made_when_inserted(field.names.source, field.type, False)] or moments
    for word in ("start", "starts", "date", "time", "day", "scheduled", "when", "begin", "begins", "at", "due", "on"):
        for field in about:
            if word in split_words(field.names.source):
                return field
    return about[0] if len(about) == 1 else None


def bind_query(entity: Entity, drafts: tuple[DraftInput, ...], foreign_owner: bool, searching: bool) -> BoundInputs:
    """The inputs of a query on the entity. `foreign_owner`: rows of others may be asked for; `searching`: texts match in part."""
    by_words = fields_by_words(entity)
    fields: list[InputField] = []
    loose: list[str] = []
    mistyped: list[tuple[str, str]] = []
    owner = ""
    for draft in drafts:
        words = split_words(draft.name)
        field = by_words.get(words) or (by_words.get((*words[:-1], singularize(words[-1]))) if draft.type.array and words else None)
        if field is not None and field.names.source == entity.owner and not foreign_owner:
            owner = draft.name
            continue
        if field is not None and fits(draft.type, field):
            fields.append(_as_input(draft, field, _filter_role(field, draft, searching)))
            continue
        if field is not None and (field.names.source == entity.key or words not in SEARCH_NAMES):
            mistyped.append((draft.name, field.names.source))
        special = _special(entity, draft, words, by_words)
        if special is None:
            loose.append(draft.name)
            special = InputField(names_of(draft.name), draft.type, draft.optional)
        fields.append(special)
    return BoundInputs(tuple(fields), "", tuple(loose), tuple(mistyped), owner)


def _filter_role(field: FieldSpec, draft: DraftInput, searching: bool) -> InputRole:
    if draft.type.array:
        return "value"  # any of these
    if field.type.kind == "datetime" and draft.type.kind == "date":
        return "on-day"
    in_part = searching and field.type.kind in ("string", "text") and not (field.unique or field.type.array or is_code(field.type))
    return "contains" if in_part else "value"


def is_code(field_type: FieldType) -> bool:
    """True for a text too short for words: a language, a country, a currency."""
    return field_type.kind == "string" and 0 < field_type.length < 10


def _special(entity: Entity, draft: DraftInput, words: Words, by_words: Mapping[Words, FieldSpec]) -> InputField | None:
    """Search texts, paging and bounds."""
    names = names_of(draft.name)
    if words in SEARCH_NAMES and draft.type.kind in ("string", "text"):
        return InputField(names, draft.type, draft.optional, role="search")
    if words in _PAGING and draft.type.kind in ("int", "string", "enum"):
        return InputField(names, draft.type, draft.optional, role=_PAGING[words])
    moment = principal_moment(entity)
    if moment and words in (("date",), ("day",), ("on",)) and draft.type.kind == "date":
        return _as_input(draft, moment, "on-day" if moment.type.kind == "datetime" else "value")
    for side, rest in ((words[0], words[1:]), (words[-1], words[:-1])):
        role: InputRole | None = "at-least" if side in _LOW else "at-most" if side in _HIGH else None
        field = _bounded_field(rest, by_words, moment) if role else None
        if role and field and fits(draft.type, field):
            return _as_input(draft, field, role)
    return None


def _bounded_field(rest: Words, by_words: Mapping[Words, FieldSpec], moment: FieldSpec | None) -> FieldSpec | None:
    """The field that a bound is about: the one its other words name, wholly or in the beginning; the principal moment if they name none."""
    if not rest or (len(rest) == 1 and rest[0] in _MOMENT_WORDS and rest not in by_words):
        return moment
    if rest in by_words:
        return by_words[rest]
    beginning = {field.names.source: field for words, field in by_words.items() if words[: len(rest)] == rest}
    return next(iter(beginning.values())) if len(beginning) == 1 else None
