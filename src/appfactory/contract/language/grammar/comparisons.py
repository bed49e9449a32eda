"""Conditions on columns: comparisons with values, with averages, patterns, spans, lists, and values that stand alone."""

from __future__ import annotations

from appfactory.contract.language.english import COMPARATIVES, SUPERLATIVES
from appfactory.contract.language.grammar.cursor import Cursor
from appfactory.contract.language.grammar.frame import Condition, Existence, Name
from appfactory.contract.language.lexicon import UNITS, Sense
from appfactory.contract.language.link import Atom
from appfactory.contract.language.moments import is_year
from appfactory.contract.language.spans import Span, spanning
from appfactory.contract.language.words import lemma_of
from appfactory.contract.model.request import Aggregate, Operator

LEADS = ("with", "that", "of", "be", "det", "possessive", "filler", "which", "who", "where", "when")
"""Words before a condition that say nothing more."""
ONWARDS: dict[str, Operator] = {
    "later": "gte", "after": "gte", "more": "gte", "above": "gte", "older": "gte", "higher": "gte", "newer": "gte", "greater": "gte", "over": "gte",
    "earlier": "lte", "before": "lte", "less": "lte", "below": "lte", "fewer": "lte", "under": "lte", "lower": "lte", "younger": "lte",
}  # fmt: skip
_MONEY = ("price", "amount", "cost", "total", "fee")
"""Words of the columns that an amount of money is compared with when none is named, likeliest first."""
_CLEARLY_A_TABLE = 0.3
_CURRENCIES = frozenset({"dollar", "dollars", "euro", "euros", "pound", "pounds", "usd", "eur", "gbp"})
_PATTERNS: dict[str, tuple[str, str]] = {"both": ("%", "%"), "start": ("", "%"), "end": ("%", "")}
_NEGATED: dict[str, Operator] = {
    "eq": "neq", "neq": "eq", "gt": "lte", "lt": "gte", "gte": "lt", "lte": "gt", "like": "not_like", "in": "not_in", "is_null": "not_null",
    "not_null": "is_null",
}  # fmt: skip


_OR_EQUAL: dict[str, Operator] = {"gt": "gte", "lt": "lte"}


def negate(operator: Operator) -> Operator:
    """The operator that holds where this one does not."""
    return _NEGATED.get(operator, operator)


def read_comparison(cursor: Cursor) -> bool:
    """`age is over 20`, `older than 20`, `above the average price`, `between 5 and 9`, `containing "x"`, `after 2010`."""
    ahead = cursor.ahead_of(*LEADS, "and", "or", "comma", "not", "but_not")
    counted = _counted_rows(cursor, ahead)
    if counted:
        return True
    function: Aggregate | None = None
    if cursor.role(ahead) == "agg" and cursor.is_column(inner := cursor.ahead_of("det", "of", start=ahead + 1)):
        function = cursor.atoms[cursor.place + ahead].keyword.payload  # type: ignore[assignment, union-attr]
        ahead = inner
    table = cursor.peek(ahead) if cursor.prefers_table(ahead) and cursor.kind(ahead + 1) in {"comparative", "key"} else None
    name, ahead = column_ahead(cursor, ahead)
    if table is not None and name is not None and table.best(table=False) < 0.9:
        name = None
    after = cursor.ahead_of("be", "not", "that", "filler", "det" if cursor.role(ahead) == "be" else "be", "number_noun", start=ahead)
    if name is not None and cursor.role(after) == "of" and cursor.role(after + 1) in {"op", "between"}:
        after += 1
    atom = cursor.peek(after)
    if atom is None or not (atom.kind == "comparative" or atom.role in {"op", "between", "like", "before", "after"}):
        return False
    outcome = _comparison(cursor, atom, after, name)
    if outcome is None:
        return False
    condition, end = outcome
    negated = any(cursor.role(index) in {"not", "but_not"} for index in range(after))
    if table is not None and name is None:
        cursor.mention(Name(table.tables, text=table.text))
    if cursor.alternative or any(cursor.role(index) == "or" for index in range(after)):
        condition.joined, cursor.alternative = "or", False
    for _ in range(end):
        cursor.take()
    column_behind = _column_behind(cursor) if condition.name is None else None
    if negated:
        condition.operator = negate(condition.operator)
    condition.aggregate = function
    condition.money = any(each.kind == "number" and each.text[:1] in "$€£" for each in cursor.atoms[cursor.place - end : cursor.place])
    if cursor.peek() is not None and cursor.atoms[cursor.place].text.lower() in _CURRENCIES:
        condition.money = True
        cursor.take()
    by_money = columns_by_words(cursor, _MONEY) if condition.money else None
    _take_unit(cursor, condition.name)
    condition.name = condition.name or column_behind or cursor.last or by_money
    cursor.last = condition.name
    cursor.frame.conditions.append(condition)
    return True


