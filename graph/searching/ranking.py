"""Ranking: of two things found, which one stands first?

A term as it was typed, then the same words in another form or order, then terms that begin so, terms with a word that
begins so, terms that hold it inside a word; names of columns and of other things after terms; running text last. Among
equals what is valid, then concepts, then the reader's language, then the shorter; the rest is settled by the index.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, NamedTuple

from graph.searching.findable import KINDS, RUNNING, TECHNICAL, TERMS


class Fit(IntEnum):
    """How well a text fits what was typed, best first."""

    EXACT = 0
    SAME_WORDS = 1
    PREFIX = 2
    WORD_START = 3
    INSIDE = 4
    SPREAD = 5
    RUNNING = 6


class Match(NamedTuple):
    """A row of the index that fits; ``key`` orders matches, the first is the best.

    ``row`` is a label, or a note where ``fit`` is RUNNING; ``kind`` its kind as a number (graph.searching.findable).
    """

    key: tuple[int, ...]
    row: int
    thing: int
    place: int | None
    kind: int
    fit: Fit


# The numbers only say which is first. A name of a column that is looked for as such comes before everything else.
_LOOKED_FOR: Final = {Fit.EXACT: 5, Fit.PREFIX: 28}
_EXACT: Final = {"pref_label": 10, "alt_label": 11, "hidden_label": 12, "name": 13, "initials": 15}
_EXACT_TECHNICAL: Final = 24
_TERM: Final = {
    Fit.SAME_WORDS: 20,
    Fit.PREFIX: 30,
    Fit.WORD_START: 40,
    Fit.INSIDE: 60,
    Fit.SPREAD: 80,
    Fit.RUNNING: 90,
}
_NAME: Final = {Fit.SAME_WORDS: 26, Fit.PREFIX: 65, Fit.WORD_START: 70, Fit.INSIDE: 75, Fit.SPREAD: 80}
_BY_STEM: Final = 2


def tier(fit: Fit, kind: int, *, technical: bool = False, by_stem: bool = False) -> int:
    """Return the tier of a match: lower stands first.

    ``technical`` says that what was typed looks like a column's name, ``by_stem`` that only the words without their
    endings fit.
    """
    name = KINDS[kind]
    if technical and name in TECHNICAL and fit in _LOOKED_FOR:
        return _LOOKED_FOR[fit]
    if fit is Fit.EXACT:
        return _EXACT.get(name, _EXACT_TECHNICAL)
    if fit is Fit.SAME_WORDS:
        return _TERM[fit] + TERMS.index(name) if name in TERMS else _NAME[fit]
    return (_TERM if name in TERMS or fit is Fit.RUNNING else _NAME)[fit] + _BY_STEM * by_stem


# The tier by whether the search looks technical and whether it fits without endings only, then by fit and kind.
TIERS: Final = {
    (technical, by_stem): [
        [tier(fit, kind, technical=technical, by_stem=by_stem) for kind in range(len(KINDS) - len(RUNNING))]
        for fit in Fit
        if fit is not Fit.RUNNING
    ]
    for technical in (False, True)
    for by_stem in (False, True)
}
