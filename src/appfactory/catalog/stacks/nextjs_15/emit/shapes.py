"""The shape of a line of TypeScript: the line with every name and text replaced by a stand-in of its length.

How a line is laid out depends on its brackets, operators and widths alone, so lines of one shape (`find` of a hundred entities) are laid out
once. What decides anything by its wording stays as it is: keywords, and the words that Prettier treats apart.
"""

from __future__ import annotations

import re

_KEPT = frozenset(
    {
        "async", "await", "const", "default", "describe", "else", "export", "extends", "false", "from", "function", "import", "return", "static",
        "test", "throw", "true", "type", "typeof", "undefined", "while",
    }
)  # fmt: skip
"""Words of four letters or more that stay; shorter ones all do."""

_WORD = re.compile(r'"(?:[^"\\`\n]|\\.)*"|[A-Za-z_$][A-Za-z0-9_$]{3,}')


def shape_of(line: str) -> tuple[str, list[str]]:
    """The line's shape, and the words that it stands for, in order.

    >>> shape_of('const { id } = parse(findBookInput, "a b");')
    ('const { id } = aaaaa(aaaaaaaaaaaaa, "aaa");', ['parse', 'findBookInput', '"a b"'])
    """
    words: list[str] = []

    def stand_in(match: re.Match[str]) -> str:
        word = match.group()
        if len(word) < 4 or word in _KEPT:
            return word
        words.append(word)
        if word[0] == '"':
            return f'"{"a" * (len(word) - 2)}"'
        return ("A" if word[0].isupper() else "a") * len(word)

    return _WORD.sub(stand_in, line), words


def with_words(shape: str, words: list[str]) -> str:
    """The text of a shape that was laid out: its stand-ins are the words again, in order."""
    following = iter(words)

    def word(match: re.Match[str]) -> str:
        found = match.group()
        return found if len(found) < 4 or found in _KEPT else next(following)

    return _WORD.sub(word, shape)
