"""What follows the wanted things: groups, order, superlatives, conditions, rows of other tables that must be there or must not."""

from __future__ import annotations

from collections.abc import Callable

from appfactory.contract.language.english import GRADABLE, SUPERLATIVES
from appfactory.contract.language.grammar.comparisons import read_comparison
from appfactory.contract.language.grammar.cursor import Cursor
from appfactory.contract.language.grammar.frame import Item, Name, Ordering
from appfactory.contract.language.grammar.rows import read_absence, read_mention, read_number_of_rows
from appfactory.contract.language.grammar.value_conditions import read_key, read_value_condition

_OF_MANY = frozenset({"most", "least", "fewest"})
Items = Callable[[Cursor], list[Item]]


def read_modifier(cursor: Cursor, read_items: Items) -> bool:
    """Reads one modifier; False if the phrase here is none."""
    role = cursor.role()
    if role == "both":
        cursor.take()
        cursor.frame.count("both")
        return True
    if role == "each":
        return read_group(cursor)
    if role in {"order", "direction"}:
        return read_order(cursor)
    if role in {"none", "not", "but_not"} and read_absence(cursor):
        return True
    if read_number_of_rows(cursor) or (cursor.kind() == "super" and read_superlative(cursor)) or read_comparison(cursor):
        return True
    if role in {"and", "comma"} and _read_more_items(cursor, read_items):
        return True
    return read_key(cursor) or _groups_by(cursor) or read_value_condition(cursor) or read_mention(cursor)


def _groups_by(cursor: Cursor) -> bool:
    """`number of orders by country`."""
    atom = cursor.peek()
    if atom is None or atom.role != "of" or atom.text.lower() != "by":
        return False
    ahead = cursor.ahead_of("of", "det")
    if cursor.frame.top and (cursor.kind(ahead) == "schema" or cursor.role(ahead) in {"count", "agg"}):
        cursor.take()
        cursor.skip("of", "det")
        return _read_sort_keys(cursor, "desc")
    plain = not any(item.aggregate for item in cursor.frame.items)
    if (
        plain
        and cursor.is_column(ahead)
        and not cursor.prefers_table(ahead)
        and cursor.role(ahead + 1) in {"break", ""}
        and not cursor.is_value(ahead + 1)
    ):
        cursor.take()
        cursor.skip("of", "det")
        return _read_sort_keys(cursor, "asc")
    if cursor.kind(ahead) == "schema" and not cursor.is_value(ahead + 1) and any(item.aggregate for item in cursor.frame.items):
        for _ in range(ahead):
            cursor.take()
        cursor.frame.groups.append(_noun(cursor))
        return True
    return False


def read_group(cursor: Cursor) -> bool:
    """`for each country`, `per student`, `in each department and year`."""
    start = cursor.place
    cursor.take()
    cursor.skip("det", "distinct", "filler", "of", "each")
    if cursor.kind() != "schema":
        if cursor.kind() == "word" and cursor.is_column():
            cursor.frame.groups.append(cursor.name())
            return True
        cursor.place = start
        return False
    noun = _noun(cursor)
    cursor.frame.groups.append(noun)
    if noun.tables and max(sense.score for sense in noun.tables) >= max((sense.score for sense in noun.columns), default=0.0):
        for item in cursor.frame.items:
            if item.name is not None and item.aggregate is None and not item.name.owner and not item.name.tables:
                item.name.owner = noun.tables
    ahead = cursor.ahead_of("and", "det", "each")
    if ahead and cursor.role() == "and" and cursor.is_column(ahead) and not cursor.is_value(ahead + 1) and not _has_count(cursor, ahead):
        following = cursor.role(ahead + 1)
        if (following in {"", "break", "comma"} and cursor.kind(ahead + 1) == "") or following in {"break", "comma"}:
            for _ in range(ahead):
                cursor.take()
            cursor.frame.groups.append(_noun(cursor))
    cursor.skip("comma")
    return True


def _has_count(cursor: Cursor, ahead: int) -> bool:
    return cursor.role(ahead) in {"count", "how_many", "agg"}


def _noun(cursor: Cursor) -> Name:
    """A column with its table in front (`student age`, `student's age`), a table, or a column."""
    if cursor.is_table() and (cursor.role(1) == "possessive" or (cursor.is_column(1) and not cursor.prefers_table(1))):
        following = cursor.ahead_of("possessive", start=1)
        if cursor.is_column(following):
            owner = cursor.name()
            cursor.skip("possessive")
            return cursor.name(owner=owner)
    name = cursor.name()
    if name.columns and cursor.role() == "of":
        ahead = cursor.ahead_of("of", "det")
        if cursor.is_table(ahead):
            for _ in range(ahead):
                cursor.take()
            owner = cursor.name()
            cursor.mention(owner)
            name.owner = owner.tables
    return name


