"""Lines and columns of a text."""

from __future__ import annotations

import re
from bisect import bisect_right

_LINE_END = re.compile("\n")


class Lines:
    """The lines of a text. Lines, columns and indexes count from 0, in characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def __len__(self) -> int:
        return len(self._starts)

    def position(self, index: int) -> tuple[int, int]:
        """Line and column of a character; an index past the end is that of the end."""
        index = min(index, len(self.text))
        line = bisect_right(self._starts, index) - 1
        return line, index - self._starts[line]

    def line(self, number: int) -> str:
        """The text of a line, without its end; empty if there is no such line."""
        if not 0 <= number < len(self._starts):
            return ""
        end = self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(self.text)
        return self.text[self._starts[number] : end].removesuffix("\r")

    def blank(self, number: int) -> bool:
        """True if there is such a line and nothing on it."""
        return 0 <= number < len(self._starts) and not self.line(number).strip()
