"""The matrix as an Excel workbook: the answers, how each field answers the characteristics, and what they rest on."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from graph.comparing.answer_table import answer_table
from graph.comparing.matrix import Line, Matrix
from graph.comparing.verdict import Verdict
from graph.errors import QuestionRefused
from server.comparison.csv_download import Value
from server.comparison.tables import answer_rows, matrix_rows

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Some seconds of work; beyond that there is CSV, which is sent while it is worked out.
MOST_ANSWERS: Final = 200_000

_BOLD: Final = Font(bold=True)
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
# The colours only repeat what the words say.
_FILLS: Final = {
    verdict.words["nb"]: PatternFill("solid", start_color=colour)
    for verdict, colour in (
        (Verdict.COMPARABLE, "D5EBD8"),
        (Verdict.CONVERTIBLE, "D6E6F5"),
        (Verdict.CAVEAT, "FBEBC8"),
        (Verdict.UNKNOWN, "E9ECEF"),
        (Verdict.NOT_COMPARABLE, "F8D9D6"),
    )
}


def workbook(matrix: Matrix, rows: Sequence[Line], columns: Sequence[Line], about: Iterable[str]) -> bytes:
    """The workbook as a file; ``about`` are the lines of its last sheet.

    Raises QuestionRefused when there are more answers than a workbook from here can have.
    """
    answers = len(rows) * (len(columns) + 1)
    if answers > MOST_ANSWERS:
        raise QuestionRefused("for-stort-ark", "format", str(answers), names={"limit": str(MOST_ANSWERS)})
    book = Workbook(write_only=True)
    _fill(book.create_sheet("Sammenligning"), matrix_rows(matrix, rows, columns), "G2", [22, 44, 18, 9, 10])
    table = answer_table(matrix.measure, [line.figure for line in rows])
    _fill(book.create_sheet("Svar per kjennetegn"), answer_rows(table), "C2", [22, 44])
    _fill(book.create_sheet("Om"), ([line] for line in about), "A1", [100])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(sheet: WriteOnlyWorksheet, rows: Iterable[Sequence[Value]], frozen: str, widths: Sequence[int]) -> None:
    sheet.freeze_panes = frozen
    written = iter(rows)
    header = next(written, [])
    for place in range(1, len(header) + 1):
        width = widths[place - 1] if place <= len(widths) else 24
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_cell(sheet, value, header=True) for value in header])
    for row in written:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: WriteOnlyWorksheet, value: Value, *, header: bool = False) -> WriteOnlyCell:
    shown = ("ja" if value else "nei") if isinstance(value, bool) else value
    cell = WriteOnlyCell(sheet, None if isinstance(shown, str) else shown)
    if isinstance(shown, str):
        # Set as text, so that a name that begins with an equals sign is a name and no formula.
        cell.value = shown
        cell.data_type = "s"
        if shown in _FILLS:
            cell.fill = _FILLS[shown]
    if header:
        cell.font, cell.alignment = _BOLD, _WRAPPED
    return cell
