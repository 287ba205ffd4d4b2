from __future__ import annotations

import io

import pyoxigraph as ox
import pytest

from graph.errors import QueryError
from graph.store import CatalogueStore

PERSONELL = "https://w3id.org/begrepskatalog/graf/vokabular/personell"
OKONOMI = "https://w3id.org/begrepskatalog/graf/vokabular/okonomi"
CONCEPT = "<https://w3id.org/begrepskatalog/begrep/personell/stillingsprosent>"
ASK = f"ASK {{ {CONCEPT} a ?type }}"

CSV = "text/csv"


def written(store: CatalogueStore, query: str, media_type: str, **dataset: object) -> str:
    """Return the answer to ``query`` as text."""
    output = io.BytesIO()
    store.query(query, **dataset).write(output, media_type)  # type: ignore[arg-type]
    return output.getvalue().decode()


def test_union_is_the_default(small_store: CatalogueStore) -> None:
    """Without a dataset every named graph is asked at once."""
    assert "true" in written(small_store, ASK, "text/csv")


def test_from_of_the_query_is_heard(small_store: CatalogueStore) -> None:
    """FROM restricts when it is said to be there, and is overridden by graphs given beside it."""
    query = f"ASK FROM <{OKONOMI}> {{ {CONCEPT} a ?type }}"
    assert "false" in written(small_store, query, "text/csv", own_dataset=True)
    given = {"own_dataset": True, "default_graphs": [PERSONELL]}
    assert "true" in written(small_store, query, "text/csv", **given)


def test_named_graphs_alone_leave_the_default_graph_empty(small_store: CatalogueStore) -> None:
    """A dataset of named graphs only has nothing outside them."""
    assert "false" in written(small_store, ASK, "text/csv", named_graphs=[PERSONELL])
    query = f"ASK {{ GRAPH ?g {{ {CONCEPT} a ?type }} }}"
    assert "true" in written(small_store, query, "text/csv", named_graphs=[PERSONELL])
    assert "false" in written(small_store, query, "text/csv", default_graphs=[PERSONELL])


def test_graph_names_are_iris(small_store: CatalogueStore) -> None:
    """A graph name that is no IRI is an error."""
    with pytest.raises(ValueError, match="IRI"):
        small_store.query(ASK, default_graphs=["personell"])


def test_errors_have_a_place(small_store: CatalogueStore) -> None:
    """The parser's words come without its position, which stands beside them."""
    with pytest.raises(QueryError) as raised:
        small_store.query("SELECT *\nWHERE { ?s ?p }")
    assert (raised.value.line, raised.value.column) == (2, 16)
    assert not str(raised.value).startswith("error at")


def test_copy_in_memory(small_store: CatalogueStore) -> None:
    """A copy in memory holds the same quads."""
    copy = small_store.in_memory()
    assert set(copy.quads()) == set(small_store.quads())


@pytest.mark.parametrize("media_type", ["text/turtle", "application/trig", "text/n3"])
def test_long_graphs_for_people(small_store: CatalogueStore, media_type: str) -> None:
    """A long graph has prefixes where people begin to read, and is the same graph as in plain N-Triples."""
    import pyoxigraph as ox

    query = "CONSTRUCT WHERE { ?s ?p ?o }"
    text = written(small_store, query, media_type)
    plain = written(small_store, query, "application/n-triples")
    rdf_format = ox.RdfFormat.from_media_type(media_type)
    assert text.startswith("@prefix ")
    assert text.count("@prefix") < 40
    read = ox.parse(text, rdf_format)
    assert {quad.triple for quad in read} == {quad.triple for quad in ox.parse(plain, ox.RdfFormat.N_TRIPLES)}


def test_properties_that_xml_has_no_name_for(small_store: CatalogueStore) -> None:
    """RDF/XML that could not be read again is not written."""
    with pytest.raises(ValueError, match="XML name"):
        written(small_store, "CONSTRUCT { <a:s> <a:p/1> 1 } WHERE {}", "application/rdf+xml")
    text = written(small_store, "CONSTRUCT { <a:s> <a:p1> '<oxprefix: ' } WHERE {}", "application/rdf+xml")
    assert "&lt;oxprefix: " in text


@pytest.mark.parametrize(("query", "media_type"), [(ASK, "text/turtle"), ("CONSTRUCT {} WHERE {}", "text/csv")])
def test_formats_of_the_other_kind(small_store: CatalogueStore, query: str, media_type: str) -> None:
    """A graph is no table, and a table is no graph."""
    with pytest.raises(ValueError, match=media_type):
        written(small_store, query, media_type)


def test_the_union_holds_a_statement_once() -> None:
    """A statement that two graphs make is one statement of their union, where each graph still makes it."""
    said = [ox.NamedNode(f"urn:{name}") for name in "spo"]
    store = CatalogueStore.from_quads(ox.Quad(said[0], said[1], said[2], ox.NamedNode(f"urn:{g}")) for g in "ab")
    copy = store.in_memory()
    assert written(copy, "SELECT * { ?s ?p ?o }", CSV).count("urn:s") == 1
    assert written(copy, "SELECT * { GRAPH ?g { ?s ?p ?o } }", CSV).count("urn:s") == 2
    assert (len(copy), len(list(copy.quads())), len(copy.select("facts", thing=said[0]))) == (2, 2, 1)


@pytest.mark.parametrize("keyword", ["GRAPH", "graph", "Graph"])
def test_a_graph_is_found_by_name_however_it_is_asked_for(keyword: str) -> None:
    """The default graph and a named one in one query, with the keyword in any case."""
    said = [ox.NamedNode(f"urn:{name}") for name in "spo"]
    copy = CatalogueStore.from_quads([ox.Quad(said[0], said[1], said[2], ox.NamedNode("urn:a"))]).in_memory()
    query = f"SELECT ?s ?p ?o ?g {{ ?s ?p ?o {keyword} ?g {{ ?s ?p ?o }} }}"
    assert written(copy, query, CSV).splitlines()[1:] == ["urn:s,urn:p,urn:o,urn:a"]
    assert written(copy, "SELECT * FROM <urn:a> { ?s ?p ?o }", CSV, own_dataset=True).count("urn:s") == 1
