"""Verdict: the five answers to «may these figures be compared?», ordered so that the worst is the greatest."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from graph.namespaces import CMP
from graph.words import Words


class Verdict(IntEnum):
    """An answer; ``max`` of several is the answer to all of them together (worst wins)."""

    COMPARABLE = 0
    CONVERTIBLE = 1
    CAVEAT = 2
    UNKNOWN = 3
    NOT_COMPARABLE = 4

    @property
    def iri(self) -> str:
        """The individual that stands for the answer in RDF (``cmp:Comparable`` …)."""
        return CMP + _LOCAL_NAMES[self]

    @property
    def code(self) -> str:
        """The word for the answer in JSON (``comparable`` …)."""
        return _CODES[self]

    @property
    def symbol(self) -> str:
        """The sign shown beside the word, never instead of it."""
        return _SYMBOLS[self]

    @property
    def words(self) -> Words:
        """The answer as shown, in nb, nn and en."""
        return _WORDS[self]

    @classmethod
    def from_iri(cls, iri: str) -> Verdict | None:
        """The answer an individual stands for, or None when it is not one of the five."""
        return _BY_IRI.get(iri)


_LOCAL_NAMES: Final = ("Comparable", "Convertible", "WithCaveat", "Unknown", "NotComparable")
_CODES: Final = ("comparable", "convertible", "caveat", "unknown", "not-comparable")
_SYMBOLS: Final = ("=", "=*", "(=)", "?", "≠")
_WORDS: Final[tuple[Words, ...]] = (
    {"nb": "sammenlignbare", "nn": "samanliknbare", "en": "comparable"},
    {
        "nb": "sammenlignbare etter omregning",
        "nn": "samanliknbare etter omrekning",
        "en": "comparable after conversion",
    },
    {
        "nb": "sammenlignbare med forbehold",
        "nn": "samanliknbare med atterhald",
        "en": "comparable with reservations",
    },
    {"nb": "ukjent", "nn": "ukjent", "en": "unknown"},
    {"nb": "ikke sammenlignbare", "nn": "ikkje samanliknbare", "en": "not comparable"},
)
_BY_IRI: Final = {CMP + name: Verdict(value) for value, name in enumerate(_LOCAL_NAMES)}
