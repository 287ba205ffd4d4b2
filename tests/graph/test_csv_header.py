"""The header of a file: its columns, whatever separates them."""

from __future__ import annotations

import pytest

from graph.errors import FileUnusable
from graph.harmonising.csv_header import columns, delimiter, first_record


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("A;B\n1;2\n", "A;B"),
        ("A;B\r\n1;2", "A;B"),
        ("A;B\r1;2", "A;B"),
        ("\ufeffA;B", "A;B"),
        ('"A\nog B";C\n1;2', '"A\nog B";C'),
        ("", ""),
    ],
)
def test_the_first_record(text: str, record: str) -> None:
    """It ends at the first line end that is not quoted, and has no byte order mark."""
    assert first_record(text) == record


@pytest.mark.parametrize(
    ("record", "separator"),
    [("A;B", ";"), ("A\tB\tC", "\t"), ("A,B", ","), ('"a,b,c";D', ";"), ("SYKEFR_PST", ";")],
)
def test_the_separator(record: str, separator: str) -> None:
    """What separates the cells is told by the header alone; one cell leaves comma to be a decimal mark."""
    assert delimiter(record) == separator


def test_names_are_trimmed_and_unquoted() -> None:
    """Space and quotation marks around a name are not part of it; an empty name is a column too."""
    assert columns('"Sykefravær %"; ENHET ;"Ja ""nei""";') == ["Sykefravær %", "ENHET", 'Ja "nei"', ""]


@pytest.mark.parametrize(
    ("record", "word"),
    [("", "tom"), (";;", "tom"), ("A;B;A", "kolonnen A står flere ganger"), ('A;"B', "anførselstegnene")],
)
def test_a_header_that_cannot_be_used(record: str, word: str) -> None:
    """No names, a name twice and broken quotation marks are refused."""
    with pytest.raises(FileUnusable) as refused:
        columns(record)
    assert word in refused.value.words["nb"]
