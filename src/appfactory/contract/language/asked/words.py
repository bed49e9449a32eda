"""What words ask of the rows of one table: the parts that a question is covered with, and the words that all its readers know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

from appfactory.compile.reserved import word_set
from appfactory.contract.language.english import COLUMN_VERBS, COMPARATIVES, GRADABLE, KEYWORDS, LONGEST_KEYWORD, SUPERLATIVES, Keyword
from appfactory.contract.language.grammar.binding import when_rank
from appfactory.contract.language.row_words import LEAST_SCORE, LONGEST_NAME, RowWords
from appfactory.contract.language.values import is_numeric, is_temporal
from appfactory.contract.language.words import Token, number_of, root_of
from appfactory.contract.language.writing import Sentence, is_key
from appfactory.contract.model.request import Aggregate, ColumnReference, Direction, Filter, Operator, Query, Scalar
from appfactory.contract.model.translation import Inference, Match, Question
from appfactory.model.database import Column, Table

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
_NOTHING = Token("", 0, 0, "mark", "", "")

NAMING = 0.7
"""How well a phrase has to name a table to be a name at all."""
_ALSO_AMOUNTS = {"balance": ("amount", "total", "credit"), "sum": ("amount", "total"), "credit": ("amount", "balance")}
"""Nouns of amounts, and the words of columns that mean them behind a word of their name (`remaining balance`)."""
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


class AskedWords(RowWords):
    """The tokens `start` to `end` (half-open) of a question about the rows of `table`."""

    def __init__(self, sentence: Sentence, table: Table, start: int, end: int) -> None:
        super().__init__(sentence, table, start, end)
        self.lexicon = sentence.lexicon

    def token(self, place: int) -> Token:
        """The token, or behind the last one an empty mark."""
        return self.tokens[place] if 0 <= place < self.end else _NOTHING

    def word(self, place: int) -> str:
        """The token in small letters, empty behind the last one."""
        return self.words[place] if 0 <= place < self.end else ""

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

    def says(self, place: int, *words: str) -> bool:
        """True if the token is one of the words."""
        return self.word(place) in words

    def columns_at(self, place: int) -> list[tuple[int, list[tuple[float, Column]]]]:
        """As of any row, and with `of` and `the` left out of a name (`maximum of entries`), or by what a general word means (`cost`: price)."""
        known = self.sentence.columns_named.get((self.table.name, place))
        if known is None:
            known = self._named_or_meant(place)
            known = self.sentence.columns_named[self.table.name, place] = self._with_noun(known)
        return known

    def _with_noun(self, found: list[tuple[int, list[tuple[float, Column]]]]) -> list[tuple[int, list[tuple[float, Column]]]]:
        """`finished date` for `finished_on`: the noun of what a column of time holds may follow its name."""
        if found and is_temporal(found[0][1][0][1].type) and self.word(found[0][0]) in {"date", "time", "day"}:
            return [(found[0][0] + 1, found[0][1]), *found]
        return found

    def _without_of(self, place: int) -> list[tuple[int, list[tuple[float, Column]]]]:
        inner = place + 1
        if inner + 1 >= self.end or self.word(inner) not in {"of", "the", "for"}:
            return []
        inner = self.after(inner, frozenset({"of", "the", "for", "a"}), 2)
        if inner >= self.end:
            return []
        for first in self.spelt(place, place + 1):
            for second in self.spelt(inner, inner + 1):
                scored = sorted(((sense.score, sense.column) for sense in self.phrases.get((*first, *second), ())), reverse=True)
                columns = [(score, column) for score, name in scored if score >= LEAST_SCORE and (column := self.table.column(name)) is not None]
                if columns:
                    return [(inner + 1, columns)]
        return []

    def _named_or_meant(self, place: int) -> list[tuple[int, list[tuple[float, Column]]]]:
        named = super().columns_at(place)
        if named and named[0][0] > place + 1:
            return named
        return self._by_second_meaning(place) or named or self._without_of(place) or self._by_meaning(place) or self._by_root(place)

    def _by_second_meaning(self, place: int) -> list[tuple[int, list[tuple[float, Column]]]]:
        """`unit price` for `unit_amount`: the second of two words by what it means."""
        second = COLUMN_VERBS.get(self.word(place + 1)) or _ALSO_AMOUNTS.get(self.word(place + 1), ())
        for word in second:
            both = {self.token(place).lemma, word}
            named = [column for column in self.table.columns if both <= set(self._names_of(column))]
            if len(named) == 1:
                return [(place + 2, [(0.8, named[0])])]
        return []

    def _by_meaning(self, place: int) -> list[tuple[int, list[tuple[float, Column]]]]:
        words = COLUMN_VERBS.get(self.word(place), ())
        for rank, word in enumerate(words):
            found = [column for column in self.table.columns if word in self.lexicon.names[self.table.name, column.name]]
            found = [column for column in found if not self.lexicon.is_key(self.table.name, column.name)]
            found = [column for column in found if is_numeric(column.type)] or found
            if found:
                fewest = sorted(found, key=lambda column: len(self.lexicon.names[self.table.name, column.name]))
                return [(place + 1, [(0.7 - 0.03 * rank, column) for column in fewest])]
        return []

    def _by_root(self, place: int) -> list[tuple[int, list[tuple[float, Column]]]]:
        """`creation date`, `join time`: a column of time by the root of its word."""
        if self.word(place + 1) not in {"date", "time", "day", "moment"}:
            return []
        root = self.token(place).root
        found = [
            column
            for column in self.table.columns
            if is_temporal(column.type)
            and any(root_of(word)[:4] == root[:4] for word in self.lexicon.names[self.table.name, column.name] if len(word) > 3)
        ]
        return [(place + 2, [(0.8, column) for column in found])] if len(found) == 1 and len(root) > 2 else []

    def _names_of(self, column: Column) -> tuple[str, ...]:
        return self.lexicon.names[self.table.name, column.name]

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

    def can_add(self, column: Column) -> bool:
        """True for a column of amounts: numbers that are no keys."""
        return is_numeric(column.type) and not self.lexicon.is_key(self.table.name, column.name)

    @cached_property
    def amounts(self) -> list[Column]:
        """The columns of amounts: numbers that are no keys."""
        return [column for column in self.table.columns if self.can_add(column)]

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
