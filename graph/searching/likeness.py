"""Likeness: the word most like another among words held in memory, as «Mente du …?» asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from graph.searching.folding import fold_letters

LIKENESS: Final = 0.7
_FEW: Final = 40


def nearest(word: str, known: Iterable[str], likeness: float = LIKENESS) -> str | None:
    """Return the known word most like ``word``, or None when none is like it; case does not count, nor æ for ae.

    Among many known words only those that share most letter triples are compared, so that a catalogue of any size
    answers at once.
    """
    by_folded, by_triple = _index(frozenset(known))
    wanted = fold_letters(word)
    candidates = list(by_folded)
    if len(candidates) > _FEW:
        shared = Counter(each for triple in _triples(wanted) for each in by_triple.get(triple, ()))
        candidates = [each for each, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:_FEW]]
    found = most_alike(wanted, candidates, likeness)
    return by_folded[found[0]] if found else None


def most_alike(wanted: str, candidates: Iterable[str], likeness: float = LIKENESS) -> list[str]:
    """Return the candidates at least so like ``wanted``, the most alike first, then by the alphabet."""
    matcher = SequenceMatcher(b=wanted)
    ranked = []
    for candidate in candidates:
        matcher.set_seq1(candidate)
        if matcher.real_quick_ratio() >= likeness and matcher.quick_ratio() >= likeness:
            ratio = matcher.ratio()
            if ratio >= likeness:
                ranked.append((-ratio, candidate))
    return [candidate for _, candidate in sorted(ranked)]


@lru_cache(maxsize=64)
def _index(known: frozenset[str]) -> tuple[Mapping[str, str], Mapping[str, list[str]]]:
    """The known words by their folded form, and the folded forms by the letter triples in them."""
    by_folded = {fold_letters(candidate): candidate for candidate in sorted(known, reverse=True)}
    by_triple: dict[str, list[str]] = {}
    for folded in by_folded:
        for triple in _triples(folded):
            by_triple.setdefault(triple, []).append(folded)
    return by_folded, by_triple


def _triples(word: str) -> set[str]:
    """The runs of three letters in a word, its ends marked."""
    marked = f"^{word}$"
    return {marked[place : place + 3] for place in range(len(marked) - 2)}
