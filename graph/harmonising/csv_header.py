"""The header of a CSV file that people bring: which columns it has, and what separates them."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from typing import Final

from graph.errors import FileUnusable
from graph.harmonising.file_words import say

DELIMITERS: Final = ";\t,"
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
_FIRST_RECORD: Final = re.compile(r'(?:[^"\r\n]|"(?:[^"]|"")*")*')


def first_record(text: str) -> str:
    """The first record of a CSV text, without byte order mark and line end; a quoted cell may hold line ends."""
    found = _FIRST_RECORD.match(text.removeprefix("\ufeff"))
    return found.group() if found else ""


def delimiter(record: str) -> str:
    """What separates the cells of a header: ``;``, tab or ``,``, whichever it has most of outside quotation marks.

    ``;`` when there is only one cell, since a comma in the rows is then a decimal mark.
    """
    bare = _QUOTED.sub("", record)
    return max(DELIMITERS, key=bare.count)


def columns(record: str) -> list[str]:
    """The names of the columns in a header, without space around them.

    Raises FileUnusable when there are none, when a name stands twice or the quotation marks do not match.
    """
    try:
        rows = list(csv.reader([record], delimiter=delimiter(record), strict=True))
    except csv.Error as error:
        raise FileUnusable(say("quotes"), 1) from error
    names = [name.strip() for name in rows[0]] if rows else []
    if not any(names):
        raise FileUnusable(say("empty"))
    _refuse_repeated(names)
    return names


def _refuse_repeated(names: Sequence[str]) -> None:
    for place, name in enumerate(names):
        if name and name in names[:place]:
            raise FileUnusable(say("repeated-column", column=name), 1)
