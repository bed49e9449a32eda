"""Which words of a text are looked up as names of rows, and that the last of many is found too."""

from __future__ import annotations

from appfactory.contract.language.lexicon_building import build_lexicon
from appfactory.contract.language.link import link
from appfactory.contract.model.request import Scope
from appfactory.contract.model.translation import Catalog, Match
from appfactory.model.database import Column, Database, ForeignKey, Table
from tests.contract.language.harbour import CLOCK, LEXICON

KEY = "gino_3MPUpLCoxnmsA2kcaTslJAtjSkS"


def test_no_row_is_looked_for_that_is_called_as_keys_are() -> None:
    asked: list[str] = []

    def lookup(_table: str, _column: str, name: str, _scope: Scope, /) -> tuple[Match, ...]:
        asked.append(name)
        return ()

    link(f"Move boat {KEY} at North Pier 4 with Zephyr {KEY}", LEXICON, Scope(), CLOCK, lookup)
    assert [name for name in asked if KEY in name] == []
    assert "North Pier 4" in asked


def test_the_last_name_of_a_long_sentence_is_found_in_a_large_catalog() -> None:
    side = [Table(f"side_{number}s", (Column("id", "text"), Column("name", "text")), ("id",)) for number in range(60)]
    keys = [ForeignKey(f"gadgets_side_{number}", (f"side_{number}_id",), table.name, ("id",)) for number, table in enumerate(side)]
    columns = [Column(f"side_{number}_id", "text", nullable=True) for number in range(60)]
    gadgets = Table("gadgets", (Column("id", "text"), Column("name", "text"), *columns), ("id",), tuple(keys))
    lexicon = build_lexicon(Catalog(Database((gadgets, *side))))

    def lookup(table: str, _column: str, name: str, _scope: Scope, /) -> tuple[Match, ...]:
        return (Match("1", name),) if (table, name) == ("side_3s", "Rose Lane") else ()

    text = "Add a gadget named Gino Ricci Moretti of the Kind Wind Blown near Old Marble Arches at Rose Lane"
    _, atoms = link(text, lexicon, Scope(), CLOCK, lookup)
    assert [atom.text for atom in atoms if atom.values] == ["Rose Lane"]
