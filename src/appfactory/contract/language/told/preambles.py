"""Words before the request itself: `We grow! Add a room named Attic`. They may be passed over where they say nothing that the request leaves out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from appfactory.compile.reserved import word_set
from appfactory.contract.language.english import STOPWORDS
from appfactory.contract.language.link import link
from appfactory.contract.language.segments import relinked
from appfactory.contract.language.told.antecedents import antecedents
from appfactory.contract.language.told.row_references import references_at
from appfactory.contract.language.told.verbs import CHANGE, CREATE, DELETE, asks_first, makes_nothing, may_be_verb
from appfactory.contract.language.words import Token, number_of, root_of, tokenize
from appfactory.contract.language.writing import Sentence, UnclearError, is_key
from appfactory.contract.model.request import Mutation

_BREAKS = frozenset({".", "!", ";", ":", ",", "–", "—", "-"})
_POLITE = word_set("please pls plz so now then just kindly and can could you thus therefore")
_OPENERS = word_set(
    """
    we i our the this it there hi hello hey thanks good as since because new a an they he she someone somebody ok okay great right well news my
    today finally yes sorry dear team
    """
)
"""Words that may open a text in capitals though they name nothing."""
_DENIALS = word_set("not never no don't doesn't isn't won't can't cannot unless if except but instead without")
_ENDS = frozenset({".", "!", ";", ":", ",", "–", "—", "-", "?"})
_SENTENCE_ENDS = frozenset({".", "!", ";", ":"})
_MODALS = word_set("should must")
_THEREFORE = word_set("so therefore hence thus")
_BACK = word_set("it him them its his their hers she he they")
"""Words by which a request speaks of what was told."""
_BEFORE_THEM = frozenset({"of", "let", "lets", "allow"})
"""Words behind which `them` are things or people in general: `two of them`, `let them cancel`."""
_CONDITIONS = word_set("if unless except maybe perhaps until till once")
_ORDERS = word_set("don't do never not no only what which who when where how why shall should")
_CALLING = word_set("hi hello hey ok okay so well sorry thanks and but also , dear team all everyone good morning oh")
_FINITE = word_set(
    """
    is are was were has have had can may will would want wants need needs said says told asked called just keep keeps got get gets went go goes
    came come comes put puts took take takes made make makes did does do forgot found think thinks thought left wrote paid bought sold grew grow
    lost hold holds cost costs run runs ran am
    """
)
_CONTRACTED = word_set("it's that's there's he's she's we're they're i'm we've they've i've he'll she'll we'll they'll there'll i'd we'd")
_LEAST_REASON = 2
_PRONOUNS = word_set("her him them")
"""Words for a person who was named before."""


def request_behind(sentence: Sentence) -> Sentence | None:
    """The sentence of the request behind a preamble that may be passed over; None if there is no such preamble."""
    for place in range(1, len(sentence.tokens) - 2):
        labelled = place == 1 and sentence.tokens[place].text == ":"
        if sentence.tokens[place].text not in _BREAKS or (place == 1 and not labelled):
            continue
        start = place + 1
        while start < len(sentence.tokens) and sentence.tokens[start].lower in _POLITE:
            start += 1
        if start >= len(sentence.tokens) or sentence.tokens[start].lower not in CREATE | CHANGE | DELETE:
            continue
        text = _with_name_for_pronoun(sentence, place, start)
        if text is None:
            return None
        tokens, atoms = link(text, sentence.lexicon, sentence.scope, sentence.clock, sentence.lookup)
        return replace(
            sentence,
            text=text,
            tokens=tokens,
            atoms=atoms,
            spellings={},
            rows_told={},
            inferences=[],
            notes=[],
            bound=[],
            doubts=0.0 if labelled else 0.5,
        )
    return None


def read_behind_reason(sentence: Sentence, read: Callable[[Sentence], Mutation | None]) -> Mutation | None:
    """The write of a request that says all there is to be done, behind clauses that tell why; None if there is none.

    Of a row that is there all is said by the request; what is told before a new one may have to be in it, and is not passed over if it holds a
    number, a day or the name of a row.
    """
    tokens = sentence.tokens
    for place in range(_LEAST_REASON, sentence.last - 2):
        led = tokens[place].text in _ENDS or tokens[place].lower in _THEREFORE
        if not led:
            continue
        start = place + 1
        while start < sentence.last and tokens[start].lower in _POLITE:
            start += 1
        if start + 1 >= sentence.last or any(
            token.lower in _BACK and tokens[index - 1].lower not in _BEFORE_THEM for index, token in enumerate(tokens[start:], start)
        ):
            continue
        says_what_is_to_be = tokens[place].text in _SENTENCE_ENDS and any(token.lower in _MODALS for token in tokens[start : sentence.last])
        if not may_be_verb(sentence, start) and not says_what_is_to_be:
            continue
        if not _tells_why(sentence, place):
            return None
        request = relinked(sentence, sentence.text[tokens[start].start :])
        mutation = read(request)
        makes = mutation is not None and mutation.action == "insert"
        if mutation is None or request.vague or (makes and (makes_nothing(request) or _may_be_of_row(sentence, place, request, mutation))):
            continue
        request.doubts += 0.5
        sentence.adopt(replace(request, bound=sentence.bound))
        return mutation
    return None


def _tells_why(sentence: Sentence, end: int) -> bool:
    """True for tokens that make a statement: a subject in front, a verb behind it, and nothing that makes it a condition or an order."""
    tokens = sentence.tokens[:end]
    words = [token.lower for token in tokens]
    first = next((place for place, word in enumerate(words) if word not in _CALLING), end)
    if first >= end or tokens[0].kind == "quoted" or set(words) & _CONDITIONS or words[first] in _ORDERS or asks_first(sentence):
        return False
    # A name is no verb of an order, though `Book` or `Mark` may begin one.
    opens = may_be_verb(sentence, first) and not (first + 1 < end and words[first + 1] in _FINITE)
    whole = sentence.tokens[end].text in {".", "!"} and end - first > _LEAST_REASON
    return not opens and (whole or any(word in _FINITE or word.endswith(("n't", "'s", "'re", "'ve")) or _looks_finite(tokens[place])
                             for place, word in enumerate(words) if place > first or words[first] in _CONTRACTED))  # fmt: skip


def _looks_finite(token: Token) -> bool:
    word = token.text
    return token.kind == "word" and word.islower() and (word.endswith("ed") or (word.endswith("s") and token.lemma != word))


def _may_be_of_row(sentence: Sentence, end: int, request: Sentence, made: Mutation) -> bool:
    """True for a number, a day, a quoted text or a name in front that the new row might hold, and that the request does not repeat.

    Names of rows to which no row of its table refers are none.
    """
    known = {token.root for token in request.tokens}
    numbers = {number_of(token) for token in request.tokens}
    named = antecedents(sentence, [(0, end)])
    said = {column for column, _ in made.values}
    referred = {parent for column, parent in sentence.lexicon.parents.get(made.table, ()) if column not in said}
    if any(each.tables & referred for each in named):
        return True
    inside = {place for each in named for place in range(each.start, each.end)}
    for place, token in enumerate(sentence.tokens[:end]):
        opens = place == 0 or sentence.tokens[place - 1].text in _ENDS
        content = token.kind in {"quoted", "number", "moment"} or is_key(token.text) or number_of(token) is not None or "@" in token.text
        if place in inside or token.root in known or (number_of(token) is not None and number_of(token) in numbers):
            continue
        if content or (token.capitalized and not opens and token.text != "I" and not token.lower.startswith("i'")):
            return True
    return any(atom.kind == "moment" and atom.start < end for atom in sentence.atoms)


def _with_name_for_pronoun(sentence: Sentence, end: int, start: int) -> str | None:
    """The text of the request from token `start` on, if the words before `end` say nothing new; a pronoun in it gives way to whom it means."""
    text = sentence.text[sentence.tokens[start].start :]
    request = tokenize(text)
    pronoun = next((token for token in request if token.lower in _PRONOUNS), None)
    meant = _person_named(sentence, end) if pronoun is not None else ""
    if pronoun is not None:
        if not meant:
            return None
        text = f"{text[: pronoun.start]}{meant}{text[pronoun.end :]}"
    known = {token.root for token in tokenize(f"{text} {meant}")}
    if any(_says_more(sentence, token, known, opening=place == 0) for place, token in enumerate(sentence.tokens[:end])):
        return None
    return text


def _says_more(sentence: Sentence, token: Token, known: set[str], *, opening: bool) -> bool:
    """True for a token whose content the request does not repeat: a name, a number, a state, a denial."""
    if token.kind == "mark" or token.root in known or any(root_of(part) in known for part in re.findall(r"\w+", token.lower)):
        return False
    if token.kind != "word" or is_key(token.text) or number_of(token) is not None or token.lower in _DENIALS:
        return True
    if token.lower in _OPENERS or (token.lower in STOPWORDS and not token.capitalized):
        return False
    unknown = opening and (token.lemma,) not in sentence.lexicon.phrases
    return (token.capitalized and not (opening and token.lower in CREATE | CHANGE | STOPWORDS) and not unknown) or (
        token.lemma,
    ) in sentence.lexicon.values


def _person_named(sentence: Sentence, end: int) -> str:
    """The name of the one row that the preamble speaks of, empty if it speaks of none or of several."""
    names: list[str] = []
    place = 0
    while place < end:
        token = sentence.tokens[place]
        try:
            found = references_at(sentence, place, end) if token.capitalized and place + 1 < end else []
        except UnclearError:
            return ""
        if found:
            names.append(found[0].by_name)
        place = found[0].end if found else place + 1
    return names[0] if len(names) == 1 else ""
