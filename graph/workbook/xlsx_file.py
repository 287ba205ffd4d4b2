"""The workbook as a file (xlsx): every cell a text, drop-downs where there is a list, and where it came from.

The hidden sheet «_kilde» has the commit, what the workbook is about, its language, the version of this form, and a
fingerprint per cell, so that what was changed is known also after a spreadsheet has saved the file in its own way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from graph.errors import CellRefused, WorkbookRefused
from graph.sheets.xlsx_reading import UnreadableWorkbook, reading
from graph.workbook.cell import fingerprint, normal
from graph.workbook.merging import Conflict, ReturnedCell, ReturnedRow
from graph.workbook.sheet import LANGUAGES, Column, Sheet
from graph.workbook.workbook_words import heading, headings, say

FORM: Final = "1"
ORIGIN: Final = "_kilde"
_LISTS: Final = "_lister"
_README: Final = "Les meg"
_ABOUT: Final = frozenset({"form", "commit", "vokabular", "språk"})
_HEAD_ROWS: Final = 1
_LAST_ROW: Final = 1_048_576
_WIDE: Final = ("definisjon", "merknad", "kilde", "versjonsnote")
_BOLD: Final = Font(bold=True)
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_LOCKED_FILL: Final = PatternFill("solid", start_color="E9ECEF")
_CONFLICT_FILL: Final = PatternFill("solid", start_color="FBEBC8")


@dataclass(frozen=True, slots=True)
class Origin:
    """What a workbook was made from: the commit, and the vocabulary or the concept; and the language it is in."""

    commit: str
    subject: str
    lang: str = "nb"

    @property
    def vocabulary(self) -> str:
        """The vocabulary that new concepts are put in."""
        return self.subject.partition("/")[0]


class ReturnedWorkbook:
    """A workbook that came back."""

    def __init__(self, path: Path) -> None:
        """Open it; raises WorkbookRefused for a file that is no such workbook."""
        try:
            with reading(path) as self._book:
                self.origin, self._prints = _origin(self._book)
        except UnreadableWorkbook as error:
            raise WorkbookRefused(say("unreadable")) from error

    def rows(self, sheets: Sequence[Sheet]) -> dict[str, list[ReturnedRow]]:
        """The rows of each sheet that is still there, by title; ``sheets`` are those it was handed out with.

        Raises CellRefused for a cell with a formula, or with what a spreadsheet made of damaged text, for an id that
        stands twice, and for a column that is gone.
        """
        there = [sheet for sheet in sheets if sheet.title in self._book.sheetnames]
        return {sheet.title: list(_rows(self._book[sheet.title], sheet, self._prints)) for sheet in there}


def write_workbook(target: Path | IO[bytes], sheets: Sequence[Sheet], origin: Origin) -> None:
    """Write the workbook of some sheets, which are in the language of ``origin``, to a file or what is open as one."""
    book = Workbook()
    readme = book.active
    readme.title = heading("sheet", _README)[origin.lang]
    readme.column_dimensions["A"].width = 100
    for line in headings()["help"][origin.lang]:
        readme.append([line])
    lists = book.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    hidden = book.create_sheet(ORIGIN)
    hidden.sheet_state = "hidden"
    for sheet in sheets:
        _write_sheet(book, sheet, lists)
    for number, texts in enumerate(_origin_rows(sheets, origin), start=1):
        for place, text in enumerate(texts, start=1):
            _set(hidden.cell(number, place), text)
    book.move_sheet(lists, len(sheets))
    book.move_sheet(hidden, len(sheets))
    book.save(target)


def mark_conflicts(source: Path, result: Path, conflicts: Sequence[Conflict], lang: str) -> None:
    """Write a copy of the workbook with the cells in conflict coloured and explained."""
    book = load_workbook(source)
    for conflict in conflicts:
        cell = book[conflict.sheet][conflict.place]
        cell.fill = _CONFLICT_FILL
        cell.comment = Comment(told(conflict, lang), "begrep")
    book.save(result)


def told(conflict: Conflict, lang: str) -> str:
    """A conflict in words."""
    ours = say("row-gone")[lang] if conflict.ours is None else conflict.ours
    return say(
        "conflict",
        sheet=conflict.sheet,
        place=conflict.place,
        key=conflict.key,
        column=conflict.column,
        ours=ours,
        theirs=conflict.theirs,
        base=conflict.base,
    )[lang]


def _write_sheet(book: Any, sheet: Sheet, lists: Any) -> None:
    page = book.create_sheet(sheet.title)
    page.freeze_panes = page.cell(_HEAD_ROWS + 1, 2)
    for place, column in enumerate(sheet.columns, start=1):
        _set(page.cell(1, place), column.title).font = _BOLD
        letter = get_column_letter(place)
        page.column_dimensions[letter].width = 48 if column.name.startswith(_WIDE) else 26
        # What holds for cells nobody has written in: new rows are texts, and may be written where the column is open.
        page.column_dimensions[letter].number_format = "@"
        page.column_dimensions[letter].protection = Protection(locked=column.locked)
        if column.choices:
            _offer(page, lists, column, letter)
    for number, cells in enumerate(sheet.rows.values(), start=_HEAD_ROWS + 1):
        for place, column in enumerate(sheet.columns, start=1):
            cell = _set(page.cell(number, place), cells.get(column.name, ""))
            cell.alignment = _WRAPPED
            if column.locked:
                cell.fill = _LOCKED_FILL
            else:
                cell.protection = Protection(locked=False)
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = page.protection.sort = False


def _offer(page: Any, lists: Any, column: Column, letter: str) -> None:
    """Give a column its drop-down; the list lies on a sheet of its own, for one in the cell may not be long."""
    place = lists.max_column + 1 if lists.cell(1, 1).value else 1
    for number, choice in enumerate(column.choices, start=1):
        _set(lists.cell(number, place), choice)
    source = get_column_letter(place)
    formula = f"'{_LISTS}'!${source}$1:${source}${len(column.choices)}"
    offered = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=True)
    page.add_data_validation(offered)
    offered.add(f"{letter}{_HEAD_ROWS + 1}:{letter}{_LAST_ROW}")


def _set(cell: Any, text: str) -> Any:
    """Write a text as a text: one that begins with an equals sign would else become a formula."""
    cell.value = text or None
    if text:
        cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _origin_rows(sheets: Sequence[Sheet], origin: Origin) -> Iterator[Sequence[str]]:
    yield "form", FORM
    yield "commit", origin.commit
    yield "vokabular", origin.subject
    yield "språk", origin.lang
    for sheet in sheets:
        for key, cells in sheet.rows.items():
            for column in sheet.columns:
                yield sheet.name, key, column.name, fingerprint(cells.get(column.name, ""))


def _origin(book: Any) -> tuple[Origin, dict[tuple[str, str, str], str]]:
    if ORIGIN not in book.sheetnames:
        raise WorkbookRefused(say("not-ours"))
    rows = [[normal(cell) for cell in row] for row in book[ORIGIN].iter_rows(values_only=True)]
    about = {row[0]: row[1] for row in rows if len(row) > 1 and row[0] in _ABOUT}
    lang = about.get("språk") or "nb"
    if about.get("form") != FORM or not {"commit", "vokabular"} <= set(about) or lang not in LANGUAGES:
        raise WorkbookRefused(say("not-ours"))
    prints = {(row[0], row[1], row[2]): row[3] for row in rows if len(row) > 3 and row[3]}
    return Origin(about["commit"], about["vokabular"], lang), prints


def _rows(page: Any, sheet: Sheet, prints: Mapping[tuple[str, str, str], str]) -> Iterator[ReturnedRow]:
    title = sheet.title
    heads = {normal(cell.value): cell.column for cell in page[1]}
    columns = {column.name: heads.get(normal(column.title)) for column in sheet.columns}
    for column in sheet.columns:
        if columns[column.name] is None:
            raise CellRefused(title, "A1", say("no-column", text=column.title))
    seen: set[str] = set()
    for row in page.iter_rows(min_row=_HEAD_ROWS + 1):
        texts = {cell.column: _text(cell, title) for cell in row}
        if not any(texts.values()):
            continue
        place = f"A{row[0].row}"
        key = texts.get(columns.get("id") or 1, "")
        if key in seen:
            raise CellRefused(title, place, say("twice", text=key))
        seen |= {key} if key else set()
        cells = {
            name: ReturnedCell(
                texts.get(number or 0, ""),
                f"{get_column_letter(number or 1)}{row[0].row}",
                prints.get((sheet.name, key, name)),
            )
            for name, number in columns.items()
        }
        yield ReturnedRow(key, place, cells)


def _text(cell: Any, title: str) -> str:
    if cell.data_type == "f":
        raise CellRefused(title, cell.coordinate, say("formula"))
    if cell.data_type in {"e", "b"}:
        raise CellRefused(title, cell.coordinate, say("damaged", text=str(cell.value)))
    return normal(cell.value)
