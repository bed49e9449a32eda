"""What somebody is made: `promote Zoe Lind to manager`, `change Zoe Lind's role to manager`, by the one row that refers to them and says it."""

from __future__ import annotations

from appfactory.compile.reserved import word_set
from appfactory.contract.language.told.row_references import RowReference, references_at
from appfactory.contract.language.told.verbs import first_word
from appfactory.contract.language.writing import Sentence
from appfactory.contract.model.request import ColumnReference, Filter, Mutation
from appfactory.contract.model.translation import Inference

_MAKING = word_set("make promote demote appoint turn upgrade downgrade change set")
_LEADING = word_set("to as into a an the our be become")
_OWNS = frozenset({"'s", "’s"})


def change_of_role(sentence: Sentence) -> Mutation | None:
    """The change of the one row that refers to somebody and has such a state; None if none or several do, or if they have it themselves."""
    first, last = first_word(sentence), sentence.last
    if first >= last or sentence.tokens[first].lower not in _MAKING:
        return None
    found: dict[tuple[str, str], Mutation] = {}
    for reference in references_at(sentence, first + 1, last):
        place, column = _behind_column(sentence, reference)
        if place < last and sentence.tokens[place].lower == "from":
            # `from staff to manager`: what was is not asked for.
            place = next((each for each in range(place + 2, last - 1) if sentence.tokens[each].lower == "to"), place)
        while place < last and sentence.tokens[place].lower in _LEADING:
            place += 1
        said = sentence.said(place, last)
        if not said or sentence.lexicon.own_states(reference.table, said):
            continue
        for table, key in sentence.lexicon.children.get(reference.table, ()):
            cells = [cell for cell in sentence.lexicon.own_states(table, said) if cell[0] == column or not column]
            rows = sentence.lookup(table, key, reference.key, sentence.scope) if len(cells) == 1 else ()
            primary = sentence.lexicon.tables[table].primary_key
            if len(rows) == 1 and len(primary) == 1:
                sentence.inferences.append(Inference(f"{table}.{primary[0]}", rows[0].key, "foreign-key-by-name"))
                found[table, rows[0].key] = Mutation("update", table, tuple(cells), (Filter(ColumnReference(primary[0]), "eq", rows[0].key),))
    if len(found) != 1:
        return None
    sentence.doubts += 0.5
    return next(iter(found.values()))


def _behind_column(sentence: Sentence, reference: RowReference) -> tuple[int, str]:
    """The place behind a column that the row is said to have (`Zoe's role`), and the column; that behind the row and nothing if none is."""
    place = reference.end
    if place + 1 < sentence.last and sentence.tokens[place].text in _OWNS:
        return place + 2, sentence.tokens[place + 1].lemma
    return place, ""
