"""What things are called."""

from __future__ import annotations

from graph.store import CatalogueStore, iri
from graph.texts import Reference, in_order, text_of


def named(store: CatalogueStore, thing: str) -> Reference:
    """Return the thing with that IRI and its names; without names where nothing names it."""
    return Reference(thing, in_order(text_of(row["label"]) for row in store.select("names", thing=iri(thing))))