def read_order(cursor: Cursor) -> bool:
    """`sorted by age in descending order`, `in alphabetical order`."""
    frame = cursor.frame
    keyword = cursor.take().keyword
    assert keyword is not None, "called at a word of order"
    default = "desc" if frame.top else "asc"
    if keyword.role == "direction":
        direction = "desc" if keyword.payload == "desc" else "asc"
        said = cursor.atoms[cursor.place - 1].text.lower().split(" ")[0]
        scale = _by_words(cursor, SUPERLATIVES[said][1]) if said in SUPERLATIVES and not frame.orderings else None
        if scale is not None:
            frame.orderings.append(Ordering(scale, direction))  # type: ignore[arg-type]
            return True
        for ordering in reversed(frame.orderings):
            if not ordering.superlative:
                ordering.direction = direction  # type: ignore[assignment]
                return True
        if cursor.role() == "of" or cursor.role() == "filler":
            cursor.skip("of", "det", "filler")
        if cursor.kind() == "schema" or cursor.role() in {"count", "agg"}:
            return _read_sort_keys(cursor, direction)
        frame.orderings.append(Ordering(None, direction))  # type: ignore[arg-type]
        return True
    cursor.skip("det", "filler", "of")
    if cursor.role() == "order":
        return read_order(cursor)
    if cursor.role() == "direction":
        inner = cursor.take().keyword
        cursor.skip("of", "det", "filler", "order")
        return _read_sort_keys(cursor, inner.payload if inner else "asc")
    return _read_sort_keys(cursor, keyword.payload or default)


def _read_sort_keys(cursor: Cursor, direction: str) -> bool:
    found = False
    while not cursor.done:
        cursor.skip("det", "possessive", "filler", "distinct")
        ordering = _sort_key(cursor)
        if ordering is None:
            break
        ordering.direction = direction  # type: ignore[assignment]
        if cursor.role() == "direction":
            keyword = cursor.take().keyword
            ordering.direction = keyword.payload if keyword else "asc"  # type: ignore[assignment]
        cursor.frame.orderings.append(ordering)
        found = True
        ahead = cursor.ahead_of("and", "comma", "det", "filler", "order")
        if ahead == 0 or cursor.kind(ahead) != "schema" or cursor.prefers_table(ahead):
            break
        for _ in range(ahead):
            cursor.take()
    if not found:
        cursor.frame.count("order-unbound")
    return True


def _sort_key(cursor: Cursor) -> Ordering | None:
    if cursor.role() in {"count", "how_many"}:
        cursor.take()
        cursor.skip("det", "of", "distinct", "filler")
        if cursor.kind() == "schema":
            name = _noun(cursor)
            if not name.tables and name.columns and name.columns[0].score >= 0.9 and not name.owner:
                return Ordering(name)
            return Ordering(name, frequency=True)
        return Ordering(None, frequency=True)
    if cursor.role() == "agg":
        return _aggregated(cursor)
    if cursor.kind() == "schema" or (cursor.kind() == "word" and cursor.is_column()):
        return Ordering(_noun(cursor))
    return None


def read_superlative(cursor: Cursor) -> bool:
    """`oldest`, `with the highest score`, `most orders`, `most expensive`, `top 3`, `three most common`."""
    atom = cursor.take()
    word = atom.text.lower()
    end, meanings = SUPERLATIVES[word]
    limit = 1
    before = cursor.peek(-2)
    if before is not None and before.kind == "number" and isinstance(before.value, int):
        limit, before.used = before.value, True
    else:
        limit = _number_said_before(cursor)
    if cursor.kind() == "number" and isinstance(cursor.atoms[cursor.place].value, int):
        limit = int(cursor.take().value)  # type: ignore[arg-type]
        if cursor.kind() == "super":
            word = cursor.take().text.lower()
            end, meanings = SUPERLATIVES[word]
    frame = cursor.frame
    if word == "top" and not cursor.done:
        frame.limit, frame.top = limit, True
        return True
    frame.limit = limit if frame.limit is None or not frame.top else frame.limit
    direction = "desc" if end == "max" else "asc"
    ordering = _superlative_of(cursor, word, meanings)
    ordering.direction = direction  # type: ignore[assignment]
    ordering.superlative = True
    ordering.word = word if word not in {"most", "least"} or atom.end == 0 else (cursor.atoms[cursor.place - 1].text.lower().split(" ")[0])
    frame.orderings.append(ordering)
    return True


def _number_said_before(cursor: Cursor) -> int:
    """`the 3 counties that have the smallest …`: a number in front of a noun, not yet used."""
    for index in range(cursor.place - 2):
        atom = cursor.atoms[index]
        if atom.kind == "number" and not atom.used and isinstance(atom.value, int) and cursor.atoms[index + 1].kind == "schema":
            atom.used = True
            return atom.value
    return 1


