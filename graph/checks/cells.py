"""Stage FIL, the cells of a table: heading, number of cells, dates, and what a spreadsheet does to codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from graph.checks.rule import finding
from graph.errors import TableError
from graph.finding import Finding
from graph.tables.records import Record, plain, records, separator
from graph.tables.table import DATE_COLUMNS, cells_of, header_of, is_spilled, normalised

_MONTHS: Final = "jan|feb|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|des|dec"
_DAMAGE: Final = {
    "error": re.compile(r"#(?:REF|VERDI|VALUE|NAVN|NAME|DIV/0|I/T|N/A|NUM|TALL|NULL|SPILL)[!?]?|#{3,}"),
    "boolean": re.compile(r"SANN|USANN|TRUE|FALSE"),
    "number": re.compile(r"\d+(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE),
    "formula": re.compile(r"=.+", re.DOTALL),
    "date": re.compile(
        rf"\d{{1,2}}[.\- ]+(?:{_MONTHS})\w*\.?(?:[.\- ]*\d{{2,4}})?|(?:{_MONTHS})\w*\.?[.\- ]*\d{{2,4}}",
        re.IGNORECASE,
    ),
}
_FREE_TEXT: Final = frozenset({"merknad", "lokal_betydning", "kilde", "uttrykk", "lokal_verdi", "navn", "kontakt"})


def check_cells(text: str, name: str) -> list[Finding]:
    """Findings on the rows of the table ``name`` in reading order.

    FIL-21 and FIL-22 (heading, quotes) end the reading. FIL-02: wrong number of cells. FIL-03: Excel changed
    a cell. FIL-25: no date where one belongs. FIL-26: a separator in running text.
    """
    try:
        text = plain(text)
        found = records(text)
        header = header_of(found, name)
    except TableError as error:
        return [error.finding]
    mark = separator(text)
    return [problem for record in found[1:] for problem in _row(record, header, mark)]


def _row(record: Record, header: Sequence[str], mark: str) -> Iterator[Finding]:
    try:
        cells = cells_of(record, header, mark)
    except TableError as error:
        yield error.finding
        return
    if is_spilled(record, header):
        line, place = record.place(len(header))
        yield finding("FIL-26", "spilled", line=line, column=place, mark=mark, name=header[-1])
    for index, (column, cell) in enumerate(zip(header, cells, strict=True)):
        problem = _cell(column, normalised(column, cell))
        if problem is not None:
            rule, variant = problem
            line, place = record.place(index)
            yield finding(rule, variant, line=line, column=place, cell=cell.strip(), name=column)


def _cell(column: str, cell: str) -> tuple[str, str] | None:
    """Rule and variant of what is wrong with a cell."""
    if not cell:
        return None
    if column in DATE_COLUMNS:
        return _date(cell)
    for variant, pattern in _DAMAGE.items():
        if pattern.fullmatch(cell) and not (variant in {"date", "boolean"} and column in _FREE_TEXT):
            return "FIL-03", variant
    return None


def _date(cell: str) -> tuple[str, str] | None:
    if re.fullmatch(r"[3-6]\d{4}", cell):
        return "FIL-03", "serial"
    if _DAMAGE["error"].fullmatch(cell):
        return "FIL-03", "error"
    try:
        return None if date.fromisoformat(cell).isoformat() == cell else ("FIL-25", "form")
    except ValueError:
        return "FIL-25", "none" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell) else "form"
