"""The readings of a question: by the grammar, and as the best cover of its words. Each with what speaks for and against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import log
from typing import Literal

from appfactory.contract.language.asked.table import Reading, read_by_cover
from appfactory.contract.language.confidence_weights import CHOSEN_BIAS, CHOSEN_WEIGHTS, COVER_BIAS, COVER_WEIGHTS, GRAMMAR_BIAS, GRAMMAR_WEIGHTS
from appfactory.contract.language.english import STOPWORDS
from appfactory.contract.language.grammar.assemble import Assembler
from appfactory.contract.language.grammar.confidence import confidence_of, features_of, split_unused
from appfactory.contract.language.grammar.frame import Frame
from appfactory.contract.language.grammar.parser import parse
from appfactory.contract.language.grammar.shared_nouns import with_shared_nouns
from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.link import Atom, with_table_of_kind
from appfactory.contract.language.writing import Sentence, is_key
from appfactory.contract.model.request import ColumnReference, Query, Selection
from appfactory.contract.model.translation import Inference, Question

_LONGEST_LETTERS = 2
"""Texts are compared by their letters (`names after M`); a name is not cheaper than another one."""
_MANY_TABLES = 40
_ASKING = frozenset({"wanted", "count", "measure", "group", "having"})
_SELECTING = frozenset({"select", "distinct", "only", "values"})
"""Words that want columns exactly as they are said."""
_PERSONS = frozenset({"he", "she", "him", "her", "his", "hers"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading of a question. `question` is what has to be asked before it is worth an answer; `inferences` are what it takes for granted.

    `names_rows` is true where the question says no column of what it asks for, and the column that names a row was chosen for it. `named_by` is that
    column where others are asked for of several rows, which can't be told apart without it.
    """

    source: Literal["grammar", "cover"]
    query: Query | None
    features: dict[str, float]
    question: Question | None
    inferences: tuple[Inference, ...] = ()
    names_rows: bool = False
    named_by: str = ""

    def with_whole_rows(self) -> Candidate:
        """The same reading that gives the rows whole, as the terse form does, where no column of theirs is asked for."""
        if self.query is not None and self.named_by:
            shown = Selection(ColumnReference(self.named_by))
            return replace(self, query=replace(self.query, select=(shown, *self.query.select)), named_by="")
        if not self.names_rows or self.query is None:
            return self
        told = tuple(each for each in self.inferences if each.source != "display-column")
        return replace(self, query=replace(self.query, select=()), inferences=told, names_rows=False)

    @property
    def confidence(self) -> float:
        """The chance that the reading is right, between 0.01 and 0.99."""
        if self.source == "cover":
            return confidence_of(self.features, COVER_BIAS, COVER_WEIGHTS)
        return confidence_of(self.features, GRAMMAR_BIAS, GRAMMAR_WEIGHTS)


def by_likelihood(candidates: Iterable[Candidate], chance: Callable[[Candidate], float]) -> list[Candidate]:
    """The readings that have a query, likeliest first: those that nothing has to be asked about, then by their chance of being right."""
    ranked = sorted((each for each in candidates if each.query is not None), key=lambda each: (each.question is not None, -chance(each)))
    if len(ranked) > 1 and ranked[1].question is None and _is_simpler(ranked[1], ranked[0]):
        ranked.reverse()
    return ranked


def _is_simpler(first: Candidate, second: Candidate) -> bool:
    """True for a reading that says the same as another with fewer joins."""
    same = first.features.get("grammar-same", 0.0) + first.features.get("cover-same", 0.0)
    return bool(same and first.query and second.query and len(first.query.joins) < len(second.query.joins))


