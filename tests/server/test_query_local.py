from __future__ import annotations

import threading
import time

import pyoxigraph as ox
import pytest

from graph.errors import EngineBusy, NotWritable, QueryError, QueryTooSlow
from graph.store import CatalogueStore
from server.sparql.engine import Question
from server.sparql.limits import Limits
from server.sparql.local import LocalEngine

JSON = "application/sparql-results+json"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d || ?d != ?g) }"


def question(query: str, media_type: str = JSON) -> Question:
    """A question about the catalogue."""
    return Question(query, media_type, "https://w3id.org/begrepskatalog/")


@pytest.fixture(scope="module")
def tiny() -> CatalogueStore:
    """A store small enough for hopeless queries to end by themselves some day soon."""
    name = ox.NamedNode("https://w3id.org/begrepskatalog/begrep/personell/ansatt")
    return CatalogueStore.from_quads(ox.Quad(name, name, ox.Literal(n), name) for n in range(300))


def test_answers(small_store: CatalogueStore) -> None:
    """A query gets its answer in the format asked for."""
    engine = LocalEngine(small_store, Limits())
    assert b"".join(engine.answer(question("ASK { ?s ?p ?o }"))) == b'{"head":{},"boolean":true}'
    turtle = b"".join(engine.answer(question("CONSTRUCT WHERE { ?s a ?o } LIMIT 3", "text/turtle")))
    assert b"@prefix " in turtle


def test_errors_cross_the_thread(small_store: CatalogueStore) -> None:
    """What is wrong with a query is told with its place, and leaves nothing of the engine in another thread."""
    engine = LocalEngine(small_store, Limits())
    with pytest.raises(QueryError) as raised:
        list(engine.answer(question("SELECT *\n{ ?s ?p }")))
    assert (raised.value.line, raised.value.column) == (2, 10)
    with pytest.raises(NotWritable):
        list(engine.answer(question("CONSTRUCT WHERE { ?s ?p ?o }", JSON)))


def test_deep_queries_do_not_exhaust_the_stack(small_store: CatalogueStore) -> None:
    """The deepest query the guard lets through is answered, whatever stack the web server's threads have."""
    engine = LocalEngine(small_store, Limits())
    query = "SELECT (" + "CONCAT(" * 199 + '"a"' + ")" * 199 + " AS ?x) {}"
    assert b'"a"' in b"".join(engine.answer(question(query)))


def test_deadline(tiny: CatalogueStore) -> None:
    """At the deadline the client is told so, though the engine goes on."""
    engine = LocalEngine(tiny, Limits(deadline=0.2))
    started = time.monotonic()
    with pytest.raises(QueryTooSlow):
        list(engine.answer(question(CROSS)))
    assert time.monotonic() - started < 1.5


def test_places_are_bounded(tiny: CatalogueStore) -> None:
    """No more queries run than there are places, and a query left behind keeps its own."""
    engine = LocalEngine(tiny, Limits(workers=1, deadline=0.1, queue_seconds=0.1))
    with pytest.raises(QueryTooSlow):
        list(engine.answer(question(CROSS)))
    with pytest.raises(EngineBusy):
        list(engine.answer(question("ASK {}")))


def test_giving_up_stops_the_writing(small_store: CatalogueStore) -> None:
    """When nobody listens any longer the engine is stopped at its next piece and the place is free again."""
    engine = LocalEngine(small_store, Limits(workers=1, queue_seconds=5))
    pieces = engine.answer(question("SELECT * { ?a ?b ?c . ?d ?e ?f }"))
    assert next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert b"".join(engine.answer(question("ASK {}"))) == b'{"head":{},"boolean":true}'


def test_stack_size_of_others_is_left_alone(small_store: CatalogueStore) -> None:
    """Threads that others start keep the size of stack they would have had."""
    before = threading.stack_size()
    list(LocalEngine(small_store, Limits()).answer(question("ASK {}")))
    assert threading.stack_size() == before
