"""States that stand for rows, where no table is named: `how many no-shows last week?`."""

from __future__ import annotations

from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.words import Token

_STATES = frozenset({"status", "state", "stage"})
_TIMES_MORE = 3
"""By how much more often than any other with that state the table must be referred to for its rows to be meant."""


def table_of_state_noun(lexicon: Lexicon, token: Token) -> str:
    """The table of whose rows a plural noun says a state (`no-shows`), empty if there is none; of several the one that far more others refer to."""
    if token.kind != "word" or token.lemma == token.lower or not token.lower.endswith("s") or (token.lemma,) in lexicon.phrases:
        return ""
    lemmas = tuple(token.lemma.split("-"))
    cells = [*lexicon.values.get((token.lemma,), ()), *lexicon.values.get(lemmas, ())]
    tables = {table for table, column, _ in cells if lexicon.names[table, column][-1] in _STATES}
    ranked = sorted(tables, key=lambda table: (-len(lexicon.children.get(table, ())), table))
    referred = [len(lexicon.children.get(table, ())) for table in ranked]
    clear = len(ranked) == 1 or (len(ranked) > 1 and referred[0] >= _TIMES_MORE * max(1, referred[1]))
    return ranked[0] if clear else ""
