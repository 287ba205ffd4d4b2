"""Named queries with their variables bound in the text mean what they mean with the engine's own bindings."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox
import pytest

from graph.store import CatalogueStore, Term, iri, named_query, text
from server.remote.binding import bound

BASE = "https://w3id.org/begrepskatalog/"
BINDINGS: Mapping[str, Mapping[str, Term]] = {
    "concept": {"concept": iri(BASE + "begrep/personell/stillingsprosent")},
    "concepts_called": {"term": text("stillingsprosent"), "base": text(BASE)},
    "concepts_by_slug": {"ending": text("/stillingsprosent"), "base": text(BASE)},
    "counts": {"base": text(BASE)},
    "definitions": {"concept": iri(BASE + "begrep/personell/stillingsprosent")},
    "description": {"thing": iri(BASE + "begrep/personell/stillingsprosent")},
    "facts": {"thing": iri(BASE + "organisasjon/oslo")},
    "fields_of_concept": {"concept": iri(BASE + "begrep/personell/stillingsprosent")},
    "fields_of_organisation": {"organisation": iri(BASE + "organisasjon/oslo")},
    "fields_under": {"prefix": text(BASE + "felt/oslo/")},
    "graphs": {"base": text(BASE)},
    "mapping_set": {"organisation": iri(BASE + "organisasjon/oslo")},
    "mappings": {"organisation": iri(BASE + "organisasjon/oslo")},
    "measure_components": {"concept": iri(BASE + "begrep/personell/sykefravaersprosent")},
    "measures": {"concept": iri(BASE + "begrep/personell/sykefravaersprosent")},
    "near": {"concept": iri(BASE + "begrep/personell/sykefravaer")},
    "names": {"thing": iri(BASE + "organisasjon/oslo")},
    "schemes": {"base": text(BASE)},
    "findable_texts": {"scheme": iri(BASE + "vokabular/personell")},
}


@pytest.mark.parametrize("name", BINDINGS)
def test_bound_text_means_the_same(small_store: CatalogueStore, name: str) -> None:
    """Same solutions, row by row, with an answer to compare."""
    expected = small_store.select(name, **BINDINGS[name])
    query = bound(named_query(name), BINDINGS[name])
    found = ox.Store()
    found.extend(small_store.quads())
    solutions = found.query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    rows = [{key: row[key] for key in names if row[key] is not None} for row in solutions]
    assert expected
    assert sorted(map(_key, rows)) == sorted(map(_key, expected))


def test_values_stand_once_and_text_stays() -> None:
    """The name of a variable inside a string or a comment is no variable."""
    query = 'SELECT ?x ?y # ?x\nWHERE { ?x ?p ?y . FILTER(STR(?y) != "?x") } ORDER BY ?x'
    assert bound(query, {"x": iri("urn:a")}) == (
        'SELECT ?x ?y # ?x\nWHERE { VALUES (?x) { (<urn:a>) }  <urn:a> ?p ?y . FILTER(STR(?y) != "?x") } ORDER BY ?x'
    )
    assert bound(query, {}) == query


def _key(row: Mapping[str, Term]) -> str:
    return str(sorted((name, str(term)) for name, term in row.items()))
