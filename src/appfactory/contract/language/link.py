"""From tokens to linked phrases: words of the grammar, names of the catalog, values of its rows, numbers, and words that nothing knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from appfactory.contract.language.english import COLUMN_VERBS, COMPARATIVES, KEYWORDS, LONGEST_KEYWORD, STOPWORDS, SUPERLATIVES, Keyword
from appfactory.contract.language.identifiers import ABBREVIATIONS, identifier_words
from appfactory.contract.language.lexicon import Lexicon, Sense
from appfactory.contract.language.moments import read_span
from appfactory.contract.language.spans import Span
from appfactory.contract.language.words import Token, lemma_of, number_of, root_of, tokenize, unquoted
from appfactory.contract.model.request import Scalar, Scope
from appfactory.contract.model.translation import Clock, Lookup

AtomKind = Literal["key", "schema", "value", "literal", "number", "super", "comparative", "moment", "word"]
_LONGEST_VALUE = 6
KIND_WORDS = frozenset({"kind", "type", "category"})
"""The last words of columns whose values are nouns for rows."""
_MOST_NAMES, _FEWEST_COLUMNS = 60, 10
"""So many names are looked up in all likely columns: the words of a long sentence, taken together and one by one."""
_GENERATED_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]*_[0-9A-Za-z]{20,}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""Nobody calls anything so: looking for rows that bear it as a name would only use up what may be looked up."""
_WEAKEST_NAME = 0.5
_PART_OF_NAME = 0.5
_ALSO_VERBS = frozenset({"cost", "costs", "worth"})
"""Names of columns that are verbs as well, and as such speak of columns of other names."""
_SURE_NAME = 0.92
"""A name said less surely than this gives way to a value of an enumeration."""
_SMALL_CATALOG, _MOST_COLUMNS = 40, 40
"""In a catalog with more tables names are looked up where rows are shown by them, and in the tables that the text names, not everywhere."""
_FEMALE, _MALE = ("female", "f", "woman", "w"), ("male", "m", "man")
_SEXES = {"female": _FEMALE, "woman": _FEMALE, "girl": _FEMALE, "male": _MALE, "man": _MALE, "boy": _MALE}


@dataclass(slots=True)
class Atom:
    """One linked phrase: tokens `start` to `end` (half-open). `senses` are names it may be, `values` (table, column, value) cells it may name."""

    kind: AtomKind
    start: int
    end: int
    text: str
    keyword: Keyword | None = None
    senses: tuple[Sense, ...] = ()
    values: tuple[tuple[str, str, str], ...] = ()
    value: Scalar = None
    span: Span | None = None
    used: bool = False

    @property
    def role(self) -> str:
        """The class of a word of the grammar, or empty."""
        return self.keyword.role if self.kind == "key" and self.keyword else ""

    @property
    def tables(self) -> tuple[Sense, ...]:
        """The tables it may name, best first."""
        return tuple(sense for sense in self.senses if not sense.column)

    @property
    def columns(self) -> tuple[Sense, ...]:
        """The columns it may name, best first."""
        return tuple(sense for sense in self.senses if sense.column)

    def best(self, *, table: bool) -> float:
        """The score of the best table or column it may name, 0 if none."""
        return max((sense.score for sense in self.senses if bool(sense.column) != table), default=0.0)


def link(text: str, lexicon: Lexicon, scope: Scope, clock: Clock, lookup: Lookup) -> tuple[tuple[Token, ...], list[Atom]]:
    """The tokens of a text and the phrases they make."""
    tokens = tokenize(text)
    atoms: list[Atom] = []
    position, opening = 0, True
    while position < len(tokens):
        atom = _moment_at(tokens, position, lexicon, clock) or _next_atom(tokens, position, lexicon, opening=opening)
        atoms.append(atom)
        opening = (opening and atom.role in {"open", "det", "filler", "comma", "be"}) or atom.role == "break"
        position = atom.end
    return tokens, owners_last(_with_values(text, tokens, atoms, lexicon, scope, lookup))


