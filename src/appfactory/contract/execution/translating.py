"""The translator with its lexicon, made once for a catalog."""

from __future__ import annotations

from appfactory.contract.execution.naming import Translate
from appfactory.contract.language.lexicon import build_lexicon
from appfactory.contract.language.translate import translate
from appfactory.contract.model.request import Scope
from appfactory.contract.model.translation import Catalog, Clock, Lookup, Translation


def translator_for(catalog: Catalog) -> Translate:
    """Translates texts about the catalog."""
    lexicon = build_lexicon(catalog)

    def translated(text: str, scope: Scope, clock: Clock, lookup: Lookup, /) -> Translation:
        return translate(text, lexicon, scope, clock, lookup)

    return translated
