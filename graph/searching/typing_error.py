"""Typing errors: a letter missing, doubled, wrong or swapped with its neighbour (Damerau 1964), one to a word."""

from __future__ import annotations

from typing import Final
from zlib import crc32

# In shorter words another letter makes another word.
SHORTEST: Final = 4


def within_one_edit(one: str, other: str) -> bool:
    """Return whether ``one`` becomes ``other`` by at most one letter added, left out, changed or swapped."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = _common(one, other)
    end = _common(one[start:][::-1], other[start:][::-1])
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    if max(len(left), len(right)) <= 1:
        return True
    return len(left) == len(right) == 2 and left == right[::-1]


def neighbourhood(word: str) -> set[int]:
    """Return numbers that two words share when one edit parts them (and, rarely, when more do).

    They stand for the word itself and the word without each one of its letters: of two words one edit apart, a common
    form is among these (symmetric deletion).
    """
    forms = {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}
    return {crc32(form.encode()) for form in forms}


def mended_piece(typed: str, word: str) -> str | None:
    """Return the piece of ``word`` that ``typed`` is with one error in it; None when there is none.

    Half of what was typed is right, so that half stands in the word as it is.
    """
    middle = len(typed) // 2
    for cut in (middle, middle - 1, middle + 1):
        head, tail = typed[:cut], typed[cut:]
        place = word.find(head)
        if place >= 0:
            start, rest = place, place + len(head)
            pieces = [word[start : rest + length] for length in _lengths(tail)]
            if found := _nearest(typed, pieces):
                return found
        place = word.find(tail)
        if place >= 0:
            pieces = [word[max(place - length, 0) : place + len(tail)] for length in _lengths(head)]
            if found := _nearest(typed, pieces):
                return found
    return None


def halves(typed: str) -> tuple[str, ...]:
    """Return pieces of ``typed``, one of which is right when there is one error in it."""
    middle = len(typed) // 2
    return tuple(dict.fromkeys((typed[:middle], typed[middle:], typed[: middle - 1], typed[middle + 1 :])))


def _lengths(piece: str) -> tuple[int, int, int]:
    return len(piece), len(piece) + 1, len(piece) - 1


def _nearest(typed: str, pieces: list[str]) -> str | None:
    return next((piece for piece in pieces if within_one_edit(typed, piece)), None)


def _common(one: str, other: str) -> int:
    """How many letters two words begin with together."""
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length