def owners_last(atoms: list[Atom]) -> list[Atom]:
    """`Ana Wong's last orders` as `last orders of Ana Wong`, where the owner is known by name."""
    place = next((index for index, atom in enumerate(atoms) if atom.role == "possessive" and index), None)
    if place is None or atoms[place - 1].kind not in {"value", "literal"}:
        return atoms
    end = next((index for index in range(place + 1, len(atoms)) if atoms[index].kind == "schema"), None)
    if end is None or any(atoms[index].kind == "key" for index in range(place + 1, end)):
        return atoms
    of = Atom("key", atoms[place].start, atoms[place].end, "of", Keyword("of"))
    return [*atoms[: place - 1], *atoms[place + 1 : end + 1], of, atoms[place - 1], *atoms[end + 1 :]]


def _moment_at(tokens: tuple[Token, ...], position: int, lexicon: Lexicon, clock: Clock) -> Atom | None:
    """A date, a time or a span, where the catalog has columns for one."""
    found = read_span(tokens, position, clock) if lexicon.temporal else None
    if found is None:
        return None
    span, end = found
    return Atom("moment", position, end, _text(tokens, position, end - position), value=span.start, span=span)


def _next_atom(tokens: tuple[Token, ...], position: int, lexicon: Lexicon, *, opening: bool, enumerations: bool = True) -> Atom:
    token = tokens[position]
    if token.kind in {"quoted", "moment"}:
        return Atom("literal", position, position + 1, token.text, value=unquoted(token))
    keyword, keyword_size = _keyword_at(tokens, position, opening=opening)
    senses, name_size = _names_at(tokens, position, lexicon)
    strongest = max((sense.score for sense in senses), default=0.0)
    named = name_size > keyword_size or (name_size == keyword_size and keyword is not None and keyword.weak and _outweighs(keyword, strongest))
    if opening and keyword is not None and keyword.role == "open" and name_size == keyword_size and _is_imperative(tokens, position, strongest):
        named = False
    enumerated, enumerated_size = _enumerated_at(tokens, position, lexicon) if enumerations else ((), 0)
    plural = token.lemma != token.lower and strongest >= _WEAKEST_NAME
    if (
        enumerated
        and strongest < _SURE_NAME
        and not plural
        and enumerated_size >= max(name_size, keyword_size)
        and (keyword is None or keyword.role in {"filler", "open"} or enumerated_size > keyword_size)
    ):
        kept = senses if name_size == enumerated_size else ()
        return Atom("value", position, position + enumerated_size, _text(tokens, position, enumerated_size), senses=kept, values=enumerated)
    if senses and name_size == 1 and token.lower in _ALSO_VERBS:
        senses = _ranked([*senses, *(sense for sense in _by_meaning(token, lexicon) if sense not in senses)])
    if senses and (keyword is None or named) and not (token.kind == "number" and name_size == 1):
        special = token.lower in SUPERLATIVES and name_size == 1
        if not special:
            said = _text(tokens, position, name_size)
            kept_values = enumerated if enumerated_size == name_size else ()
            return Atom("schema", position, position + name_size, said, keyword if keyword_size == name_size else None, senses, kept_values)
    if token.lower in SUPERLATIVES and keyword_size <= 1:
        return Atom("super", position, position + 1, token.text)
    if token.lower in COMPARATIVES and keyword_size <= 1 and position + 1 < len(tokens) and tokens[position + 1].lower == "than":
        return Atom("comparative", position, position + 2, token.text)
    if keyword is not None:
        return Atom("key", position, position + keyword_size, _text(tokens, position, keyword_size), keyword)
    number = number_of(token)
    if number is not None:
        return Atom("number", position, position + 1, token.text, value=number)
    denied = _denied(token, lexicon)
    if denied:
        return Atom("value", position, position + 1, token.text, values=denied)
    return Atom("word", position, position + 1, token.text, senses=_by_meaning(token, lexicon))


def _is_imperative(tokens: tuple[Token, ...], position: int, score: float) -> bool:
    """`Name the …`, `list customers`, but not `names of …`."""
    following = tokens[position + 1].lower if position + 1 < len(tokens) else ""
    return score < 0.95 or following in {"the", "all", "me", "any", "a", "every", "each"}


