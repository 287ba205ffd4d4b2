"""Weight: how grave a change is for those who use a concept."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from graph.words import Words


class Weight(IntEnum):
    """A class of change; ``max`` of several is that of all of them together."""

    EDITORIAL = 0
    SUBSTANTIAL = 1
    BREAKING = 2

    @property
    def code(self) -> str:
        """The word for the class in JSON and options."""
        return self.name.lower()

    @property
    def words(self) -> Words:
        """The class as shown, in nb, nn and en."""
        return _WORDS[self]


_WORDS: Final[tuple[Words, ...]] = (
    {"nb": "redaksjonell", "nn": "redaksjonell", "en": "editorial"},
    {"nb": "vesentlig", "nn": "vesentleg", "en": "substantial"},
    {"nb": "brytende", "nn": "brytande", "en": "breaking"},
)
WEIGHTS: Final = {weight.code: weight for weight in Weight}
