"""What is wanted: the words of a search as they are compared, and how they may match."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product
from typing import Final

from graph.searching.folding import fold, join, tidy
from graph.searching.inflection import bases, same_words, stems
from graph.searching.ranking import Fit

# The index knows no shorter piece.
PIECE: Final = 3
_MOST_ORDERS: Final = 64
# A name as systems write it: joined by an underline, humped, or in capitals throughout.
_TECHNICAL: Final = re.compile(r"[^\W_]_[^\W_]|[a-zæøå0-9][A-ZÆØÅ]|^[A-ZÆØÅ0-9]{3,}$")


_Texts = tuple[str, ...]
_Groups = tuple[_Texts, ...]


@dataclass(frozen=True)
class Wanted:
    """The folded words of a search; ``forms`` holds for each what may stand in its place (the word itself first)."""

    text: str
    words: tuple[str, ...]
    forms: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, text: str) -> Wanted:
        """Return what ``text`` wants, word by word as it is written."""
        words = tuple(dict.fromkeys(fold(text).split()))
        return cls(tidy(text).strip(), words, tuple((word,) for word in words))

    @cached_property
    def inflected(self) -> Wanted:
        """The same with the stems of each word beside it."""
        return Wanted(self.text, self.words, tuple(map(_with_stems, self.forms)))

    def instead(self, meant: Mapping[str, tuple[str, ...]]) -> Wanted:
        """Return the same with other words in the place of those that are keys of ``meant``."""
        return Wanted(self.text, self.words, tuple(meant.get(word, (word,)) for word in self.words))

    def one_by_one(self) -> list[Wanted]:
        """Return each word as a search of its own."""
        return [Wanted(word, (word,), (forms,)) for word, forms in zip(self.words, self.forms, strict=True)]

    @cached_property
    def longest_first(self) -> tuple[str, ...]:
        """Every form of every word and its stems, as they are looked for in a text that was found."""
        forms = {form for group in self.inflected.forms for form in group}
        return tuple(sorted(forms, key=lambda form: (-len(form), form)))

    @property
    def is_technical(self) -> bool:
        """Does it look like the name of a column or a code?"""
        return bool(_TECHNICAL.search(self.text))

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """The words in the order they were written, with one form each."""
        return tuple(" ".join(chosen) for chosen in islice(product(*self.forms), _MOST_ORDERS))

    @cached_property
    def joined(self) -> tuple[str, ...]:
        """The same without spaces, which is how whole names are compared."""
        as_typed = all(forms[0] == word for word, forms in zip(self.words, self.forms, strict=True))
        written = fold(self.text) if as_typed else ""
        return tuple(dict.fromkeys(filter(None, map(join, (written, *self.phrases)))))

    @cached_property
    def same(self) -> tuple[int, ...]:
        """Numbers of the sets of words that are these words in other forms or another order."""
        choices = [dict.fromkeys(each for form in forms for each in bases(form)) for forms in self.forms]
        return tuple(dict.fromkeys(same_words(chosen) for chosen in islice(product(*choices), _MOST_ORDERS)))

    def fit(self, folded: str) -> Fit | None:
        """Return how a label holds the words (PREFIX, WORD_START or INSIDE), None when it does not hold them all.

        Spaces do not count at its beginning; a word of a letter or two must begin a word.
        """
        phrases, joined, pieces, starts = self._compared
        if folded.startswith(phrases):
            return Fit.PREFIX
        padded = f" {folded}"
        held = _has_all(padded, pieces)
        if (not held or len(pieces) > 1) and join(folded).startswith(joined):
            return Fit.PREFIX
        if not held:
            return None
        return Fit.WORD_START if _has_all(padded, starts) else Fit.INSIDE

    def begins_words(self, folded: str) -> bool:
        """Return whether every word begins a word of a text."""
        return _has_all(f" {folded}", self._starts)

    def fits(self, folded: str) -> bool:
        """Return whether a label holds every word."""
        return _has_all(f" {folded}", self._pieces)

    @cached_property
    def _compared(self) -> tuple[_Texts, _Texts, _Groups, _Groups]:
        return self.phrases, self.joined, self._pieces, self._starts

    @cached_property
    def _starts(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(f" {form}" for form in forms) for forms in self.forms)

    @cached_property
    def _pieces(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(form if len(form) >= PIECE else f" {form}" for form in forms) for forms in self.forms)


def _with_stems(forms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*forms, *(stem for form in forms for stem in stems(form)))))


def _has_all(padded: str, groups: _Groups) -> bool:
    for group in groups:
        for piece in group:
            if piece in padded:
                break
        else:
            return False
    return True
