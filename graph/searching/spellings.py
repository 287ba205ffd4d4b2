"""Spellings: the same word stem as different norms write it, so that either finds the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.searching.folding import fold_word

# Bokmål allows the first two, nynorsk writes the third.
_GROUPS: Final = (tuple(map(fold_word, ("sammenlign", "sammenlikn", "samanlikn"))),)


def spellings(folded: str) -> Iterator[str]:
    """Yield ``folded`` and the same text with its stems in the other spellings."""
    yield folded
    for group in _GROUPS:
        for written in group:
            if written in folded:
                yield from (folded.replace(written, other) for other in group if other != written)
                break
