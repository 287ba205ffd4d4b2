from __future__ import annotations

import io

import pytest

from graph.result_table import Cell, graph_of, table_of
from graph.store import CatalogueStore

JSON = "application/sparql-results+json"


def written(store: CatalogueStore, query: str, media_type: str = JSON) -> bytes:
    """Return the answer to ``query``."""
    output = io.BytesIO()
    store.query(query).write(output, media_type)
    return output.getvalue()


def test_cells(small_store: CatalogueStore) -> None:
    """Every kind of term keeps what tells it apart; an unbound variable is an empty cell."""
    query = """SELECT ?iri ?norsk ?tall ?tekst ?ingen {
        BIND(<https://w3id.org/begrepskatalog/begrep/personell/ansatt> AS ?iri)
        BIND("fravær"@nb AS ?norsk) BIND(42 AS ?tall) BIND("svar" AS ?tekst) }"""
    table = table_of(written(small_store, query), whole=True, limit=10)
    assert (table.kind, table.variables) == ("bindings", ("iri", "norsk", "tall", "tekst", "ingen"))
    assert table.rows == (
        (
            Cell("uri", "https://w3id.org/begrepskatalog/begrep/personell/ansatt"),
            Cell("literal", "fravær", "nb"),
            Cell("literal", "42", None, "http://www.w3.org/2001/XMLSchema#integer"),
            Cell("literal", "svar"),
            None,
        ),
    )
    assert table.shown == 1
    assert not table.truncated


def test_boolean(small_store: CatalogueStore) -> None:
    """Yes or no."""
    assert table_of(written(small_store, "ASK { ?s ?p ?o }"), whole=True, limit=1).boolean is True
    assert table_of(written(small_store, "ASK { ?s ?s ?s }"), whole=True, limit=1).boolean is False


def test_more_rows_than_shown(small_store: CatalogueStore) -> None:
    """The first rows are shown, and it is said that there are more."""
    data = written(small_store, "SELECT * { ?s ?p ?o } LIMIT 11")
    assert table_of(data, whole=True, limit=10).truncated
    assert table_of(data, whole=True, limit=10).shown == 10
    assert not table_of(data, whole=True, limit=11).truncated


def test_answer_cut_anywhere(small_store: CatalogueStore) -> None:
    """The rows before the cut are whole, wherever it falls; an answer said to be whole must be."""
    data = written(small_store, "SELECT * { ?s ?p ?o } LIMIT 20")
    for end in range(len(data) // 2, len(data), 97):
        table = table_of(data[:end], whole=False, limit=100)
        assert table.truncated
        assert 0 < table.shown <= 20
    with pytest.raises(SyntaxError):
        table_of(data[:-20], whole=True, limit=100)


def test_graph(small_store: CatalogueStore) -> None:
    """A graph is shown in Turtle, with the prefixes it uses and no others."""
    data = written(small_store, "CONSTRUCT WHERE { ?s a ?o } LIMIT 5", "application/n-triples")
    table = graph_of(data, whole=True, limit=10)
    assert table.text is not None
    assert " a " in table.text
    assert "@prefix qudt:" not in table.text or "qudt:" in table.text.replace("@prefix qudt:", "")
    assert not table.truncated


def test_graph_cut_anywhere(small_store: CatalogueStore) -> None:
    """Only whole triples are shown of a graph that was cut, or that is longer than is shown."""
    data = written(small_store, "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 20", "application/n-triples")
    assert graph_of(data[:-3], whole=False, limit=100).truncated
    assert graph_of(data, whole=True, limit=5).truncated
    assert graph_of(b"", whole=True, limit=5).text == ""
