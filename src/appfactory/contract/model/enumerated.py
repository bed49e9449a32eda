"""Which values a column's type allows, if it is an enumeration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from appfactory.model.database import Enumeration


def enumerations_by_name(enumerations: Sequence[Enumeration]) -> dict[str, tuple[str, ...]]:
    """The values of each enumeration by its name, and by its name with its schema in front; of two names that are alike the first one counts."""
    found = {item.name: item.values for item in reversed(enumerations)}
    return found | {f"{item.schema}.{item.name}": item.values for item in enumerations}


def values_of_type(enumerations: Mapping[str, tuple[str, ...]], column_type: str) -> tuple[str, ...]:
    """The values of an enumeration by the name of a column's type as PostgreSQL prints it (`status`, `clinic.species`, `"OrderStatus"`).

    Empty if the type is no enumeration.

    >>> values_of_type({"clinic.species": ("dog", "cat"), "species": ("dog", "cat")}, 'clinic."species"')
    ('dog', 'cat')
    """
    found = enumerations.get(column_type)
    if found is not None or column_type.isalpha():
        return found or ()
    name = column_type.replace('"', "")
    return enumerations.get(name, ()) if name in enumerations else enumerations.get(name.rpartition(".")[2], ())
