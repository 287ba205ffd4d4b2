"""How a CSV file that somebody brings is written: encoding, byte order mark, separator, line ends and header."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import FileUnusable
from graph.harmonising import csv_header
from graph.harmonising.file_words import say

UTF_8: Final = "utf-8"
WINDOWS: Final = "cp1252"
LONGEST_LINE: Final = 1 << 20
_BYTES: Final = 1 << 20
_MARKS: Final = ((codecs.BOM_UTF8, UTF_8), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a file is written; ``mark``: it begins with a byte order mark. ``header`` holds its columns' names."""

    encoding: str
    mark: bool
    delimiter: str
    line_end: str
    header: tuple[str, ...]

    @property
    def decimal_mark(self) -> str:
        """The decimal mark of a column that shows none: a comma, as in Norwegian, unless it separates the cells."""
        return "." if self.delimiter == "," else ","


def read_form(path: Path) -> CsvForm:
    """How ``path`` is written as far as its header tells; nothing after the header is read.

    Raises FileUnusable when it is no CSV text, and OSError when it cannot be read.
    """
    raw = _beginning(path)
    if raw.startswith(_WORKBOOKS):
        raise FileUnusable(say("workbook"))
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
    text = _text(raw, encoding) if encoding else _text(raw, UTF_8)
    if text is None:
        text, encoding = _text(raw, WINDOWS), encoding or WINDOWS
    if text is None:
        raise FileUnusable(say("not-text"), 1)
    record = csv_header.first_record(text)
    after = text.removeprefix("\ufeff")[len(record) :]
    return CsvForm(
        encoding=encoding or UTF_8,
        mark=text.startswith("\ufeff"),
        delimiter=csv_header.delimiter(record),
        line_end=next((end for end in ("\r\n", "\r") if after.startswith(end)), "\n"),
        header=tuple(csv_header.columns(record)),
    )


def certain_form(path: Path, told: Told) -> CsvForm:
    """The same, certain of the encoding: the whole file is read once, and ``told`` of bytes done and in all.

    A file whose header is plain ASCII may turn out to be Windows-1252 further down.
    """
    form = read_form(path)
    bad_line = _first_line_not_utf_8(path, told) if form.encoding == UTF_8 else 0
    if not bad_line:
        return form
    if form.mark or not "".join(form.header).isascii():
        raise FileUnusable(say("not-text"), bad_line)
    return CsvForm(WINDOWS, form.mark, form.delimiter, form.line_end, form.header)


def _beginning(path: Path) -> bytes:
    """The bytes of the first record: lines until the quotation marks match."""
    with path.open("rb") as raw:
        found = raw.readline(LONGEST_LINE)
        while found.count(b'"') % 2 and len(found) < LONGEST_LINE and (more := raw.readline(LONGEST_LINE)):
            found += more
        if found.startswith(codecs.BOM_UTF16_LE):
            found += raw.read(1)  # the other half of the line end
    if not found.strip():
        raise FileUnusable(say("empty"))
    return found


def _text(raw: bytes, encoding: str) -> str | None:
    """The text of the beginning of a file, which may end within a character; None in another encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(raw)
    except UnicodeDecodeError:
        return None


def _first_line_not_utf_8(path: Path, told: Told) -> int:
    """The first line, from 1, that is not UTF-8; 0 when all are."""
    decode = codecs.getincrementaldecoder(UTF_8)().decode
    total = path.stat().st_size
    line = 1
    with path.open("rb") as raw:
        while True:
            block = raw.read(_BYTES)
            try:
                decode(block, final=not block)
            except UnicodeDecodeError as error:
                return line + block[: error.start].count(b"\n")
            if not block:
                return 0
            line += block.count(b"\n")
            told(raw.tell(), total)