def _outweighs(keyword: Keyword, score: float) -> bool:
    """True if a name of the catalog comes before this word of the grammar."""
    if keyword.role in {"filler", "number_noun", "open"}:
        return score >= _WEAKEST_NAME
    return score >= 0.9


def _text(tokens: tuple[Token, ...], position: int, size: int) -> str:
    return " ".join(token.text for token in tokens[position : position + size])


def _keyword_at(tokens: tuple[Token, ...], position: int, *, opening: bool) -> tuple[Keyword | None, int]:
    words = tuple(token.lower for token in tokens[position : position + LONGEST_KEYWORD])
    if words[0] == "under" and tokens[position + 1 : position + 2] and tokens[position + 1].kind == "number":
        return KEYWORDS["below",], 1
    for size in range(len(words), 0, -1):
        keyword = KEYWORDS.get(words[:size])
        if keyword is not None and (opening or keyword.role != "open"):
            return keyword, size
    return None, 0


def _names_at(tokens: tuple[Token, ...], position: int, lexicon: Lexicon) -> tuple[tuple[Sense, ...], int]:
    span = tokens[position : position + lexicon.longest]
    size_limit = next((index for index, token in enumerate(span) if token.kind not in {"word", "number"}), len(span))
    for size in range(size_limit, 0, -1):
        lemmas = tuple(part for token in span[:size] for part in _parts(token))
        found = lexicon.phrases.get(lemmas)
        if (size > 1 or (not found and _keyword_role(span[0]) == "")) and any(part in ABBREVIATIONS for part in lemmas):
            full = lexicon.phrases.get(tuple(word for part in lemmas for word in ABBREVIATIONS.get(part, part).split()), ())
            found = [*(found or ()), *(sense for sense in full if sense not in (found or ()))]
        if found:
            return _ranked(found), size
        if size > 1 and any(_is_filler(token) or token.lower.endswith(("ed", "ing")) for token in span[1:size]):
            continue
        if size > 1 or (len(lemmas) == 1 and lemmas[0] not in STOPWORDS and len(lemmas[0]) > 3):
            found = lexicon.roots.get(tuple(root_of(part) for part in lemmas))
            if found:
                return _ranked([Sense(sense.table, sense.column, sense.score * 0.9) for sense in found]), size
    return (), 0


def _keyword_role(token: Token) -> str:
    """The class of a single word of the grammar, or empty."""
    keyword = KEYWORDS.get((token.lower,))
    return keyword.role if keyword is not None else ""


def _is_filler(token: Token) -> bool:
    """True for words such as `named` and `located`, which lead to a value rather than name something."""
    return _keyword_role(token) == "filler"


def _parts(token: Token) -> tuple[str, ...]:
    if token.kind == "word" and "-" in token.text and "_" not in token.text:
        return tuple(lemma_of(part) for part in token.lower.split("-") if part)
    if token.kind == "word" and ("_" in token.text or "/" in token.text):
        return identifier_words(token.text)
    return (token.lemma,)


def _ranked(senses: list[Sense]) -> tuple[Sense, ...]:
    return tuple(sorted(senses, key=lambda sense: -sense.score))


def _enumerated_at(tokens: tuple[Token, ...], position: int, lexicon: Lexicon) -> tuple[tuple[tuple[str, str, str], ...], int]:
    for size in range(min(lexicon.longest, len(tokens) - position), 0, -1):
        found = lexicon.values.get(tuple(part for token in tokens[position : position + size] for part in _parts(token)))
        if found:
            return tuple(found), size
    return (), 0


def with_table_of_kind(atoms: list[Atom], lexicon: Lexicon) -> list[Atom]:
    """The phrases, with the table behind a word for a kind of its rows where no table is named: `what spaces are there?` asks for resources."""
    if any(atom.kind == "schema" and atom.best(table=True) >= _WEAKEST_NAME for atom in atoms):
        return atoms
    for place, atom in enumerate(atoms):
        kinds = {table for table, column, _ in atom.values if atom.kind == "value" and lexicon.names[table, column][-1] in KIND_WORDS}
        if len(kinds) == 1:
            table = Atom("schema", atom.end, atom.end, atom.text, senses=(Sense(kinds.pop(), "", 0.9),))
            return [*atoms[: place + 1], table, *atoms[place + 1 :]]
    return atoms


