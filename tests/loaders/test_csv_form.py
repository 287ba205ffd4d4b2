"""How files people bring are written: encodings, marks, separators and line ends."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from graph.errors import FileUnusable
from loaders.csv_form import CsvForm, certain_form, read_form
from loaders.csv_rows import BATCH, batches

TEXT = "Enhet;Sykefravær %\r\nBærum;8,4\r\n"
LONG_ASCII = "Enhet;Andel\n" + "Skole;0,1\n" * 200_000


def silent(done: int, total: int) -> None:
    """Hear of progress and do nothing."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the file of a test lies."""
    return tmp_path / "inn.csv"


@pytest.mark.parametrize(
    ("raw", "encoding", "mark"),
    [
        (TEXT.encode(), "utf-8", False),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8", True),
        (TEXT.encode("cp1252"), "cp1252", False),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le", True),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be", True),
    ],
    ids=["utf-8", "utf-8 with mark", "windows", "utf-16-le", "utf-16-be"],
)
def test_encodings(file: Path, raw: bytes, encoding: str, mark: bool) -> None:
    """The encodings Excel and other systems write are told apart, and the rows read in them."""
    file.write_bytes(raw)
    form = certain_form(file, silent)
    assert form == CsvForm(encoding, mark, ";", "\r\n", ("Enhet", "Sykefravær %"))
    assert read_form(file) == form
    assert [list(batch.rows) for batch in batches(file, form, silent)] == [[["Bærum", "8,4"]]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(file: Path, end: str) -> None:
    """Line ends of all three kinds separate rows, also where a quoted cell holds one."""
    file.write_bytes(end.join(["A;B", f'"en{end}to";1', "tre;2", ""]).encode())
    form = certain_form(file, silent)
    assert form.line_end == end
    (batch,) = batches(file, form, silent)
    assert list(batch.rows) == [[f"en{end}to", "1"], ["tre", "2"]]
    assert [batch.line(index) for index in (0, 1)] == [2, 4]


def test_decimal_mark_where_none_is_shown(file: Path) -> None:
    """A comma, as in Norwegian, unless commas separate the cells."""
    for text, mark in (("A;B\n", ","), ("A\tB\n", ","), ("A,B\n", ".")):
        file.write_text(text, encoding="utf-8")
        assert read_form(file).decimal_mark == mark


def test_only_the_header_is_read_for_its_sake(file: Path) -> None:
    """What follows the header may be anything when only the header is asked for."""
    file.write_bytes(b'"A\nog B";C\r\n' + bytes(range(256)))
    assert read_form(file).header == ("A\nog B", "C")


def test_an_encoding_that_shows_late(file: Path) -> None:
    """A file in plain ASCII with a Windows-1252 letter far down is read as Windows-1252."""
    file.write_bytes(LONG_ASCII.encode() + "Bærum;0,1\n".encode("cp1252"))
    assert read_form(file).encoding == "utf-8"
    form = certain_form(file, silent)
    assert form.encoding == "cp1252"
    assert list(batches(file, form, silent))[-1].rows[-1] == ["Bærum", "0,1"]


def test_mixed_encodings_are_refused_with_the_line(file: Path) -> None:
    """Where the header is UTF-8, a row that is not is a fault of the file."""
    file.write_bytes("Sykefravær\n1\n2\n".encode() + "Bærum\n".encode("cp1252"))
    with pytest.raises(FileUnusable) as refused:
        certain_form(file, silent)
    assert refused.value.line == 4
    assert "CSV UTF-8" in refused.value.words["nb"]


@pytest.mark.parametrize(
    ("raw", "word"),
    [(b"", "tom"), (b"\r\n", "tom"), (b"PK\x03\x04" + bytes(50), "arbeidsbok"), (b"A\x81B;C\n", "Windows-1252")],
    ids=["nothing", "blank", "workbook", "binary"],
)
def test_files_that_are_no_csv(file: Path, raw: bytes, word: str) -> None:
    """Empty files, workbooks and unknown encodings are refused, with what to do."""
    file.write_bytes(raw)
    with pytest.raises(FileUnusable) as refused:
        read_form(file)
    assert word in refused.value.words["nb"]


@pytest.mark.parametrize(
    ("rows", "line", "word"),
    [
        ("1;2\n3\n", 3, "raden har 1 celler, men overskriften har 2"),
        ('1;"2\n2"\n3;4;5\n', 4, "raden har 3 celler"),
        ('1;2\n3;"4\n', 3, "anførselstegnene"),
        (f"1;2\n{'x' * (3 << 20)};2\n", 3, "for lang"),
    ],
    ids=["narrow", "wide after a quoted line end", "open quote", "endless"],
)
def test_rows_that_cannot_be_read(file: Path, rows: str, line: int, word: str) -> None:
    """The line is named where the row begins."""
    file.write_text(f"A;B\n{rows}", encoding="utf-8")
    with pytest.raises(FileUnusable) as refused:
        list(batches(file, certain_form(file, silent), silent))
    assert (refused.value.line, word in refused.value.words["nb"]) == (line, True)


def test_blank_lines_are_no_rows(file: Path) -> None:
    """Lines with nothing on them have no cells, and the lines after them keep their numbers."""
    file.write_text("A;B\n\n1;2\n\n\n3;4\n", encoding="utf-8")
    (batch,) = batches(file, certain_form(file, silent), silent)
    assert [(batch.line(index), row) for index, row in enumerate(batch.rows) if row] == [
        (3, ["1", "2"]),
        (6, ["3", "4"]),
    ]


def test_rows_come_in_batches_with_their_lines(file: Path) -> None:
    """However many rows there are, few are held at a time, and every line is told right."""
    count = 3 * BATCH + 5
    file.write_text("A\n" + "".join(f"{number}\n" for number in range(count)), encoding="utf-8")
    found = list(batches(file, certain_form(file, silent), silent))
    assert [len(batch.rows) for batch in found] == [BATCH, BATCH, BATCH, 5]
    assert [int(batch.rows[-1][0]) + 2 for batch in found] == [batch.line(len(batch.rows) - 1) for batch in found]


def test_batches_with_identity_numbers_are_suspicious(file: Path) -> None:
    """A batch that may hold identity numbers says so."""
    file.write_text("A\n1\n17851410015\n", encoding="utf-8")
    assert [batch.suspicious for batch in batches(file, certain_form(file, silent), silent)] == [True]
    file.write_text("A\n1\n1785\n", encoding="utf-8")
    assert [batch.suspicious for batch in batches(file, certain_form(file, silent), silent)] == [False]


def test_progress_is_told_in_bytes(file: Path) -> None:
    """Whoever listens hears how many bytes of how many are done, to the end."""
    file.write_text(LONG_ASCII, encoding="utf-8")
    heard: list[tuple[int, int]] = []
    form = certain_form(file, lambda done, total: heard.append((done, total)))
    assert sum(len(batch.rows) for batch in batches(file, form, lambda done, total: heard.append((done, total))))
    assert heard[-1] == (file.stat().st_size,) * 2
