"""Pieces: which three letters in a row to look up, so that few labels need to be looked at.

The index knows for every three letters in a row the labels that hold them. A word is looked up by the rarest of its
pieces; whether they stand together is seen when the label is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from graph.searching.wanted import PIECE, Wanted

# So few labels are looked at more cheaply than another piece is looked up.
_FEW: Final = 60
_PIECES: Final = 3
_APART: Final = 2


class Pieces:
    """Makes FTS5 expressions; ``counts`` says how many labels hold each piece."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts

    def inside(self, wanted: Wanted) -> str:
        """Return the expression for labels that may hold every word of three letters or more; empty when none can."""
        return self._every([[form if len(form) >= PIECE else f" {form}" for form in forms] for forms in wanted.forms])

    def word_starts(self, wanted: Wanted) -> str:
        """Return the expression for labels in which every word may begin a word; empty when none can."""
        return self._every([[f" {form}" for form in forms] for forms in wanted.forms])

    def label_start(self, wanted: Wanted) -> str:
        """Return the expression for labels that may begin as what is wanted does; empty when none can."""
        return self._every([[f"^ {phrase}" for phrase in wanted.phrases]])

    def any_of(self, texts: Iterable[str]) -> str:
        """Return the expression for labels that may hold one of ``texts``; empty when none can."""
        return self._every([list(texts)])

    def rarest(self, word: str, most: int) -> str:
        """Return the expression for labels that hold one of the ``most`` rarest pieces of ``word``."""
        known = [piece for piece in _pieces(word) if piece in self._counts]
        return " OR ".join(map(_quoted, sorted(known, key=self._rarity)[:most]))

    def _every(self, groups: list[list[str]]) -> str:
        """All of the groups, without those that cannot be looked up because they hold a text of one letter."""
        certain: list[str] = []
        choices: list[Iterable[str]] = []
        for group in groups:
            if not all(len(text) >= PIECE for text in group):
                continue
            possible = [pieces for pieces in map(self._known, _shortest(group)) if pieces]
            if not possible:
                return ""
            if len(possible) == 1:
                certain += self._apart(possible[0])
            else:
                choices.append(dict.fromkeys(self._all(self._apart(pieces)) for pieces in possible))
        if certain and (not choices or self._counts[min(certain, key=self._rarity)] <= _FEW):
            return self._all(certain)
        found = [f"({' OR '.join(possible)})" for possible in choices]
        return " AND ".join([self._all(certain), *found] if certain else found)

    def _all(self, pieces: Iterable[str]) -> str:
        """The rarest of the pieces, as many as it takes to leave few labels."""
        rarest = sorted(dict.fromkeys(pieces), key=self._rarity)[:_PIECES]
        if self._counts[rarest[0]] <= _FEW:
            rarest = rarest[:1]
        return f"({' AND '.join(map(_quoted, rarest))})"

    def _apart(self, pieces: list[str]) -> list[str]:
        """The two rarest pieces of a text that are not neighbours, which nearly always stand together."""
        first = min(range(len(pieces)), key=lambda place: self._rarity(pieces[place]))
        others = [piece for place, piece in enumerate(pieces) if abs(place - first) >= _APART]
        return [pieces[first], *([min(others, key=self._rarity)] if others else [])]

    def _known(self, text: str) -> list[str]:
        """The pieces of a text; none when no label has one of them."""
        pieces = _pieces(text)
        return pieces if all(piece in self._counts for piece in pieces) else []

    def _rarity(self, piece: str) -> tuple[int, str]:
        return self._counts[piece], piece


def shortest_beginnings(texts: Iterable[str]) -> list[str]:
    """Return the texts that none of the others begins: who begins with a word also begins with its stem.

    Those too short to be looked up by their beginning begin none.
    """
    each = list(dict.fromkeys(texts))
    begin = [text for text in each if len(text) > PIECE]
    return [text for text in each if not any(text != other and text.startswith(other) for other in begin)]


def _shortest(texts: list[str]) -> list[str]:
    """The texts that hold none of the others: who holds a word also holds its stem."""
    return [text for text in dict.fromkeys(texts) if not any(other != text and other in text for other in texts)]


def _pieces(text: str) -> list[str]:
    return list(dict.fromkeys(text[place : place + PIECE] for place in range(len(text) - PIECE + 1)))


def _quoted(piece: str) -> str:
    # Folded text holds no quotation mark.
    return f'"{piece}"'
