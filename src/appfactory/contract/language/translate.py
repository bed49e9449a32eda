"""The translator: a text in the terse form or in English becomes a typed request with its confidence, or a question."""

from __future__ import annotations

from appfactory.contract.language.assemble import Assembler
from appfactory.contract.language.confidence import confidence_of, features_of, split_unused
from appfactory.contract.language.explanation import bindings_of, explain, with_clauses
from appfactory.contract.language.frame import Frame
from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.link import Atom, link, with_table_of_kind
from appfactory.contract.language.parser import parse
from appfactory.contract.language.terse import read_terse
from appfactory.contract.language.write_confidence import confidence_of_write, features_of_write
from appfactory.contract.language.writes import read_write
from appfactory.contract.language.writing import Sentence, UnclearError
from appfactory.contract.model.request import Mutation, Query, Scope
from appfactory.contract.model.translation import Clock, Inference, Lookup, Match, Question, Translation

LEAST_CONFIDENCE = 0.45
"""A reading that is less sure than this is offered as an alternative, beside a question."""
LONGEST_TEXT = 4000
"""Characters of English; the terse form may be longer."""


def no_lookup(_table: str, _column: str, _name: str, _scope: Scope, /) -> tuple[Match, ...]:
    """A lookup that knows no rows."""
    return ()


def translate(text: str, lexicon: Lexicon, scope: Scope, clock: Clock, lookup: Lookup = no_lookup) -> Translation:
    """What a text asks for: the same answer for the same text, catalog, scope, clock and rows."""
    terse = read_terse(text, lexicon.catalog)
    if terse is not None:
        said = "" if terse.command is None else explain(terse.command)
        return Translation(
            text, terse.command, float(terse.command is not None), terse.question, tuple(terse.bindings), notes=tuple(terse.notes), explanation=said
        )
    if len(text) > LONGEST_TEXT:
        return Translation(text, None, question=Question("not-understood", f"a text of more than {LONGEST_TEXT} characters is no one request"))
    tokens, atoms = link(text, lexicon, scope, clock, lookup)
    sentence = Sentence(text, tokens, atoms, lexicon, scope, clock, lookup)
    try:
        mutation = read_write(sentence)
    except UnclearError as unclear:
        bound = with_clauses(bindings_of(text, tokens, atoms), sentence.bound)
        return Translation(text, None, question=unclear.question, bindings=bound, inferences=tuple(sentence.inferences), notes=tuple(sentence.notes))
    if mutation is not None:
        confidence = confidence_of_write(features_of_write(sentence, mutation))
        sure = confidence >= LEAST_CONFIDENCE
        return Translation(
            text,
            mutation if sure else None,
            confidence if sure else 0.0,
            None if sure else _unsure_write(mutation),
            alternatives=() if sure else ((mutation, confidence),),
            bindings=with_clauses(bindings_of(text, tokens, atoms), sentence.bound),
            inferences=tuple(sentence.inferences),
            notes=tuple(sentence.notes),
            explanation=explain(mutation),
        )
    return _answer(sentence)


def read_question(sentence: Sentence) -> tuple[Frame, Query | None]:
    """The frame and the query of a question, whatever they are worth."""
    frame = parse(with_table_of_kind(sentence.atoms, sentence.lexicon), sentence.lexicon)
    return frame, Assembler(sentence.lexicon, frame).query()


def _answer(sentence: Sentence) -> Translation:
    frame, query = read_question(sentence)
    bound = bindings_of(sentence.text, sentence.tokens, sentence.atoms)
    if query is None:
        return Translation(sentence.text, None, question=_nothing_found(frame), bindings=bound)
    confidence = confidence_of(features_of(frame, query, sentence.atoms))
    question = _doubt(frame, sentence.atoms, confidence)
    inferences = _inferences(frame, query)
    if question is not None:
        return Translation(sentence.text, None, 0.0, question, bound, inferences, explanation=explain(query), alternatives=((query, confidence),))
    return Translation(sentence.text, query, confidence, None, bound, inferences, explanation=explain(query))


def _unsure_write(mutation: Mutation) -> Question:
    return Question("not-understood", f"this may be meant otherwise (is it: {explain(mutation)}?): quotes around names and texts would make it sure")


def _nothing_found(frame: Frame) -> Question:
    if not frame.focus and not any(item.name for item in frame.items):
        return Question("no-table", "no table or column of the catalog is named", tuple(frame.unused))
    return Question("not-understood", "what is said does not make one question about the catalog", tuple(frame.unused))


def _doubt(frame: Frame, atoms: list[Atom], confidence: float) -> Question | None:
    """What has to be asked before the reading is worth an answer."""
    _verbs, others = split_unused(frame, atoms)
    if others:
        return Question("unused-words", f"what is meant by {', '.join(repr(word) for word in others)}?", tuple(others))
    if frame.doubt:
        return Question("ambiguous-time", f"the date may be {frame.doubt}: which is meant?", tuple(frame.doubt.split(" or ")))
    if frame.features.get("condition-unbound"):
        return Question("not-understood", "a condition could not be bound to a column")
    if frame.features.get("order-unbound") and frame.limit is not None:
        return Question("not-understood", "which come first can't be told: by which column?")
    if frame.features.get("join-tie"):
        return Question("tie", "the tables hang together in more than one way: by which column?")
    return Question("not-understood", "this may be meant in several ways") if confidence < LEAST_CONFIDENCE else None


def _inferences(frame: Frame, query: Query) -> tuple[Inference, ...]:
    found = [Inference(join.table, join.pairs[0][1], "only-join-path") for join in query.joins]
    if frame.features.get("display-chosen") and query.select:
        found.append(Inference(query.table, query.select[0].of.column, "display-column"))
    return tuple(found)