def _counted_rows(cursor: Cursor, ahead: int) -> bool:
    """`whose number of employees is above 10`."""
    if cursor.role(ahead) != "count":
        return False
    noun = cursor.ahead_of("det", "distinct", "of", start=ahead + 1)
    compared = cursor.ahead_of("be", "that", start=noun + 1)
    atom = cursor.peek(compared)
    number = cursor.peek(compared + 1)
    if not cursor.is_table(noun) or atom is None or atom.role != "op" or number is None or not isinstance(number.value, int):
        return False
    tables = cursor.atoms[cursor.place + noun]
    for _ in range(compared + 2):
        cursor.take()
    operator: Operator = atom.keyword.payload  # type: ignore[assignment, union-attr]
    cursor.frame.existences.append(Existence(Name(tables.tables, text=tables.text), operator=operator, number=number.value))
    return True


def column_ahead(cursor: Cursor, ahead: int) -> tuple[Name | None, int]:
    """The column that a comparison begins with, with its table in front if it is said."""
    if cursor.is_table(ahead) and cursor.is_column(ahead + 1) and not cursor.prefers_table(ahead + 1):
        owner, column = cursor.atoms[cursor.place + ahead], cursor.atoms[cursor.place + ahead + 1]
        return Name(column.columns, owner.tables, column.text), ahead + 2
    if cursor.is_table(ahead) and cursor.role(ahead + 1) == "possessive" and cursor.is_column(ahead + 2):
        owner, column = cursor.atoms[cursor.place + ahead], cursor.atoms[cursor.place + ahead + 2]
        return Name(column.columns, owner.tables, column.text), ahead + 3
    atom = cursor.peek(ahead)
    if atom is not None and cursor.is_column(ahead) and atom.best(table=True) - atom.best(table=False) < _CLEARLY_A_TABLE:
        return Name(atom.columns, text=atom.text), ahead + 1
    return None, ahead


def _comparison(cursor: Cursor, atom: Atom, ahead: int, name: Name | None) -> tuple[Condition, int] | None:
    if atom.role == "between":
        return _between(cursor, ahead, name)
    if atom.role == "like":
        return _like(cursor, atom, ahead, name)
    operator = _operator(atom)
    if atom.kind == "comparative" and name is None:
        name = columns_by_words(cursor, COMPARATIVES[atom.text.lower().split(" ")[0]][1])
    if operator in _OR_EQUAL and cursor.role(ahead + 1) == "or" and _is_equal(cursor.peek(ahead + 2)):
        operator, ahead = _OR_EQUAL[operator], ahead + 2
    behind = cursor.ahead_of("det", "of", "be", "that", start=ahead + 1)
    average = _average(cursor, ahead + 1)
    if average is not None:
        function, end, named = average
        return Condition(name or named, operator, average=function), end
    if name is None and cursor.is_column(behind) and cursor.is_value(beyond := cursor.ahead_of("of", "be", start=behind + 1)):
        said = cursor.atoms[cursor.place + behind]
        name, behind = Name(said.columns, text=said.text), beyond
    value = cursor.peek(behind)
    if value is None or not cursor.is_value(behind):
        return None
    if value.span is not None:
        return _against_span(operator, value.span, name), behind + 1
    if atom.role in {"before", "after"} and name is None:
        name = columns_by_words(cursor, ("date", "year", "time"))
    end = behind + 1
    if (
        cursor.role(end) == "or"
        and (more := cursor.peek(end + 1)) is not None
        and more.text.lower() in {"more", "above", "less", "below", "fewer", "older", "higher"}
        and not cursor.is_value(end + 2)
    ):
        operator = "gte" if more.text.lower() in {"more", "above", "older", "higher"} else "lte"
        end += 2
    return Condition(name, operator, value.value if value.kind != "value" else value.text, value.values), end


def _operator(atom: Atom) -> Operator:
    """What a word of comparison compares by."""
    if atom.kind == "comparative":
        return COMPARATIVES[atom.text.lower().split(" ")[0]][0]  # type: ignore[return-value]
    if atom.role in {"before", "after"}:
        return "lt" if atom.role == "before" else "gte" if atom.text.lower() == "since" else "gt"
    return atom.keyword.payload  # type: ignore[return-value, union-attr]


def _is_equal(atom: Atom | None) -> bool:
    return atom is not None and atom.keyword is not None and atom.keyword.role == "op" and atom.keyword.payload == "eq"


def _against_span(operator: Operator, span: Span, name: Name | None) -> Condition:
    """Before a span is before its start; after it, from its end on."""
    if operator in {"gt", "lte"} and span.grain != "moment":
        return Condition(name, "gte" if operator == "gt" else "lt", span.end, temporal=True)
    return Condition(name, operator, span.start, temporal=True)


