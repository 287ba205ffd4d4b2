"""The canonical text of a table people edit: what Norwegian Excel opens by double-click, and Git can compare.

UTF-8 with byte order mark, ``;``, LF, quotes only where needed, columns in their fixed order, rows by key. A column
the table may be without stays where it is used, and is not added where it is not.
"""

from __future__ import annotations

import unicodedata

from graph.tables.records import plain, records, separator
from graph.tables.table import COLUMNS, KEYS, cells_of, header_of, normalised

_BOM = "\ufeff"


def canonical_csv(text: str, name: str) -> str:
    """The canonical form of the table ``name`` (``felt.csv``, ``eiere.csv`` …).

    Also reads ``,`` and tab, CRLF, no byte order mark and dates as ``dd.mm.åååå``. Idempotent, and the same
    for every order of rows and columns. Raises ``TableError`` for broken quotes (FIL-22), a wrong header
    (FIL-21) or a wrong number of cells (FIL-02), and ``KeyError`` when there is no such table.
    """
    text = plain(text)
    found = records(text)
    header = header_of(found, name)
    columns = [column for column in COLUMNS[name] if column in header]
    key = [columns.index(column) for column in KEYS[name]]
    rows = []
    for record in found[1:]:
        cells = dict(zip(header, cells_of(record, header, separator(text)), strict=True))
        rows.append([unicodedata.normalize("NFC", normalised(column, cells[column])) for column in columns])
    rows.sort(key=lambda row: ([row[place] for place in key], row))
    return _BOM + "".join(f"{';'.join(map(_quoted, row))}\n" for row in [columns, *rows])


def _quoted(cell: str) -> str:
    if any(character in cell for character in ';"\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
