"""Which stretches of a text in English were bound to what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from appfactory.contract.language.link import Atom
from appfactory.contract.language.words import Token
from appfactory.contract.model.translation import Binding


def bindings_of(text: str, tokens: Sequence[Token], atoms: Sequence[Atom]) -> tuple[Binding, ...]:
    """What the phrases of a text were linked to, in their order; words that nothing was made of are left out."""
    bindings = []
    for atom in sorted(atoms, key=lambda each: each.start):
        meaning = _meaning(atom)
        if meaning:
            start, end = tokens[atom.start].start, tokens[atom.end - 1].end
            bindings.append(Binding(start, end, text[start:end], meaning))
    return tuple(bindings)


def with_clauses(bindings: Sequence[Binding], clauses: Sequence[Binding]) -> tuple[Binding, ...]:
    """The bindings, where a whole clause says more than its words the clause instead."""
    kept = [binding for binding in bindings if not any(clause.start < binding.end and binding.start < clause.end for clause in clauses)]
    return tuple(sorted((*kept, *clauses), key=lambda each: each.start))


def as_written(text: str, plain: str, bound: Callable[[], tuple[Binding, ...]]) -> tuple[Binding, ...]:
    """The bindings of `plain` at their places in `text`, of which it differs by letter case, and by further underscores, alone."""
    places, place = [], 0
    for character in plain:
        places.append(place)
        place += place < len(text) and text[place].lower() == character.lower()
    places.append(len(text))
    return tuple(replace(each, start=places[each.start], end=places[each.end], text=text[places[each.start] : places[each.end]]) for each in bound())


def _meaning(atom: Atom) -> str:
    if atom.kind == "value" and atom.values:
        table, column, value = atom.values[0]
        return f"{table}.{column} = {value}"
    if atom.kind == "schema":
        best = max(atom.senses, key=lambda sense: sense.score)
        return f"{best.table}.{best.column}" if best.column else best.table
    if atom.kind == "moment" and atom.span is not None:
        return atom.span.start.isoformat() if atom.span.grain == "moment" else f"{atom.span.start.isoformat()} to {atom.span.end.isoformat()}"
    if atom.kind in {"number", "literal"}:
        return str(atom.value)
    return atom.role or atom.kind if atom.kind != "word" else ""
