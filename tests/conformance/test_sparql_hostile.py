"""Queries meant to do harm, or careless enough to: each gets a clear error in time, and nobody else notices."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

DEADLINE = 1.0
LIMITS = {
    "deadline": DEADLINE,
    "memory_bytes": 256 << 20,
    "answer_bytes": 20 << 20,
    "workers": 3,
    "heavy": 2,
    "heavy_after": 0.3,
    "heavy_queue": 2,
    "queue_seconds": 2.0,
}
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
DOUBLED = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
HEAD = "SELECT * { ?s ?p ?o "

# What the stack would not bear: refused before the engine sees it.
DEEP = {
    "calls": "SELECT (" + "CONCAT(" * 1000 + '"a"' + ")" * 1000 + " AS ?x) {}",
    "conditions": "SELECT (" + "IF(true, " * 1000 + "1" + ", 2)" * 1000 + " AS ?x) {}",
    "not-exists": HEAD + "FILTER NOT EXISTS { ?s ?p ?o " * 1000 + "}" * 1000 + "}",
    "exists-in-filter": HEAD + "FILTER(EXISTS { FILTER(" * 1000 + "true" + ") })" * 1000 + "}",
    "groups": "SELECT * " + "{" * 3000 + "}" * 3000,
    "optional": HEAD + "OPTIONAL {" * 3000 + "}" * 3000 + "}",
    "minus": HEAD + "MINUS { ?s ?p ?o " * 3000 + "}" * 3000 + "}",
    "subqueries": "SELECT * {" * 2000 + "}" * 2000,
    "graphs": HEAD + "GRAPH ?g {" * 3000 + "}" * 3000 + "}",
    "parentheses": HEAD + "FILTER(" + "(" * 10_000 + "true" + ")" * 10_000 + ")}",
    "parentheses-open": HEAD + "FILTER(" + "(" * 100_000,
    "braces-open": "SELECT * " + "{" * 100_000,
    "brackets-open": HEAD + "; ?p " + "[ ?q " * 50_000,
    "lists": HEAD + "; ?p " + "(" * 2000 + "1" + ")" * 2000 + "}",
    "path": HEAD + "; " + "(" * 5000 + "<p>" + ")*" * 5000 + " ?q }",
    "inverse-path": HEAD + "; " + "^(" * 5000 + "<p>" + ")" * 5000 + " ?q }",
    "aggregates": "SELECT (" + "SUM(" * 1000 + "1" + ")" * 1000 + " AS ?x) {}",
    "quoted-triples": HEAD + "<< " * 5000 + "?s ?p ?o" + " >>" * 5000 + "}",
}
LONG = {
    "and": HEAD + "FILTER(true" + " && true" * 10_000 + ")}",
    "or": HEAD + "FILTER(false" + " || ?s = ?o" * 10_000 + ")}",
    "sum": HEAD + "FILTER(1" + " + 1" * 10_000 + ")}",
    "product": HEAD + "FILTER(1" + " * 1" * 10_000 + ")}",
    "not": HEAD + "FILTER(" + "!" * 10_000 + "true)}",
    "union": HEAD + "{}" + " UNION { ?s ?p ?o }" * 10_000 + "}",
    "optional-row": HEAD + "OPTIONAL { ?s ?p ?o } " * 10_000 + "}",
    "minus-row": HEAD + "MINUS { ?s ?p ?o } " * 10_000 + "}",
    "pattern": "SELECT * {" + "?s ?p ?o ." * 10_000 + "}",
    "sequence": HEAD + "; <p>" + "/<p>" * 10_000 + " ?q }",
    "alternatives": HEAD + "; <p>" + "|<p>" * 10_000 + " ?q }",
}
# What takes too much: ended by the deadline, the memory limit or the size of the answer.
GREEDY = {
    "count-of-a-product": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "sorted-product": f"SELECT * {{ {CROSS} }} ORDER BY ?c",
    "grouped-product": f"SELECT ?a (COUNT(*) AS ?n) {{ {CROSS} }} GROUP BY ?a ?d ?g",
    "distinct-product": f"SELECT DISTINCT * {{ {CROSS} }}",
    "endless-rows": f"SELECT * {{ {CROSS} }}",
    "endless-graph": f"CONSTRUCT {{ ?a ?e ?i }} {{ {CROSS} }}",
    "ask-for-nothing": f"ASK {{ {CROSS} FILTER(?a = ?d && ?d != ?a) }}",
    "doubled-text": f'SELECT ?x40 {{ BIND("sykefravær" AS ?x0) {DOUBLED} }}',
    "joined-text": f"SELECT (GROUP_CONCAT(?c) AS ?x) {{ {CROSS} }}",
    "paths-everywhere": "SELECT (COUNT(*) AS ?n) { ?a (!<p>)* ?b . ?c (!<p>)* ?d . ?e (!<p>)* ?f }",
    "regular-expressions": f'SELECT (COUNT(*) AS ?n) {{ {CROSS} FILTER(REGEX(STR(?c), "(a|aa|b)*c$")) }}',
    "many-patterns": "SELECT * {" + " ".join(f"?s{n} <p{n}> ?o{n} ." for n in range(1500)) + "}",
    "many-lists": HEAD + "; ?p (" + "1 " * 3000 + ") }",
    "many-optionals": HEAD + "OPTIONAL { ?s ?p ?o } " * 2000 + "}",
    "late-limit": f"SELECT * {{ {CROSS} }} OFFSET 1000000000000 LIMIT 1",
    "exists-in-a-product": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} FILTER NOT EXISTS {{ ?l ?x ?a }} }}",
}
DISGUISES = {
    "plain": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "lower": "SELECT * { service<URL>{ ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "glued": "SELECT * { SERVICESILENT<URL>{} }",
    "comment": "SELECT * { SERVICE#x\n<URL> {} }",
    "after-a-comment": "SELECT * { #x\rSERVICE <URL> {}\n }",
    "escaped": r"SELECT * { \u0053ERVICE <URL> {} }",
    "long-escaped": r"SELECT * { S\U00000045RVICE <URL> {} }",
    "escaped-line-end": r"SELECT * { #x\u000ASERVICE <URL> {} }",
    "escaped-address": r"SELECT * { SERVICE <\u0068ttp://HOST/sparql> {} }",
    "prefix": "PREFIX : <http://HOST/> SELECT * { SERVICE:sparql { ?s ?p ?o } }",
    "base": "BASE <http://HOST/> SELECT * { SERVICE <sparql> { ?s ?p ?o } }",
    "after-true": "SELECT * { ?s ?p trueSERVICE <URL> {} }",
    "after-a-number": "SELECT * { ?s ?p 1SERVICE <URL> {} }",
    "in-exists": "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <URL> {} } }",
    "in-a-subquery": "SELECT * { { SELECT * { SERVICE <URL> {} } } }",
    "in-optional": "ASK { OPTIONAL { SERVICE <URL> {} } }",
    "in-minus": "DESCRIBE ?s { ?s ?p ?o MINUS { SERVICE <URL> {} } }",
    "in-construct": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "by-variable": "SELECT * { VALUES ?u { <URL> } SERVICE ?u {} }",
    "behind-an-iri": "SELECT * { FILTER(1<2)SERVICE#>\n<URL> {} }",
    "behind-a-string": "SELECT * { ?s ?p ?o FILTER(1<'> '||1<')SERVICE <URL> {} #') }",
    "load": "LOAD <URL>",
    "load-after-a-query": "ASK {} ; LOAD <URL>",
    "from": "SELECT * FROM <URL> { ?s ?p ?o }",
    "from-named": "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "describe": "DESCRIBE <URL>",
}


@pytest.fixture(scope="module")
def tight(serve_endpoint: Any) -> Any:
    """An endpoint with tight limits."""
    return serve_endpoint(**LIMITS)


@pytest.fixture
def bystander(tight: Any) -> Iterator[list[float]]:
    """Another client, who keeps asking small questions; how long each answer took."""
    waits: list[float] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            started = time.monotonic()
            assert tight.send("GET", "/sparql?query=ASK%7B%3Fs%20a%20%3Fo%7D").status == 200
            waits.append(time.monotonic() - started)
            time.sleep(0.02)

    thread = threading.Thread(target=ask)
    thread.start()
    yield waits
    done.set()
    thread.join()


def ask(endpoint: Any, query: str) -> tuple[int, bytes, float]:
    """Return status, body and seconds of the answer to a query."""
    started = time.monotonic()
    headers = {"Content-Type": "application/sparql-query"}
    reply = endpoint.send("POST", "/sparql", headers, query.encode())
    return reply.status, reply.body, time.monotonic() - started


@pytest.mark.parametrize("name", DEEP)
def test_deep_queries(tight: Any, name: str) -> None:
    """Nesting that would exhaust the stack is refused at once, with the limit and the place."""
    status, body, seconds = ask(tight, DEEP[name])
    assert status == 400
    assert b"/sparql#for-dyp" in body
    assert b'"column"' in body
    assert seconds < 1


@pytest.mark.parametrize("name", LONG)
def test_long_queries(tight: Any, name: str) -> None:
    """Chains that would exhaust the stack are refused at once, with the limit."""
    status, body, seconds = ask(tight, LONG[name])
    assert status == 400
    assert b"/sparql#for-mange-operatorer" in body
    assert seconds < 1


@pytest.mark.parametrize("name", GREEDY)
def test_greedy_queries(tight: Any, bystander: list[float], name: str) -> None:
    """A query that takes too much is ended in time with a clear error, and others are answered meanwhile."""
    status, body, seconds = ask(tight, GREEDY[name])
    assert status == 503, body[:200]
    assert any(kind in body for kind in (b"#for-treg", b"#motoren-stoppet", b"#for-stort-svar", b"#opptatt"))
    assert seconds < DEADLINE + 1
    assert bystander
    assert max(bystander) < 1


@pytest.mark.parametrize("name", DISGUISES)
def test_nothing_is_fetched(tight: Any, name: str) -> None:
    """However it is written, no query makes the endpoint open a connection."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.setblocking(False)
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        status, _, _ = ask(tight, DISGUISES[name].replace("URL", f"http://{host}/sparql").replace("HOST", host))
        assert status == (200 if name in {"from", "from-named", "describe"} else 400)
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_retry_after(tight: Any) -> None:
    """When too many heavy queries come at once, those refused are told when to come back."""
    replies: list[Any] = []

    def heavy(number: int) -> None:
        query = urlencode({"query": f"SELECT (COUNT(*) AS ?n{number}) {{ {CROSS} }}"})
        replies.append(tight.send("GET", "/sparql?" + query))

    threads = [threading.Thread(target=heavy, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {reply.status for reply in replies} == {503}
    busy = [reply for reply in replies if b"#opptatt" in reply.body]
    assert busy
    assert all(int(reply.headers["retry-after"]) >= 1 for reply in busy)


def test_page_of_an_endless_answer(tight: Any) -> None:
    """A person sees the first rows of an endless answer, and that there are more."""
    query = urlencode({"query": f"SELECT * {{ {CROSS} }}"})
    reply = tight.send("GET", "/sparql?" + query, {"Accept": "text/html"})
    assert reply.status == 200
    assert "Bare de første radene".encode() in reply.body


def test_slow_clients_get_their_answer(tight: Any) -> None:
    """A client that reads slower than the deadline still gets all of an answer that was ready in time."""
    query = urlencode({"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 30000", "format": "csv"})
    host, _, port = tight.host.partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 17)
        connection.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        time.sleep(DEADLINE + 0.5)
        received = b""
        while piece := connection.recv(1 << 16):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert body.count(b"\r\n") == 30_001


def test_nothing_is_left_behind(tight: Any) -> None:
    """After a thousand hostile queries the web process is the one it was, and as large, and so are its workers."""
    hostile = [*DEEP.values(), *LONG.values(), *DISGUISES.values(), "SELECT {", "", "ASK { ?s ?p 'å"]
    killers = ["doubled-text", "many-patterns", "endless-rows", "endless-graph"]

    def state() -> tuple[int, int, int, int]:
        processes = tight.processes()
        web = next(pid for pid, line in processes.items() if "granian" in line and pid != tight.process)
        return web, len(processes), _status(web, "Threads"), _status(web, "VmRSS")

    for query in hostile:
        ask(tight, query)
    for name in killers:
        ask(tight, GREEDY[name])
    time.sleep(0.5)
    before = state()
    for number in range(1000):
        ask(tight, hostile[number % len(hostile)])
        if number % 100 == 0:
            ask(tight, GREEDY[killers[number // 100 % len(killers)]])
    time.sleep(0.5)
    after = state()
    assert after[0] == before[0]
    assert after[1] == before[1]
    assert after[2] <= before[2] * 1.1 + 1
    assert after[3] <= before[3] * 1.1


def _status(pid: int, name: str) -> int:
    """Return a number of /proc/<pid>/status."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise KeyError(name)
