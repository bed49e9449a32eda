"""Names of rows that are written in small letters."""

from __future__ import annotations

import pytest

from appfactory.contract.language.translate import translate
from appfactory.contract.model.request import Scope
from appfactory.contract.model.translation import Match
from tests.contract.language import cinema
from tests.contract.language.cinema import CLOCK, LEXICON, asked


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("ida storm's tickets", '* from "tickets" where "member_id" = \'mem_1\''),
        ("how many tickets does max brandt have?", 'count(*) from "tickets" where "member_id" = \'mem_2\''),
        ("screenings of zombie picnic tomorrow", None),
        ("invoices for ida storm that are overdue", None),
        ("how long is quiet harbour?", '"length_minutes" from "films" where "title" = \'Quiet Harbour\''),
    ],
)
def test_names_in_small_letters(text: str, sql: str | None) -> None:
    found = asked(text)
    assert sql is None or found == f"select {sql}"
    assert sql is not None or any(key in found for key in ("\"film_id\" = 'film_2'", "\"member_id\" = 'mem_1'"))


def test_known_words_begin_no_name() -> None:
    names: list[str] = []

    def lookup(table: str, column: str, name: str, scope: Scope, /) -> tuple[Match, ...]:
        names.append(name)
        return cinema.lookup(table, column, name, scope)

    translate("how many paid tickets were created last week", LEXICON, Scope(), CLOCK, lookup)
    assert [name for name in names if name in {"paid tickets", "tickets were", "were", "created last week"}] == []


def test_an_unknown_word_is_no_name_of_its_own() -> None:
    for text in ("tickets of ida storn", "tickets of zebra people", "grumpy tickets"):
        assert cinema.read(text).command is None