def features_of_chosen(candidate: Candidate, chance: float) -> dict[str, float]:
    """What tells how sure the likelier of two readings is: its own chance in log odds, by the kind of reading, the size of the catalog, and whether
    something has to be asked first, and what."""
    odds = log(chance / (1 - chance))
    cover, large = float(candidate.source == "cover"), candidate.features.get("large", 0.0)
    features = {"odds": odds, "cover": cover, "cover-odds": odds * cover}
    features |= {"large-odds": odds * large}
    if candidate.question is not None:
        features |= {"asked": 1.0, "asked-odds": odds, f"asked-{candidate.question.code}": 1.0}
    return features


def confidence_of_chosen(candidate: Candidate) -> float:
    """The chance that a reading is right that was the likelier one, between 0.01 and 0.99."""
    return confidence_of(features_of_chosen(candidate, candidate.confidence), CHOSEN_BIAS, CHOSEN_WEIGHTS)


def candidates_of(sentence: Sentence) -> list[Candidate]:
    """The readings that a question has, at most one of each kind."""
    covered = read_by_cover(sentence)
    atoms = with_shared_nouns(sentence.atoms, sentence.lexicon)
    frame = parse(with_table_of_kind(atoms, sentence.lexicon), sentence.lexicon)
    query = Assembler(sentence.lexicon, frame).query()
    found: list[Candidate] = []
    large = float(len(sentence.lexicon.tables) > _MANY_TABLES)
    asked = _unresolved(sentence) or _unclear_date(covered)
    query = None if query is not None and _is_mistyped(sentence.lexicon, query) else query
    if covered is not None and covered.query is not None and _is_mistyped(sentence.lexicon, covered.query):
        covered = None
    likeness = _likeness(sentence.lexicon, query, covered.query if covered is not None else None)
    if covered is not None:
        features = _features_of_cover(covered) | {f"grammar-{name}": amount for name, amount in likeness.items()}
        doubt = _doubt(frame, atoms) if query is not None else None
        features |= {"large": large, "large-other": large * likeness.get("other-table", 0.0)}
        features |= {"grammar-asks": float(query is not None and doubt is not None)}
        rows = covered.query is not None and _names_rows(sentence.lexicon, covered.query, said=not _shows_rows(covered))
        found.append(
            Candidate(
                "cover", covered.query, _present(features), asked or covered.question, _of_cover(covered), rows, _named_by(sentence, covered.query)
            )
        )
    if query is None:
        found.append(Candidate("grammar", None, {}, asked or _nothing_found(frame)))
    else:
        features = features_of(frame, query, atoms) | {f"cover-{name}": amount for name, amount in likeness.items()}
        features |= {"large": large, "large-none": large * likeness.get("none", 0.0), "large-joins": large * min(3, len(query.joins))}
        rows = _names_rows(sentence.lexicon, query, said=not frame.features.get("display-chosen"))
        found.append(
            Candidate(
                "grammar",
                query,
                _present(features),
                asked or _doubt(frame, atoms),
                _inferences(frame, query),
                rows,
                _named_by(sentence, query),
            )
        )
    return found


def _names_rows(lexicon: Lexicon, query: Query, *, said: bool) -> bool:
    """True if the query gives but the names of rows of its own table, and no column was `said`."""
    display = Selection(ColumnReference(lexicon.display.get(query.table, "")))
    return not said and query.select == (display,) and not (query.distinct or query.group or query.combine)


def _named_by(sentence: Sentence, query: Query | None) -> str:
    """The column that names the rows of which only other columns are asked for; empty for one row, for values, and where columns are selected."""
    if query is None or not query.select or query.distinct or query.group or query.combine or query.limit == 1:
        return ""
    exact = not _SELECTING.isdisjoint(token.lower for token in sentence.tokens)
    if exact or any(each.aggregate is not None for each in query.select):
        return ""
    key = sentence.lexicon.tables[query.table].primary_key
    display = sentence.lexicon.display.get(query.table, "")
    told = {display, *key}
    single = any(each.operator == "eq" and not each.column.table and each.column.column in told for each in query.filters)
    known = any(not each.of.table and each.of.column in told for each in query.select)
    return "" if single or known or any(each.of.table for each in query.select) else display or (key[0] if len(key) == 1 else "")


