"""Rows by what is said of them: whose they are, of what, in which state, on which day. Where it may be several, it is asked which one is meant."""

from __future__ import annotations

import pytest

from tests.contract.language.clinic import read, terse


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("turn off auto renew on Ana Wong's subscription", "update subscriptions set auto_renew = false where id = sub_1"),
        ("confirm Ana Wong's First Check appointment", "update visits set status = confirmed where id = vis_1"),
        ("delete the note on visit vis_1", "delete from visit_notes where visit_id = vis_1"),
        ("Please remove the note that was left on visit vis_1.", "delete from visit_notes where id = vno_1"),
        ("get rid of the visit note that says Prefers treats", "delete from visit_notes where id = vno_1"),
        ("mark Bo Berg's appointment as completed", "update visits set status = completed where keeper_id = kee_2"),
        ("confirm Ana Wong's pending visit", "update visits set status = confirmed where status = pending_payment and keeper_id = kee_1"),
    ],
)
def test_rows_by_description(text: str, meant: str) -> None:
    assert terse(text) == meant
    assert read(text).confidence >= 0.8


@pytest.mark.parametrize(
    "text",
    ["cancel Ana Wong's visit", "Cancel the appointment of Ana Wong, please.", "mark Ana Wong's visit as completed", "delete Ana Wong's visit"],
)
def test_which_of_several_rows_is_asked(text: str) -> None:
    translation = read(text)
    assert translation.command is None
    assert translation.question is not None
    assert translation.question.code == "ambiguous-name"
    assert translation.question.choices == ("vis_1", "vis_2")


def test_a_row_by_its_day_is_less_sure() -> None:
    translation = read("cancel the Puppy School session on Friday")
    assert terse("cancel the Puppy School session on Friday") == (
        "update sessions set status = cancelled where course_id = cou_1 and starts_at >= 2026-11-20T00:00:00+01:00 "
        "and starts_at < 2026-11-21T00:00:00+01:00"
    )
    assert 0.45 < translation.confidence < 0.8
