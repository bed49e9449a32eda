"""How sure a reading is: what can be seen of it, weighed as right and wrong answers on other databases have shown."""

from __future__ import annotations

from math import exp

from appfactory.contract.language.grammar.frame import Frame
from appfactory.contract.language.link import Atom
from appfactory.contract.model.request import Query

_VERB_ENDINGS = ("ed", "ing")
_COPULAS = frozenset({"are", "is", "was", "were", "be", "been"})
_BEFORE_VERBS = frozenset({"who", "that", "to", "did", "do", "does", "they", "have", "has", "never", "not"})


def features_of(frame: Frame, query: Query, atoms: list[Atom]) -> dict[str, float]:
    """What speaks for and against a reading, by name; amounts are small numbers."""
    features = {name: min(amount, 3.0) for name, amount in frame.features.items() if amount}
    verbs, nouns = split_unused(frame, atoms)
    aggregates = sum(1 for each in query.select if each.aggregate)
    features |= {
        "unused-verbs": min(len(verbs), 3),
        "unused-nouns": min(len(nouns), 3),
        "any-unused": float(bool(verbs or nouns)),
        "tables": len(query.joins),
        "two-joins": float(len(query.joins) >= 2),
        "three-joins": float(len(query.joins) >= 3),
        "items": min(len(query.select), 5),
        "many-items": float(len(query.select) >= 3),
        "aggregates": aggregates,
        "grouped": float(bool(query.group)),
        "grouped-join": float(bool(query.group and query.joins)),
        "grouped-unsaid": float(bool(query.group) and not frame.groups),
        "having": float(any(each.aggregate for each in query.filters)),
        "filters": min(len(query.filters), 4),
        "many-filters": float(len(query.filters) >= 2),
        "filtered-join": float(bool(query.filters and query.joins)),
        "alternatives": float(any(each.alternatives or each.operator == "in" for each in query.filters)),
        "nested": float(any(isinstance(each.value, Query) for each in query.filters)),
        "negated": float(any(each.operator in {"neq", "not_in", "not_like"} for each in query.filters)),
        "like": float(any(each.operator in {"like", "ilike"} for each in query.filters)),
        "between": float(any(each.operator == "between" for each in query.filters)),
        "compared": float(any(each.operator in {"gt", "gte", "lt", "lte"} and not each.aggregate for each in query.filters)),
        "ordered": float(bool(query.sort)),
        "limited": float(query.limit is not None),
        "limited-join": float(query.limit is not None and bool(query.joins)),
        "ordered-by-count": float(any(each.aggregate == "count" for each in query.sort)),
        "combined": float(query.combine is not None),
        "distinct": float(query.distinct),
        "joined-plain": float(bool(query.joins) and not query.group and not aggregates and not query.filters),
        "counted-join": float(bool(aggregates and query.joins and not query.group)),
        "everything": float(not query.select),
        "existence": float(bool(frame.existences)),
        "sentences": float(sum(1 for atom in atoms if atom.role == "break") > 1),
        "long": max(0.0, min(2.0, (len(atoms) - 14) / 10)),
        "very-long": float(len(atoms) > 24),
        "short": float(len(atoms) <= 7),
        "only-item-and-table": float(not query.joins and not query.filters and not query.group and not query.sort),
        "which-table": float(frame.which),
        "conjunctions": min(3, sum(1 for atom in atoms if atom.role in {"and", "or"})),
        "fillers": min(4, sum(1 for atom in atoms if atom.role == "filler")),
        "meanings": float(any(atom.kind == "word" and atom.senses and atom.used for atom in atoms)),
        "values": min(3, sum(1 for atom in atoms if atom.kind in {"value", "literal"})),
        "weak-names": min(4, sum(1 for atom in atoms if atom.kind == "schema" and max(sense.score for sense in atom.senses) < 0.8)),
        "numbers-unused": float(any(atom.kind in {"number", "value", "literal", "moment"} and not atom.used for atom in atoms)),
        "superlatives": float(sum(1 for atom in atoms if atom.kind == "super") > 1),
        "super-unread": float(any(atom.kind == "super" for atom in atoms) and query.limit is None and not aggregates),
        "each-unread": float(any(atom.role == "each" for atom in atoms) and not query.group),
        "relative": float(any(atom.role in {"that", "who"} for atom in atoms[1:])),
    }
    return {name: float(amount) for name, amount in features.items() if amount}


def split_unused(frame: Frame, atoms: list[Atom]) -> tuple[list[str], list[str]]:
    """The words that stayed unread: verbs, by their endings and by what stands before them, and all others."""
    verbs: list[str] = []
    others: list[str] = []
    unused = set(frame.unused)
    for index, atom in enumerate(atoms):
        if atom.used or atom.text not in unused:
            continue
        before = atoms[index - 1].text.lower().split(" ")[-1] if index else ""
        verbal = atom.kind == "word" and atom.text.islower() and (atom.text.endswith(_VERB_ENDINGS) or before in _BEFORE_VERBS)
        # `which hosts are left-handed`: what rows are said to be at the end is no mere verb.
        closing = all(other.role == "break" for other in atoms[index + 1 :])
        verbal = verbal and not (closing and before in _COPULAS) and "-" not in atom.text
        (verbs if verbal else others).append(atom.text)
    return verbs, others


def confidence_of(features: dict[str, float], bias: float, weights: dict[str, float]) -> float:
    """The chance that a reading with these features is right, by weights in log odds, between 0.01 and 0.99."""
    score = bias + sum(weights.get(name, 0.0) * amount for name, amount in features.items())
    return min(0.99, max(0.01, 1 / (1 + exp(-score))))
