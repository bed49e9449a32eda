"""A catalog as a model is told of it: names, types, keys, allowed values and short descriptions; never a row, and never more than fits."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from appfactory.compile.database.comments import comment_parts
from appfactory.contract.model.translation import Catalog
from appfactory.contract.statements.schema import Schema
from appfactory.model.database import Table

MOST_CHARACTERS = 60_000
"""Of the whole description; tables that the text has nothing to do with are left out first."""

_MOST_ALLOWED = 30
_MOST_DESCRIPTION = 160
_WORD = re.compile(r"[a-z0-9]+")


def catalog_for_model(catalog: Catalog, text: str) -> str:
    """A JSON object a line for each table, those first that the text seems to speak of, up to `MOST_CHARACTERS`."""
    schema = Schema(catalog.database)
    synonyms = dict(catalog.synonyms)
    spoken = Counter(_stem(word) for word in _WORD.findall(text.lower()))
    tables = sorted(catalog.database.tables, key=lambda table: -_nearness(table, spoken, synonyms))
    lines: list[str] = []
    length = 0
    for table in tables:
        line = json.dumps(_described(table, schema, synonyms), ensure_ascii=False, separators=(",", ":"))
        length += len(line) + 1
        if length > MOST_CHARACTERS and lines:
            break
        lines.append(line)
    return "\n".join(lines)


def _described(table: Table, schema: Schema, synonyms: dict[str, tuple[str, ...]]) -> dict[str, object]:
    checked = dict(schema.checked_values(table).values())
    targets = {key.columns[0]: f"{key.references}.{key.referenced_columns[0]}" for key in table.foreign_keys if len(key.columns) == 1}
    columns = {}
    for column in table.columns:
        facts = [column.type]
        facts += ["key"] if column.name in table.primary_key else []
        facts += ["required"] if not column.nullable and column.default is None and not column.generated else []
        facts += [f"references {targets[column.name]}"] if column.name in targets else []
        allowed = schema.enumeration(column.type) or checked.get(column.name, ())
        facts += [f"one of {', '.join(allowed[:_MOST_ALLOWED])}"] if allowed else []
        facts += [f"also called {', '.join(words)}"] if (words := synonyms.get(f"{table.name}.{column.name}", ())) else []
        columns[column.name] = "; ".join(facts)
    about = " ".join(comment_parts(table.comment)[0].split())[:_MOST_DESCRIPTION]
    also = list(synonyms.get(table.name, ()))
    return {"table": table.name, **({"about": about} if about else {}), **({"also": also} if also else {}), "columns": columns}


def _nearness(table: Table, spoken: Counter[str], synonyms: dict[str, tuple[str, ...]]) -> int:
    """How many of the spoken words the table's names have; its own name counts most."""
    own = set(_words((table.name, *synonyms.get(table.name, ()))))
    columns = set(_words(column.name for column in table.columns))
    return 10 * sum(spoken[word] for word in own) + sum(spoken[word] for word in columns)


def _words(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from (_stem(word) for word in _WORD.findall(name.lower()))


def _stem(word: str) -> str:
    return word.removesuffix("s") if len(word) > 3 else word
