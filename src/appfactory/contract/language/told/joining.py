"""Rows that join rows: what refers to somebody and to what they are put on, taken off, or made a member of; one more of a series."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from appfactory.compile.reserved import word_set
from appfactory.contract.language.row_words import DETERMINERS
from appfactory.contract.language.told.row_references import RowReference, is_of_a_time, is_required, references_at
from appfactory.contract.language.told.verbs import GIVE
from appfactory.contract.language.writing import Sentence
from appfactory.contract.model.request import ColumnReference, Filter, Mutation
from appfactory.model.database import Table

_INTO = frozenset({"to", "into", "onto", "on", "in"})
_MEMBERS = word_set("member person employee staff")
"""What the rows of a whole that is said by one word are called: who is on the `staff` is a `staff member`."""
_FURTHER = (("another",), ("one", "more"), ("a", "further"), ("an", "extra"), ("an", "additional"), ("a", "second"), ("an", "other"), ("extra",))
"""What leads to one more of what there is a series of."""
_SURE = 0.7
_ROLES = frozenset({"role", "function", "position"})


@dataclass(frozen=True, slots=True)
class Noun:
    """What says what is created: the table, the tokens that say it (none if it is said otherwise), and where a name may follow.

    `kind` is the column with its value that the tokens say where they name a kind of the table's rows. `modified` if a noun in front says
    more closely what it is, and nothing of the row.
    """

    table: Table
    start: int
    end: int
    opening: int
    doubt: float = 0.0
    kind: tuple[str, str] | None = None
    modified: bool = False


def joined(sentence: Sentence, after: int) -> Iterator[Noun]:
    """The tables whose rows would say what is told from token `after` on, though none of them is named in full."""
    yield from _collective(sentence, after)
    yield from _in_role(sentence, after)
    yield from _further(sentence, after)
    yield from _linking(sentence, after)


def _collective(sentence: Sentence, after: int) -> Iterator[Noun]:
    """`add Ana Wong to our staff`: a member of what is said by one word."""
    words = [token.lower for token in sentence.tokens]
    for place in range(after + 1, sentence.last - 1):
        if words[place] not in _INTO | {"of"}:
            continue
        noun = place + 1 + (sentence.tokens[place + 1].lower in DETERMINERS)
        if noun >= sentence.last or sentence.tokens[noun].kind != "word":
            continue
        if words[place] == "of" and words[place - 1] not in _MEMBERS:
            continue
        start = place
        while start > after and words[place] == "of" and words[start - 1] in _MEMBERS | {"a", "as", "an"}:
            start -= 1
        for member in _MEMBERS:
            for sense in sentence.lexicon.phrases.get((sentence.tokens[noun].lemma, member), ()):
                if not sense.column and sense.score >= _SURE:
                    yield Noun(sentence.lexicon.tables[sense.table], start, noun + 1, noun + 1)


def _in_role(sentence: Sentence, after: int) -> Iterator[Noun]:
    """`invite Tom Berg as staff`: the one table whose rows refer to somebody and have such a role."""
    for reference in references_at(sentence, after, sentence.last):
        words = [token.lower for token in sentence.tokens[reference.end : sentence.last]]
        size = 1 + (words[1:2] in (["a"], ["an"], ["our"]))
        if words[:1] != ["as"] or len(words) != size + 1:
            continue
        tables = {
            table for table, key in sentence.lexicon.children.get(reference.table, ())
            if is_required(sentence, table, key) and any(column in _ROLES for column, _ in sentence.lexicon.own_states(table, words[size]))
        }  # fmt: skip
        if len(tables) == 1:
            yield Noun(sentence.lexicon.tables[tables.pop()], reference.end, reference.end, sentence.last, 0.5)


def _further(sentence: Sentence, after: int) -> Iterator[Noun]:
    """`schedule another Sunrise Flow`: one more row of the one table that says when each of a series is."""
    words = [token.lower for token in sentence.tokens[: sentence.last]]
    lead = next((len(phrase) for phrase in _FURTHER if tuple(words[after : after + len(phrase)]) == phrase), 0)
    if not lead:
        return
    for reference in references_at(sentence, after + lead, sentence.last):
        tables = [
            sentence.lexicon.tables[table] for table, column in sentence.lexicon.children.get(reference.table, ())
            if is_required(sentence, table, column) and is_of_a_time(sentence.lexicon.tables[table])
        ]  # fmt: skip
        if len(tables) == 1:
            yield Noun(tables[0], after, after + lead, after + lead, 0.5)


def _linking(sentence: Sentence, after: int) -> list[Noun]:
    """`put Ana Wong on the Yoga Waitlist`: the tables whose rows refer to a row of both kinds, those called after the second first."""
    member = references_at(sentence, after, sentence.last)
    if not member or member[0].end >= sentence.last:
        return []
    given = sentence.tokens[after - 1].lower in GIVE
    placed = sentence.tokens[member[0].end].lower in {"to", "on", "onto", "in", "into", "for"}
    whole = references_at(sentence, member[0].end + placed, sentence.last) if placed or given else []
    found: list[tuple[int, Noun]] = []
    for table in sentence.lexicon.tables.values():
        parents = {parent for (owner, _), (parent, _) in sentence.lexicon.foreign.items() if owner == table.name}
        pairs = [(one, other) for one in member for other in whole if {one.table, other.table} <= parents and one.table != other.table]
        if pairs:
            found.append((_distance(sentence, table, pairs[0][1]), Noun(table, after, after, sentence.last, 0.5)))
    found.sort(key=lambda each: each[0])
    return [noun for rank, noun in found if rank == found[0][0]] if (found and found[0][0] == 0) or len(found) == 1 else []


def taken_out(sentence: Sentence, after: int) -> Mutation | None:
    """`remove Tom Berg from the Walk-ins queue`: the rows that refer to both; None if it is not said so or several tables do."""
    last = sentence.last
    member = references_at(sentence, after, last)
    if not member or member[0].end + 1 >= last or sentence.tokens[member[0].end].lower not in {"from", "off"}:
        return None
    found: list[tuple[str, tuple[Filter, ...], int]] = []
    for whole in references_at(sentence, member[0].end + 1, last):
        for one in member:
            for table in sentence.lexicon.tables.values():
                own = {parent: column for (owner, column), (parent, _) in sentence.lexicon.foreign.items() if owner == table.name}
                if whole.end == last and one.table in own and whole.table in own and one.table != whole.table:
                    filters = tuple(Filter(ColumnReference(own[each.table]), "eq", each.key) for each in (one, whole))
                    found.append((table.name, filters, _distance(sentence, table, whole)))
    near = [each for each in found if each[2] == 0] or found
    if len(near) != 1:
        return None
    sentence.doubts += 0.5
    return Mutation("delete", near[0][0], filters=near[0][1])


def _distance(sentence: Sentence, table: Table, whole: RowReference) -> int:
    """0 for the rows of a whole (`queue_entries` of `queues`, `memberships` of `membership_plans`), 1 for others."""
    own, parent = sentence.lexicon.names[table.name, ""], sentence.lexicon.names[whole.table, ""]
    entries = own[: len(parent)] == parent and len(own) == len(parent) + 1
    return 0 if entries or (len(own) < len(parent) and own == parent[: len(own)]) else 1
