from __future__ import annotations

from collections.abc import Iterable

import pytest

from graph.namespaces import BASE
from graph.outline import Outline
from graph.statistics import STAGES, Covered, Statistics
from graph.store import CatalogueStore
from server.collation import sort_key

COUNT = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX dct: <http://purl.org/dc/terms/>
PREFIX cmp: <https://w3id.org/begrepskatalog/ns#>
SELECT ?owner ?concept (COUNT(DISTINCT ?field) AS ?n) {
  VALUES ?relation { skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch skos:relatedMatch }
  ?field dct:publisher ?owner ; cmp:meaning ?use . ?use ?relation ?concept
} GROUP BY ?owner ?concept"""


@pytest.fixture(scope="module")
def statistics(real_store: CatalogueStore) -> Statistics:
    """The statistics of the real catalogue."""
    return Statistics(real_store, BASE, Outline(real_store, BASE, sort_key))


def test_every_concept_is_counted_once(statistics: Statistics) -> None:
    """By status and by vocabulary the counts add up; every concept has a term and a definition in each language."""
    assert sum(each.concepts for each in statistics.vocabularies) == 118
    for each in statistics.vocabularies:
        assert sum(each.by_status.values()) == each.concepts
        assert set(each.terms.values()) == {each.concepts}
        assert set(each.definitions.values()) == {each.concepts}
        assert 0 <= each.mapped <= each.concepts


def test_coverage_is_what_a_plain_query_says(statistics: Statistics, real_store: CatalogueStore) -> None:
    """The same pairs of organisation and concept as a query written another way."""
    answer = real_store.query(COUNT).result
    assert isinstance(answer, Iterable)
    wanted = {(row["owner"].value, row["concept"].value) for row in answer}
    assert {(owner.iri, concept) for owner in statistics.owners for concept in owner.concepts} == wanted
    assert len(wanted) > 100


def test_stages_of_an_owner_add_up(statistics: Statistics) -> None:
    """Each concept an organisation has is at one stage."""
    for owner in statistics.owners:
        assert sum(owner.count(stage) for stage in STAGES) == len(owner.concepts)
        assert owner.municipal == (owner.type in ("kommune", "fylkeskommune"))


def test_the_furthest_stage_counts() -> None:
    """Two fields for one concept: the one that has come furthest decides; both are examples or it is none."""
    covered = Covered()
    covered.add(1, "utkast", True)
    covered.add(2, "godkjent", False)
    covered.add(1, "til kontroll", True)
    assert (covered.fields, covered.stage, covered.example) == (4, "godkjent", False)


def test_a_status_nobody_has_a_word_for_is_no_stage() -> None:
    """An unknown word comes after all the known ones."""
    covered = Covered()
    covered.add(1, "noe annet", True)
    covered.add(1, "utgått", True)
    assert covered.stage == "utgått"
