"""Norwegian alphabetical order: æ, ø and å last, aa as å; case and accents only break ties.

The rules are those of the collation «nb» in Unicode CLDR: ä and ę with æ; ö, ő and œ with ø; ü and ű with y; đ and ð
with d; þ as th. No library in Python has them without compiling ICU on the machine; the tests hold this to the ICU in
the browser.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from graph.texts import Texts, best

T = TypeVar("T")

SortKey = tuple[str, str, int, str]

ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ"
# What does not begin with one of these letters.
OTHER: Final = "#"
_AS: Final = {"ä": "æ", "ę": "æ", "ö": "ø", "ő": "ø", "œ": "ø", "ü": "y", "ű": "y", "đ": "d", "ð": "d", "þ": "th"}
# Placed after z and before every other alphabet.
_LAST: Final = {"æ": "{a", "ø": "{b", "å": "{c"}
_TABLE: Final = str.maketrans(_AS | {letter: _LAST.get(same, same) for letter, same in _AS.items()} | _LAST)
_LETTER: Final = str.maketrans(_AS)


def sort_key(value: str) -> SortKey:
    """Return what to sort ``value`` by: letters, then accents, then å before aa, then small letters before capitals."""
    lowered = unicodedata.normalize("NFC", value).lower()
    with_ring = lowered.replace("aa", "å")
    return _plain(with_ring.translate(_TABLE)), with_ring, lowered.count("aa"), value.swapcase()


def initial(value: str) -> str:
    """Return the letter of ALPHABET that ``value`` stands under in an index, OTHER when it is none of them."""
    lowered = unicodedata.normalize("NFC", value).lower().lstrip(" \"'«»“”(-–").replace("aa", "å", 1)
    first = lowered[:1].translate(_LETTER)[:1]
    letter = (first if first in "æøå" else _plain(first)[:1]).upper()
    return letter if letter and letter in ALPHABET else OTHER


def alphabetical(things: Iterable[T], language: str, names: Callable[[T], Texts]) -> list[T]:
    """Return ``things`` in the order of their ``names`` as a reader of ``language`` sees them."""

    def name(thing: T) -> SortKey:
        found = best(names(thing), language)
        return sort_key(found.value if found else "")

    return sorted(things, key=name)


def _plain(value: str) -> str:
    """Return ``value`` without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", value) if not unicodedata.combining(c))
