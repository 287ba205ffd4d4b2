"""The catalogue on an engine elsewhere is the catalogue: same pages, same answers, on each engine that is installed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from graph.builds import Build
from graph.store import CatalogueStore
from server.app import create_app
from server.settings import from_environment
from server.sparql.endpoint import service_of
from tests.bench.endpoint.answers import meaning
from tests.remote.engines import ENGINES

PAGES = (
    "/",
    "/sok?q=fravær",
    "/nn/sok?q=stilling",
    "/vokabular/personell",
    "/begrep/personell/stillingsprosent",
    "/en/begrep/personell/sykefravaersprosent",
    "/begrep/personell/sykefravaersprosent/sammenligning",
    "/organisasjon/oslo",
    "/om",
    "/kjennetegn/fravaerstype",
    "/enhet/prosent",
    "/nedlasting",
)
SICKNESS = "https://w3id.org/begrepskatalog/begrep/personell/sykefravaer"
FIELD = "https://w3id.org/begrepskatalog/felt/oslo/hr/fravaer/sykefr_pst"
TOOLS = (
    "/rest/v1/vocabularies?lang=nb",
    "/rest/v1/search?query=syke*&lang=nb&fields=broader definition&unique=true",
    f"/rest/v1/personell/hierarchy?uri={SICKNESS}&lang=en",
    f"/rest/v1/personell/related?uri={SICKNESS}&lang=nb",
    f"/rest/v1/personell/data?uri={SICKNESS}&format=application/json",
    f"/rest/v1/personell/mappings?uri={SICKNESS}",
    "/rest/v1/personell/groups?lang=nb",
    '/reconcile?queries={"a":{"query":"sjukefråvær"},"b":{"query":"fravær"}}',
    f'/reconcile?extend={{"ids":["{SICKNESS}"],"properties":[{{"id":"definisjon"}},{{"id":"felt"}},{{"id":"kilde"}}]}}',
    f'/reconcile/felt?extend={{"ids":["{FIELD}"],"properties":[{{"id":"begrep"}},{{"id":"virksomhet"}}]}}',
    f"/jskos/data?uri={SICKNESS}",
    "/jskos/mappings?limit=1000",
)
DOCUMENTS = ("/katalog.nt", "/dcat.nt", "/modellkatalog.nt", "/begrep/personell/fravaer.nt", "/begrep.csv")
GRAPH = "https://w3id.org/begrepskatalog/graf/vokabular/personell"
CONCEPT = "https://w3id.org/begrepskatalog/begrep/personell/stillingsprosent"
SELECT = "SELECT ?s ?p { ?s ?p ?o FILTER(ISIRI(?s)) }"
JSON = "application/sparql-results+json"
SYNTAXES = ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]


@pytest.fixture(scope="module")
def dump(small_build: Build, small_store: CatalogueStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small catalogue as N-Quads."""
    path = tmp_path_factory.mktemp("dump") / "katalog.nq"
    ox.serialize(small_store.quads(), str(path), ox.RdfFormat.N_QUADS)
    return path


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: Any, dump: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an engine that holds the small catalogue."""
    running = ENGINES[request.param](dump, tmp_path_factory.mktemp(request.param))
    yield running.url
    running.stop()


@pytest.fixture(scope="module")
def here(small_build: Build) -> Iterator[FlaskClient]:
    """The catalogue served from the build."""
    app = create_app(from_environment({}, store=small_build.folder.parents[1]))
    yield app.test_client()
    service_of(app).close()


@pytest.fixture(scope="module")
def there(engine: str, small_build: Build) -> Iterator[FlaskClient]:
    """The same catalogue, served from the engine."""
    app = create_app(from_environment({}, store=small_build.folder.parents[1], sparql_url=engine))
    yield app.test_client()
    service_of(app).close()


def parts(page: str) -> list[str]:
    """Return the texts and tags of a page, sorted."""
    pieces = (part.strip(" ;:\n") for part in re.split(r"(<[^>]*>)|[;:] ", page) if part)
    return sorted(piece for piece in pieces if piece)


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_the_same(here: FlaskClient, there: FlaskClient, path: str) -> None:
    """Every kind of page is the one the build gives; engines sort links among texts in different ways."""
    expected, found = here.get(path), there.get(path)
    assert found.status_code == expected.status_code == 200
    assert parts(found.text) == parts(expected.text)


def settled(document: Any) -> Any:
    """Return a document with its lists in an order of their own, and a document within a text as one."""
    if isinstance(document, dict):
        return {key: settled(value) for key, value in document.items()}
    if isinstance(document, list):
        return sorted(map(settled, document), key=lambda each: json.dumps(each, sort_keys=True))
    return settled(json.loads(document)) if isinstance(document, str) and document.startswith('{"@') else document


@pytest.mark.parametrize("path", TOOLS)
def test_answers_to_tools_are_the_same(here: FlaskClient, there: FlaskClient, path: str) -> None:
    """So are the interfaces for tools, but for the order of what has none."""
    expected, found = here.get(path), there.get(path)
    assert found.status_code == expected.status_code == 200, found.text
    assert settled(found.get_json()) == settled(expected.get_json())
    assert len(found.data) > 100


@pytest.mark.parametrize("path", DOCUMENTS)
def test_documents_are_the_same(here: FlaskClient, there: FlaskClient, path: str) -> None:
    """What other catalogues fetch says the same, line for line."""
    expected, found = here.get(path), there.get(path)
    assert found.status_code == expected.status_code == 200
    assert sorted(found.text.splitlines()) == sorted(expected.text.splitlines())


@pytest.mark.parametrize("accept", [JSON, "application/sparql-results+xml", "text/csv", "application/json"])
def test_results_are_the_same(here: FlaskClient, there: FlaskClient, accept: str) -> None:
    """Rows come in every form, over the union of the catalogue's graphs, whatever the engine's own default is."""
    asked = {"query_string": {"query": SELECT}, "headers": {"Accept": accept}}
    expected, found = here.get("/sparql", **asked), there.get("/sparql", **asked)
    assert (found.status_code, found.content_type) == (200, expected.content_type), found.text
    read_as = JSON if accept == "application/json" else accept
    assert meaning(found.data, read_as) == meaning(expected.data, read_as)


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_graphs_are_the_same(here: FlaskClient, there: FlaskClient, accept: str) -> None:
    """Graphs come in every syntax, also those the engine does not have."""
    query = f"CONSTRUCT {{ <{CONCEPT}> ?p ?o }} WHERE {{ <{CONCEPT}> ?p ?o }}"
    asked = {"query_string": {"query": query}, "headers": {"Accept": accept}}
    expected, found = here.get("/sparql", **asked), there.get("/sparql", **asked)
    assert (found.status_code, found.content_type) == (200, expected.content_type), found.text
    assert meaning(found.data, accept) == meaning(expected.data, accept)


@pytest.mark.parametrize(
    "parameters",
    [
        {"query": SELECT, "default-graph-uri": GRAPH},
        {"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "named-graph-uri": GRAPH},
        {"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"},
        {"query": f"SELECT (COUNT(*) AS ?n) FROM <{GRAPH}> {{ ?s ?p ?o }}"},
    ],
    ids=["default", "named", "all", "from"],
)
def test_datasets_are_the_same(here: FlaskClient, there: FlaskClient, parameters: dict[str, str]) -> None:
    """The dataset of the protocol, and FROM, mean the same on every engine."""
    asked = {"query_string": parameters, "headers": {"Accept": JSON}}
    expected, found = here.get("/sparql", **asked), there.get("/sparql", **asked)
    assert found.status_code == 200, found.text
    assert meaning(found.data, JSON) == meaning(expected.data, JSON)


def test_a_graph_nobody_has_is_empty(there: FlaskClient) -> None:
    """It is neither fetched nor taken for all graphs."""
    parameters = {"query": "ASK { ?s ?p ?o }", "default-graph-uri": "http://127.0.0.1:9/graf"}
    assert there.get("/sparql", query_string=parameters).json == {"head": {}, "boolean": False}


def test_a_wrong_query_is_refused(there: FlaskClient) -> None:
    """The engine's own words are passed on."""
    answer = there.get("/sparql", query_string={"query": "SELECT * { ?s ?p }"}, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["parser"]


def test_changing_answers_are_not_remembered(there: FlaskClient) -> None:
    """What the engine holds may change at any time, so nothing is promised about an answer."""
    answer = there.get("/sparql", query_string={"query": "ASK {}"})
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert there.get("/sparql", query_string={"query": "ASK { SERVICE <http://x> {} }"}).status_code == 400


def test_description_counts_the_graphs(here: FlaskClient, there: FlaskClient) -> None:
    """The service is described alike."""
    asked = {"headers": {"Accept": "application/n-triples"}}
    found, expected = there.get("/sparql", **asked), here.get("/sparql", **asked)
    assert meaning(found.data, "application/n-triples") == meaning(expected.data, "application/n-triples")
