"""Labels and IRIs with any letters and signs go in and come out whole, whichever interface for tools is asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SKOS
from werkzeug.serving import make_server

from graph.builds import Build
from graph.namespaces import BASE
from server.settings import Settings, from_environment
from tests.made_up_vocabulary import SCHEME, VOCABULARY, MadeUp, served

MakeApp = Callable[[Settings], Flask]
Serve = Callable[[MadeUp], Flask]
SIGNS = "æøåÆØÅéüßñ /\\\"'`«»#%&?+=;:,.<>{}[]()|*~^$@!€漢字🙂-_"
# What may stand in an IRI as it is, and signs that must be written as percent (RFC 3987 section 2.2).
IN_IRI = [*"abcxyzæøåÆØÅ漢0189-._~!$&'()*+,;=:@/?", "%20", "%22", "%23", "%25", "%2F", "%C3%A6"]
LONG = "stillingsprosent for ansatte i sykehjem, " * 8 + "300 tegn å"
labels = st.text(st.sampled_from("abcXYZ0189" + SIGNS), min_size=1, max_size=40).map(str.strip).filter(bool)
slugs = st.lists(st.sampled_from(IN_IRI), min_size=1, max_size=60).map("".join)


class One:
    found: Any = None

    def current(self) -> Any:
        return self.found


@pytest.fixture(scope="module")
def app_of(
    make_app: MakeApp, small_build: Build, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[MadeUp], Flask]:
    """The application, serving one concept."""
    app, catalogue = make_app(from_environment({}, store=small_build.folder.parents[1])), One()
    app.extensions["catalogue"] = catalogue
    folder: Path = tmp_path_factory.mktemp("navn")

    def serve(concept: MadeUp) -> Flask:
        catalogue.found = served(folder, [concept])
        return app

    return serve


def in_skosmos(client: FlaskClient, concept: MadeUp, label: str) -> None:
    root = f"/rest/v1/{VOCABULARY}"
    one = {"uri": concept.iri, "lang": "nb"}
    assert client.get(f"{root}/label", query_string=one).get_json()["prefLabel"] == label
    for path, key, asked in (
        ("lookup", "result", {"label": label, "lang": "nb"}),
        ("search", "results", {"query": label, "lang": "nb"}),
        ("index/*", "indexConcepts", {"lang": "nb"}),
        ("topConcepts", "topconcepts", {"lang": "nb"}),
        ("hierarchy", "broaderTransitive", one),
    ):
        found = client.get(f"{root}/{path}", query_string=asked).get_json()[key]
        hits = list(found.values()) if isinstance(found, dict) else found
        assert [(hit["uri"], hit.get("prefLabel", hit.get("label"))) for hit in hits] == [(concept.iri, label)], path
    data = client.get(f"{root}/data", query_string={"uri": concept.iri, "format": "application/rdf+xml"})
    graph = Graph().parse(data=data.data, format="xml")
    assert (URIRef(concept.iri), SKOS.prefLabel, Literal(label, lang="nb")) in graph
    as_json = client.get(f"{root}/data", query_string={"uri": concept.iri, "format": "application/json"}).get_json()
    nodes = {node["uri"]: node for node in as_json["graph"]}
    assert nodes[concept.iri]["prefLabel"] == {"lang": "nb", "value": label}


def in_reconciliation(client: FlaskClient, concept: MadeUp, label: str) -> None:
    for asked in (label, concept.iri):
        queries = {"ø#1": {"query": asked}}
        best = client.post("/reconcile", data={"queries": json.dumps(queries)}).get_json()["ø#1"]["result"][0]
        assert (best["id"], best["name"], best["match"]) == (concept.iri, label, True)
        again = client.get("/reconcile", query_string={"queries": json.dumps(queries, ensure_ascii=False)}).get_json()
        assert again["ø#1"]["result"][0] == best
        suggested = client.get("/reconcile/suggest/entity", query_string={"prefix": asked}).get_json()["result"]
        assert concept.iri in {each["id"] for each in suggested}
    body = {"queries": [{"conditions": [{"matchType": "name", "propertyValue": label}]}]}
    draft = client.post("/reconcile/v1/match", json=body).get_json()["results"][0]["candidates"][0]
    assert (draft["id"], draft["name"]) == (concept.iri, label)
    extend = {"ids": [concept.iri], "properties": [{"id": "anbefalt-term"}]}
    rows = client.post("/reconcile", data={"extend": json.dumps(extend)}).get_json()["rows"]
    assert rows == {concept.iri: {"anbefalt-term": [{"str": label}]}}
    preview = client.get("/reconcile/preview", query_string={"id": concept.iri})
    assert preview.status_code == 200
    assert "<b>" not in preview.text
    view = client.get("/id", query_string={"uri": concept.iri})
    assert view.headers["Location"].startswith("/begrep/")


def in_jskos(client: FlaskClient, concept: MadeUp, label: str) -> None:
    for path, asked in (
        ("data", {"uri": concept.iri}),
        ("voc/concepts", {"uri": SCHEME}),
        ("search", {"query": label}),
    ):
        found = client.get(f"/jskos/{path}", query_string=asked).get_json()
        assert [(each["uri"], each["prefLabel"]) for each in found] == [(concept.iri, {"nb": label})], path


@given(label=labels, slug=slugs)
@example(label=SIGNS, slug="".join(IN_IRI))
@example(label=LONG, slug="å" * 300)
@example(label="%", slug="%23")
@example(label="*", slug="*")
@example(label="<b>'\"</b>", slug="a'b&c=d?e+f")
@settings(max_examples=15)
def test_names_survive(app_of: Serve, label: str, slug: str) -> None:
    """Asked by label and by IRI, told with label and IRI: not a sign is lost or changed on the way."""
    concept = MadeUp(slug, {"nb": label})
    client = app_of(concept).test_client()
    if label != "*":
        in_skosmos(client, concept, label)
    in_reconciliation(client, concept, label)
    in_jskos(client, concept, label)


@pytest.fixture
def address(app_of: Serve) -> Iterator[str]:
    """A server that can be reached by HTTP, with a most difficult concept."""
    app = app_of(MadeUp("".join(IN_IRI), {"nb": SIGNS.strip()}))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_names_survive_http(address: str) -> None:
    """The same through a real connection, with addresses as clients write them."""
    concept = MadeUp("".join(IN_IRI), {"nb": SIGNS.strip()})
    encoded = quote(concept.iri, safe="")
    label = requests.get(f"{address}/rest/v1/label?lang=nb&uri={encoded}", timeout=30).json()
    assert (label["uri"], label["prefLabel"]) == (concept.iri, SIGNS.strip())
    queries = json.dumps({"a": {"query": SIGNS.strip()}})
    best = requests.post(f"{address}/reconcile", data={"queries": queries}, timeout=30).json()["a"]["result"][0]
    assert best["id"] == concept.iri
    assert requests.get(f"{address}/jskos/data", {"uri": concept.iri}, timeout=30).json()[0]["uri"] == concept.iri


def test_the_signs_are_difficult() -> None:
    """The examples hold what is known to go wrong."""
    assert set("æøå/\"'#% ") <= set(SIGNS)
    assert len(LONG) >= 300
    assert BASE.isascii()
