"""Boxes and lines as SVG: what is referred to stands left of what refers to it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

_CHARACTER = 7.3
"""Width of a character of the page's monospaced font at 12 px, in pixels."""

_ROW, _HEAD, _GAP, _LANE, _EDGE = 18, 26, 26, 90, 12
_TALLEST = 900


@dataclass(frozen=True, slots=True)
class Box:
    """A table: rows of name, type and marks. A far one belongs elsewhere and has no rows."""

    name: str
    rows: tuple[tuple[str, str, str], ...]
    far: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A reference from one box to another, by the names of both."""

    child: str
    parent: str
    label: str


@dataclass(frozen=True, slots=True)
class _Place:
    x: float
    y: float
    width: float
    height: float


def draw(boxes: tuple[Box, ...], lines: tuple[Line, ...], title: str) -> str:
    """The drawing. `title` is read to those who can't see it."""
    places = _placed(boxes, lines)
    width = max((place.x + place.width for place in places.values()), default=0) + _EDGE
    height = max((place.y + place.height for place in places.values()), default=0) + _EDGE
    edges = "".join(_edge(line, places, any(box.far and box.name == line.parent for box in boxes)) for line in lines)
    drawn = "".join(_box(box, places[box.name]) for box in boxes)
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(title)}" {size}>{edges}{drawn}</svg>'


def _ranks(boxes: tuple[Box, ...], lines: tuple[Line, ...]) -> dict[str, int]:
    """The column of each box: one more than that of what it refers to. A circle is cut where it closes."""
    parents: dict[str, list[str]] = {box.name: [] for box in boxes}
    for line in lines:
        parents[line.child].append(line.parent)
    ranks: dict[str, int] = {}
    for box in boxes:
        stack: list[tuple[str, bool]] = [(box.name, False)]
        entered: set[str] = set()
        while stack:
            name, leaving = stack.pop()
            if name in ranks:
                continue
            if leaving:
                ranks[name] = max((ranks[parent] + 1 for parent in parents[name] if parent in ranks), default=0)
            elif name not in entered:
                entered.add(name)
                stack.append((name, True))
                stack += [(parent, False) for parent in parents[name] if parent not in ranks and parent not in entered]
    return ranks


def _placed(boxes: tuple[Box, ...], lines: tuple[Line, ...]) -> dict[str, _Place]:
    """Columns from left to right; one that gets too tall goes on in the next."""
    ranks = _ranks(boxes, lines)
    columns: list[list[Box]] = []
    for rank in sorted(set(ranks.values())):
        columns.append([])
        height = 0.0
        for box in (box for box in boxes if ranks[box.name] == rank):
            tall = _height(box) + _GAP
            if columns[-1] and height + tall > _TALLEST:
                columns.append([])
                height = 0.0
            columns[-1].append(box)
            height += tall
    places: dict[str, _Place] = {}
    x = float(_EDGE)
    for column in columns:
        y, widest = float(_EDGE), max((_width(box) for box in column), default=0.0)
        for box in column:
            places[box.name] = _Place(x, y, widest, _height(box))
            y += _height(box) + _GAP
        x += widest + _LANE
    return places


def _height(box: Box) -> float:
    return _HEAD + _ROW * len(box.rows) + (6 if box.rows else 0)


def _width(box: Box) -> float:
    rows = [len(name) + len(kind) + len(marks) + 4 for name, kind, marks in box.rows]
    return _CHARACTER * max([len(box.name) + 3, *rows])


def _box(box: Box, place: _Place) -> str:
    style = "box far" if box.far else "box"
    parts = [f'<rect class="{style}" x="{place.x:.0f}" y="{place.y:.0f}" width="{place.width:.0f}" height="{place.height:.0f}" rx="5"/>']
    if not box.far:
        parts.append(f'<rect class="head" x="{place.x + 1:.0f}" y="{place.y + 1:.0f}" width="{place.width - 2:.0f}" height="{_HEAD - 3}" rx="4"/>')
    parts.append(f'<text class="name" x="{place.x + 9:.0f}" y="{place.y + 17:.0f}">{escape(box.name)}</text>')
    for number, (name, kind, marks) in enumerate(box.rows):
        y = place.y + _HEAD + _ROW * number + 13
        told = f"{kind} {marks}".strip()
        parts.append(f'<text x="{place.x + 9:.0f}" y="{y:.0f}">{escape(name)}</text>')
        parts.append(f'<text class="type" text-anchor="end" x="{place.x + place.width - 9:.0f}" y="{y:.0f}">{escape(told)}</text>')
    return "".join(parts)


def _edge(line: Line, places: dict[str, _Place], far: bool) -> str:
    """A curve from the child's left side to the parent's right one, or from side to side where they stand the other way round."""
    child, parent = places[line.child], places[line.parent]
    rightwards = child.x >= parent.x + parent.width
    x1, x2 = (child.x, parent.x + parent.width) if rightwards else (child.x + child.width, parent.x + parent.width)
    y1, y2 = child.y + _HEAD / 2, parent.y + _HEAD / 2
    bend = _LANE / 2
    control1, control2 = (x1 - bend if rightwards else x1 + bend), x2 + bend
    style = "edge far" if far else "edge"
    path = f"M{x1:.0f} {y1:.0f}C{control1:.0f} {y1:.0f} {control2:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
    return f'<path class="{style}" d="{path}"><title>{escape(line.child)}.{escape(line.label)} → {escape(line.parent)}</title></path>'
