"""CSV to be opened in Excel or read by tools: two dialects, numbers in each one's way, and no cell that runs.

For Excel in Norwegian: UTF-8 with byte order mark, ``;`` and decimal comma. Plain: RFC 4180, ``,`` and decimal point.
A text that a spreadsheet would run as a formula gets an apostrophe in front of it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from graph.words import number

MEDIA_TYPE: Final = "text/csv"
Value = str | Fraction | int | bool | None

_BOM: Final = "\ufeff"
_RUNS: Final = ("=", "+", "-", "@", "\t", "\r")
_LINES_A_PIECE: Final = 200


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are separated, which language numbers are written in, and whether a byte order mark comes first."""

    separator: str
    language: str
    byte_order_mark: bool


EXCEL: Final = Dialect(";", "nb", byte_order_mark=True)
PLAIN: Final = Dialect(",", "en", byte_order_mark=False)
DIALECTS: Final = {"": EXCEL, "semikolon": EXCEL, "komma": PLAIN}


def written(rows: Iterable[Iterable[Value]], dialect: Dialect) -> Iterator[bytes]:
    """Yield the rows as CSV in UTF-8, some lines at a time."""
    piece = io.StringIO()
    writer = csv.writer(piece, delimiter=dialect.separator, lineterminator="\r\n")
    if dialect.byte_order_mark:
        piece.write(_BOM)
    for count, row in enumerate(rows, 1):
        writer.writerow([_cell(value, dialect) for value in row])
        if count % _LINES_A_PIECE == 0:
            yield _taken(piece)
    yield _taken(piece)


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip("'").startswith(_RUNS) else text


def unguarded(cell: str) -> str:
    """The text that ``guarded`` made a cell of."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_RUNS) else cell


def _cell(value: Value, dialect: Dialect) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if isinstance(value, Fraction | int):
        return number(Fraction(value), dialect.language)
    return guarded(value)


def _taken(piece: io.StringIO) -> bytes:
    text = piece.getvalue()
    piece.seek(0)
    piece.truncate()
    return text.encode()
