"""What two figures for one concept must agree on: the characteristics the concept asks for, as its page shows them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from graph.store import CatalogueStore, Row, iri, value_of
from graph.texts import Reference, Texts, in_order, local_name, reference, references, string, text_of


@dataclass(frozen=True, slots=True)
class AskedCharacteristic:
    """A characteristic a concept asks for (qb:AttributeProperty).

    ``aspect`` and ``effect`` are the names of the individuals (``Content``, ``Pairwise`` …); ``reference_value`` is
    the code the common definition has, None when it settles none; ``codes`` are all values there are.
    """

    iri: str
    label: Texts
    aspect: str | None
    effect: str | None
    reference_value: Reference | None
    codes: tuple[Reference, ...]


def asked_characteristics(store: CatalogueStore, concept: str) -> list[AskedCharacteristic]:
    """Return the characteristics ``concept`` asks for, in its own order; empty when it is no measure."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in store.select("asked_characteristics", concept=iri(concept)):
        grouped[value_of(row["characteristic"])].append(row)
    return [
        AskedCharacteristic(
            iri=characteristic,
            label=in_order(text_of(row["label"]) for row in rows if "label" in row),
            aspect=local_name(string(rows[0], "aspect") or "") or None,
            effect=local_name(string(rows[0], "effect") or "") or None,
            reference_value=reference(rows, "reference", "referenceLabel"),
            codes=references(store.select("code_names", thing=iri(characteristic)), "code"),
        )
        for characteristic, rows in grouped.items()
    ]