def _denied(token: Token, lexicon: Lexicon) -> tuple[tuple[str, str, str], ...]:
    """The cells of columns of yes and no that a word denies: `unpublished` where there is `is_published`."""
    plain = next((token.lower[len(lead) :] for lead in ("un", "non-", "not-") if token.lower.startswith(lead)), "")
    senses = lexicon.phrases.get((plain,), ()) if len(plain) > 3 else ()
    flags = [sense for sense in senses if sense.column and sense.score >= 0.8 and lexicon.kind(sense.table, sense.column) == "boolean"]
    return tuple((sense.table, sense.column, "false") for sense in flags)


def _by_meaning(token: Token, lexicon: Lexicon) -> tuple[Sense, ...]:
    """Columns that a general word speaks of (`earn`: salary), where no name of the catalog says it."""
    senses: list[Sense] = []
    for rank, word in enumerate(COLUMN_VERBS.get(token.lower, ())):
        senses += [
            Sense(sense.table, sense.column, sense.score * (0.8 - 0.05 * rank))
            for sense in lexicon.phrases.get(tuple(word.split()), ())
            if sense.column
        ]
        said = {(sense.table, sense.column) for sense in senses}
        senses += [Sense(table, column, _PART_OF_NAME - 0.05 * rank) for table, column in lexicon.within.get(word, ()) if (table, column) not in said]
    return _ranked(senses)


class _Finder:
    """Looks texts up in the columns of the tables that the question speaks of, within a budget."""

    def __init__(self, lexicon: Lexicon, atoms: list[Atom], scope: Scope, lookup: Lookup) -> None:
        self._scope, self._lookup = scope, lookup
        mentioned: dict[str, float] = {}
        for atom in atoms:
            for sense in atom.senses:
                if sense.score >= _WEAKEST_NAME:
                    mentioned[sense.table] = max(mentioned.get(sense.table, 0.0), sense.score * (1.0 if not sense.column else 0.6))
        ordered = sorted(mentioned, key=lambda table: -mentioned[table])
        near = dict.fromkeys(ordered)
        for table in ordered[:6]:
            near.update(dict.fromkeys(edge.right for edge in lexicon.edges.get(table, ())))
        if not near:
            near.update(dict.fromkeys(lexicon.tables))
        self._nearest = sum(len(lexicon.text_columns[table]) for table in near)
        if len(lexicon.tables) <= 12:
            near.update(dict.fromkeys(lexicon.tables))
        large = len(lexicon.tables) > _SMALL_CATALOG
        shown = [(table, column) for table in near for column in lexicon.text_columns[table][:1]]
        others = [(table, column) for table in (ordered if large else near) for column in lexicon.text_columns[table][1:]]
        own = [(table, column) for table in ordered[:2] for column in lexicon.text_columns[table]]
        self._columns = (
            list(dict.fromkeys(own + shown + others))[:_MOST_COLUMNS]
            if large
            else [(table, column) for table in near for column in lexicon.text_columns[table]]
        )
        self._left = _MOST_NAMES * max(_FEWEST_COLUMNS, len(self._columns))
        self._sexed = [pair for pair in self._columns if {"sex", "gender"} & set(lexicon.names[pair])]

    def of_sex(self, word: str) -> tuple[tuple[str, str, str], ...]:
        """The cells of columns of sex or gender that say a word such as `female`, however they write it."""
        for spelling in _SEXES.get(word, ()):
            found = [(table, column, match.name) for table, column in self._sexed for match in self._lookup(table, column, spelling, self._scope)[:1]]
            if found:
                return tuple(found)
        return ()

    def find(self, name: str, *, near: bool = False) -> tuple[tuple[str, str, str], ...]:
        """The cells (table, column, value) that read as the name, those of the likeliest tables first."""
        found: list[tuple[str, str, str]] = []
        for table, column in self._columns[: self._nearest] if near else self._columns:
            if self._left <= 0:
                break
            self._left -= 1
            matches = self._lookup(table, column, name, self._scope)
            if matches:
                found.append((table, column, matches[0].name))
        return tuple(found)


