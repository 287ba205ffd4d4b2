"""The concepts around a concept: what is above it to the left, below it to the right, what is related underneath."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from graph.texts import Text

# In pixels, which are also the units of the drawing: it is never scaled down to where it cannot be read.
BOX_WIDTH: Final = 216
_GAP: Final = 56
_LINE: Final = 18
_PADDING: Final = 12
_BETWEEN: Final = 12
_LETTERS: Final = 27
_LINES: Final = 3
# More than this is told by a number, and listed below the picture.
MOST: Final = {"above": 4, "below": 6, "beside": 6}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A concept near another: its IRI, its name, and whether it is a part or a whole rather than a kind."""

    iri: str
    name: Text
    part: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A concept in the picture: where it stands, its name in full and in lines; ``iri`` is empty for a mere number."""

    x: int
    y: int
    height: int
    lines: tuple[str, ...]
    name: Text
    iri: str
    part: bool
    place: str

    @property
    def middle(self) -> int:
        """How far down its middle is."""
        return self.y + self.height // 2

    def baseline(self, line: int) -> int:
        """How far down the text of a line stands, counted from 0."""
        return self.y + _PADDING + 13 + line * _LINE


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two boxes, as the path of an SVG; dashed where neither is above the other."""

    path: str
    place: str
    part: bool


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The whole picture: its size, the concept in the middle, those around it, and the lines between."""

    width: int
    height: int
    centre: Box
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]


def neighbourhood(name: Text, neighbours: Mapping[str, Sequence[Neighbour]]) -> Neighbourhood | None:
    """Return the picture of a concept called ``name`` and its ``neighbours`` (above, below, beside).

    None when there are none. Those beside it stand under it, or to the right where nothing is below it.
    """
    if not any(neighbours.values()):
        return None
    step = BOX_WIDTH + _GAP
    middle = step if neighbours["above"] else 0
    under = neighbours["beside"] if neighbours["below"] else ()
    aside = () if neighbours["below"] else neighbours["beside"]
    left = _column(neighbours["above"], "above", 0)
    right = _column(neighbours["below"] or aside, "below" if neighbours["below"] else "beside", middle + step)
    centre, *beneath = _stacked([_box(name, "", False, "centre", middle), *_column(under, "beside", middle)])
    height = max(_height(column) for column in (left, right, [centre, *beneath]))
    if not beneath:
        centre = replace(centre, y=(height - centre.height) // 2)
    left, right = (_centred(column, height, centre) for column in (left, right))
    return Neighbourhood(
        width=middle + BOX_WIDTH + (step if right else 0),
        height=height,
        centre=centre,
        boxes=(*left, *right, *beneath),
        edges=tuple(_edge(centre, box) for box in (*left, *right)) + tuple(_down(centre, beneath)),
    )


def _column(neighbours: Sequence[Neighbour], place: str, x: int) -> list[Box]:
    most = MOST[place]
    shown = neighbours if len(neighbours) <= most else neighbours[: most - 1]
    boxes = [_box(each.name, each.iri, each.part, place, x) for each in shown]
    if len(shown) < len(neighbours):
        boxes.append(_box(Text(f"+ {len(neighbours) - len(shown)}"), "", False, place, x))
    return _stacked(boxes)


def _box(name: Text, iri: str, part: bool, place: str, x: int) -> Box:
    lines = textwrap.wrap(name.value, _LETTERS, max_lines=_LINES, placeholder=" …") or [name.value[:_LETTERS]]
    return Box(x, 0, 2 * _PADDING + len(lines) * _LINE, tuple(lines), name, iri, part, place)


def _stacked(boxes: Sequence[Box]) -> list[Box]:
    found, y = [], 0
    for box in boxes:
        found.append(replace(box, y=y))
        y += box.height + _BETWEEN
    return found


def _height(boxes: Sequence[Box]) -> int:
    return boxes[-1].y + boxes[-1].height if boxes else 0


def _centred(boxes: Sequence[Box], height: int, centre: Box) -> list[Box]:
    """Return the column moved so that its middle is level with the concept's, as far as there is room."""
    own = _height(boxes)
    top = max(0, min(centre.middle - own // 2, height - own))
    return [replace(box, y=box.y + top) for box in boxes]


def _edge(centre: Box, box: Box) -> Edge:
    from_left = box.x < centre.x
    start = (box.x + BOX_WIDTH, box.middle) if from_left else (centre.x + BOX_WIDTH, centre.middle)
    end = (centre.x, centre.middle) if from_left else (box.x, box.middle)
    bend = (start[0] + end[0]) // 2
    return Edge(f"M{start[0]} {start[1]}C{bend} {start[1]} {bend} {end[1]} {end[0]} {end[1]}", box.place, box.part)


def _down(centre: Box, beside: Sequence[Box]) -> list[Edge]:
    """Return the lines between a concept and those beside it, which stand under it."""
    x = centre.x + BOX_WIDTH // 2
    column = [centre, *beside]
    return [Edge(f"M{x} {upper.y + upper.height}V{lower.y}", "beside", False) for upper, lower in pairwise(column)]
