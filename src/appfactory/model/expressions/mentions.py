"""What conditions say about columns: the constants, patterns and lengths around which their values are tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from appfactory.model.expressions.kinds import interval
from appfactory.model.expressions.parsing import column_references, descendants
from appfactory.model.expressions.patterns import like_texts

if TYPE_CHECKING:
    from google.protobuf.message import Message


@dataclass(slots=True)
class Mentions:
    """What the checks of a table say about each column: constants, patterns, lengths."""

    numbers: dict[str, dict[Decimal, None]] = field(default_factory=dict)
    texts: dict[str, dict[str, None]] = field(default_factory=dict)
    spans: dict[str, dict[timedelta, None]] = field(default_factory=dict)
    patterns: dict[str, dict[str, None]] = field(default_factory=dict)

    def read(self, node: Message) -> None:
        """Adds what a condition mentions, to each of its columns."""
        from postgast import pg_query_pb2 as tree

        columns = column_references(node)
        for expression in descendants(node, tree.A_Expr):
            sign = expression.name[-1].string.sval if expression.name else ""
            for text in _constants(expression.rexpr):
                if sign in ("~", "~*"):
                    for column in columns:
                        self.patterns.setdefault(column, {})[text] = None
                elif sign in ("~~", "~~*"):
                    self._add_texts(columns, like_texts(text))
        for constant in descendants(node, tree.A_Const):
            if constant.HasField("ival") or constant.HasField("fval"):
                number = Decimal(constant.ival.ival) if constant.HasField("ival") else Decimal(constant.fval.fval)
                for column in columns:
                    self.numbers.setdefault(column, {})[number] = None
            elif constant.HasField("sval"):
                self._text(columns, constant.sval.sval)

    def _text(self, columns: Iterable[str], text: str) -> None:
        self._add_texts(columns, (text,))
        try:
            span = interval(text)
        except (ValueError, OverflowError):
            return
        for column in columns:
            self.spans.setdefault(column, {})[span] = None

    def _add_texts(self, columns: Iterable[str], texts: Iterable[str]) -> None:
        for column in columns:
            self.texts.setdefault(column, {}).update(dict.fromkeys(texts))


def _constants(node: Message) -> Iterator[str]:
    from postgast import pg_query_pb2 as tree

    for constant in descendants(node, tree.A_Const):
        if constant.HasField("sval"):
            yield constant.sval.sval
