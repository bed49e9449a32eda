"""Words that share the noun at the end of a list: `the first and last name` names two columns."""

from __future__ import annotations

from dataclasses import replace

from appfactory.contract.language.lexicon import Lexicon, Sense
from appfactory.contract.language.link import Atom
from appfactory.contract.language.words import lemma_of

_CALLED_SO = 0.9
_BETWEEN = frozenset({"and", "or", "comma", "det"})


def with_shared_nouns(atoms: list[Atom], lexicon: Lexicon) -> list[Atom]:
    """The phrases, where `first and last name` names the columns `first name` and `last name`, if there are columns that are called so.

    Only words that name nothing by themselves are completed; the list goes back over commas (`first, middle and last name`).
    """
    found = list(atoms)
    for place in range(len(found) - 1, 1, -1):
        noun = _noun(found[place])
        if not noun:
            continue
        before = place - 1
        while before > 0 and found[before].role in _BETWEEN:
            before -= 1
        if before == place - 1 or found[before].role or _names_something(found[before]):
            continue
        senses = _columns(lexicon, (*_words(found[before]), *noun))
        if senses:
            said = f"{found[before].text} {' '.join(noun)}"
            found[before] = replace(found[before], kind="schema", keyword=None, senses=senses, text=said, values=(), value=None)
    return found


def _words(atom: Atom) -> tuple[str, ...]:
    return tuple(lemma_of(word) for word in atom.text.lower().split())


def _noun(atom: Atom) -> tuple[str, ...]:
    """What the words in front of a phrase may share of it: its last word, if it names a column by several."""
    words = _words(atom)
    return words[-1:] if atom.kind == "schema" and len(words) > 1 and atom.best(table=False) >= _CALLED_SO else ()


def _names_something(atom: Atom) -> bool:
    return atom.kind not in {"super", "word"} and not (atom.kind == "schema" and max(sense.score for sense in atom.senses) < _CALLED_SO)


def _columns(lexicon: Lexicon, phrase: tuple[str, ...]) -> tuple[Sense, ...]:
    senses = [sense for sense in lexicon.phrases.get(phrase, ()) if sense.column and sense.score >= _CALLED_SO]
    return tuple(sorted(senses, key=lambda sense: -sense.score))