def _average(cursor: Cursor, ahead: int) -> tuple[Aggregate, int, Name | None] | None:
    """`the average`, `the average age`, `the maximum price of …` behind a comparison."""
    place = cursor.ahead_of("det", "of", "that", start=ahead)
    atom = cursor.peek(place)
    if atom is not None and atom.kind == "super" and SUPERLATIVES[atom.text.lower()][0] in {"max", "min"} and cursor.is_column(place + 1):
        scale = cursor.atoms[cursor.place + place + 1]
        extreme: Aggregate = "max" if SUPERLATIVES[atom.text.lower()][0] == "max" else "min"
        return extreme, place + 2, Name(scale.columns, text=scale.text)
    if atom is None or atom.keyword is None or atom.keyword.role != "agg":
        previous = cursor.peek(place - 1)
        if previous is None or "average" not in previous.text.lower():
            return None
        place -= 1
        atom = previous
    function: Aggregate = atom.keyword.payload or "avg" if atom.keyword and atom.keyword.role == "agg" else "avg"  # type: ignore[assignment]
    end = cursor.ahead_of("of", "det", start=place + 1)
    following = cursor.peek(end)
    if following is not None and cursor.is_column(end) and following.columns:
        return function, end + 1, Name(following.columns, text=following.text)
    return function, place + 1, None


def _between(cursor: Cursor, ahead: int, name: Name | None) -> tuple[Condition, int] | None:
    low = cursor.ahead_of("det", start=ahead + 1)
    if not cursor.is_value(low) or not (
        cursor.role(low + 1) == "and" or (cursor.peek(low + 1) is not None and cursor.atoms[cursor.place + low + 1].text.lower() == "to")
    ):
        return None
    high = cursor.ahead_of("det", start=low + 2)
    if not cursor.is_value(high):
        return None
    first, last = cursor.atoms[cursor.place + low].span, cursor.atoms[cursor.place + high].span
    if first is not None and last is not None:
        both = spanning(first, last) if first.grain != "moment" else Span(first.start, last.end, "longer")
        cursor.frame.conditions.append(Condition(name, "gte", both.start, temporal=True))
        return Condition(name, "lt" if last.grain != "moment" else "lte", both.end, temporal=True), high + 1
    values = (cursor.atoms[cursor.place + low].value, cursor.atoms[cursor.place + high].value)
    if name is None and all(is_year(value) for value in values):
        name = columns_by_words(cursor, ("year", "date", "time"))
    return Condition(name, "between", values), high + 1


def _like(cursor: Cursor, atom: Atom, ahead: int, name: Name | None) -> tuple[Condition, int] | None:
    behind = cursor.ahead_of("det", "filler", "of", start=ahead + 1)
    value = cursor.peek(behind)
    if (
        value is None
        or value.kind not in {"literal", "value", "word", "number"}
        or (value.kind == "word" and atom.keyword and atom.keyword.payload == "both" and len(value.text) > 1 and not value.text[0].isupper())
    ):
        return None
    before, after = _PATTERNS[atom.keyword.payload if atom.keyword else "both"]
    text = str(value.value if value.value is not None else value.text).strip("%")
    if name is None:
        name = cursor.last or (
            cursor.frame.items[0].name if cursor.frame.items and cursor.frame.items[0].name and cursor.frame.items[0].name.columns else None
        )
    return Condition(name, "like", f"{before}{text}{after}"), behind + 1


def columns_by_words(cursor: Cursor, words: tuple[str, ...]) -> Name | None:
    """The columns whose names have one of the words, the likeliest word first."""
    senses: list[Sense] = []
    for rank, word in enumerate(words):
        senses += [Sense(s.table, s.column, s.score * (0.95 - 0.06 * rank)) for s in cursor.lexicon.phrases.get((word,), ()) if s.column]
    return Name(tuple(sorted(senses, key=lambda sense: -sense.score)), text=words[0]) if senses else None


def _column_behind(cursor: Cursor) -> Name | None:
    """`more than 3000 square feet of area`, `at least 5 stars`: the column behind the number."""
    ahead = cursor.ahead_of("of", "det", "with")
    if cursor.is_column(ahead) and not cursor.is_value(ahead + 1):
        for _ in range(ahead):
            cursor.take()
        return cursor.name()
    return None


def _take_unit(cursor: Cursor, name: Name | None) -> None:
    """`a duration of more than 100 minutes`: the unit behind the number, where the column has been said."""
    atom, before = cursor.peek(), cursor.peek(-1)
    if name is not None and atom is not None and before is not None and before.kind == "number" and lemma_of(atom.text.lower()) in UNITS:
        cursor.take()
