"""What earlier queries of a shape took, so that the next one starts in the right queue.

Programs ask the same question about one concept after another; so queries that differ only in their IRIs and texts,
in comments and in white space, have one shape. What is remembered is a guess to start from and never a verdict: a
query proves heavy by the processor time it takes.
"""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from enum import Enum
from typing import Final

from server.sparql.tokens import SHAPELESS

_REMEMBERED: Final = 4096


class Weight(Enum):
    """What the queries of a shape took so far; MIXED when some were light and some heavy, or nothing is known."""

    LIGHT = "light"
    HEAVY = "heavy"
    MIXED = "mixed"


class Experience:
    """The weight of the shapes that were met last; used from many threads."""

    def __init__(self) -> None:
        """Know nothing."""
        self._weights: OrderedDict[int, Weight] = OrderedDict()

    def weight(self, shape: int) -> Weight:
        """Return what to expect of a query of ``shape``."""
        return self._weights.get(shape, Weight.MIXED)

    def learn(self, shape: int, weight: Weight) -> None:
        """Take in that a query of ``shape`` was LIGHT or HEAVY; one that was both stays MIXED."""
        known = self._weights.get(shape)
        if known is weight:
            return
        self._weights[shape] = weight if known is None else Weight.MIXED
        while len(self._weights) > _REMEMBERED:
            with contextlib.suppress(KeyError):
                self._weights.popitem(last=False)


def shape_of(query: str) -> int:
    """Return a number that queries of one shape have in common; it means something in this process only."""
    return hash(SHAPELESS.sub(" ", query).strip())
