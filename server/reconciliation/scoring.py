"""Scores: how sure is it that a name in somebody's data is this entity's? From 0 to 100, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final

from graph.searching.folding import fold
from graph.searching.ranking import Fit
from graph.searching.term_pattern import compared
from server.reconciliation.entity import Condition

CERTAIN: Final = 100.0
# A whole term: the preferred one in the language asked for, then what else the entity is called.
WHOLE: Final[Mapping[str, float]] = {"prefLabel": CERTAIN, "altLabel": 95.0, "hiddenLabel": 90.0, "notation": 90.0}
OTHER_LANGUAGE: Final = 85.0
# What is found by likeness: the least and, for names that are more alike, so much more.
_ALIKE: Final[Mapping[Fit, tuple[float, float]]] = {
    Fit.EXACT: (80.0, 0.0),
    Fit.SAME_WORDS: (65.0, 10.0),
    Fit.PREFIX: (35.0, 30.0),
    Fit.WORD_START: (25.0, 30.0),
    Fit.INSIDE: (20.0, 25.0),
    Fit.SPREAD: (15.0, 15.0),
    Fit.RUNNING: (5.0, 5.0),
}
_CORRECTED: Final = (30.0, 40.0)
OUT_OF_USE: Final = 20.0
_NAME_WEIGHT: Final = 0.7


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, from 0 to 1, spellings of the same letters being one."""
    return SequenceMatcher(a=fold(one), b=fold(other)).ratio()


def overlap(one: str, other: str) -> float:
    """Return how many of the words of both names they have in common, from 0 to 1."""
    words, others = set(fold(one).split()), set(fold(other).split())
    return len(words & others) / len(words | others) if words | others else 0.0


def alike_score(fit: Fit, alike: float, *, corrected: bool) -> float:
    """Return the score of an entity found by a search through a name that is so much ``alike`` (see likeness)."""
    least, more = _CORRECTED if corrected else _ALIKE[fit]
    return least + more * alike


def weighed(score: float, fulfilled: Sequence[bool]) -> float:
    """Return a name's score when so many conditions hold and do not hold; alone they count in full."""
    if not fulfilled:
        return score
    share = sum(fulfilled) / len(fulfilled)
    return round(_NAME_WEIGHT * score + (1 - _NAME_WEIGHT) * CERTAIN * share, 1)


def holds(condition: Condition, found: Sequence[str]) -> bool:
    """Return whether an entity with the values ``found``, names and identifiers, fulfils a condition."""
    known = {compared(value) for value in found}
    held = [compared(value) in known for value in condition.values]
    if condition.quantifier == "none":
        return not any(held)
    return all(held) if condition.quantifier == "all" else any(held)