def _with_values(text: str, tokens: tuple[Token, ...], atoms: list[Atom], lexicon: Lexicon, scope: Scope, lookup: Lookup) -> list[Atom]:
    atoms = _with_values_of_named_tables(tokens, atoms, lexicon)
    finder = _Finder(lexicon, atoms, scope, lookup)
    merged: list[Atom] = []
    index = 0
    while index < len(atoms):
        atom = atoms[index]
        if atom.kind == "literal":
            atom.values = finder.find(str(atom.value))
        elif _may_begin_value(atom, tokens, index):
            found = _longest_value(text, tokens, atoms, index, finder)
            if found is not None:
                merged.append(found[0])
                index = found[1]
                continue
        merged.append(atom)
        index += 1
    return merged


def _with_values_of_named_tables(tokens: tuple[Token, ...], atoms: list[Atom], lexicon: Lexicon) -> list[Atom]:
    """A word of an enumeration speaks of a table that the text names, else of one beside it; elsewhere it is what it would be without."""
    named = {sense.table for atom in atoms if atom.kind == "schema" for sense in atom.tables if sense.score >= _WEAKEST_NAME}
    if not named:
        return atoms
    beside = {edge.right for table in named - lexicon.hubs for edge in lexicon.edges.get(table, ())}
    kept: list[Atom] = []
    for atom in atoms:
        said = bool(atom.values)
        own = tuple(cell for cell in atom.values if cell[0] in named)
        atom.values = own if atom.kind == "schema" else own or tuple(cell for cell in atom.values if cell[0] in beside)
        if not said or atom.values or atom.kind == "schema":
            kept.append(atom)
            continue
        position = atom.start
        while position < atom.end:
            kept.append(_next_atom(tokens[: atom.end], position, lexicon, opening=atom.start == 0, enumerations=False))
            position = kept[-1].end
    return kept


def _may_begin_value(atom: Atom, tokens: tuple[Token, ...], index: int) -> bool:
    token = tokens[atom.start]
    if _GENERATED_KEY.fullmatch(token.text):
        return False
    if atom.kind == "word":
        return True
    if atom.kind in {"schema", "number"}:
        return (token.capitalized and index > 0) or atom.kind == "number" or atom.best(table=True) < 0.9 > atom.best(table=False)
    return atom.kind in {"key", "super", "value"} and token.capitalized and index > 0


def _longest_value(text: str, tokens: tuple[Token, ...], atoms: list[Atom], index: int, finder: _Finder) -> tuple[Atom, int] | None:
    first = atoms[index]
    stop = index
    while stop + 1 < len(atoms) and atoms[stop + 1].end - first.start <= _LONGEST_VALUE and atoms[stop + 1].role not in {"break"}:
        if _GENERATED_KEY.fullmatch(atoms[stop + 1].text):
            break
        stop += 1
    for last in range(stop, index - 1, -1):
        if last == index and (first.kind == "number" or (first.kind == "key" and not (first.keyword and first.keyword.weak))):
            return None
        span = tokens[first.start : atoms[last].end]
        if last > index and not (span[0].capitalized or first.kind in {"word", "number"}):
            continue
        if last > index + 1 and not span[0].capitalized and first.kind == "word":
            continue
        if last > index and atoms[last].kind == "key" and not tokens[atoms[last].start].capitalized:
            continue
        name = text[span[0].start : span[-1].end]
        values = finder.find(name, near=last == index and not span[0].capitalized)
        if not values and last == index and first.kind == "word" and span[0].lemma != span[0].lower:
            values = finder.find(span[0].lemma, near=not span[0].capitalized)
        if not values and last == index:
            values = finder.of_sex(span[0].lemma)
        if values and not (last == index and first.kind == "schema" and first.best(table=True) >= 0.9 and not span[0].capitalized):
            return Atom("value", first.start, atoms[last].end, name, senses=first.senses if last == index else (), values=values), last + 1
    return None