def _shows_rows(reading: Reading) -> bool:
    """True for a reading that asks for no column of the rows, nor for a number of them."""
    return not any(part.role in _ASKING for part in reading.parts)


def _is_mistyped(lexicon: Lexicon, query: Query) -> bool:
    """True if a condition compares a column with what it can't hold: a flag with a number, a key with one of another table."""
    for each in query.filters:
        table = _table_of(query, each.column)
        values = each.value if isinstance(each.value, tuple) else (each.value,)
        if each.aggregate is not None or each.column.column == "*" or any(isinstance(value, Query | ColumnReference) for value in values):
            continue
        referred = lexicon.foreign.get((table, each.column.column), (table,))[0] if lexicon.is_key(table, each.column.column) else ""
        if referred and any(isinstance(value, str) and lexicon.table_of_key(value) not in {"", referred} for value in values if is_key(str(value))):
            return True
        if any(isinstance(value, str) and value.lower() in STOPWORDS for value in values):
            return True
        kind = lexicon.kind(table, each.column.column)
        allowed = lexicon.enumerated.get((table, each.column.column), ())
        compared = each.operator in {"eq", "neq", "in", "not_in"}
        if kind == "boolean" and (each.operator in {"gt", "gte", "lt", "lte"} or any(not isinstance(value, bool | None) for value in values)):
            return True
        if (
            (allowed or kind == "text")
            and each.operator in {"gt", "gte", "lt", "lte", "between"}
            and any(isinstance(value, int | float) for value in values)
        ):
            return True
        if allowed and compared and any(isinstance(value, str) and value not in allowed for value in values):
            return True
        ordered = each.operator in {"gt", "gte", "lt", "lte"} and kind == "text"
        if ordered and any(isinstance(value, str) and len(value) > _LONGEST_LETTERS and not value[0].isdigit() for value in values):
            return True
        if kind == "time" and any(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
            return True
        if kind == "number" and compared and any(isinstance(value, str) for value in values):
            return True
    return False


def _present(features: dict[str, float]) -> dict[str, float]:
    return {name: amount for name, amount in features.items() if amount}


def _features_of_cover(reading: Reading) -> dict[str, float]:
    roles = [part.role for part in reading.parts]
    silent = sum(1 for role in roles if role == "silent")
    query = reading.query
    return {
        "worth": max(0.0, min(1.3, reading.worth)) * 2,
        "close": float(reading.margin < 0.1),
        "closest": float(reading.margin < 0.03),
        "doubt": min(2.5, reading.doubt),
        "doubted": float(reading.doubt > 0),
        "unnamed": float("table" not in roles),
        "weakly-named": max(0.0, 1 - reading.named),
        "filters": min(4, roles.count("filter")),
        "wanted": min(4, roles.count("wanted")),
        "count": float("count" in roles),
        "measure": float("measure" in roles),
        "order": float("order" in roles),
        "group": float("group" in roles),
        "having": float("having" in roles),
        "distinct": float("distinct" in roles),
        "through": float(bool(query and query.joins)),
        "nested": float(any(isinstance(part.value, Query) for part in reading.parts)),
        "silent": min(8, silent) / 4,
        "mostly-silent": float(silent > len(roles) * 0.6),
        "length": log(max(1, reading.parts[-1].end if reading.parts else 1)),
        "plain": float(not set(roles) & {"filter", "count", "measure", "order", "group", "wanted"}),
        "everything": float(bool(query) and not query.select) if query is not None else 0.0,
    }


def _likeness(lexicon: Lexicon, first: Query | None, second: Query | None) -> dict[str, float]:
    """How two readings go together, for the confidence of each."""
    if first is None or second is None:
        return {"none": 1.0}
    same = {
        "table": first.table == second.table,
        "select": _said(first) == _said(second) or (not first.select and not second.select),
        "filters": _conditions(lexicon, first) == _conditions(lexicon, second),
        "shape": (len(first.group) > 0, first.limit, bool(first.sort)) == (len(second.group) > 0, second.limit, bool(second.sort)),
    }
    found = {f"same-{name}": float(alike) for name, alike in same.items()}
    found["same"] = float(all(same.values()))
    found["other-table"] = float(not same["table"])
    return found


def _said(query: Query) -> set[tuple[str, str, str | None]]:
    return {(_table_of(query, each.of), each.of.column, each.aggregate) for each in query.select}


def _table_of(query: Query, reference: ColumnReference) -> str:
    if not reference.table:
        return query.table
    return next((join.table for join in query.joins if join.alias == reference.table), reference.table)


def _conditions(lexicon: Lexicon, query: Query) -> set[str]:
    """The tables and columns that conditions speak of; a foreign key stands for the table that it refers to."""
    found = set()
    for each in query.filters:
        table = _table_of(query, each.column)
        parent = lexicon.foreign.get((table, each.column.column))
        if parent is None and each.column.column in lexicon.tables[table].primary_key and isinstance(each.value, Query):
            found.add(each.value.table)
        elif parent is not None:
            found.add(parent[0])
        elif table != query.table:
            found.add(table)
        else:
            found.add(f"{table}.{each.column.column}")
    return found


def _unresolved(sentence: Sentence) -> Question | None:
    """`give her the discount`: a person whom nothing before names."""
    for place, token in enumerate(sentence.tokens):
        if token.lower not in _PERSONS:
            continue
        before = [atom for atom in sentence.atoms if atom.end <= place]
        if not any(atom.kind in {"schema", "value", "literal"} for atom in before):
            return Question("unused-words", f"who is meant by '{token.text}'?", (token.text,))
    return None


def _unclear_date(covered: Reading | None) -> Question | None:
    """A date with two readings has them in whichever way the question is read."""
    question = covered.question if covered is not None else None
    return question if question is not None and question.code == "ambiguous-time" else None


def _nothing_found(frame: Frame) -> Question:
    if not frame.focus and not any(item.name for item in frame.items):
        return Question("no-table", "no table or column of the catalog is named", tuple(frame.unused))
    return Question("not-understood", "what is said does not make one question about the catalog", tuple(frame.unused))


def _doubt(frame: Frame, atoms: list[Atom]) -> Question | None:
    """What has to be asked before a reading by the grammar is worth an answer."""
    _verbs, others = split_unused(frame, atoms)
    if others:
        return Question("unused-words", f"what is meant by {', '.join(repr(word) for word in others)}?", tuple(others))
    if frame.doubt:
        return Question("ambiguous-time", f"the date may be {frame.doubt}: which is meant?", tuple(frame.doubt.split(" or ")))
    if frame.features.get("condition-unbound"):
        return Question("not-understood", "a condition could not be bound to a column")
    if frame.features.get("order-unbound") and frame.limit is not None:
        return Question("not-understood", "which come first can't be told: by which column?")
    if frame.features.get("grouped-by-rows"):
        return Question("not-understood", "of what the number is meant is not clear")
    if frame.features.get("join-tie"):
        return Question("tie", "the tables hang together in more than one way: by which column?")
    return None


def _inferences(frame: Frame, query: Query) -> tuple[Inference, ...]:
    found = [Inference(join.table, join.pairs[0][1], "only-join-path") for join in query.joins]
    if frame.features.get("display-chosen") and query.select:
        found.append(Inference(query.table, query.select[0].of.column, "display-column"))
    return tuple(found)


def _of_cover(reading: Reading) -> tuple[Inference, ...]:
    found = [part.inference for part in reading.parts if part.inference is not None]
    query = reading.query
    if query is not None and query.select and _shows_rows(reading):
        found.append(Inference(query.table, query.select[0].of.column, "display-column"))
    return tuple(found)
