"""The rows of a CSV file that somebody brings, in bounded memory whatever its size."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from graph.errors import FileUnusable
from graph.harmonising.file_words import say
from graph.harmonising.national_id import may_hold_ids
from loaders.csv_form import LONGEST_LINE, CsvForm, Told

BATCH: Final = 4096
_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that stand together, all as wide as the header except blank ones, which have no cells.

    ``first`` is the line the first of them begins on, from 1; ``suspicious`` says that identity numbers may be among
    them.
    """

    rows: Sequence[Sequence[str]]
    first: int
    suspicious: bool
    line_end: str

    def line(self, index: int) -> int:
        """The line a row begins on."""
        return self.first + sum(map(self._lines, self.rows[:index]))

    def _lines(self, row: Sequence[str]) -> int:
        return 1 + sum(cell.count(self.line_end[-1]) for cell in row)


def batches(path: Path, form: CsvForm, told: Told) -> Iterator[Batch]:
    """Yield the rows after the header, some thousand at a time; ``told`` hears of bytes done and in all.

    Raises FileUnusable with the line where a row cannot be read, and OSError when the file cannot be.
    """
    lines = _Lines(path, form, told)
    reader = csv.reader(lines, delimiter=form.delimiter, strict=True)
    try:
        next(reader)
        first = reader.line_num + 1
        while rows := list(islice(reader, BATCH)):
            batch = Batch(rows, first, lines.were_suspicious(), form.line_end)
            _refuse_other_widths(batch, len(form.header))
            yield batch
            first = reader.line_num + 1
    except csv.Error as error:
        raise FileUnusable(say("quotes"), reader.line_num) from error


def _refuse_other_widths(batch: Batch, width: int) -> None:
    if set(map(len, batch.rows)) <= {0, width}:
        return
    index, row = next((index, row) for index, row in enumerate(batch.rows) if len(row) not in (0, width))
    raise FileUnusable(say("cells", cells=str(len(row)), header=str(width)), batch.line(index))


class _Lines:
    """The lines of a file, and whether those read since last asked may hold identity numbers."""

    def __init__(self, path: Path, form: CsvForm, told: Told) -> None:
        self._path = path
        self._form = form
        self._told = told
        self._now = self._since = False

    def __iter__(self) -> Iterator[str]:
        end = self._form.line_end[-1]
        rest, count = "", 0
        for text in self._texts():
            lines = (rest + text).split(end)
            rest = lines.pop()
            count += len(lines)
            if len(rest) > LONGEST_LINE:
                raise FileUnusable(say("line-too-long"), count + 1)
            yield from [line + end for line in lines]
        if rest:
            yield rest

    def were_suspicious(self) -> bool:
        """May there be identity numbers in what was read since the last time this was asked?"""
        found, self._since = self._since, self._now
        return found

    def _texts(self) -> Iterator[str]:
        decode = codecs.getincrementaldecoder(self._form.encoding)().decode
        total = self._path.stat().st_size
        line, first = 1, True
        with self._path.open("rb") as raw:
            while block := raw.read(_BYTES):
                self._now = may_hold_ids(block)
                self._since = self._since or self._now
                try:
                    text = decode(block)
                except UnicodeDecodeError as error:
                    raise FileUnusable(say("not-text"), line + block[: error.start].count(b"\n")) from error
                yield text.removeprefix("\ufeff") if first and self._form.mark else text
                line, first = line + block.count(b"\n"), False
                self._told(raw.tell(), total)
