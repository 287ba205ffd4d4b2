"""Likeness: which of several pairs of figures are alike enough to be asked about first?

A figure of the whole organisation belongs beside another such one, and one that is just the concept before one that
is wider or narrower. Only among pairs as like as that does the better answer come first.
"""

from __future__ import annotations

from typing import Final

from graph.comparing.comparison import Comparison
from graph.comparing.figure import Figure
from graph.comparing.period import Period
from graph.mapping import Relation

Likeness = tuple[int, int, int, int, str, str]

_RELATIONS: Final = {
    Relation.EXACT: 0,
    Relation.CLOSE: 1,
    Relation.LOCAL_NARROWER: 2,
    Relation.LOCAL_BROADER: 2,
    Relation.RELATED: 3,
    None: 4,
}


def likeness(found: Comparison) -> Likeness:
    """The key to sort answers by, those about the figures most alike first."""
    computed = found.verdict if found.preliminary is None else found.preliminary
    relation = max(_relation(figure, found.period) for figure in (found.a, found.b))
    return _level(found), relation, found.verdict, computed, found.a.iri, found.b.iri


def _level(found: Comparison) -> int:
    one, other = (figure.within(found.period).current.sector for figure in (found.a, found.b))
    if one is None and other is None:
        return 0
    return 1 if one and other and one.iri == other.iri else 2


def _relation(figure: Figure, period: Period) -> int:
    return 0 if figure.common else _RELATIONS[figure.within(period).current.relation]
