"""The lexicon: the distinct words of all names, which misspelt words are held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.searching.findable import TECHNICAL, Name
from graph.searching.folding import fold_word, words
from graph.searching.typing_error import SHORTEST, neighbourhood

# A word of one term says more about what somebody may have meant than any number of column names.
_TERM, _TECHNICAL = 1000, 1


@dataclass(slots=True)
class _Word:
    number: int
    shown: str
    weight: int


class Lexicon:
    """Every distinct folded word, as it is shown to people, and how much it weighs."""

    def __init__(self) -> None:
        self._words: dict[str, _Word] = {}

    @classmethod
    def of(cls, names: Iterable[Name]) -> Lexicon:
        """Return the words of ``names``: those long enough to be misspelt, and not of digits only."""
        lexicon = cls()
        for name in names:
            weight = _TECHNICAL if name.kind in TECHNICAL else _TERM
            for written in words(name.text.value):
                lexicon._add(written, weight)
        return lexicon

    def rows(self) -> Iterator[tuple[int, str, str, int]]:
        """Yield number, folded word, shown word and weight."""
        for folded, word in self._words.items():
            yield word.number, folded, word.shown, word.weight

    def deletions(self) -> Iterator[tuple[int, int]]:
        """Yield each number of a word's neighbourhood with the word's own."""
        for folded, word in self._words.items():
            for key in neighbourhood(folded):
                yield key, word.number

    def _add(self, written: str, weight: int) -> None:
        folded = fold_word(written)
        if len(folded) < SHORTEST or folded.isdigit():
            return
        known = self._words.get(folded)
        if known is None:
            self._words[folded] = _Word(len(self._words) + 1, _shown(written), weight)
            return
        if weight > known.weight:
            known.shown = _shown(written)
        known.weight += weight


def _shown(written: str) -> str:
    """A word as it stands inside a sentence; an abbreviation keeps its capitals."""
    return written if written[1:] != written[1:].lower() else written.lower()