def _aggregated(cursor: Cursor) -> Ordering | None:
    """`the sum of the totals`: an aggregate and the column that it is of; None where no column follows."""
    keyword = cursor.take().keyword
    cursor.skip("of", "det")
    if cursor.kind() == "schema" and keyword is not None:
        return Ordering(_noun(cursor), aggregate=keyword.payload)  # type: ignore[arg-type]
    return None


def _superlative_of(cursor: Cursor, word: str, meanings: tuple[str, ...]) -> Ordering:
    atom = cursor.peek()
    lowered = atom.text.lower().split(" ")[0] if atom else ""
    if word in {"most", "least"} and lowered in GRADABLE:
        wanted = GRADABLE[lowered][1]
        cursor.take()
        cursor.skip("used")
        if wanted[0] == "#" and not (len(wanted) > 1 and _by_words(cursor, wanted[1:])):
            return Ordering(None, frequency=True)
        return Ordering(_by_words(cursor, wanted[1:] if wanted[0] == "#" else wanted))
    cursor.skip("det", "of", "distinct")
    if cursor.role() in {"count", "how_many"}:
        cursor.take()
        cursor.skip("det", "of", "distinct", "filler")
        if cursor.kind() == "schema":
            name = _noun(cursor)
            exact = name.columns and name.columns[0].score >= 0.95 and not name.tables
            return Ordering(name, frequency=not exact)
        return Ordering(None, frequency=True)
    aggregated = _aggregated(cursor) if cursor.role() == "agg" else None
    if aggregated is not None:
        return aggregated
    if (
        cursor.is_table()
        and cursor.prefers_table()
        and not (cursor.is_column(1) and not cursor.prefers_table(1))
        and word in {"most", "least", "fewest", "maximum", "minimum", "more", "highest", "lowest", "largest", "smallest"}
    ):
        name = cursor.name()
        return Ordering(name, frequency=True)
    if cursor.kind() == "schema" and (not cursor.prefers_table() or (cursor.is_column(1) and cursor.is_table())):
        if meanings and not _measures(cursor):
            found = _by_words(cursor, meanings)
            if found is not None:
                return Ordering(found)
        counted = word in _OF_MANY and _names_things(cursor)
        return Ordering(_noun(cursor), frequency=counted)
    return Ordering(_by_words(cursor, meanings))


def _names_things(cursor: Cursor) -> bool:
    """True for a column that can't be added up: `the most authors` are not the last ones by the alphabet, but most of them."""
    atom, following = cursor.peek(), cursor.peek(1)
    owned = following is not None and cursor.is_table() and cursor.is_column(1)
    columns = (following if owned else atom).columns[:1]  # type: ignore[union-attr]
    kinds = {cursor.lexicon.kind(sense.table, sense.column) for sense in columns if not cursor.lexicon.is_key(sense.table, sense.column)}
    return not kinds & {"number", "boolean"}


def _measures(cursor: Cursor) -> bool:
    """True if what stands here can be the scale of a superlative."""
    atom = cursor.peek()
    if atom is None:
        return False
    following = cursor.peek(1)
    columns = (*atom.columns, *(following.columns if following is not None and cursor.is_table() else ()))
    return any(cursor.lexicon.kind(sense.table, sense.column) in {"number", "time"} for sense in columns[:4])


def _by_words(cursor: Cursor, words: tuple[str, ...]) -> Name | None:
    """The columns whose names have one of the words, the likeliest word first."""
    senses = []
    for rank, word in enumerate(words):
        for sense in cursor.lexicon.phrases.get((word,), ()):
            if sense.column and cursor.lexicon.kind(sense.table, sense.column) != "boolean":
                senses.append(type(sense)(sense.table, sense.column, sense.score * (0.95 - 0.06 * rank)))
    return Name(tuple(sorted(senses, key=lambda sense: -sense.score)), text=words[0]) if senses else None


def _read_more_items(cursor: Cursor, read_items: Items) -> bool:
    """`… and their ages`, `… , and how many`: more wanted things behind the table."""
    start = cursor.place
    ahead = cursor.ahead_of("and", "comma", "det", "what", "be", "of", "open")
    explicit = any(atom.text.lower().split(" ")[-1] in {"their", "its", "the", "what", "how", "corresponding", "his", "her", "also", "with", "show"}
                   or atom.role in {"what", "open"} for atom in cursor.atoms[start : start + ahead])  # fmt: skip
    wanted = cursor.role(ahead) in {"count", "how_many", "agg"} or (explicit and cursor.is_column(ahead))
    if not wanted or (cursor.frame.conditions and cursor.role(ahead) == "" and not explicit):
        return False
    following = cursor.ahead_of("be", "det", start=ahead + 1)
    if cursor.role(following) in {"op", "between", "like", "before", "after"} or (cursor.is_value(following) and not cursor.role(ahead)):
        return False
    for _ in range(ahead):
        cursor.take()
    items = read_items(cursor)
    if not items:
        cursor.place = start
        return False
    cursor.frame.items += items
    return True
