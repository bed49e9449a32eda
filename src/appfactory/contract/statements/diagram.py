"""ER diagrams by domain: as Markdown with Mermaid, and as a self-contained page of drawings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape

from appfactory.contract.statements.drawing import Box, Line, draw
from appfactory.model.database import Column, Database, ForeignKey, Table

OTHER = "other"


def domains_of(database: Database, known: Mapping[str, str]) -> dict[str, tuple[Table, ...]]:
    """The tables by domain, domains in the order of names. A table of no known domain goes with those whose names begin alike, or with what it
    refers to."""
    first = Counter(_word(table.name) for table in database.tables if table.name not in known)
    chosen: dict[str, str] = {}
    for table in database.tables:
        word = _word(table.name)
        chosen[table.name] = known.get(table.name) or (word if first[word] > 1 else "")
    for table in database.tables:
        if not chosen[table.name]:
            near = [chosen.get(key.references, "") for key in table.foreign_keys] or [""]
            chosen[table.name] = next((domain for domain in near if domain), OTHER)
    found: dict[str, list[Table]] = {}
    for table in database.tables:
        found.setdefault(chosen[table.name], []).append(table)
    return {domain: tuple(sorted(found[domain], key=lambda table: table.name)) for domain in sorted(found)}


def _word(name: str) -> str:
    """The first word of a table's name, in the singular."""
    word = re.split(r"[_\W]|(?<=[a-z])(?=[A-Z])", name, maxsplit=1)[0].lower()
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def mermaid(database: Database, known: Mapping[str, str]) -> str:
    """Markdown with a diagram for each domain. Tables of other domains that are referred to stand in it without their columns."""
    parts = []
    database = _whole(database)
    for domain, tables in domains_of(database, known).items():
        lines = [f"## {_plain(domain)}", "", "```mermaid", "erDiagram"]
        own = {table.name for table in tables}
        for table in tables:
            lines.append(f"    {_identifier(table.name)} {{")
            lines += [f"        {_identifier(column.type)} {_identifier(column.name)} {_marks(table, column)}".rstrip() for column in table.columns]
            lines.append("    }")
        for table, key in _keys(database, tables, own):
            many = "|o" if _is_unique(table, key) else "}o"
            one = "o|" if any((column := table.column(name)) is not None and column.nullable for name in key.columns) else "||"
            lines.append(f'    {_identifier(table.name)} {many}--{one} {_identifier(key.references)} : "{_identifier(" ".join(key.columns))}"')
        parts.append("\n".join([*lines, "```", ""]))
    return "\n".join(parts)


def _whole(database: Database) -> Database:
    """The database without the parts of partitioned tables, which look like the whole."""
    return replace(database, tables=tuple(table for table in database.tables if not table.partition_of))


def _keys(database: Database, tables: Iterable[Table], own: set[str]) -> Iterable[tuple[Table, ForeignKey]]:
    """The foreign keys to draw. What nearly every table refers to (the business) would hide the rest; it is drawn in its own domain only."""
    everywhere = Counter(key.references for table in database.tables for key in table.foreign_keys)
    hidden = {name for name, count in everywhere.items() if count > max(12, len(database.tables) // 3) and name not in own}
    for table in tables:
        for key in table.foreign_keys:
            if key.references not in hidden:
                yield table, key


def _marks(table: Table, column: Column) -> str:
    marks = ["PK"] if column.name in table.primary_key else []
    marks += ["FK"] if any(column.name in key.columns for key in table.foreign_keys) else []
    marks += ["UK"] if any(item.columns == (column.name,) for item in table.uniques) else []
    return ", ".join(marks)


def _is_unique(table: Table, key: ForeignKey) -> bool:
    return key.columns == table.primary_key or any(item.columns == key.columns for item in table.uniques)


def _identifier(text: str) -> str:
    """Text as a word of Mermaid's grammar."""
    return re.sub(r"\W+", "_", text.replace("[]", "_array"), flags=re.ASCII).strip("_") or "unnamed"


def _plain(text: str) -> str:
    return re.sub(r"[^\w .-]+", " ", text).strip() or OTHER


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Entities and relations</title>
<style>
:root {{ color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --line: #8c959f; --box: #fff; --head: #dfe9f5; --back: #f6f8fa; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #e6edf3; --soft: #9198a1; --line: #656c76; --box: #151b23; --head: #21364f; --back: #0d1117; }}
}}
body {{ margin: 0; padding: 1.5rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back); }}
nav a {{ margin-right: .75rem; color: inherit; }}
figure {{ margin: 0 0 2rem; overflow-x: auto; }}
svg text {{ font: 12px ui-monospace, monospace; fill: var(--ink); }}
svg .type {{ fill: var(--soft); }} svg .name {{ font-weight: 600; }}
svg .box {{ fill: var(--box); stroke: var(--line); }} svg .head {{ fill: var(--head); }}
svg .edge {{ fill: none; stroke: var(--line); stroke-width: 1.3; }}
svg .far {{ stroke-dasharray: 4 3; }}
</style></head><body><main><h1>Entities and relations</h1><nav aria-label="Domains">{links}</nav>
{figures}
</main></body></html>
"""


def diagram_page(database: Database, known: Mapping[str, str]) -> str:
    """One HTML page, with nothing loaded from elsewhere: a drawing for each domain."""
    links, figures = [], []
    database = _whole(database)
    for number, (domain, tables) in enumerate(domains_of(database, known).items()):
        title = escape(domain)
        links.append(f'<a href="#domain-{number}">{title}</a>')
        figures.append(f'<h2 id="domain-{number}">{title}</h2>\n<figure tabindex="0">{_drawing(database, tables, domain)}</figure>')
    return _PAGE.format(links="".join(links), figures="\n".join(figures))


def _drawing(database: Database, tables: tuple[Table, ...], domain: str) -> str:
    own = {table.name for table in tables}
    keys = list(_keys(database, tables, own))
    far = sorted({key.references for _, key in keys} - own)
    boxes = [Box(table.name, tuple((column.name, column.type, _marks(table, column)) for column in table.columns)) for table in tables]
    boxes += [Box(name, (), far=True) for name in far]
    lines = [Line(table.name, key.references, ", ".join(key.columns)) for table, key in keys if key.references != table.name]
    return draw(tuple(boxes), tuple(lines), f"Tables of {domain} and what they refer to")
