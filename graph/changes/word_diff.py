"""Two texts word by word: what stands in both, what was taken out, what was put in."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

Mark = Literal["same", "removed", "added"]
_Step = tuple[str, int, int, int, int]

_TOKEN: Final = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)
_WORD: Final = re.compile(r"[^\W_]+")
# Signs that are only form. Before a digit they belong to a number, and other signs (%, <, /) mean something.
_FORM: Final = re.compile(r"[.,:;](?!\d)|[-–—](?!\s?\d)|[!?«»\"'’‘“”„()\[\]…\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and whether it stands in both texts or in one of them."""

    mark: Mark
    text: str


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of two texts in reading order; of each change, what was removed comes before what was added.

    The pieces that were not added make up ``before``, those that were not removed make up ``after``. Punctuation and
    white space are tokens of their own.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    pieces: list[Piece] = []
    for operation, a, b, c, d in _merged(SequenceMatcher(None, old, new, autojunk=False).get_opcodes(), old):
        if operation == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        if a < b:
            pieces.append(Piece("removed", "".join(old[a:b])))
        if c < d:
            pieces.append(Piece("added", "".join(new[c:d])))
    return tuple(pieces)


def alike_but_for_form(before: str, after: str) -> bool:
    """Whether two texts differ in nothing but upper and lower case, white space and punctuation."""
    return _bare(before) == _bare(after)


def likeness(one: str, other: str) -> float:
    """How many words two texts share, from 0 to 1; the same in both directions."""
    a, b = Counter(_WORD.findall(one.casefold())), Counter(_WORD.findall(other.casefold()))
    whole = a.total() + b.total()
    return 2 * (a & b).total() / whole if whole else float(one == other)


def _merged(opcodes: Sequence[_Step], old: Sequence[str]) -> list[_Step]:
    """Join changes that only a space keeps apart: people read words, not the spaces between them."""
    found: list[_Step] = []
    for place, (operation, a, b, c, d) in enumerate(opcodes):
        between = 0 < place < len(opcodes) - 1 and operation == "equal" and not "".join(old[a:b]).strip()
        if found and found[-1][0] != "equal" and (operation != "equal" or between):
            _, first_a, _, first_c, _ = found[-1]
            found[-1] = ("replace", first_a, b, first_c, d)
        else:
            found.append((operation, a, b, c, d))
    return found


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).casefold()
    return _FORM.sub("", folded)
