"""The translator: a text in the terse form or in English becomes a typed request with its confidence, or a question."""

from __future__ import annotations

from appfactory.contract.language.assemble import Assembler
from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.link import link
from appfactory.contract.language.parser import parse
from appfactory.contract.language.terse import read_terse
from appfactory.contract.language.writes import read_write
from appfactory.contract.language.writing import Sentence, UnclearError
from appfactory.contract.model.request import Scope
from appfactory.contract.model.translation import Clock, Lookup, Match, Question, Translation


def no_lookup(_table: str, _column: str, _name: str, _scope: Scope, /) -> tuple[Match, ...]:
    """A lookup that knows no rows."""
    return ()


def translate(text: str, lexicon: Lexicon, scope: Scope, clock: Clock, lookup: Lookup = no_lookup) -> Translation:
    """What a text asks for."""
    terse = read_terse(text, lexicon.catalog)
    if terse is not None:
        confidence = 1.0 if terse.command is not None else 0.0
        return Translation(text, terse.command, confidence, terse.question, tuple(terse.bindings), notes=tuple(terse.notes))
    tokens, atoms = link(text, lexicon, scope, clock, lookup)
    sentence = Sentence(text, tokens, atoms, lexicon, scope, clock, lookup)
    try:
        mutation = read_write(sentence)
    except UnclearError as unclear:
        return Translation(text, None, question=unclear.question, inferences=tuple(sentence.inferences), notes=tuple(sentence.notes))
    if mutation is not None:
        return Translation(text, mutation, 0.9 if not sentence.doubts else 0.6, inferences=tuple(sentence.inferences), notes=tuple(sentence.notes))
    frame = parse(atoms, lexicon)
    query = Assembler(lexicon, frame).query()
    if query is None:
        return Translation(text, None, question=Question("not-understood", "no table or column of the catalog is named"))
    if frame.unused:
        return Translation(text, query, 0.3, notes=(f"unused: {frame.unused} {frame.features}",))
    return Translation(text, query, 0.8, notes=(f"{frame.features}",))
