"""Allocation: a row that takes a table, a room, a car for a stretch of time, inferred only where the plan's words leave little doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from appfactory.compile.naming import split_words
from appfactory.compile.reserved import word_set
from appfactory.compile.resolve.defaults import is_made_when_inserted
from appfactory.compile.resolve.states import is_dead, is_finished
from appfactory.model.spec import Allocation, Entity, EnumSpec, FieldSpec

DEFAULT_MINUTES = 120
LONGEST_MINUTES = 7 * 24 * 60

_TAKING_ENTITIES = word_set("appointment booking hire lease reservation rental")
_TAKING_VERBS = word_set("book hire lease rent reserve")
_PLACES_AND_THINGS = word_set(
    """
    apartment bay bed bench berth bike boat booth cabin camera canoe car chair charger computer court desk drone equipment field flat garage hall
    house instrument kayak kitchen laboratory lane lock locker machine office parking pitch pool projector property rink room scooter seat
    site space spot stage stall station studio suite table tent tool track trailer truck unit van vehicle venue villa workstation
    """
)
_PEOPLE_WHO_TAKE = word_set(
    "account applicant buyer client company contact customer family guest member organisation organization patient pet student team tenant user"
)
_QUANTITIES = word_set(
    "adults attendees covers guests headcount heads occupants participants party passengers pax people persons players size visitors"
)
_CAPACITIES = word_set("beds capacity covers occupancy places seats sleeps")
_START_WORDS = word_set("start starts starting begin begins from time when at pickup arrival arrives checkin slot")
_END_WORDS = word_set("end ends ending until to finish finishes dropoff return returns departure departs checkout")


def _required(field: FieldSpec) -> bool:
    return not field.nullable and not field.type.array


def _moments(entity: Entity) -> list[FieldSpec]:
    return [
        field
        for field in entity.fields
        if field.type.kind == "datetime" and _required(field) and not is_made_when_inserted(field.names.source, field.type, field.nullable)
    ]


def _joined_words(field: FieldSpec) -> set[str]:
    """The words of a name, and neighbours run together: `checkIn` is `checkin` too."""
    words = split_words(field.names.source)
    return {*words, *(first + second for first, second in pairwise(words))}


def start_and_end(entity: Entity) -> tuple[str, str]:
    """The datetime fields at which a row begins and ends; the second is empty if only a beginning is kept, both if neither is."""
    moments = _moments(entity)
    end = next((field for field in moments if _joined_words(field) & _END_WORDS), None)
    rest = [field for field in moments if field is not end]
    start = next((field for field in rest if _joined_words(field) & _START_WORDS), rest[0] if len(rest) == 1 else None)
    if start is None:
        return "", ""
    return start.names.source, end.names.source if end else ""


def _number(entity: Entity, words: frozenset[str], without: frozenset[str] = frozenset()) -> str:
    for field in entity.fields:
        name = set(split_words(field.names.source))
        if field.type.kind == "int" and _required(field) and name & words and not name & without:
            return field.names.source
    return ""


def _capacity(resource: Entity) -> str:
    """The most people it holds: `seats`, `capacity`, `maxGuests`."""
    plain = _number(resource, _CAPACITIES)
    if plain:
        return plain
    for field in resource.fields:
        name = split_words(field.names.source)
        if field.type.kind == "int" and _required(field) and name[0] in ("max", "maximum") and set(name) & _QUANTITIES:
            return field.names.source
    return ""


def _is_resource(field: FieldSpec, entity: Entity, by_source: Mapping[str, Entity]) -> bool:
    """A shared thing without a time of its own, whose only key the row must name. An event that many attend has its own time."""
    reference = field.type.reference
    if reference is None or reference.entity in ("", entity.names.source) or not _required(field):
        return False
    resource = by_source[reference.entity]
    return not (split_words(resource.names.snake)[-1] in _PEOPLE_WHO_TAKE or _moments(resource)) and field.names.source != entity.parent


def released_values(entity: Entity, enumerations: Mapping[str, EnumSpec]) -> tuple[str, tuple[str, ...]]:
    """The enumerated field, and those of its values, in which a row holds its resource no longer; both empty if there are none."""
    fields = sorted((field for field in entity.fields if field.type.kind == "enum"), key=lambda field: field.names.source != entity.status)
    for field in fields:
        spec = enumerations.get(field.type.enum)
        values = spec.values if spec else ()
        if any(is_dead(value) for value in values):
            return field.names.source, tuple(value for value in values if is_dead(value) or is_finished(value))
    return "", ()


def minutes_of(entity: Entity, variables: Mapping[str, str]) -> int:
    """How long a row without an end lasts: `RESERVATION_MINUTES`, else `SLOT_MINUTES`, else two hours.

    Values that are no whole number of minutes from 1 to a week are passed over.
    """
    for name in (f"{entity.names.constant}_MINUTES", f"{entity.names.constant}_SLOT_MINUTES", "SLOT_MINUTES"):
        value = variables.get(name, "").strip()
        if value.isascii() and value.isdigit() and len(value) < 6 and 1 <= int(value) <= LONGEST_MINUTES:
            return int(value)
    return DEFAULT_MINUTES


def allocation_of(
    entity: Entity,
    by_source: Mapping[str, Entity],
    enumerations: Mapping[str, EnumSpec],
    variables: Mapping[str, str],
    insert_verbs: Iterable[str],
) -> Allocation | None:
    """What inserting a row takes, or None.

    There must be one resource, a beginning, and a way to tell for how long or how much. The evidence must be strong: how many come and how
    many fit, or names that say booking, or a beginning and an end at a place or of a thing that only one can have.
    """
    start, end = start_and_end(entity)
    if not start:
        return None
    status, released = released_values(entity, enumerations)
    quantity = _number(entity, _QUANTITIES, without=frozenset({"min", "max"}))
    resources = [
        (field, by_source[field.type.reference.entity]) for field in entity.fields if field.type.reference and _is_resource(field, entity, by_source)
    ]
    fitting = [(field, resource) for field, resource in resources if quantity and _capacity(resource)]
    chosen = fitting if len(fitting) == 1 else resources
    if len(chosen) != 1:
        return None
    field, resource = chosen[0]
    capacity = _capacity(resource) if quantity else ""
    named = bool(set(split_words(entity.names.snake)) & _TAKING_ENTITIES or set(insert_verbs) & _TAKING_VERBS)
    at_a_thing = bool(end and split_words(resource.names.snake)[-1] in _PLACES_AND_THINGS)
    if not ((capacity or named or at_a_thing) and (released or end or capacity)):
        return None
    return Allocation(
        resource=resource.names.source,
        reference=field.names.source,
        start=start,
        end=end,
        minutes=minutes_of(entity, variables),
        quantity=quantity if capacity else "",
        capacity=capacity,
        status=status,
        released=released,
    )


def is_interchangeable(allocation: Allocation) -> bool:
    """True if the app may choose the resource although the plan's input names it: people ask for a number of seats, not for a table."""
    return bool(allocation.capacity)
