"""Three states of every cell, merged: as it was handed out, as it is in the files now, as it came back.

Only the workbook changed a cell: its text is taken. Only the files did: theirs stays. Both to the same: fine. Both to
different texts: a conflict, and nothing of the whole workbook is taken unless somebody says whose text holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from graph.workbook.cell import fingerprint
from graph.workbook.sheet import Sheet

Side = Literal["git", "excel"]


@dataclass(frozen=True, slots=True)
class ReturnedCell:
    """A cell as it came back: its text, where it stands (``D14``), and the fingerprint it was handed out with.

    The fingerprint is None for a cell that was not handed out.
    """

    text: str
    place: str
    handed_out: str | None


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row as it came back: its key ("" for a new one), its place, and its cells by column name."""

    key: str
    place: str
    cells: Mapping[str, ReturnedCell]


@dataclass(frozen=True, slots=True)
class Edit:
    """A cell to change in the files: which row and column of which sheet, and its new text."""

    sheet: Sheet
    key: str
    column: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell both sides changed: where it is, in the words of the workbook, and its three texts.

    ``ours`` is None where the row is gone from the files.
    """

    sheet: str
    key: str
    column: str
    place: str
    base: str
    ours: str | None
    theirs: str


@dataclass(slots=True)
class Merged:
    """What comes of merging: the edits, the conflicts, the new rows, the rows that did not come back."""

    edits: list[Edit] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    new: list[tuple[Sheet, ReturnedRow]] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[tuple[str, str, str]] = field(default_factory=list)


def merge(
    base: Iterable[Sheet], ours: Iterable[Sheet], theirs: Mapping[str, Iterable[ReturnedRow]], resolve: Side | None
) -> Merged:
    """Merge what came back (rows by title of sheet) into the sheets of now; ``resolve`` says whose text holds."""
    merged = Merged()
    now = {sheet.title: sheet for sheet in ours}
    for before in base:
        if before.title not in theirs:
            continue
        _merge_sheet(before, now.get(before.title), list(theirs[before.title]), resolve, merged)
    return merged


def _merge_sheet(
    base: Sheet, ours: Sheet | None, rows: list[ReturnedRow], resolve: Side | None, merged: Merged
) -> None:
    columns = [column.name for column in base.columns if not column.locked]
    for row in rows:
        if not row.key:
            if any(row.cells[column].text for column in columns if column in row.cells):
                merged.new.append((base, row))
        elif row.key not in base.rows and (ours is None or row.key not in ours.rows):
            merged.unknown.append((base.title, row.place, row.key))
        else:
            for column in columns:
                if column in row.cells:
                    _merge_cell(base, ours, row, column, resolve, merged)
    back = {row.key for row in rows}
    merged.missing.extend((base.title, key) for key in base.rows if key not in back)


def _merge_cell(
    base: Sheet, ours: Sheet | None, row: ReturnedRow, column: str, resolve: Side | None, merged: Merged
) -> None:
    cell = row.cells[column]
    before = base.rows.get(row.key, {}).get(column, "")
    handed_out = fingerprint(before) if cell.handed_out is None else cell.handed_out
    if fingerprint(cell.text) == handed_out:
        return
    now = ours.rows.get(row.key, {}).get(column) if ours is not None and row.key in ours.rows else None
    if now == cell.text:
        return
    if (now is not None and now == before) or (resolve == "excel" and now is not None):
        merged.edits.append(Edit(base, row.key, column, cell.text, cell.place))
    elif resolve != "git":
        heading = next(each.title for each in base.columns if each.name == column)
        merged.conflicts.append(Conflict(base.title, row.key, heading, cell.place, before, now, cell.text))
