"""Texts as people type them in a chat: abbreviations, missing apostrophes, people by their first names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appfactory.contract.language.informal import Change, InFull
from appfactory.contract.language.translate import translate
from appfactory.contract.model.explanation import explain
from appfactory.contract.model.request import Scope
from appfactory.contract.model.translation import Binding
from tests.contract.language.clinic import CLOCK, LEXICON, read
from tests.contract.language.schema_rows import lookup_in, told


@pytest.mark.parametrize(
    ("chat", "plain"),
    [
        ("visits tmrw", "visits tomorrow"),
        ("how many visits r confirmed", "how many visits are confirmed"),
        ("names + phones of all keepers", "names and phones of all keepers"),
        ("# of confirmed visits", "number of confirmed visits"),
        ("keepers w no email", "keepers with no email"),
        ("visits that arent confirmed", "visits that are not confirmed"),
        ("courses with a 45-minute duration", "courses with a 45 minute duration"),
        ("visits of ana", "visits of Ana Wong"),
        ("anas visits", "Ana Wong's visits"),
        ("Ana's visits this wk", "Ana Wong's visits this week"),
    ],
)
def test_chat_means_what_it_stands_for(chat: str, plain: str) -> None:
    short, full = read(chat), read(plain)
    assert short.command is not None
    assert short.command == full.command
    assert short.text == chat
    assert 0 < full.confidence - short.confidence < 0.05
    assert short.notes


def test_a_change_may_have_an_arrow() -> None:
    assert told(read("rename the Puppy Plan -> Junior Plan")) == told(read("rename the Puppy Plan to Junior Plan"))


@pytest.mark.parametrize("text", ["add a keeper called ana", "new keeper: ana lind", 'add a keeper named "ana"'])
def test_a_new_name_is_nobody_who_is_there(text: str) -> None:
    translation = read(text)
    assert translation.command is None or "Wong" not in explain(translation.command)


def test_what_is_asked_back_is_of_the_text_in_full() -> None:
    translation = read("zorps tmrw w keepers")
    assert translation.command is None
    assert translation.question is not None
    assert not {"tmrw", "w"} & set(translation.question.choices)
    assert '"tmrw" is read as "tomorrow"' in translation.notes


def test_a_first_name_that_two_have_is_nobodys() -> None:
    two = lookup_in({("keepers", "name"): {"Ana Wong": "kee_1", "Ana Lind": "kee_3"}})
    assert translate("visits of ana", LEXICON, Scope(), CLOCK, two).command is None


def test_bindings_are_of_the_text_that_was_written() -> None:
    text = "visits of ana tmrw"
    bindings = read(text).bindings
    assert {binding.text for binding in bindings} >= {"visits", "ana", "tmrw"}
    assert all(text[binding.start : binding.end] == binding.text for binding in bindings)


@given(st.lists(st.tuples(st.text("ab ", max_size=4), st.text("cd", min_size=1, max_size=3), st.text("xyz ", min_size=1, max_size=6)), max_size=4))
def test_places_of_what_was_not_changed_stay(pieces: list[tuple[str, str, str]]) -> None:
    """Of (kept, written, meant) pieces: each kept character is found where it was written, and each change as a whole."""
    written, changes = "", []
    kept: list[int] = []
    for before, said, meant in pieces:
        kept += range(len(written), len(written) + len(before))
        written += before
        changes.append(Change(len(written), len(written) + len(said), meant))
        written += said
    full = InFull(written, tuple(changes))
    text = full.text
    place = 0
    for number, (before, said, meant) in enumerate(pieces):
        for offset, character in enumerate(before):
            start = place + offset
            (moved,) = full.bindings(lambda start=start, character=character: (Binding(start, start + 1, character, ""),))
            assert (moved.text, moved.end - moved.start) == (character, 1)
        place += len(before)
        (whole,) = full.bindings(lambda place=place, meant=meant: (Binding(place, place + len(meant), meant, ""),))
        assert (whole.start, whole.end, whole.text) == (changes[number].start, changes[number].end, said)
        place += len(meant)
    assert place == len(text)
