"""Quotes what people forget to quote: `{ path: /api/reservations/{id} }` is no YAML, and everyone writes it.

A plain scalar in a flow collection can't hold braces, and one that begins with `{{NAME}}` can't stand anywhere. Where a text with
`{name}` or `{{NAME}}` in it is written so, it is put into single quotes; nothing else is touched.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.tokens import FlowMappingEndToken, FlowMappingStartToken, FlowSequenceEndToken, FlowSequenceStartToken, ScalarToken, Token

MAX_DEPTH = 100
"""Levels of nesting that are read."""

_NAME = r"\{[A-Za-z_][A-Za-z0-9_-]*\}"
_VARIABLE = r"\{\{[ \t]*[A-Za-z_][A-Za-z0-9_.-]*[ \t]*\}\}"
_HAS_NAME = re.compile(f"{_NAME}|{_VARIABLE}")
_IN_FLOW = re.compile(
    rf"(?:{_VARIABLE}|{_NAME}|(?<=[^\s,\[{{])#|:(?=[^\s,\[\]}}])|[^\s,\[\]{{}}:#]|[ \t]+(?=[^\s,\[\]{{}}#:]|{_NAME}|{_VARIABLE}))++"
)
_IN_BLOCK = re.compile(r"(?:[^\s#]|(?<=\S)#|[ \t]+(?=[^\s#]))++")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch that was put into quotes: where it begins and ends in the original (0-based line and columns), and its text."""

    line: int
    column: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True)
class Repair:
    """The repaired text. `insertions` maps a 0-based line to the columns (in the repaired line) of inserted characters, ascending."""

    text: str
    quoted: tuple[Quoted, ...] = ()
    insertions: dict[int, list[int]] = field(default_factory=dict)

    def original_column(self, line: int, column: int) -> int:
        """The column in the original text, given a column of the repaired one; all are 0-based."""
        inserted = self.insertions.get(line)
        return column - bisect_left(inserted, column) if inserted else column


def repair(text: str) -> Repair:
    """Quote every unquoted `{name}` text. Reads the tokens once: time is linear in the length of the text."""
    pieces: list[str] = []
    quoted: list[Quoted] = []
    insertions: dict[int, list[int]] = {}
    copied = 0
    for start, line, column, in_flow in _suspects(text):
        if start < copied:
            continue
        match = (_IN_FLOW if in_flow else _IN_BLOCK).match(text, start)
        if match is None or not _HAS_NAME.search(match[0]):
            continue
        found = match[0]
        columns = insertions.setdefault(line, [])
        shifted = column + len(columns)
        columns.append(shifted)
        columns += [shifted + 1 + quote.start() + number for number, quote in enumerate(re.finditer("'", found))]
        columns.append(shifted + 1 + len(found) + found.count("'"))
        pieces += [text[copied:start], "'", found.replace("'", "''"), "'"]
        quoted.append(Quoted(line, column, column + len(found), found))
        copied = match.end()
    return Repair("".join([*pieces, text[copied:]]), tuple(quoted), insertions)


def _suspects(text: str) -> Iterator[tuple[int, int, int, bool]]:
    """Where a text that lacks quotes may begin: index, line, column, and whether it stands in a flow collection."""
    openings: list[Token] = []
    before: Token | None = None
    closed: Token | None = None
    for token in tokens(text):
        suspect = _suspect(before, token, closed, bool(openings))
        if suspect is not None:
            enclosing = len(openings) - (1 if openings and openings[-1] is suspect else 0)
            mark = suspect.start_mark
            yield mark.index, mark.line, mark.column, enclosing > 0
        if isinstance(token, FlowMappingStartToken | FlowSequenceStartToken):
            openings.append(token)
            if len(openings) > MAX_DEPTH:
                return  # libyaml's work for a token grows with the depth, and no plan is so deep
        elif isinstance(token, FlowMappingEndToken | FlowSequenceEndToken) and openings:
            closed = openings.pop()
        before = token


def _suspect(before: Token | None, token: Token, closed: Token | None, in_flow: bool) -> Token | None:
    """The token at which an unquoted text begins, if `token` follows `before` as it can only in such a text; `closed` began the last mapping."""
    if before is None or before.end_mark.line != token.start_mark.line:
        return None
    if isinstance(token, FlowMappingStartToken):
        plain = isinstance(before, ScalarToken) and before.plain and in_flow
        doubled = isinstance(before, FlowMappingStartToken) and before.end_mark.index == token.start_mark.index
        return before if plain or doubled else None
    if isinstance(token, ScalarToken) and isinstance(before, FlowMappingEndToken):
        return closed
    return None


def tokens(text: str) -> Iterator[Token]:
    """The tokens up to the first that can't be read."""
    parser = CParser(text)
    try:
        while (token := parser.get_token()) is not None:
            yield token
    except YAMLError:
        return
