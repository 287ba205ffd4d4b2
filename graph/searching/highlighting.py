"""Highlighting: which letters of a text are what was searched for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from graph.searching.folding import Span, folded_words, places_in, tidy
from graph.searching.wanted import PIECE, Wanted

# A text longer than this is shown by the part of it that holds what was searched for.
_LONG: Final = 260
_BEFORE: Final = 80


def marks(text: str, wanted: Wanted, *, word_starts: bool = False) -> tuple[Span, ...]:
    """Return where in ``text`` (composed, NFC) the words stand; with ``word_starts`` only where they begin a word."""
    forms = wanted.longest_first
    read = list(folded_words(text))
    found = [span for word in read if (span := _in_word(*word, forms, word_starts=word_starts))]
    return tuple(_merged(found or ([] if word_starts else _across(read, wanted))))


def pieces(text: str, spans: Iterable[Span]) -> list[tuple[str, bool]]:
    """Return ``text`` in pieces, each with whether it is marked."""
    text, end = tidy(text), 0
    found: list[tuple[str, bool]] = []
    for start, stop in spans:
        found += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    return [(piece, marked) for piece, marked in [*found, (text[end:], False)] if piece]


def excerpt(text: str, spans: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """Return a long text cut to the neighbourhood of the first mark, and the marks in what is left."""
    text = tidy(text)
    if len(text) <= _LONG or not spans:
        return text, spans
    start = max(spans[0][0] - _BEFORE, 0)
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", start, start + _LONG) if start + _LONG < len(text) else len(text)
    before, after = "… " * bool(start), " …" * (end < len(text))
    shift = len(before) - start
    kept = tuple((left + shift, right + shift) for left, right in spans if left >= start and right <= end)
    return f"{before}{text[start:end]}{after}", kept


def _in_word(folded: str, written: str, start: int, forms: Sequence[str], *, word_starts: bool) -> Span | None:
    for form in forms:
        place = folded.find(form)
        if place == 0 or (place > 0 and len(form) >= PIECE and not word_starts):
            places = places_in(written, folded)
            return start + places[place][0], start + places[place + len(form) - 1][1]
    return None


def _across(read: list[tuple[str, str, int]], wanted: Wanted) -> list[Span]:
    """Where the words stand when the spaces between them do not count: «kostraart» in «KOSTRA-art»."""
    joined = "".join(folded for folded, _, _ in read)
    for form in wanted.joined:
        place = joined.find(form)
        if place >= 0:
            spans = [
                (start + left, start + right)
                for folded, written, start in read
                for left, right in places_in(written, folded)
            ]
            return [(spans[place][0], spans[place + len(form) - 1][1])]
    return []


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
