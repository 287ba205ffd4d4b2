"""«Mente du …?»: the nearest known word to a misspelt one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

_LIKENESS: Final = 0.7
_FEW: Final = 40
_NOTHING: Final = {"nb": "", "nn": "", "en": ""}


def nearest(word: str, known: Iterable[str], likeness: float = _LIKENESS) -> str | None:
    """The known word most like ``word``, or None when none is like it; case does not count.

    Among many known words only those that share most letter triples are compared, so that a catalogue of any size
    answers at once.
    """
    by_folded, by_triple = _index(frozenset(known))
    folded = word.casefold()
    candidates = sorted(by_folded)
    if len(candidates) > _FEW:
        shared = Counter(each for triple in _triples(folded) for each in by_triple.get(triple, ()))
        candidates = sorted(each for each, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:_FEW])
    found = get_close_matches(folded, candidates, n=1, cutoff=likeness)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> Mapping[str, str]:
    """A question to put last in a message, with a space before it; empty when nothing is like ``word``."""
    return question(nearest(word, known))


def question(meant: str | None) -> Mapping[str, str]:
    """The same question about a word that is found already; empty when there is none."""
    if meant is None:
        return _NOTHING
    return {"nb": f" Mente du {meant}?", "nn": f" Meinte du {meant}?", "en": f" Did you mean {meant}?"}


@lru_cache(maxsize=64)
def _index(known: frozenset[str]) -> tuple[Mapping[str, str], Mapping[str, list[str]]]:
    """The known words by their folded form, and the folded forms by the letter triples in them."""
    by_folded = {candidate.casefold(): candidate for candidate in sorted(known, reverse=True)}
    by_triple: dict[str, list[str]] = {}
    for folded in by_folded:
        for triple in _triples(folded):
            by_triple.setdefault(triple, []).append(folded)
    return by_folded, by_triple


def _triples(word: str) -> set[str]:
    """The runs of three letters in a word, its ends marked."""
    marked = f"^{word}$"
    return {marked[place : place + 3] for place in range(len(marked) - 2)}
