"""Questions without what is said around them: greetings, reasons, what the answer is for."""

from __future__ import annotations

from collections.abc import Iterator

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked.scenes import without_scene
from appfactory.contract.language.asked.words import HEAVY, SILENT_WORDS
from appfactory.contract.language.english import KEYWORDS, SUPERLATIVES
from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.segments import relinked, segments
from appfactory.contract.language.words import Token, number_of
from appfactory.contract.language.writing import Sentence, is_key

_DECIDING = word_set("if unless only but except instead else other another same whose where when until till")
"""Words by which a clause may bear on what is asked."""
_TELLING = word_set("count how_many how_much agg each order direction op between like not none both or distinct")
"""Classes of phrases of the grammar that ask for something."""
_TELLERS = word_set("i i'm im i've we we're we've it it's this that's sorry")
"""Words with which people begin to tell of themselves."""
_CLEAR = 0.7
"""How well a word has to name something of the catalog to be known."""
_MOST_SEGMENTS = 6


def without_idle_clauses(sentence: Sentence) -> Iterator[tuple[Sentence, str]]:
    """The question without what is said around it, with what is left out: first clauses that ask for nothing, then a scene that is told."""
    yield from _without_unknown(sentence)
    yield from without_scene(sentence)


def _without_unknown(sentence: Sentence) -> Iterator[tuple[Sentence, str]]:
    """The question without clauses at its ends that name nothing of the catalog and ask for nothing, with what is left out: the least first."""
    parts = segments(sentence.tokens)
    if not 1 < len(parts) <= _MOST_SEGMENTS:
        return
    idle = [_is_idle(sentence, start, end) for start, end in parts]
    for dropped in range(1, len(parts)):
        for leading in range(dropped, -1, -1):
            last = len(parts) - (dropped - leading)
            if all(idle[:leading]) and all(idle[last:]):
                start, end = sentence.tokens[parts[leading][0]].start, sentence.tokens[parts[last - 1][1] - 1].end
                left_out = (sentence.text[:start] + " … " + sentence.text[end:]).strip(" …")
                yield relinked(sentence, sentence.text[start:end]), left_out


def _is_idle(sentence: Sentence, start: int, end: int) -> bool:
    """True for a clause without names of the catalog, rows, numbers, days, and words that bear on a question."""
    tokens = sentence.tokens[start:end]
    words = {token.lower for token in tokens}
    if words & (HEAVY | _DECIDING) or words & set(SUPERLATIVES) or any(_is_content(token, first=place == 0) for place, token in enumerate(tokens)):
        return False
    if any((keyword := KEYWORDS.get((word,))) is not None and keyword.role in _TELLING for word in words):
        return False
    if any(atom.kind == "moment" and start <= atom.start < end for atom in sentence.atoms):
        return False
    told = tokens[0].lower in _TELLERS
    return not any(_is_known(sentence.lexicon, token, told=told) for token in tokens if token.lower not in SILENT_WORDS)


def _is_content(token: Token, *, first: bool) -> bool:
    if token.kind != "word":
        return token.kind != "mark"
    named = token.capitalized and not first and token.text != "I" and not token.lower.startswith("i'")
    return named or is_key(token.text) or (number_of(token) or 0) > 1 or "@" in token.text


def _is_known(lexicon: Lexicon, token: Token, *, told: bool) -> bool:
    """True for a word that names a table or a column well; but for what people tell of themselves, also for one that says a state."""
    named = any(sense.score >= _CLEAR for sense in lexicon.phrases.get((token.lemma,), ()))
    return named or (not told and ((token.lemma,) in lexicon.values or token.root in lexicon.states))
