"""Clients that others wrote, as they come from their package registries, against the running endpoint."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from rdflib import DCAT, RDF, Graph
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from tests.heavy_clients import client

CONCEPT = "https://w3id.org/begrepskatalog/begrep/personell/stillingsprosent"
SELECT = f"SELECT ?p ?o {{ <{CONCEPT}> ?p ?o }}"
CONSTRUCT = f"CONSTRUCT {{ <{CONCEPT}> ?p ?o }} WHERE {{ <{CONCEPT}> ?p ?o }}"
RATE = "https://w3id.org/begrepskatalog/begrep/personell/sykefravaersprosent"
DCT = "http://purl.org/dc/terms/"


def wrapper(address: str, query: str, form: str) -> SPARQLWrapper:
    """Return SPARQLWrapper with a query and the form of its answer."""
    client = SPARQLWrapper(address)
    client.setQuery(query)
    client.setReturnFormat(form)
    return client


def answer(address: str, query: str, form: str) -> Any:
    """Return what SPARQLWrapper makes of the answer."""
    return wrapper(address, query, form).queryAndConvert()


@pytest.mark.parametrize(("method", "how"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_asks_in_every_way(endpoint: Any, method: str, how: str) -> None:
    """GET, a form and a query as it is."""
    client = wrapper(endpoint.address, SELECT, JSON)
    client.setMethod(method)
    client.setRequestMethod(how)
    found: Any = client.queryAndConvert()
    assert len(found["results"]["bindings"]) > 5


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_sparqlwrapper_reads_every_form(endpoint: Any) -> None:
    """Rows as JSON, XML, CSV and TSV; graphs as RDF/XML and Turtle; a boolean."""
    rows = len(answer(endpoint.address, SELECT, JSON)["results"]["bindings"])
    assert len(answer(endpoint.address, SELECT, XML).getElementsByTagName("result")) == rows
    assert answer(endpoint.address, SELECT, CSV).startswith(b"p,o\r\n")
    assert answer(endpoint.address, SELECT, TSV).startswith(b"?p\t?o\n")
    assert len(answer(endpoint.address, CONSTRUCT, RDFXML)) == rows
    assert len(Graph().parse(data=answer(endpoint.address, CONSTRUCT, TURTLE))) == rows
    assert answer(endpoint.address, "ASK { ?s ?p ?o }", JSON)["boolean"] is True


def test_sparqlwrapper_knows_a_wrong_query(endpoint: Any) -> None:
    """The status says that the query is at fault."""
    with pytest.raises(QueryBadFormed):
        wrapper(endpoint.address, "SELECT * {", JSON).query()


def comunica(query: str, *sources: str) -> list[Any]:
    """Return the rows Comunica finds in several sources together."""
    command = client("bin/node", "node_modules/.bin/comunica-sparql")
    command += [*sources, "-q", query, "-t", "application/sparql-results+json"]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    rows: list[Any] = json.loads(done.stdout)["results"]["bindings"]
    return rows


def test_comunica_queries_the_endpoint(endpoint: Any) -> None:
    """Comunica finds out by itself that it is a SPARQL endpoint, and what the union of the graphs holds."""
    expected = answer(endpoint.address, SELECT, JSON)["results"]["bindings"]
    assert len(comunica(SELECT, endpoint.address)) == len(expected) > 5


def test_comunica_federates_the_endpoint_with_a_document(server: str) -> None:
    """Sources of two kinds in one query: datasets are told of only in the document, the concept only in the store."""
    described = f"?dataset a <http://www.w3.org/ns/dcat#Dataset> ; <{DCT}publisher> ?who ; <{DCT}title> ?title"
    query = f"SELECT DISTINCT ?dataset {{ {described} . <{CONCEPT}> <{DCT}publisher> ?who }}"
    found = comunica(query, f"{server}/sparql", f"{server}/dcat.ttl")
    document = Graph().parse(f"{server}/dcat.ttl")
    assert len(found) == len(list(document.subjects(RDF.type, DCAT.Dataset))) > 1
    assert comunica(query, f"{server}/sparql") == comunica(query, f"{server}/dcat.ttl") == []


def test_comunica_asks_the_endpoint_from_a_document(server: str) -> None:
    """SERVICE: what the document of a concept points at gets its terms from the endpoint."""
    related, label = "http://www.w3.org/2004/02/skos/core#related", "http://www.w3.org/2004/02/skos/core#prefLabel"
    query = f"SELECT ?l {{ <{RATE}> <{related}> ?r . SERVICE <{server}/sparql> {{ ?r <{label}> ?l }} }}"
    values = {row["l"]["value"] for row in comunica(query, f"{server}/begrep/personell/sykefravaersprosent.ttl")}
    assert {"dagsverk", "person-day"} <= values
