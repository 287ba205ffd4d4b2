"""Is this a Norwegian national identity number? Eleven digits: a date, three digits, two check digits modulo 11.

Ordinary numbers (fødselsnummer), D-numbers (day + 40), H-numbers and synthetic numbers (month + 40, month + 80).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from typing import Final

from graph.errors import FileUnusable
from graph.harmonising.csv_numbers import is_missing
from graph.harmonising.file_words import say

_WRITTEN: Final = re.compile(r"[0-9]{6}[ \u00a0-]?[0-9]{5}")
# Every digit as 0 and every separator as -, whatever the encoding; see may_hold_ids.
_OUTLINE: Final = bytes.maketrans(b"0123456789 -\xa0", b"0000000000---")
_BETWEEN: Final = b"\x00\xc2"
_OUTLINES: Final = (b"0" * 11, b"000000-00000")
# Account numbers have the same last check digit: one in about seventy-five looks like an identity number by chance.
_SHARE: Final = 5
# What such a column is called, whatever stands around it; fnr only as a word of its own.
_NAMED: Final = re.compile(r"f(?:ø|oe|o)dsels?(?:nummer|nr)|person(?:nummer|nr)|(?<![a-zæøå])[fd]nr(?![a-zæøå])")
_BETWEEN_WORDS: Final = str.maketrans("", "", " -_.")
_FIRST: Final = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND: Final = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_D_NUMBER: Final = 40
_MONTH_SHIFTS: Final = (0, 40, 80)
# The individual number (digits 7-9) tells the century: first and last number, first and last year.
_CENTURIES: Final = (
    (0, 499, 1900, 1999),
    (500, 749, 1854, 1899),
    (500, 999, 2000, 2039),
    (900, 999, 1940, 1999),
)


def is_national_id(text: str) -> bool:
    """Is ``text`` a valid identity number, perhaps with a space or hyphen after the date?"""
    text = text.strip()
    if _WRITTEN.fullmatch(text) is None:
        return False
    digits = [int(character) for character in text if character.isdigit()]
    return _checks(digits, _FIRST) and _checks(digits, _SECOND) and _has_date(digits)


def is_named_as_id(column: str) -> bool:
    """Does the name of a column say that it holds identity numbers: ``FNR``, ``FODSELSNUMMER``, ``Personnr.``?"""
    name = column.casefold()
    # An underscore parts words, and people also write one within a word.
    parted = name.replace("_", " ")
    return any(_NAMED.search(text) for text in (parted, name.translate(_BETWEEN_WORDS)))


def may_hold_ids(block: bytes) -> bool:
    """Can there be identity numbers in a stretch of a file? A quick look, in UTF-8, UTF-16 or Windows-1252."""
    outline = block.translate(_OUTLINE, _BETWEEN)
    return any(pattern in outline for pattern in _OUTLINES)


def _checks(digits: list[int], weights: tuple[int, ...]) -> bool:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11 == 0


def _has_date(digits: list[int]) -> bool:
    day, month, year = (digits[place] * 10 + digits[place + 1] for place in (0, 2, 4))
    individual = digits[6] * 100 + digits[7] * 10 + digits[8]
    day -= _D_NUMBER if day > _D_NUMBER else 0
    months = [month - shift for shift in _MONTH_SHIFTS if 1 <= month - shift <= 12]
    years = [
        century + year
        for low, high, first, last in _CENTURIES
        for century in (1800, 1900, 2000)
        if low <= individual <= high and first <= century + year <= last
    ]
    return any(1 <= day <= monthrange(full, m)[1] for full in years for m in months)


class IdentityWatch:
    """Looks for a column of identity numbers in a file that passes by in stretches."""

    def __init__(self, header: Sequence[str]) -> None:
        """Watch the columns of ``header``."""
        self._header = tuple(header)
        self._filled = [0] * len(self._header)
        self._valid = [0] * len(self._header)
        self._alike = [0] * len(self._header)
        self._named = [is_named_as_id(column) for column in self._header]

    def look(self, rows: Sequence[Sequence[str]]) -> None:
        """Look at a stretch of rows that may hold such numbers (``may_hold_ids``), all as wide as the header or blank.

        Raises FileUnusable when one in five or more of the filled cells of a column are valid, so far; or just have
        eleven digits where the column's name says what they are, whatever their check digits.
        """
        for place, column in enumerate(self._header):
            filled = [row[place] for row in rows if row and not is_missing(row[place])]
            self._filled[place] += len(filled)
            self._valid[place] += sum(map(is_national_id, filled))
            if self._valid[place] * _SHARE >= max(self._filled[place], 1):
                raise FileUnusable(say("national-ids", column=column))
            if self._named[place]:
                self._alike[place] += sum(1 for cell in filled if _WRITTEN.fullmatch(cell.strip()))
                if self._alike[place] * _SHARE >= max(self._filled[place], 1):
                    raise FileUnusable(say("like-national-ids", column=column))
