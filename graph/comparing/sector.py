"""Sector: the part of an organisation that a figure is about (``cmp:sector``)."""

from __future__ import annotations

from dataclasses import dataclass

from graph.facts import facts
from graph.store import CatalogueStore
from graph.texts import local_name
from graph.words import Words


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector by its IRI, with its names."""

    iri: str
    label: Words


def load_sectors(store: CatalogueStore) -> dict[str, Sector]:
    """Every sector the store names, by IRI."""
    return {
        iri: Sector(iri, said.words("rdfs:label", local_name(iri)))
        for iri, said in facts(store.select("sectors"), "sector").items()
    }
