"""The text of one cell: what it means, whatever a spreadsheet made of it, and several values in one cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256
from typing import Final

_SPACES: Final = re.compile(r"[ \t\u00a0\u2007\u202f]+")
# Stands for a line break inside one value; a real line break in a cell parts two values.
BREAK: Final = "⏎"


def normal(value: object) -> str:
    """The text of a cell as it is compared and stored: NFC, plain spaces, LF, no space around, dates as ISO 8601.

    Curly quotes are kept. None is the empty text; a whole number has no decimals.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def joined(values: Iterable[str]) -> str:
    """Several values as the text of one cell: one per line."""
    return normal("\n".join(value.replace("\n", BREAK) for value in values))


def parted(text: str) -> list[str]:
    """The values in a cell."""
    return [line.replace(BREAK, "\n") for line in text.split("\n") if line]


def fingerprint(text: str) -> str:
    """A short name for a text, by which a cell is seen to be as it was handed out."""
    return sha256(normal(text).encode()).hexdigest()[:12]
