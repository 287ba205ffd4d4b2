"""ConceptScheme: the vocabulary a concept lives in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from graph.store import CatalogueStore, Row, text, value_of
from graph.texts import Texts, in_order, string, text_of


@dataclass(frozen=True, slots=True)
class ConceptScheme:
    """A vocabulary: what it is called, what it covers, and how many concepts it holds."""

    iri: str
    title: Texts
    description: Texts
    concept_count: int


def concept_schemes(store: CatalogueStore, base: str) -> list[ConceptScheme]:
    """Return the vocabularies published under ``base``, by IRI."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in store.select("schemes", base=text(base)):
        rows[value_of(row["scheme"])].append(row)
    return [
        ConceptScheme(
            scheme,
            in_order(text_of(row["title"]) for row in found if "title" in row),
            in_order(text_of(row["description"]) for row in found if "description" in row),
            int(string(found[0], "concepts") or 0),
        )
        for scheme, found in sorted(rows.items())
    ]
