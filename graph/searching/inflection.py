"""Inflection: which written forms may be the same word? «sykefraværet» and «sykefravær», «elevane» and «elev».

A light folding of Norwegian endings (and English -s), on folded words. It may join words that only look alike, so what
is found by it alone stands after what is found as it was typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Final

# Longest first: definite and plural nouns in bokmål and nynorsk, adjectives, genitives.
_ENDINGS: Final = ("enes", "anes", "ene", "ane", "ens", "ets", "ers", "en", "et", "er", "ar", "es", "e", "a", "s")
_SHORTEST: Final = 3
# «stillingshjemler» of «stillingshjemmel», «artikler» of «artikkel», «regler» of «regel».
_CONTRACTED: Final = ("lene", "lane", "ler", "lar")
_MOST: Final = 8


@lru_cache(maxsize=65536)
def base(word: str) -> str:
    """Return the form under which an indexed word is kept: without its longest ending."""
    return next(iter(_without_ending(word)), word)


def stems(word: str) -> tuple[str, ...]:
    """Return what words with the same meaning may begin with, other than ``word`` itself; often nothing."""
    shorter = [*_without_ending(word)[:1], *_uncontracted(word)]
    return tuple(dict.fromkeys(stem for stem in shorter if stem != word))


def bases(word: str) -> tuple[str, ...]:
    """Return every base an indexed form of ``word`` may be kept under, the likeliest first."""
    forms = {word: None, **dict.fromkeys(_without_ending(word)), **dict.fromkeys(_uncontracted(word))}
    return tuple({each: None for form in forms for each in (base(form), form)})[:_MOST]


def same_words(forms: Iterable[str]) -> int:
    """Return a number for a set of words, in whatever order they stand."""
    digest = blake2b(" ".join(sorted(forms)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _without_ending(word: str) -> list[str]:
    """The word without each ending it has, the shortest first."""
    return [
        word.removesuffix(ending)
        for ending in _ENDINGS
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST
    ]


def _uncontracted(word: str) -> list[str]:
    return [
        ending
        for contracted in _CONTRACTED
        if word.endswith(contracted) and len(word) - len(contracted) >= _SHORTEST
        for stem in (word.removesuffix(contracted),)
        for ending in (f"{stem}{stem[-1]}el", f"{stem}el")
    ]
