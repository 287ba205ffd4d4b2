"""Facts: what the store says about one thing, property by property, as a query with one row per fact gives it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import pyoxigraph as ox

from graph.namespaces import PREFIXES
from graph.store import Row, Term, value_of
from graph.words import Words, words_of


@dataclass(frozen=True, slots=True)
class Facts:
    """The values of each property, keyed by the property's IRI; properties are asked for as ``prefix:name``."""

    values: Mapping[str, list[Term]]

    def iris(self, term: str) -> frozenset[str]:
        """Every IRI among the values."""
        return frozenset(v.value for v in self._all(term) if isinstance(v, ox.NamedNode))

    def iri(self, term: str) -> str | None:
        """The IRI, the first in alphabetical order when there are several, or None."""
        return min(self.iris(term), default=None)

    def words(self, term: str, otherwise: str = "") -> Words:
        """The literals as words in every language."""
        return words_of(self._literals(term), otherwise)

    def text(self, term: str) -> str:
        """The literal's text, the first in alphabetical order when there are several, or nothing."""
        return min((v.value for v in self._literals(term)), default="")

    def number(self, term: str) -> Fraction | None:
        """The number, exactly, or None when there is none or it is not a number."""
        try:
            return Fraction(self.text(term))
        except (ValueError, ZeroDivisionError):
            return None

    def says(self, term: str, value: str) -> bool:
        """Is ``value`` (an IRI or the text of a literal) among the values?"""
        return any(getattr(v, "value", None) == value for v in self._all(term))

    def _all(self, term: str) -> list[Term]:
        prefix, _, name = term.partition(":")
        return self.values.get(PREFIXES[prefix] + name, [])

    def _literals(self, term: str) -> list[ox.Literal]:
        return [v for v in self._all(term) if isinstance(v, ox.Literal)]


def facts(rows: Iterable[Row], subject: str) -> dict[str, Facts]:
    """Gather rows with the columns ``subject``, ``property`` and ``value`` into one Facts per subject IRI."""
    gathered: defaultdict[str, defaultdict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        gathered[value_of(row[subject])][value_of(row["property"])].append(row["value"])
    return {key: Facts(values) for key, values in sorted(gathered.items())}
