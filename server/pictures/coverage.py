"""Who has fields for what: a row per organisation, a column per concept, a mark where they meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.statistics import OwnerCoverage
from graph.texts import Text

CELL: Final = 22
_LABELS: Final = 190
# Column names are written at a slant, so that they take as much room upwards as to the side.
_SLANTED: Final = 168
_OVERHANG: Final = 120
_LETTERS: Final = 25


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell with something in it: where, how far the mapping has come, how many fields."""

    x: int
    y: int
    stage: str
    fields: int
    organisation: str
    concept: str


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a row or a column: where it stands, in full and as far as there is room."""

    x: int
    y: int
    iri: str
    name: Text
    short: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole picture: its size, names of rows and columns, and the marks."""

    width: int
    height: int
    left: int
    top: int
    cell: int
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    marks: tuple[Mark, ...]


def coverage(owners: Sequence[OwnerCoverage], concepts: Sequence[tuple[str, Text]]) -> Coverage:
    """Return the picture of what ``owners`` have of ``concepts`` (IRI and name)."""
    rows = tuple(
        Label(_LABELS - 8, _SLANTED + place * CELL + CELL // 2 + 5, owner.iri, Text(owner.name), _short(owner.name))
        for place, owner in enumerate(owners)
    )
    columns = tuple(
        Label(_LABELS + place * CELL + CELL // 2 + 4, _SLANTED - 8, iri, name, _short(name.value))
        for place, (iri, name) in enumerate(concepts)
    )
    marks = tuple(
        Mark(_LABELS + x * CELL, _SLANTED + y * CELL, found.stage, found.fields, owner.name, name.value)
        for y, owner in enumerate(owners)
        for x, (iri, name) in enumerate(concepts)
        if (found := owner.concepts.get(iri)) is not None
    )
    width = _LABELS + len(concepts) * CELL + _OVERHANG
    return Coverage(width, _SLANTED + len(owners) * CELL + 2, _LABELS, _SLANTED, CELL, rows, columns, marks)


def _short(name: str) -> str:
    return name if len(name) <= _LETTERS else name[: _LETTERS - 1].rstrip() + "…"
