"""The matrix as an Excel workbook: the answers, how each field answers the characteristics, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from graph.comparing.answer_table import answer_table
from graph.comparing.matrix import Line, Matrix
from graph.comparing.verdict import Verdict
from graph.errors import QuestionRefused
from graph.sheets import xlsx_file
from graph.sheets.xlsx_file import Page
from server.comparison.tables import answer_rows, matrix_rows

# Some seconds of work; beyond that there is CSV, which is sent while it is worked out.
MOST_ANSWERS: Final = 200_000

_WIDTHS: Final = [22, 44, 18, 9, 10, 30, 12, 12, 15]
# The colours only repeat what the words say.
_FILLS: Final = {
    verdict.words["nb"]: colour
    for verdict, colour in (
        (Verdict.COMPARABLE, "D5EBD8"),
        (Verdict.CONVERTIBLE, "D6E6F5"),
        (Verdict.CAVEAT, "FBEBC8"),
        (Verdict.UNKNOWN, "E9ECEF"),
        (Verdict.NOT_COMPARABLE, "F8D9D6"),
    )
}


def workbook(matrix: Matrix, rows: Sequence[Line], columns: Sequence[Line], about: Iterable[str], built: date) -> bytes:
    """The workbook as a file; ``about`` are the lines of its last sheet, ``built`` is the day of the catalogue.

    Raises QuestionRefused when there are more answers than a workbook from here can have.
    """
    answers = len(rows) * (len(columns) + 1)
    if answers > MOST_ANSWERS:
        raise QuestionRefused("for-stort-ark", "format", str(answers), names={"limit": str(MOST_ANSWERS)})
    table = answer_table(matrix.measure, [line.figure for line in rows])
    return xlsx_file.workbook(
        [
            Page("Sammenligning", matrix_rows(matrix, rows, columns, built), "C2", _WIDTHS, _FILLS),
            Page("Svar per kjennetegn", answer_rows(table), "C2", [22, 44]),
            Page("Om", ([line] for line in about), "A1", [100]),
        ]
    )
