"""Enumerations: written out in a field, or named and found in another field or in the DDL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from appfactory.compile.naming import label_of, limit_identifier, names_of, split_words
from appfactory.compile.resolve.resolution import EntityNode, Resolution, entity_nodes
from appfactory.compile.resolve.tables import column_of, columns_by_words, table_of, tables_by_words
from appfactory.compile.types import ParsedType, parse_type
from appfactory.model.database import Database, Enumeration
from appfactory.model.finding import Finding
from appfactory.model.spec import EnumSpec

TEXT_TYPES = ("text", "character varying", "character", "varchar", "citext")


@dataclass(frozen=True, slots=True)
class EnumUse:
    """A field of an enumerated type: where it stands, the values or the name that the plan gives, and its column's type in the DDL."""

    entity: str
    field: str
    origin: str
    values: tuple[str, ...]
    name: str
    column_type: str = ""


def enum_uses(nodes: Iterable[EntityNode], sql: Database | None) -> tuple[EnumUse, ...]:
    """All fields of the plan with an enumerated type, in its order."""
    tables = tables_by_words(sql) if sql else {}
    found: list[EnumUse] = []
    for node in nodes:
        table = table_of(node.plan.name, tables)
        columns = columns_by_words(table) if table else {}
        for position, field in enumerate(node.plan.fields):
            parsed = parse_type(field.type)
            if isinstance(parsed, ParsedType) and parsed.type.kind == "enum":
                column = column_of(field.name, table, columns) if table else None
                column_type = column.type.removesuffix("[]") if column else ""
                found.append(EnumUse(node.plan.name, field.name, node.field_origin(position), parsed.values, parsed.type.enum, column_type))
    return tuple(found)


def inline_name(entity: str, field: str) -> str:
    """The name of an enumeration that is written out in a field.

    >>> inline_name("Order", "status")
    'OrderStatus'
    """
    return names_of(entity).pascal + names_of(field).pascal


def _database_name(type_name: str) -> str:
    """The bare name of a type as PostgreSQL prints it: without schema and quotes."""
    return type_name.rpartition(".")[2].strip('"')


class ByWords:
    """Things that are found by all the words of their names, or by the last words if only one name ends with them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._whole: dict[tuple[str, ...], str] = {}
        self._ending: dict[tuple[str, ...], list[str]] = {}
        for name in names:
            words = split_words(name)
            self._whole.setdefault(words, name)
            for start in range(1, len(words)):
                self._ending.setdefault(words[start:], []).append(name)

    def find(self, name: str) -> str | None:
        """The name that is meant.

        >>> ByWords(["reservation_status", "payment_kind"]).find("Status")
        'reservation_status'
        """
        words = split_words(name)
        ending = self._ending.get(words, [])
        return self._whole.get(words) or (ending[0] if len(ending) == 1 else None)


def resolve_enumerations(state: Resolution) -> Resolution:
    """Pass: one `EnumSpec` for each set of values, under the name that the plan gives it or under that of the entity and the field."""
    uses = enum_uses(entity_nodes(state.plan), state.sql)
    written_out = {inline_name(use.entity, use.field): use for use in uses if use.values}
    defined = {enumeration.name: enumeration for enumeration in state.sql.enumerations} if state.sql else {}
    in_plan, in_sql = ByWords(written_out), ByWords(defined)
    declared = {enumeration.name: enumeration for domain in state.plan.components.domains for enumeration in domain.enumerations}
    in_declared = ByWords(declared)
    taken = {names_of(node.plan.name, "entity").pascal for node in entity_nodes(state.plan)}
    found: dict[str, EnumSpec] = {}
    enum_of: dict[tuple[str, str], str] = {}
    findings: list[Finding] = []
    for use in uses:
        shared = declared.get(use.name) or declared.get(in_declared.find(use.name) or "")
        if shared is not None and not use.values:
            spec = replace(_spec(shared.name, limit_identifier(names_of(shared.name).snake), shared.values), description=shared.description.strip())
            found.setdefault(spec.names.source, _apart_from(spec, taken))
            enum_of[use.entity, use.field] = spec.names.source
            continue
        source = inline_name(use.entity, use.field) if use.values else in_plan.find(use.name)
        own = _database_name(use.column_type)
        type_name = own if own in defined else in_sql.find(use.name)
        if source is not None:
            twin = written_out[source]
            spec = _spec(source, _type_for(twin, source, defined), twin.values)
        elif type_name is not None:
            spec = _spec(_source_of(use.name, type_name, found), type_name, defined[type_name].values)
        else:
            findings.append(_without_values(state, use))
            continue
        found.setdefault(spec.names.source, _apart_from(spec, taken))
        enum_of[use.entity, use.field] = spec.names.source
    return replace(state, enumerations=tuple(found.values()), enum_of=enum_of).report(findings)


def _type_for(use: EnumUse, source: str, defined: Mapping[str, Enumeration]) -> str:
    """The database's type of values that the plan writes out; empty if the DDL keeps them as text."""
    own = _database_name(use.column_type)
    if own in defined:
        return own
    return "" if use.column_type.split("(")[0] in TEXT_TYPES else limit_identifier(names_of(source).snake)


def _source_of(name: str, type_name: str, found: Mapping[str, EnumSpec]) -> str:
    """The plan's name, unless it means another type elsewhere in the plan: then the type's own name."""
    known = found.get(name)
    return name if known is None or known.database_type == type_name else names_of(type_name).pascal


def _spec(source: str, database_type: str, values: tuple[str, ...]) -> EnumSpec:
    return EnumSpec(names_of(source, "entity"), database_type, values, tuple(label_of(value) for value in values))


def _apart_from(spec: EnumSpec, entities: set[str]) -> EnumSpec:
    """An entity of the same name keeps it in code; the enumeration becomes `…Value`."""
    if spec.names.pascal not in entities:
        return spec
    names = names_of(f"{spec.names.source}Value", "entity")
    return replace(spec, names=replace(names, source=spec.names.source))


def _without_values(state: Resolution, use: EnumUse) -> Finding:
    return state.finding(
        "enum-without-values",
        f"`enum({use.name})` names values that the plan does not list",
        f"{use.origin}.type",
        "without its values neither the database nor the forms know what the field can hold",
        "write them out: enum(PENDING|CONFIRMED|CANCELLED)",
    )
