"""Folding: one spelling for all the ways a text may be typed.

Case, accents and punctuation go; æ, ae and a become one, and so do ø, oe and o, and å, aa and a. Words are split where
a technical name is: at what is no letter or digit (``SYKEFR_PST``) and where a small letter meets a capital
(``timerPerUke``). The beginning of a text always folds to a beginning of the folded text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_HUMP: Final = re.compile(r"(?<=[a-zæøåäöü])(?=[A-ZÆØÅÄÖÜ])")
_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_SAME: Final = (("ae", "a"), ("oe", "o"), ("aa", "a"))

Span = tuple[int, int]


def tidy(text: str) -> str:
    """Return ``text`` with its letters composed (NFC), as all places in it are counted."""
    return unicodedata.normalize("NFC", text)


def words(text: str) -> list[str]:
    """Return the words of ``text`` as they are written, technical names split."""
    return [part for word in _WORD.findall(tidy(text)) for part in _HUMP.split(word)]


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """Return one word as it is compared; empty when nothing of it is compared."""
    return _collapsed(_plain(word))


def join(folded: str) -> str:
    """Return folded text without its spaces, which is how whole names are compared: KOSTRA-art is kostraart."""
    return _collapsed(folded.replace(" ", ""))


def fold(text: str) -> str:
    """Return ``text`` as it is compared: folded words with one space between them."""
    return " ".join(filter(None, map(fold_word, words(text))))


def fold_letters(text: str) -> str:
    """Return ``text`` with its words folded, and the signs and spaces between them as they are."""
    return _WORD.sub(lambda word: fold_word(word.group()), tidy(text))


def folded_words(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield each folded word of ``text`` (composed, see tidy), as it is written, and where in ``text`` it begins."""
    for match in _WORD.finditer(text):
        start = match.start()
        for part in _HUMP.split(match.group()):
            folded = fold_word(part)
            if folded:
                yield folded, part, start
            start += len(part)


def _collapsed(letters: str) -> str:
    for variant, common in _SAME:
        letters = letters.replace(variant, common)
    return letters


def _plain(word: str) -> str:
    lowered = word.casefold().translate(_LETTERS)
    if lowered.isascii():
        return lowered
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", lowered).casefold()))


@lru_cache(maxsize=4096)
def places_in(word: str, folded: str) -> tuple[Span, ...]:
    """Return, per letter of a folded word, where in the word as it is written that letter stands."""
    if len(word) == len(folded) and word.isascii():
        return tuple((place, place + 1) for place in range(len(word)))
    letters = [(letter, (place, place + 1)) for place, written in enumerate(word) for letter in _plain(written)]
    for (first, second), _ in _SAME:
        kept: list[tuple[str, Span]] = []
        joined = False
        for letter, span in letters:
            joined = bool(letter == second and kept and kept[-1][0] == first and not joined)
            if joined:
                kept[-1] = (first, (kept[-1][1][0], span[1]))
            else:
                kept.append((letter, span))
        letters = kept
    return tuple(span for _, span in letters)
