"""What a table of single requests cannot say: bytes on the wire, answers that belong together, whole clients."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from rdflib import Graph
from rdflib.compare import isomorphic, to_canonical_graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore

CONCEPT = "https://w3id.org/begrepskatalog/begrep/personell/stillingsprosent"
MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 30000"
ALL = "CONSTRUCT WHERE { ?s ?p ?o }"
DIRECT = "application/sparql-query"
FORMATS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "trig",
    "application/n-quads": "nquads",
    "text/n3": "n3",
}


def post(headers: str, body: bytes = b"") -> bytes:
    """Return a request as bytes, with these header lines."""
    return f"POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n".encode() + body


def test_answer_is_the_same_however_it_is_asked(endpoint: Any) -> None:
    """GET, both kinds of POST and QUERY give the same bytes and the same entity tag."""
    query = f"DESCRIBE <{CONCEPT}>"
    answers = [
        requests.get(endpoint.address, params={"query": query}, timeout=10),
        requests.post(endpoint.address, data={"query": query}, timeout=10),
        requests.post(endpoint.address, data=query, headers={"Content-Type": DIRECT}, timeout=10),
        requests.request("QUERY", endpoint.address, data=query, headers={"Content-Type": DIRECT}, timeout=10),
    ]
    assert len({(answer.status_code, answer.content, answer.headers["ETag"]) for answer in answers}) == 1


def test_unchanged_answers_are_not_sent_again(endpoint: Any) -> None:
    """The entity tag of an answer, sent back, gives 304 without a body (RFC 9110 section 15.4.5)."""
    for parameters in ({"query": "SELECT * { ?s a ?o }"}, {}):
        first = requests.get(endpoint.address, params=parameters, timeout=10)
        tag = first.headers["ETag"]
        for known in (tag, tag.removeprefix("W/"), f'"annen", {tag}'):
            again = requests.get(endpoint.address, params=parameters, headers={"If-None-Match": known}, timeout=10)
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["ETag"] == tag
            assert "Accept" in again.headers["Vary"]


def test_entity_tags_tell_answers_apart(endpoint: Any) -> None:
    """Another query, format or dataset has another tag."""
    graph = "https://w3id.org/begrepskatalog/graf/vokabular/personell"
    tags = [
        requests.get(endpoint.address, params=parameters, timeout=10).headers["ETag"]
        for parameters in (
            {"query": "ASK {}"},
            {"query": "ASK { }"},
            {"query": "ASK {}", "format": "xml"},
            {"query": "ASK {}", "default-graph-uri": graph},
            {"query": "ASK {}", "named-graph-uri": graph},
            {},
            {"format": "nt"},
        )
    ]
    assert len(set(tags)) == len(tags)


def test_gzip_is_the_same_answer(endpoint: Any) -> None:
    """The coded answer is the answer, small or larger than is held in memory, with a length of its own."""
    for query in ("SELECT * { ?s ?p ?o } LIMIT 500", MANY):
        target = "/sparql?" + urlencode({"query": query, "format": "csv"})
        plain = endpoint.send("GET", target)
        coded = endpoint.send("GET", target, {"Accept-Encoding": "gzip"})
        assert coded.headers["content-encoding"] == "gzip"
        assert gzip.decompress(coded.body) == plain.body
        assert int(coded.headers["content-length"]) == len(coded.body) < len(plain.body)


def test_large_answers_come_whole(endpoint: Any) -> None:
    """An answer larger than memory is allowed to hold comes with its length and all its rows."""
    answer = endpoint.send("GET", "/sparql?" + urlencode({"query": MANY, "format": "csv"}))
    assert len(answer.body) == int(answer.headers["content-length"]) > 4_000_000
    assert answer.body.count(b"\r\n") == 30_001


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_graphs_are_the_same_in_every_format(endpoint: Any) -> None:
    """Each RDF syntax carries the same graph, and another library reads it."""
    expected = None
    for media_type, name in FORMATS.items():
        answer = requests.get(
            endpoint.address,
            params={"query": f"DESCRIBE <{CONCEPT}>"},
            headers={"Accept": media_type},
            timeout=10,
        )
        graph = Graph()
        for triple in _read(answer.content, name):
            graph.add(triple)
        expected = expected or graph
        assert len(graph) > 10
        assert isomorphic(to_canonical_graph(graph), to_canonical_graph(expected)), media_type


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_description_is_the_same_in_every_format(endpoint: Any) -> None:
    """The service is described in every RDF syntax it offers, in the same words."""
    described = {
        media_type: set(_read(requests.get(endpoint.address, headers={"Accept": media_type}, timeout=10).content, name))
        for media_type, name in FORMATS.items()
    }
    assert all(triples == described["text/turtle"] for triples in described.values())
    assert len(described["text/turtle"]) > 100


def test_results_are_the_same_in_every_format(endpoint: Any) -> None:
    """JSON, XML, CSV and TSV hold the same values, awkward characters included."""
    value = 'fravær, "egenmeldt"\tog\nlegemeldt\\ & <b>'
    query = f"SELECT ?x {{ BIND({json.dumps(value, ensure_ascii=False)} AS ?x) }}"
    answer = {
        name: requests.get(endpoint.address, params={"query": query, "format": name}, timeout=10)
        for name in ("json", "xml", "csv", "tsv")
    }
    assert answer["json"].json()["results"]["bindings"][0]["x"]["value"] == value
    assert 'fravær, "egenmeldt"' in answer["xml"].text.replace("&quot;", '"')
    assert "&amp; &lt;b&gt;" in answer["xml"].text
    assert answer["csv"].content.decode() == 'x\r\n"' + value.replace('"', '""') + '"\r\n'
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\n", "\\n")
    assert answer["tsv"].content.decode() == f'?x\n"{escaped}"\n'


def test_body_cut_short(endpoint: Any) -> None:
    """A client that hangs up before its body is whole gets 400, and nothing is run."""
    request = post(f"Content-Type: {DIRECT}\r\nContent-Length: 60\r\n", b"ASK {}")
    answer = endpoint.raw(request, end=True)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400")


def test_chunked_body(endpoint: Any) -> None:
    """A body in chunks is a body."""
    request = post(f"Content-Type: {DIRECT}\r\nTransfer-Encoding: chunked\r\n", b"4\r\nASK \r\n2\r\n{}\r\n0\r\n\r\n")
    assert endpoint.raw(request).endswith(b'{"head":{},"boolean":true}')


@pytest.mark.parametrize("length", ["-1", "six", "6, 7", "0x6", "6\r\nContent-Length: 7"])
def test_unclear_length(endpoint: Any, length: str) -> None:
    """A length that is no one number is refused (RFC 9112 section 6.3)."""
    request = post(f"Content-Type: {DIRECT}\r\nContent-Length: {length}\r\n", b"ASK {}")
    assert endpoint.raw(request, end=True).startswith(b"HTTP/1.1 400")


def test_too_large(endpoint: Any) -> None:
    """A body beyond the limit is refused by its announced length, and by its own when it announced none."""
    big = b"#" * (2 << 20)
    assert endpoint.send("POST", "/sparql", {"Content-Type": DIRECT, "Content-Length": str(1 << 40)}).status == 413
    assert requests.post(endpoint.address, data=big, headers={"Content-Type": DIRECT}, timeout=10).status_code == 413
    pieces = (big[start : start + 65536] for start in range(0, len(big), 65536))
    chunked = requests.post(endpoint.address, data=pieces, headers={"Content-Type": DIRECT}, timeout=10)
    assert chunked.status_code == 413
    assert chunked.json()["type"] == "/sparql#for-lang"


def test_long_lists_of_values(endpoint: Any) -> None:
    """Ten thousand things looked up at once is an ordinary question."""
    values = " ".join(f"<https://w3id.org/begrepskatalog/begrep/personell/b{number}>" for number in range(10_000))
    query = f"SELECT ?s {{ VALUES ?s {{ {values} <{CONCEPT}> }} ?s a ?type }}"
    answer = requests.post(endpoint.address, data={"query": query, "format": "csv"}, timeout=10)
    assert CONCEPT in answer.text


def test_connection_is_kept(endpoint: Any) -> None:
    """One connection serves many requests, errors among them."""
    with requests.Session() as session:
        statuses = [
            session.get(endpoint.address, params={"query": query}, timeout=10).status_code
            for query in ("ASK {}", "ASK {", "ASK {}", MANY, "ASK {}")
        ]
    assert statuses == [200, 400, 200, 200, 200]


def test_clients_that_never_read_hold_nobody_up(endpoint: Any) -> None:
    """Forty clients that ask for much and read nothing leave the endpoint as quick as before."""
    request = f"GET /sparql?{urlencode({'query': MANY})} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    silent = []
    try:
        for _ in range(40):
            connection = socket.create_connection(endpoint.host.split(":"), timeout=5)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(request)
            silent.append(connection)
        # First the engine has forty large answers to work out; then only the clients' silence is left.
        waits = []
        for _ in range(100):
            started = time.monotonic()
            assert endpoint.send("GET", "/sparql?query=ASK%7B%7D").status == 200
            waits.append(time.monotonic() - started)
            if len(waits) > 20 and max(waits[-20:]) < 0.5:
                break
            time.sleep(0.05)
        assert max(waits[-20:]) < 0.5
    finally:
        for connection in silent:
            connection.close()


def test_many_at_once(endpoint: Any) -> None:
    """Two hundred clients at once all get their answer."""
    statuses: list[int] = []

    def ask() -> None:
        statuses.append(endpoint.send("GET", "/sparql?query=SELECT*%7B%3Fs%20a%20%3Fo%7D").status)

    threads = [threading.Thread(target=ask) for _ in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 200


def test_rdflib_as_a_client(endpoint: Any) -> None:
    """rdflib's SPARQL store works on the endpoint as it comes, by GET and by POST."""
    for method in ("GET", "POST", "POST_FORM"):
        graph = Graph(SPARQLStore(endpoint.address, method=method))
        rows = list(graph.query(f"SELECT ?p ?o {{ <{CONCEPT}> ?p ?o }}"))
        assert len(rows) > 5
        assert graph.query("ASK { ?s ?p ?o }").askAnswer is True
        assert len(graph.query(f"CONSTRUCT {{ <{CONCEPT}> ?p ?o }} {{ <{CONCEPT}> ?p ?o }}").graph or []) > 5


def _read(content: bytes, name: str) -> list[Any]:
    """Return the triples that another library reads in ``content``."""
    if name in ("trig", "nquads"):
        from rdflib import Dataset

        return [quad[:3] for quad in Dataset().parse(data=content, format=name).quads()]
    return list(Graph().parse(data=content, format=name))
