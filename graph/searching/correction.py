"""Correction: what was probably meant by a word that nothing in the index holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graph.searching.folding import fold_word, words
from graph.searching.index_file import IndexFile
from graph.searching.inflection import stems
from graph.searching.likeness import most_alike
from graph.searching.pieces import Pieces
from graph.searching.typing_error import SHORTEST, halves, mended_piece, neighbourhood, within_one_edit
from graph.searching.wanted import PIECE, Wanted

_MOST: Final = 3
_LOOKED_AT: Final = 200
_LIKENESS: Final = 0.6
_RAREST: Final = 6


@dataclass(frozen=True, slots=True)
class Meant:
    """A word that may have been meant: folded, and as it is shown to people."""

    folded: str
    shown: str


class Corrector:
    """Looks misspelt words up in an index."""

    def __init__(self, file: IndexFile) -> None:
        self._connection = file.connection
        self._pieces = Pieces(file.counts)

    def meant(self, wanted: Wanted, *, also_known: bool = False) -> dict[str, tuple[Meant, ...]]:
        """Return what was meant by each word that no label holds; nothing for words like no other.

        ``also_known`` asks the same of words that some label does hold.
        """
        found = {}
        for word in wanted.words:
            if len(word) >= SHORTEST and (also_known or not self.knows(word)):
                meant = self._one_edit_away(word) or self._piece_of_a_word(word)
                if meant:
                    found[word] = meant
        return found

    def knows(self, word: str) -> bool:
        """Return whether a label holds the word, or one of its stems."""
        wanted = Wanted(word, (word,), ((word,),)).inflected
        return any(wanted.fits(folded) for folded, _ in self._labels(self._pieces.inside(wanted), _LOOKED_AT))

    def alike(self, word: str) -> tuple[Meant, ...]:
        """Return the words most like one that has more wrong with it than a typing error."""
        found: dict[str, str] = {}
        for _, text in self._labels(self._pieces.rarest(word, _RAREST), _LOOKED_AT):
            found.update((fold_word(written), written) for written in words(text))
        alike = most_alike(word, (each for each in found if len(each) >= SHORTEST), _LIKENESS)
        return tuple(Meant(each, found[each]) for each in alike[:_MOST])

    def _one_edit_away(self, word: str) -> tuple[Meant, ...]:
        for form in (word, *stems(word)):
            if len(form) < SHORTEST:
                continue
            keys = sorted(neighbourhood(form))
            rows = self._connection.execute(
                "SELECT DISTINCT w.folded, w.shown, w.weight FROM deletion d JOIN word w ON w.id = d.word"
                f" WHERE d.key IN ({', '.join('?' * len(keys))})",
                keys,
            )
            near = [row for row in rows if within_one_edit(form, row[0])]
            # People seldom get the first letter wrong.
            near.sort(key=lambda row: (row[0][0] != form[0], -row[2], row[0]))
            if near:
                return tuple(Meant(folded, shown) for folded, shown, _ in near[:_MOST])
        return ()

    def _piece_of_a_word(self, word: str) -> tuple[Meant, ...]:
        """A misspelt part of a compound, or the misspelt beginning of a word."""
        if len(word) <= 2 * PIECE:
            return ()
        found: dict[str, None] = {}
        for folded, _ in self._labels(self._pieces.any_of(halves(word)), _LOOKED_AT):
            for each in folded.split():
                mended = mended_piece(word, each)
                if mended and len(mended) >= SHORTEST:
                    found[mended] = None
        return tuple(Meant(piece, piece) for piece in list(found)[:_MOST])

    def _labels(self, expression: str, most: int) -> list[tuple[str, str]]:
        if not expression:
            return []
        return self._connection.execute(
            "SELECT l.folded, l.text FROM part p CROSS JOIN label l ON l.id = p.rowid WHERE part MATCH ?"
            " ORDER BY p.rowid LIMIT ?",
            (expression, most),
        ).fetchall()
