"""The translator with its lexicon, made once for a catalog."""

from __future__ import annotations

from appfactory.contract.execution.naming import Asked, Translate, is_wide
from appfactory.contract.language.lexicon_building import build_lexicon
from appfactory.contract.language.translate import translate, translate_terse
from appfactory.contract.model.request import Scope
from appfactory.contract.model.translation import Catalog, Clock, Lookup, Match, Translation

_MOST_READINGS = 3
"""What a text asks may depend on what was found: after so many readings names are looked up one by one."""


def translator_for(catalog: Catalog) -> Translate:
    """Translates texts about the catalog."""
    lexicon = build_lexicon(catalog)

    def translated(text: str, scope: Scope, clock: Clock, lookup: Lookup, /) -> Translation:
        # What needs no lookup is not kept waiting for the preparation of one.
        terse = translate_terse(text, catalog)
        if terse is not None:
            return terse
        if not is_wide(lookup):
            return translate(text, lexicon, scope, clock, lookup)
        # Reading a text costs less than its names cost to ask for one by one: it is read for what it asks, and again with the answers.
        known: dict[Asked, tuple[Match, ...]] = {}
        at_hand = lookup.at_hand(scope)

        def found_so_far(one: Asked) -> tuple[Match, ...] | None:
            found = known.get(one)
            return at_hand(one) if found is None else found

        for _ in range(_MOST_READINGS):
            asked: dict[Asked, None] = {}

            def noted(table: str, column: str, name: str, _scope: Scope, /, asked: dict[Asked, None] = asked) -> tuple[Match, ...]:
                found = found_so_far((table, column, name))
                if found is None:
                    asked[table, column, name] = None
                return found or ()

            translation = translate(text, lexicon, scope, clock, noted)
            told = lookup.several(asked, scope) if asked else {}
            if len(told) == len(asked) and not any(told.values()):
                return translation
            known.update(told)

        def answered(table: str, column: str, name: str, scope: Scope, /) -> tuple[Match, ...]:
            found = found_so_far((table, column, name))
            return lookup(table, column, name, scope) if found is None else found

        return translate(text, lexicon, scope, clock, answered)

    return translated
