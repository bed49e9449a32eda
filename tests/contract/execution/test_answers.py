"""What can be answered to the translator's questions: each answer leads somewhere."""

from __future__ import annotations

import pytest

from appfactory.contract.execution.answers import answers_to, terse, translation_document
from tests.contract.language.harbour import CATALOG
from tests.contract.language.harbour import read as say


def answers(text: str) -> dict[str, str]:
    return {answer.label: answer.text for answer in answers_to(say(text), CATALOG.database, say)}


@pytest.mark.parametrize(
    ("text", "label", "instead"),
    [
        ("list boats where nme = Aurora", "name", "list boats where name = Aurora"),
        ("list Botas", "boats, for “Botas”", "list boats"),
        ("show the boats with a frobnicator", "leave out “frobnicator”", "show the boats with a"),
        ("show stays that start on 03/04/2026", "2026-03-04", "show stays that start on 2026-03-04"),
    ],
)
def test_answers_say_it_better(text: str, label: str, instead: str) -> None:
    assert answers(text)[label] == instead


def test_a_missing_value_waits_for_being_typed() -> None:
    found = answers_to(say("create a berth"), CATALOG.database, say)
    assert found
    assert not any(answer.complete for answer in found)
    assert found[0].text == f"create a berth with {found[0].label} "


def test_which_rows_waits_for_a_condition() -> None:
    (answer,) = answers_to(say("delete all boats"), CATALOG.database, say)
    assert (answer.text, answer.complete) == ("delete all boats where ", False)


def test_whoever_understands_is_not_asked() -> None:
    assert answers_to(say("list boats"), CATALOG.database, say) == ()
    assert "question" not in translation_document(say("list boats"), ())


def test_readings_are_offered_as_they_are() -> None:
    translation = say("show the boats with a frobnicator")
    found = answers_to(translation, CATALOG.database, say)
    assert [answer.command for answer in found if answer.command] == [command for command, _ in translation.alternatives]
    asked = translation_document(translation, found)["question"]
    assert isinstance(asked, dict)
    assert len(asked["answers"]) == len(found)
    assert all(item["label"] for item in asked["answers"])


def test_the_terse_form_where_there_is_one() -> None:
    assert terse(say("list boats limit 3").command) == "list boats limit 3"
    assert terse(None) == ""
