"""Answers to the translator's questions: what could be said instead. Each was translated itself, so that choosing it leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from appfactory.compile.near_miss import nearest
from appfactory.contract.language.terse.rendering import render_terse
from appfactory.contract.model.explanation import explain
from appfactory.contract.model.request import Batch, Command, RequestError
from appfactory.contract.model.translation import Question, Translation
from appfactory.contract.statements import wire
from appfactory.model.database import Database

MOST_ANSWERS = 8
MOST_TRIES = 24
"""Texts that are translated to find answers; each takes as long as the translation itself."""

_QUOTED = re.compile(r"[\"'“]([^\"'“”]+)[\"'”]")
_KEY = re.compile(r"\(([^()]+)\)$")

Retranslate = Callable[[str], Translation]


@dataclass(frozen=True, slots=True)
class Answer:
    """Something that can be chosen. `text` is what to say then; `command` a reading that can be run as it is.

    `complete` false: the text lacks a value, which follows at its end.
    """

    label: str
    text: str = ""
    command: Command | None = None
    complete: bool = True


def answers_to(translation: Translation, database: Database, retranslate: Retranslate) -> tuple[Answer, ...]:
    """At most eight answers to the question of a translation, none if it asks nothing. `retranslate` must look nothing up elsewhere than before."""
    question = translation.question
    if question is None:
        return ()
    found: dict[str, Answer] = {}
    for answer in (*_said(translation, question, database, _Tries(question, retranslate)), *_readings(translation)):
        found.setdefault(answer.text or answer.label, answer)
    return tuple(found.values())[:MOST_ANSWERS]


def answers_to_error(text: str, error: RequestError) -> tuple[Answer, ...]:
    """At most eight things to say instead of a text whose request was refused: nearer names, allowed values, what has to be made first."""
    found = {}
    for value in dict.fromkeys((*error.nearest, *error.allowed)) if error.value else ():
        instead = _replaced(text, error.value, value)
        if instead != text:
            found[instead] = Answer(value, instead)
    first = (Answer(f"first: {error.suggestion}", error.suggestion),) if error.suggestion else ()
    return (*first, *found.values())[:MOST_ANSWERS]


def translation_document(translation: Translation, answers: Iterable[Answer]) -> dict[str, object]:
    """A translation as JSON, with `question.answers` `[{"label", "text"?, "command"?, "complete"}]`."""
    document = wire.translation(translation)
    asked = document.get("question")
    if isinstance(asked, dict):
        document["question"] = {**asked, "answers": [_document(answer) for answer in answers]}
    return document


def terse(command: Command | None) -> str:
    """A command in the terse form; empty where that form can't say it."""
    if command is not None and not isinstance(command, Batch):
        with suppress(ValueError):
            return render_terse(command)
    return ""


def _document(answer: Answer) -> dict[str, object]:
    said = {"text": answer.text} if answer.text else {}
    ready = {"command": wire.command(answer.command)} if answer.command is not None else {}
    return {"label": answer.label, **said, **ready, "complete": answer.complete}


class _Tries:
    """What texts would be worth that are said instead: each is tried once, and not many in all."""

    def __init__(self, question: Question, retranslate: Retranslate) -> None:
        self._question = question
        self._retranslate = retranslate
        self._known: dict[str, int] = {}

    def gain(self, text: str) -> int:
        """As `_gain` has it; 0 for what is tried no more."""
        if text not in self._known and len(self._known) < MOST_TRIES:
            self._known[text] = _gain(self._retranslate(text), self._question)
        return self._known.get(text, 0)


def _said(translation: Translation, question: Question, database: Database, tries: _Tries) -> Iterator[Answer]:
    """Texts that could be said instead."""
    text = translation.text
    if question.code == "missing-value":
        for column in question.choices:
            yield Answer(column, f"{text.rstrip()} {'and' if re.search(r' with ', text) else 'with'} {column} ", complete=False)
        if question.text.startswith("which rows"):
            yield Answer("those where …", f"{text.rstrip()} where ", complete=False)
        return
    unknown = question.choices if question.code in ("unused-words", "no-table", "not-understood") else ()
    for label, candidates in (*_chosen(translation, question, unknown), *_instead(unknown, text, database), *_left_out(unknown, text)):
        best = max((candidate for candidate in candidates if candidate != text), key=tries.gain, default="")
        if best and tries.gain(best):
            yield Answer(label, best)


def _gain(translation: Translation, question: Question) -> int:
    """3 for a text that is understood, 2 for one with a reading and another question, 1 for another question, 0 for one that changes nothing."""
    asked = translation.question
    if asked is None:
        return 3 if translation.command is not None else 0
    if asked.code == question.code:
        return 0
    return 2 if translation.command is not None else int(bool(translation.alternatives))


def _instead(words: tuple[str, ...], text: str, database: Database) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names of the catalog that are near to words that nobody understood."""
    names = [table.name for table in database.tables]
    names += [column.name for table in database.tables for column in table.columns]
    for word in words:
        for name in nearest(word, dict.fromkeys(names)):
            spoken = name.replace("_", " ")
            yield f"{spoken}, for “{word}”", (_replaced(text, word, spoken), _replaced(text, word, name))


def _left_out(words: tuple[str, ...], text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for word in words:
        yield f"leave out “{word}”", (_without(text, (word,)),)
    if len(words) > 1:
        yield f"leave out {', '.join(f'“{word}”' for word in words)}", (_without(text, words),)


def _chosen(translation: Translation, question: Question, unknown: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The question's own choices, each with the texts that may say it: at the place that is asked about, or at the end."""
    text = translation.text
    for choice in () if unknown else question.choices:
        key = _KEY.search(choice)
        spoken = key[1] if key is not None and question.code == "ambiguous-name" else choice
        candidates: list[str] = []
        for term in (match for match in _QUOTED.findall(question.text) if match.lower() in text.lower()):
            candidates += [_replaced(text, term, spoken), _replaced(text, term, f"{spoken} = {term}"), _replaced(text, term, f"{spoken} {term}")]
        for binding in translation.bindings:
            if any(binding.meaning.startswith(other) for other in question.choices):
                candidates.append(text[: binding.start] + spoken + text[binding.end :])
        if question.code == "tie":
            candidates += [f"{text} by {spoken}", f"{text} as {spoken}"]
        yield choice, tuple(candidates)


def _readings(translation: Translation) -> Iterator[Answer]:
    for command, _ in translation.alternatives:
        yield Answer(explain(command), terse(command), command)


def _replaced(text: str, term: str, by: str) -> str:
    """The last place where the term stands as whole words: what is asked about follows what it is said of."""
    places = list(re.finditer(rf"(?<!\w){re.escape(term)}(?!\w)", text, re.IGNORECASE))
    return text[: places[-1].start()] + by + text[places[-1].end() :] if places else text


def _without(text: str, words: tuple[str, ...]) -> str:
    for word in words:
        text = _replaced(text, word, "")
    return re.sub(r"\s{2,}", " ", text).strip()
