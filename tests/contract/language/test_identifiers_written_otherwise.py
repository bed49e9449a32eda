"""Names of a schema in snake case and in camel case, in the singular and in the plural, in questions and in writes."""

from __future__ import annotations

import pytest

from appfactory.contract.language.identifiers import in_snake_case
from tests.contract.language.schema_rows import told
from tests.contract.language.workshop import read


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("set isMobile to true on tool tol_1", "update tools set is_mobile = true where id = tol_1"),
        ("set is_mobile of tol_1 to true", "update tools set is_mobile = true where id = tol_1"),
        ("set bufferAfterMinutes to 15 for tol_1", "update tools set buffer_after_minutes = 15 where id = tol_1"),
        ("set requiresDeposit to true on course_version crv_1", "update course_versions set requires_deposit = true where id = crv_1"),
        ("mark loan loa_1 as noShow", "update loans set status = no_show where id = loa_1"),
        ("delete loanNote lno_1", "delete from loan_notes where id = lno_1"),
        ("add tool named Saw, isMobile true, siteId sit_1", "insert into tools name = Saw is_mobile = true site_id = sit_1"),
        (
            "update tool tol_1 with maxLentPieces 4 and allowSharing true",
            "update tools set max_lent_pieces = 4 allow_sharing = true where id = tol_1",
        ),
    ],
)
def test_writes_by_identifiers(text: str, meant: str) -> None:
    assert told(read(text)) == meant


@pytest.mark.parametrize(
    ("text", "explanation"),
    [
        ("which loanNotes are there", "Reads all columns of loan_notes."),
        ("list bufferAfterMinutes and name of tools", "Reads buffer_after_minutes, name of tools."),
        ("courses where mode is openDoor", "Reads all columns of courses where mode is open_door."),
        ("tools where isMobile is true", "Reads all columns of tools where is_mobile is true."),
    ],
)
def test_questions_by_identifiers(text: str, explanation: str) -> None:
    assert read(text).explanation == explanation


def test_bindings_stand_where_the_text_has_them() -> None:
    text = "set bufferAfterMinutes of tol_1 to 15"
    translation = read(text)
    assert translation.text == text
    assert [each.text for each in translation.bindings if each.meaning == "tools.buffer_after_minutes"] == ["bufferAfterMinutes"]
    assert all(text[each.start : each.end] == each.text for each in translation.bindings)


def test_names_of_others_stay_as_they_are() -> None:
    assert in_snake_case('add a McDonald and "orderLines" to orderLines', {("order", "line")}) == 'add a McDonald and "orderLines" to order_lines'
