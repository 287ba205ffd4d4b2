"""Tables people edit in a spreadsheet: read with the lenience a spreadsheet needs, every row with its line.

Accepts what Norwegian Excel writes: with or without byte order mark, ``;``, ``,`` or tab, CRLF, dates as
``dd.mm.åååå``. RFC 4180 rules for quotes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.checks.rule import finding
from graph.checks.suggestion import did_you_mean
from graph.errors import TableError
from graph.tables.records import Record, plain, records, separator

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "eiere.csv": ("mappe", "navn", "type", "orgnr", "kommunenr", "kontakt"),
    "sektorer.csv": ("sektor", "navn_nb", "navn_nn", "navn_en"),
    "felt.csv": (
        "felt_id", "rolle", "sektor", "system", "tabell", "kolonne", "datatype", "begrep", "relasjon",
        "enhet", "gyldig_fra", "gyldig_til", "start", "begrepsversjon", "status", "kontrollert", "kontrollert_av",
        "kilde", "sikkerhet", "eksempel", "lokal_betydning", "uttrykk", "merknad",
    ),
    "kjennetegn.csv": ("felt_id", "gyldig_fra", "kjennetegn", "verdi", "kilde"),
    "kodeverdier.csv": ("felt_id", "gyldig_fra", "lokal_verdi", "felles_kode", "relasjon"),
}  # fmt: skip
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "eiere.csv": ("mappe",),
    "sektorer.csv": ("sektor",),
    "felt.csv": ("felt_id", "gyldig_fra"),
    "kjennetegn.csv": ("felt_id", "gyldig_fra", "kjennetegn"),
    "kodeverdier.csv": ("felt_id", "gyldig_fra", "lokal_verdi"),
}
# Columns a table may be without; the others are always there.
OPTIONAL: Final[dict[str, frozenset[str]]] = {"felt.csv": frozenset({"start"})}
# In ``start``: the day the description holds from is not known, and ``gyldig_fra`` is the day it is known from.
NOT_STATED: Final = "ikke oppgitt"
DATE_COLUMNS: Final = frozenset({"gyldig_fra", "gyldig_til", "kontrollert"})

# Columns of running text, where a separator that was not put in quotes can be told from one cell too many.
RUNNING_TEXT: Final = frozenset({"merknad"})

_NORWEGIAN_DATE: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table: its cells by column name, and the line in the file it begins on (from 1)."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the cell in ``column``, "" when the table has no such column."""
        return self.cells.get(column, "")


def read_table(name: str, raw: bytes) -> list[TableRow]:
    """Return the rows of the table ``name`` (its file name decides the columns, and which of them are dates).

    Cells are stripped and dates are ISO 8601. Raises UnicodeDecodeError when the bytes are not UTF-8, and
    TableError, with the place, for broken quotes, a wrong header or a row with another number of cells.
    """
    text = plain(raw.decode("utf-8"))
    found = records(text)
    header = header_of(found, name)
    rows = []
    for record in found[1:]:
        cells = zip(header, cells_of(record, header, separator(text)), strict=True)
        rows.append(TableRow(record.line, {column: normalised(column, cell) for column, cell in cells}))
    return rows


def normalised(column: str, value: str) -> str:
    """Return a cell as it is meant: stripped, no-break spaces as spaces, dates as ``yyyy-mm-dd``."""
    value = value.strip().replace("\u00a0", " ")
    if column in DATE_COLUMNS and (found := _NORWEGIAN_DATE.fullmatch(value)):
        day, month, year = found.groups()
        return f"{year}-{int(month):02}-{int(day):02}"
    return value


def header_of(found: Sequence[Record], table: str) -> list[str]:
    """Return the column names; raises TableError (FIL-21) unless they are those of ``table``, in any order.

    Those in ``OPTIONAL`` may be left out. Raises KeyError when there is no such table.
    """
    columns = COLUMNS[table]
    if not found:
        raise TableError(finding("FIL-21", "empty", columns=";".join(columns)))
    record = found[0]
    names = [cell.strip() for cell in record.cells]
    for index, name in enumerate(names):
        if name in columns and name not in names[:index]:
            continue
        line, column = record.place(index)
        variant = "twice" if name in columns else "unknown"
        hint = did_you_mean(name, set(columns) - set(names))
        raise TableError(finding("FIL-21", variant, line=line, column=column, name=name, hint=hint))
    optional = OPTIONAL.get(table, frozenset())
    missing = [column for column in columns if column not in names and column not in optional]
    if missing:
        raise TableError(finding("FIL-21", "missing", line=record.line, names=", ".join(missing)))
    return names


def cells_of(record: Record, header: Sequence[str], mark: str) -> tuple[str, ...]:
    """Return one cell per column.

    Where the last column is running text, surplus cells are what stands after a separator inside that text, so they
    are put back. Raises TableError (FIL-02) for any other wrong number of cells.
    """
    have, want = len(record.cells), len(header)
    if have == want:
        return record.cells
    if is_spilled(record, header):
        return (*record.cells[: want - 1], mark.join(record.cells[want - 1 :]))
    line, column = record.place(want if have > want else have - 1)
    variant = "more" if have > want else "fewer"
    raise TableError(finding("FIL-02", variant, line=line, column=column, have=have, want=want))


def is_spilled(record: Record, header: Sequence[str]) -> bool:
    """Tell whether the row has surplus cells that belong to the running text in its last column."""
    surplus = record.cells[len(header) :]
    return bool(header) and header[-1] in RUNNING_TEXT and any(cell.strip() for cell in surplus)
