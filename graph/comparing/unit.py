"""Unit: what a figure is counted in, and the way from one unit to another of the same quantity kind (QUDT)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from graph.comparing.formula import Formula
from graph.facts import facts
from graph.store import CatalogueStore
from graph.texts import local_name
from graph.words import Words


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; ``multiplier`` is None where QUDT's ``conversionMultiplier`` is not stated.

    A value in the reference unit of its quantity kind is (value + offset) × multiplier.
    """

    iri: str
    label: Words
    kinds: frozenset[str]
    multiplier: Fraction | None
    offset: Fraction

    def same_kind(self, other: Unit) -> bool | None:
        """Do the two measure the same kind of quantity? None when either does not say."""
        if self.iri == other.iri:
            return True
        if not self.kinds or not other.kinds:
            return None
        return not self.kinds.isdisjoint(other.kinds)

    def to(self, other: Unit) -> Formula | None:
        """The formula from this unit to another of the same kind, or None when it is not known."""
        if self.iri == other.iri:
            return Formula(Fraction(1))
        if not self.multiplier or not other.multiplier:
            return None
        factor = self.multiplier / other.multiplier
        return Formula(factor, self.offset * factor - other.offset)


def load_units(store: CatalogueStore) -> dict[str, Unit]:
    """Every unit described in the store, by IRI."""
    return {
        iri: Unit(
            iri=iri,
            label=said.words("rdfs:label", local_name(iri)),
            kinds=said.iris("qudt:hasQuantityKind"),
            multiplier=said.number("qudt:conversionMultiplier"),
            offset=said.number("qudt:conversionOffset") or Fraction(0),
        )
        for iri, said in facts(store.select("units"), "unit").items()
    }
