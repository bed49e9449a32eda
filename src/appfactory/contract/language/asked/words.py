"""What words ask of the rows of one table: the parts that a question is covered with, and the words that all its readers know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked.column_words import ColumnWords
from appfactory.contract.language.english import COLUMN_VERBS, COMPARATIVES, GRADABLE, KEYWORDS, LONGEST_KEYWORD, SUPERLATIVES, Keyword
from appfactory.contract.language.grammar.binding import when_rank
from appfactory.contract.language.row_words import LEAST_SCORE, LONGEST_NAME
from appfactory.contract.language.values import is_temporal
from appfactory.contract.language.words import number_of
from appfactory.contract.language.writing import is_key
from appfactory.contract.model.request import Aggregate, ColumnReference, Direction, Filter, Operator, Query, Scalar
from appfactory.contract.model.translation import Inference, Match, Question
from appfactory.model.database import Column

Role = Literal[
    "silent",
    "table",
    "wanted",
    "filter",
    "count",
    "much",
    "measure",
    "order",
    "group",
    "distinct",
    "along",
    "having",
    "most",
    "limit",
    "then",
    "question",
    "money",
    "together",
    "average",
]

Value: TypeAlias = Scalar | tuple[Scalar, ...] | ColumnReference | Query
"""What a condition compares a column with."""

SILENT_WORDS = word_set(
    """
    a an the this that these those all any some every our my your their its us we you i me they them it there here of for in at on to from with by
    and , : ( ) ? . ! - – — is are was were be been being am do does did have has had having whose which what that show list display
    find give get fetch tell see look return please pls plz thanks thank hey hi hello can could would should will may shall know need want like let
    just also too so then now currently altogether overall still already ever yet at once right moment present held such own entry entries record
    records row rows one ones thing things people person someone anybody everything everyone everybody as into about within we've
    i'd 's ' only exactly stand stands sit sits go goes run runs take takes place come comes fall falls live lives lie lies happen happens exist
    exists belong belongs keep keeps hold holds set up down out off there's what's it's that's got gets me find quick quickly available possible
    something anything somewhere work works working living staying sitting standing running based located made done placed taken given gone they're
    among amongst across came went item items employ sell sells sold offer offers provide provides charge charges ok
    okay well either ours yours theirs kindly actually we're ahead quite really simply ask he she him his her + incl & carry dump stuff gives
    break split whats weve want wants needs
    carries what've select retrieve print
    """
)
"""Words that take nothing from the meaning of a question when no part is made of them."""
HEAVY = frozenset({"not", "no", "never", "without", "except", "or", "than", "more", "less", "most", "least", "per", "each", "by", "before", "after"})
"""Words of the grammar that may never stay unread."""

RANKED = "*"
"""The column of an order of groups by what is told of them."""
NAMING = 0.7
"""How well a phrase has to name a table to be a name at all."""
_MOST_ENDS, _LEAST_LETTERS = 3, 3
"""So many lengths of a name are looked up; letters of the shortest word that begins one in small letters."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the tokens `start` to `end` (half-open) say, and how much speaks for it (about 1 a token).

    A `filter` has `column`, `operator` and `value`; `wanted`, `measure`, `order` and `group` have `column`, which is one of the row that the foreign
    key `through` refers to where that is filled. `number` is a limit; `then` orders those
    that are alike by what orders before. `most` orders by how many rows of
    `child` refer by their `column`. `also` are
    conditions that go with the one said, `alternatives` those that are enough instead of it. `doubt` counts what makes the part less sure.
    """

    start: int
    end: int
    gain: float
    role: Role
    column: str = ""
    operator: Operator = "eq"
    value: Value = None
    through: str = ""
    child: str = ""
    aggregate: Aggregate | None = None
    direction: Direction = "asc"
    number: int = 0
    doubt: float = 0.0
    also: tuple[Filter, ...] = ()
    alternatives: tuple[Filter, ...] = ()
    inference: Inference | None = None
    question: Question | None = None


@lru_cache(maxsize=1)
def grammar_words() -> frozenset[str]:
    """The words that some part of the grammar knows."""
    words = (
        {word for phrase in KEYWORDS for word in phrase} | set(SUPERLATIVES) | set(GRADABLE) | set(COMPARATIVES) | set(COLUMN_VERBS) | SILENT_WORDS
    )
    return frozenset(word for word in words if word.isalpha())


class AskedWords(ColumnWords):
    """The tokens `start` to `end` (half-open) of a question about the rows of `table`."""

    def keyword(self, place: int, *roles: str) -> tuple[Keyword | None, int]:
        """The longest phrase of the grammar that begins at a token, of one of the classes, and its size; (None, 0) if there is none."""
        known = self.sentence.keywords.get((place, roles))
        if known is None:
            known = self.sentence.keywords[place, roles] = self._keyword(place, roles)
        return known

    def _keyword(self, place: int, roles: tuple[str, ...]) -> tuple[Keyword | None, int]:
        words = tuple(self.words[place : min(self.end, place + LONGEST_KEYWORD)])
        if words[:1] == ("under",) and "op" in roles and number_of(self.token(place + 1)) is not None:
            return KEYWORDS["below",], 1
        for size in range(len(words), 0, -1):
            found = KEYWORDS.get(words[:size])
            if found is not None and found.role in roles:
                return found, size
        return None, 0

    def past(self, place: int, words: frozenset[str], most: int = 3) -> int:
        """Where the words that may stand here end."""
        return self.after(place, words, most)

    @cached_property
    def foreign(self) -> list[tuple[str, str]]:
        """The foreign keys of the table (column, parent), those to tenants and the like left out."""
        return [
            (column, parent)
            for column, parent in self.lexicon.parents.get(self.table.name, ())
            if parent not in self.lexicon.hubs and len(self.lexicon.tables[parent].primary_key) == 1
        ]

    def tables_at(self, place: int) -> list[tuple[int, dict[str, float]]]:
        """The ends of the phrases that name tables from here on, longest first, with the tables and how well they are named."""
        known = self.sentence.tables_named.get(place)
        if known is None:
            known = self.sentence.tables_named[place] = self._tables_at(place)
        return known

    def _tables_at(self, place: int) -> list[tuple[int, dict[str, float]]]:
        found = []
        for size in range(min(6, self.end - place), 0, -1):
            named: dict[str, float] = {}
            for lemmas in self.spelt(place, place + size):
                for sense in self.lexicon.phrases.get(lemmas, ()):
                    if not sense.column and sense.score >= LEAST_SCORE:
                        named[sense.table] = max(named.get(sense.table, 0.0), sense.score)
            if named:
                found.append((place + size, named))
        return found

    def names_table(self, place: int) -> bool:
        """True for a noun that names a table (`offers`, `entries`), and so says something wherever it stands."""
        word = self.token(place)
        return len(word.text) > 3 and any(end == place + 1 and max(named.values()) >= NAMING for end, named in self.tables_at(place))

    def names_own(self, place: int) -> bool:
        """True where a phrase names the table."""
        return any(self.table.name in named for _, named in self.tables_at(place))

    @cached_property
    def money(self) -> Column | None:
        """The column that says what a row comes to: its total, or else its amount, or its price."""
        for word in ("total", "price", "amount", "value", "cost", "fee", "revenue"):
            found = [column for column in self.amounts if word in self.lexicon.names[self.table.name, column.name]]
            if found:
                return min(found, key=lambda column: len(self.lexicon.names[self.table.name, column.name]))
        return None

    @cached_property
    def main_time(self) -> Column | None:
        """The column that says when rows came to be, or else when what they are takes place."""
        timed = [column for column in self.table.columns if is_temporal(column.type)]
        created = next((column for column in timed if "created" in self.lexicon.names[self.table.name, column.name]), None)
        starting = [
            column
            for column in timed
            if {"start", "starts", "begin", "date", "joined", "placed"} & set(self.lexicon.names[self.table.name, column.name])
        ]
        return starting[0] if len(starting) == 1 else created or (timed[0] if len(timed) == 1 else None)

    @cached_property
    def main(self) -> tuple[Column, float] | None:
        """The column that says when a row's thing takes place, and how doubtful that is."""
        names = self.lexicon.names
        timed = [column for column in self.table.columns if is_temporal(column.type)]
        begins = {sense.column for sense in self.lexicon.phrases.get(("start",), ()) if sense.table == self.table.name and sense.score >= 0.9}
        ranked = sorted(
            (when_rank(names[self.table.name, column.name]), column.name not in begins, place, column) for place, column in enumerate(timed)
        )
        if not ranked:
            return None
        tied = len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]
        return ranked[0][3], 0.5 * tied

    @property
    def planned_time(self) -> Column | None:
        """The column that says when what a row is takes place."""
        return self.main[0] if self.main is not None else None

    @cached_property
    def made_time(self) -> Column | None:
        """The column that says when rows were made, or else the one that says when what they are takes place."""
        made = (column for column in self.table.columns if is_temporal(column.type) and "created" in self._names_of(column))
        return next(made, self.main_time)

    def name_ends(self, head: int) -> list[int]:
        """Where a name may end that begins at a token, longest first: within words in capitals, numbers and what links them; or one in quotes."""
        token = self.token(head)
        if token.kind == "quoted" or is_key(token.text):
            return [head + 1]
        if not (token.capitalized or token.kind == "number") or (head == self.start and self.word(head) in SILENT_WORDS):
            return self._small_ends(head)
        ends = [head + 1]
        end = head + 1
        while end < self.end and end - head < LONGEST_NAME:
            following = self.token(end)
            if following.capitalized or following.kind == "number":
                ends.append(end + 1)
            elif self.word(end) not in {"of", "the", "and", "&", "-", "de", "von", "at", "in", "for"} or not self.token(end + 1).capitalized:
                break
            end += 1
        return ends[::-1][:_MOST_ENDS]

    def _small_ends(self, head: int) -> list[int]:
        """As of a name in small letters: it begins at a word that nothing else knows, and may go on over words that are known (`yoga waitlist`)."""
        known = self.sentence.small_names.get(head)
        if known is None:
            known = self.sentence.small_names[head] = self._find_small_ends(head)
        return known

    def _find_small_ends(self, head: int) -> list[int]:
        if not self.is_unknown(head):
            # `max brandt`: in front of a word that nothing knows a word of the grammar may be of the name.
            word = self.word(head)
            first = word in grammar_words() and not (word in SILENT_WORDS or word in HEAVY or word in self.lexicon.words)
            return [head + 2] if first and self.is_unknown(head + 1) else []
        linked = [atom.end for atom in self.sentence.atoms if atom.start == head and atom.kind == "value" and atom.values]
        if linked:
            return linked
        ends = [head + 1]
        while ends[-1] < self.end and len(ends) < _MOST_ENDS and self.token(ends[-1]).kind == "word":
            ends.append(ends[-1] + 1)
        # No name ends on a word such as `with` or `on`.
        return [end for end in ends[::-1] if end == head + 1 or self.word(end - 1) not in SILENT_WORDS | HEAVY]

    def is_unknown(self, place: int) -> bool:
        """True for a word in small letters that neither the grammar nor the catalog knows."""
        token = self.token(place)
        if token.kind != "word" or not token.text.islower() or not token.text.isalpha() or len(token.text) < _LEAST_LETTERS:
            return False
        words = {token.lower, token.lemma}
        known = words & self.lexicon.words or words & grammar_words() or (token.root,) in self.lexicon.roots
        return not known and number_of(token) is None and self.span(place) is None

    def called(self, table: str, start: int, end: int) -> tuple[Match, ...]:
        """The rows of a table that bear the name which the tokens say."""
        said = self.said(start, end).strip("\"'“”")
        key = (table, said)
        if key not in self.sentence.rows_named:
            self.sentence.rows_named[key] = self.sentence.matches(table, said) if said else ()
        return self.sentence.rows_named[key]

    def own_column(self, name: str) -> Column:
        """The column of the table; it must be there."""
        column = self.table.column(name)
        assert column is not None, "names of columns come from the table"
        return column


def filters_of(part: Part) -> tuple[Filter, ...]:
    """The conditions that a part stands for: a span is from its beginning up to, but not including, its end."""
    reference = ColumnReference(part.column)
    if part.operator == "between" and isinstance(part.value, tuple) and isinstance(part.value[0], datetime | date | time):
        return Filter(reference, "gte", part.value[0]), Filter(reference, "lt", part.value[1]), *part.also
    return Filter(reference, part.operator, part.value, alternatives=part.alternatives), *part.also


def have_no_moment_in_common(filters: list[Filter]) -> bool:
    """True for spans of one column that leave nothing: what is said must be meant otherwise."""
    latest: dict[str, list[datetime]] = {}
    earliest: dict[str, list[datetime]] = {}
    for each in filters:
        if each.column.table or each.alternatives or not isinstance(each.value, datetime):
            continue
        if each.operator in {"gt", "gte"}:
            latest.setdefault(each.column.column, []).append(each.value)
        elif each.operator in {"lt", "lte"}:
            earliest.setdefault(each.column.column, []).append(each.value)
    return any(max(latest[column]) >= min(ends) for column, ends in earliest.items() if column in latest)
