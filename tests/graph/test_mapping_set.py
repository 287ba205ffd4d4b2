"""What an organisation says of how its fields relate to concepts."""

from __future__ import annotations

from datetime import date

import pytest

from graph.errors import NotFound
from graph.mapping_set import load_mapping_set
from graph.store import CatalogueStore

BASE = "https://w3id.org/begrepskatalog/"


def test_every_mapped_use_is_there_with_its_review(real_store: CatalogueStore) -> None:
    """Uses, not columns: a column mapped differently in two periods is there twice, each with its own relation."""
    found = load_mapping_set(real_store, BASE + "organisasjon/oslo")
    assert found.organisation.name == "Oslo"
    oslo = [mapping for mapping in found.mappings if mapping.column == "SYKEFR_PST"]
    assert [(mapping.start, mapping.end, mapping.relation) for mapping in oslo] == [
        (date(2018, 10, 1), date(2024, 12, 31), "closeMatch"),
        (date(2025, 1, 1), None, "exactMatch"),
    ]
    assert oslo[1].concept == BASE + "begrep/personell/sykefravaersprosent"
    assert (oslo[1].term, oslo[1].reviewed, oslo[1].example) == ("sykefraværsprosent", date(2026, 11, 21), True)


def test_a_narrower_use_has_a_broader_concept(real_store: CatalogueStore) -> None:
    """«snevrere» describes the local side, so the property from use to concept is skos:broadMatch."""
    found = load_mapping_set(real_store, BASE + "organisasjon/oslo")
    assert {mapping.relation for mapping in found.mappings if mapping.column == "LEGEM_PST"} == {"broadMatch"}


def test_an_organisation_nobody_knows_is_not_found(real_store: CatalogueStore) -> None:
    """There is no mapping set for it."""
    with pytest.raises(NotFound):
        load_mapping_set(real_store, BASE + "organisasjon/finnes-ikke")
