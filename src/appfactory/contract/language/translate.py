"""The translator: a text in the terse form or in English becomes a typed request with its confidence, or a question."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from itertools import pairwise

from appfactory.contract.language.asked.denials import loses_denial
from appfactory.contract.language.bindings import as_written, bindings_of, with_clauses
from appfactory.contract.language.candidates import Candidate, by_likelihood, candidates_of, confidence_of_chosen
from appfactory.contract.language.identifiers import in_snake_case, may_be_in_camel_case
from appfactory.contract.language.informal import in_full
from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.link import link
from appfactory.contract.language.shortened import without_idle_clauses
from appfactory.contract.language.spelling import Spelling, with_words_spelt
from appfactory.contract.language.terse.reader import read_terse
from appfactory.contract.language.told.confidence import MOST_IN_DOUBT, confidence_of_write, features_of_write
from appfactory.contract.language.told.verbs import VERBS
from appfactory.contract.language.told.writes import read_write
from appfactory.contract.language.writing import Sentence, UnclearError, is_key
from appfactory.contract.model.explanation import explain
from appfactory.contract.model.request import MAXIMUM_LIMIT, Mutation, Scope
from appfactory.contract.model.translation import Binding, Catalog, Clock, Lookup, Question, Translation, no_rows, nothing_bound

LEAST_CONFIDENCE = 0.5
"""A reading of a question that is less sure than this is offered as an alternative, beside a question in return."""
LEAST_CONFIDENCE_OF_WRITES = 0.55
"""The same for a write."""
MISSPELT = 0.9
"""How sure an answer is still whose question had to be spelt right."""
_MAY_BE_MISSPELT = frozenset({"unused-words", "not-understood", "no-table", "unknown-name"})
"""Codes of questions about words that nothing knows."""
WRITTEN_IN_FULL = 0.97
"""How sure an answer is still to a text whose abbreviations and first names had to be written in full."""
SHORTENED = 0.95
"""How sure an answer is still to a question without what was said around it."""
_BEFORE_WANTED = frozenset({"open", "det", "distinct", "filler"})
_ASKED_FOR = frozenset({"count", "agg", "how_many"})
_TELLING_TO = re.compile(
    r"\b(set|change|update|make|mark|move|put|switch|delete|remove|cancel|rename)\s+(it|them|him|her|this|that one)\s"
    r"+(to|as|from|off|on|up|down|in)\b",
    re.IGNORECASE,
)
"""Something that is to be done with what was spoken of."""
LONGEST_TEXT = 4000
"""Characters of English; the terse form may be longer."""


def translate(text: str, lexicon: Lexicon, scope: Scope, clock: Clock, lookup: Lookup = no_rows, *, whole_rows: bool = True) -> Translation:
    """What a text asks for: the same answer for the same text, catalog, scope, clock and rows.

    A question that says no column (`active offers`) is answered with whole rows, as it is in the terse form, or, without `whole_rows`, with the
    column alone that names them.
    """
    terse = translate_terse(text, lexicon.catalog)
    if terse is not None:
        return terse
    if len(text) > LONGEST_TEXT:
        return Translation(text, None, question=Question("not-understood", f"a text of more than {LONGEST_TEXT} characters is no one request"))
    if may_be_in_camel_case(text):
        plain = in_snake_case(text, {*lexicon.names.values(), *lexicon.values})
        if plain != text:
            found = _translate_english(plain, lexicon, scope, clock, lookup, whole_rows=whole_rows)
            return replace(found, text=text, bound=partial(as_written, text, plain, found.bound))
    as_typed = partial(_translate_english, text, lexicon, scope, clock, lookup, whole_rows=whole_rows)
    full = in_full(text, lexicon, scope, lookup)
    if full is None:
        return as_typed()
    found = _translate_english(full.text, lexicon, scope, clock, lookup, whole_rows=whole_rows)
    stored = [value for _, value in found.command.values] if isinstance(found.command, Mutation) else []
    if any(map(full.is_stored, stored)):
        return as_typed()
    if found.command is None and (typed := as_typed()).command is not None:
        return typed
    # Of which Sara a change is should be sure.
    guessed = isinstance(found.command, Mutation) and any(change.named for change in full.changes)
    confidence = min(found.confidence * WRITTEN_IN_FULL, MOST_IN_DOUBT if guessed else 1.0)
    return replace(found, text=text, confidence=confidence, bound=partial(full.bindings, found.bound), notes=(*found.notes, *full.told()))


def _translate_english(text: str, lexicon: Lexicon, scope: Scope, clock: Clock, lookup: Lookup, *, whole_rows: bool) -> Translation:
    """What a text that is not in the terse form asks for."""
    sentence = _sentence(text, lexicon, scope, clock, lookup)
    asked = _answer(sentence, whole_rows=whole_rows) if _gives_what_is_asked(sentence) else None
    if asked is not None and asked.command is not None:
        return asked
    try:
        mutation = read_write(sentence)
    except UnclearError as unclear:
        bound = partial(_bound, sentence)
        first = Translation(text, None, question=unclear.question, bound=bound, inferences=tuple(sentence.inferences), notes=tuple(sentence.notes))
        spelt = with_words_spelt(text, sentence.tokens, lexicon, VERBS) if unclear.question.code in _MAY_BE_MISSPELT else None
        return (_write_spelt(_sentence(spelt.text, lexicon, scope, clock, lookup), text, spelt) if spelt is not None else None) or first
    if mutation is not None:
        found = _write(sentence, mutation)
        spelt = with_words_spelt(text, sentence.tokens, lexicon, VERBS) if found.command is None else None
        return (_write_spelt(_sentence(spelt.text, lexicon, scope, clock, lookup), text, spelt) if spelt is not None else None) or found
    if _TELLING_TO.search(text):
        # What is told to be done and could not be read is no question.
        return Translation(
            text, None, question=Question("not-understood", "what is to be done can't be told: say which row, and what it should become")
        )
    answer = asked or _answer(sentence, whole_rows=whole_rows)
    told = with_words_spelt(text, sentence.tokens, lexicon, VERBS) if answer.command is None else None
    written = _write_spelt(_sentence(told.text, lexicon, scope, clock, lookup), text, told) if told is not None else None
    if written is not None:
        return written
    spelt = with_words_spelt(text, sentence.tokens, lexicon) if answer.command is None else None
    if spelt is not None:
        sentence = _sentence(spelt.text, lexicon, scope, clock, lookup)
        answer = _with_spelling(answer, text, spelt, _answer(sentence, whole_rows=whole_rows))
    return answer if answer.command is not None else _shortened(answer, sentence, whole_rows=whole_rows)


def _write(sentence: Sentence, mutation: Mutation) -> Translation:
    """A write with how sure it is; a question where that is too little."""
    confidence = confidence_of_write(features_of_write(sentence, mutation))
    absent = _absent_key(sentence, mutation)
    if absent:
        confidence = min(confidence, MOST_IN_DOUBT)
        sentence.notes.append(f"no row of {mutation.table} with the key {absent} is seen")
    sure = confidence >= LEAST_CONFIDENCE_OF_WRITES
    return Translation(
        sentence.text,
        mutation if sure else None,
        confidence if sure else 0.0,
        None if sure else _unsure_write(mutation),
        alternatives=() if sure else ((mutation, confidence),),
        bound=partial(_bound, sentence),
        inferences=tuple(sentence.inferences),
        notes=tuple(sentence.notes),
    )


def _absent_key(sentence: Sentence, mutation: Mutation) -> str:
    """The key that is written in the text and that no row has, as far as can be looked up; empty if there is none."""
    primary = sentence.lexicon.tables[mutation.table].primary_key
    keys = [each.value for each in mutation.filters if (each.column.column,) == primary and each.operator == "eq"]
    key = keys[0] if len(keys) == 1 else None
    if sentence.lookup is no_rows or not isinstance(key, str) or not is_key(key) or key not in sentence.text:
        return ""
    return "" if sentence.lookup(mutation.table, primary[0], key, sentence.scope) else key


def _write_spelt(sentence: Sentence, text: str, spelt: Spelling) -> Translation | None:
    """The write that a text asks for once its words are spelt right, never sure; None if it asks for none, or would store a changed word."""
    try:
        mutation = read_write(sentence)
    except UnclearError:
        return None
    stored = " ".join(str(value).lower() for _, value in mutation.values) if mutation is not None else ""
    if mutation is None or any(re.search(rf"\b{re.escape(meant)}\b", stored) for _, meant in spelt.changes):
        return None
    found = _write(sentence, mutation)
    notes = tuple(f'"{written}" is read as "{meant}"' for written, meant in spelt.changes)
    confidence = min(found.confidence, MOST_IN_DOUBT)
    return replace(found, text=text, confidence=confidence, bound=nothing_bound, notes=(*found.notes, *notes)) if found.command is not None else None


def _shortened(first: Translation, sentence: Sentence, *, whole_rows: bool) -> Translation:
    """The answer to the question without what is said around it, a little less sure, and with what was passed over; else the first one."""
    for shorter, left_out in without_idle_clauses(sentence):
        answer = _answer(shorter, whole_rows=whole_rows)
        if answer.command is not None:
            notes = (*answer.notes, f'"{left_out}" is passed over')
            return replace(answer, text=first.text, confidence=answer.confidence * SHORTENED, bound=nothing_bound, notes=notes)
    return first


def translate_terse(text: str, catalog: Catalog) -> Translation | None:
    """What a text in the terse form asks for; None if it is not in that form. It depends on the text and the catalog alone."""
    reading = read_terse(text, catalog)
    if reading is None:
        return None
    command = reading.command
    return Translation(text, command, 0.0 if command is None else 1.0, reading.question, reading.bindings, (), tuple(reading.notes))


def _bound(sentence: Sentence) -> tuple[Binding, ...]:
    return with_clauses(bindings_of(sentence.text, sentence.tokens, sentence.atoms), sentence.bound)


def _sentence(text: str, lexicon: Lexicon, scope: Scope, clock: Clock, lookup: Lookup) -> Sentence:
    tokens, atoms = link(text, lexicon, scope, clock, lookup)
    return Sentence(text, tokens, atoms, lexicon, scope, clock, lookup)


def _with_spelling(first: Translation, text: str, spelt: Spelling, second: Translation) -> Translation:
    """The answer to a question with its words spelt right, a little less sure, and with what was changed; the first one if that is none, either."""
    if second.command is None:
        return first
    notes = tuple(f'"{written}" is read as "{meant}"' for written, meant in spelt.changes)
    return replace(second, text=text, confidence=second.confidence * MISSPELT, bound=nothing_bound, notes=(*second.notes, *notes))


def _gives_what_is_asked(sentence: Sentence) -> bool:
    """True for `give the names of …`, which asks; whoever is to get something is named (`give Ana a key`), or what is to be got follows at once."""
    wanted = next(
        (place for place, atom in enumerate(sentence.atoms) if atom.kind == "schema" or atom.role not in _BEFORE_WANTED), len(sentence.atoms)
    )
    if [token.lower for token in sentence.tokens[:1]] != ["give"] or wanted == len(sentence.atoms):
        return False
    pairs = pairwise(sentence.atoms[wanted:])
    if any(second.text.lower() in {"a", "an"} and first.kind in {"schema", "value", "literal"} for first, second in pairs):
        return False
    following = sentence.atoms[wanted + 1] if wanted + 1 < len(sentence.atoms) else None
    goes_on = following is None or following.kind == "word" or following.role not in {"", "det"} or sentence.tokens[following.start].lower == "of"
    return sentence.atoms[wanted].role in _ASKED_FOR or (sentence.atoms[wanted].kind in {"schema", "super"} and goes_on)


def _answer(sentence: Sentence, *, whole_rows: bool) -> Translation:
    """The likeliest reading of a question, or what has to be asked."""
    bound = partial(bindings_of, sentence.text, sentence.tokens, sentence.atoms)
    candidates = [_unless_denied(sentence, each.with_whole_rows() if whole_rows else each) for each in candidates_of(sentence)]
    ranked = by_likelihood(candidates, lambda each: each.confidence)
    if not ranked:
        return Translation(sentence.text, None, question=candidates[0].question, bound=bound)
    best = ranked[0]
    assert best.query is not None, "ranked are those that have one"
    question, confidence = best.question, confidence_of_chosen(best)
    if question is None and confidence < LEAST_CONFIDENCE:
        question = Question("not-understood", "this may be meant in several ways")
    if question is None:
        return Translation(sentence.text, best.query, confidence, None, bound, best.inferences)
    others = tuple((each.query, each.confidence) for each in ranked[1:] if each.query is not None)
    return Translation(sentence.text, None, 0.0, question, bound, best.inferences, alternatives=((best.query, confidence), *others))


def _unless_denied(sentence: Sentence, candidate: Candidate) -> Candidate:
    """A reading that passes over what is denied (`where nothing has been paid`), or wants more rows than it may, has to be asked about."""
    words = [token.lower for token in sentence.tokens]
    if candidate.query is None or candidate.question is not None:
        return candidate
    if (candidate.query.limit or 0) > MAXIMUM_LIMIT:
        # `1990 most …` is no number of rows.
        return replace(candidate, question=Question("not-understood", f"at most {MAXIMUM_LIMIT} rows can be asked for"))
    if not loses_denial(words, candidate.query):
        return candidate
    return replace(candidate, question=Question("not-understood", "what is denied could not be bound to a column"))


def _unsure_write(mutation: Mutation) -> Question:
    return Question("not-understood", f"this may be meant otherwise (is it: {explain(mutation)}?): quotes around names and texts would make it sure")
