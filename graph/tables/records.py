"""The records of a CSV text with the place of every cell (RFC 4180, with the separators spreadsheets use)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from graph.checks.rule import finding
from graph.errors import TableError

_QUOTED: Final = re.compile(r'"((?:[^"]|"")*)"')


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands: its cells, the line it begins on, and where each cell begins (line, column)."""

    cells: tuple[str, ...]
    line: int
    _places: tuple[tuple[int, int], ...] = ()

    def place(self, index: int) -> tuple[int, int]:
        """Line and column (from 1) of a cell; the end of the row for a cell that is not there."""
        if self._places:
            return self._places[min(index, len(self._places) - 1)]
        return self.line, sum(len(cell) + 1 for cell in self.cells[:index]) + 1

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(cell.strip() for cell in self.cells)


def plain(text: str) -> str:
    """The text without byte order mark and with LF line ends."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def separator(text: str) -> str:
    """The character that separates the cells of the first line: ``;``, tab or ``,``."""
    first = text.partition("\n")[0]
    return max(";\t,", key=first.count)


def records(text: str) -> list[Record]:
    """The records of a ``plain`` text, header first, blank ones left out.

    Raises ``TableError`` (FIL-22) at a quote that is never closed, or is closed in the middle of a cell.
    """
    mark = separator(text)
    found = []
    start, line = 0, 1
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if text.find('"', start, end) < 0:
            record = Record(tuple(text[start:end].split(mark)), line)
        else:
            record, end = _quoted_record(text, start, line, mark)
        if not record.is_blank:
            found.append(record)
        line += text.count("\n", start, end) + 1
        start = end + 1
    return found


def _quoted_record(text: str, start: int, line: int, mark: str) -> tuple[Record, int]:
    """A record some of whose cells may be quoted, and the offset of the line end after it."""
    cells: list[str] = []
    places: list[tuple[int, int]] = []
    first_line = line
    line_start = offset = start
    while True:
        places.append((line, offset - line_start + 1))
        cell, end = _cell(text, offset, places[-1], mark)
        cells.append(cell)
        if "\n" in text[offset:end]:
            line += text.count("\n", offset, end)
            line_start = text.rfind("\n", offset, end) + 1
        if end == len(text) or text[end] == "\n":
            return Record(tuple(cells), first_line, tuple(places)), end
        offset = end + 1


def _cell(text: str, offset: int, place: tuple[int, int], mark: str) -> tuple[str, int]:
    """The text of the cell at ``offset``, and the offset of the separator or line end after it."""
    if not text.startswith('"', offset):
        ends = [end for end in (text.find(mark, offset), text.find("\n", offset)) if end >= 0]
        end = min(ends, default=len(text))
        return text[offset:end], end
    match = _QUOTED.match(text, offset)
    after = text[match.end() : match.end() + 1] if match else ""
    if match is None or (after not in {"", mark, "\n"} and "\n" in match.group()):
        raise TableError(finding("FIL-22", "unclosed", line=place[0], column=place[1]))
    if after not in {"", mark, "\n"}:
        column = place[1] + len(match.group()) - 1
        raise TableError(finding("FIL-22", "inside", line=place[0], column=column))
    return match.group(1).replace('""', '"'), match.end()
