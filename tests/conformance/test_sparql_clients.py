"""Clients that others wrote, as they come from their package registries, against the running endpoint."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

CONCEPT = "https://w3id.org/begrepskatalog/begrep/personell/stillingsprosent"
SELECT = f"SELECT ?p ?o {{ <{CONCEPT}> ?p ?o }}"
CONSTRUCT = f"CONSTRUCT {{ <{CONCEPT}> ?p ?o }} WHERE {{ <{CONCEPT}> ?p ?o }}"
# Where `npm install @comunica/query-sparql` was run, when not in the home folder.
COMUNICA = Path(os.environ.get("COMUNICA_FOLDER", Path.home())) / "node_modules/.bin/comunica-sparql"


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


@pytest.mark.skipif(shutil.which("node") is None or not COMUNICA.exists(), reason="Comunica is not installed (npm)")
def test_comunica_federates_over_the_endpoint(endpoint: Any) -> None:
    """Comunica finds out by itself that it is a SPARQL endpoint, and what the union of the graphs holds."""
    query = f"SELECT ?p ?o WHERE {{ <{CONCEPT}> ?p ?o }}"
    command = (str(COMUNICA), endpoint.address, "-q", query, "-t", "application/sparql-results+json")
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    expected = answer(endpoint.address, SELECT, JSON)["results"]["bindings"]
    assert len(json.loads(done.stdout)["results"]["bindings"]) == len(expected) > 5
