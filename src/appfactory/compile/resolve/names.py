"""Names that can't stand: without a letter or digit, or meeting another in code or in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from appfactory.compile.naming import clashes, column_name, split_words
from appfactory.compile.resolve.resolution import EntityNode, Resolution, entity_nodes
from appfactory.model.finding import Finding


def refuse_names(state: Resolution) -> Resolution:
    """Pass: all other passes may rely on every name having a word, and on no two of a kind being the same."""
    nodes = entity_nodes(state.plan)
    return state.report([*_nameless(state, nodes), *_entities(state, nodes), *_fields(state, nodes), *_operations(state)])


def _nameless(state: Resolution, nodes: Iterable[EntityNode]) -> Iterator[Finding]:
    names = [(node.plan.name, f"{node.origin}.name") for node in nodes]
    names += [(field.name, f"{node.field_origin(place)}.name") for node in nodes for place, field in enumerate(node.plan.fields)]
    for number, domain in enumerate(state.plan.components.domains):
        origin = f"components.domains[{number}]"
        names.append((domain.name, f"{origin}.name"))
        for place, operation in enumerate(domain.operations):
            names.append((operation.name, f"{origin}.operations[{place}].name"))
            names += [(given, f"{origin}.operations[{place}].input") for given in operation.input]
    for name, origin in names:
        if not split_words(name):
            yield state.finding("name-without-letters", f"`{name}` is no name", origin, "code needs a name to call it by", "use letters and digits")


def _entities(state: Resolution, nodes: tuple[EntityNode, ...]) -> Iterator[Finding]:
    origins = {node.plan.name: node.origin for node in nodes}
    for first, second, shared in clashes(node.plan.name for node in nodes):
        message = f"`{second}` and `{first}` would both be called `{shared}`" if first != second else f"the entity `{first}` is there twice"
        yield state.finding("entities-clash", message, f"{origins[second]}.name", "two types or tables can't have one name", "rename one of them")


def _fields(state: Resolution, nodes: Iterable[EntityNode]) -> Iterator[Finding]:
    for node in nodes:
        seen: dict[str, str] = {}
        for place, field in enumerate(node.plan.fields):
            column = column_name(field.name)
            if column in seen:
                message = f"the fields `{seen[column]}` and `{field.name}` of {node.plan.name} would both be stored in `{column}`"
                yield state.finding(
                    "fields-clash", message, f"{node.field_origin(place)}.name", "one would overwrite the other", "rename one of them"
                )
            seen.setdefault(column, field.name)


def _operations(state: Resolution) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, domain in enumerate(state.plan.components.domains):
        for place, operation in enumerate(domain.operations):
            name = f"{domain.name}.{operation.name}"
            if name in seen:
                origin = f"components.domains[{number}].operations[{place}].name"
                yield state.finding(
                    "operations-clash", f"the operation `{name}` is there twice", origin, "routes could mean either", "rename one of them"
                )
            seen.add(name)
