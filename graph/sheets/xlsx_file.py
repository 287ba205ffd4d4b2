"""Excel workbooks (ISO/IEC 29500): every text a text, numbers as numbers, a header that stays where it is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

from graph.errors import SheetTooLarge
from graph.sheets.csv_file import Value
from graph.sheets.timeless_zip import OLDEST, TimelessZip

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Some seconds of work; a sheet could hold five times as much.
MOST_ROWS: Final = 200_000
_LONGEST: Final = 32_767
_WIDTH: Final = 24.0
_BOLD: Final = Font(bold=True)
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
# XML 1.0 has no place for these, not even escaped.
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its title (at most 31 characters), its rows, the first of which is the header, and how it looks.

    ``frozen`` is the first cell that moves, ``widths`` are those of the first columns, ``fills`` colours by text.
    """

    title: str
    rows: Iterable[Sequence[Value]]
    frozen: str = "B2"
    widths: Sequence[float] = ()
    fills: Mapping[str, str] = field(default_factory=dict)


def workbook(pages: Iterable[Page]) -> bytes:
    """The pages as a file, always the same for the same pages.

    Raises SheetTooLarge when one has more rows than a workbook from here can have.
    """
    # Read first: a sheet that is begun must be ended.
    filled = [(page, list(islice(page.rows, MOST_ROWS + 2))) for page in pages]
    if any(len(rows) > MOST_ROWS + 1 for _, rows in filled):
        raise SheetTooLarge(str(MOST_ROWS))
    book = Workbook(write_only=True)
    for page, rows in filled:
        _fill(book.create_sheet(page.title), page, rows)
    written = io.BytesIO()
    # No time of its own: the same rows are always the same file.
    book.properties.created = book.properties.modified = OLDEST
    ExcelWriter(book, TimelessZip(written, "w", zipfile.ZIP_DEFLATED)).save()
    return written.getvalue()


def _fill(sheet: WriteOnlyWorksheet, page: Page, rows: list[Sequence[Value]]) -> None:
    sheet.freeze_panes = page.frozen
    fills = {text: PatternFill("solid", start_color=colour) for text, colour in page.fills.items()}
    header = rows[0] if rows else []
    for place in range(1, len(header) + 1):
        width = page.widths[place - 1] if place <= len(page.widths) else _WIDTH
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_cell(sheet, value, fills, header=True) for value in header])
    for row in rows[1:]:
        sheet.append([_cell(sheet, value, fills) for value in row])


def _cell(
    sheet: WriteOnlyWorksheet, value: Value, fills: Mapping[str, PatternFill], *, header: bool = False
) -> WriteOnlyCell:
    shown = _plain(value)
    cell = WriteOnlyCell(sheet, None if isinstance(shown, str) else shown)
    if isinstance(shown, str):
        # Set as text, so that a name that begins with an equals sign is a name and no formula.
        cell.value = _NOT_IN_XML.sub("\ufffd", shown)[:_LONGEST]
        cell.data_type = "s"
        if shown in fills:
            cell.fill = fills[shown]
    if header:
        cell.font, cell.alignment = _BOLD, _WRAPPED
    return cell


def _plain(value: Value) -> str | int | float | None:
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return value
