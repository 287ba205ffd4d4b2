from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.builds import Build
from server.settings import Settings, from_environment
from server.sparql.endpoint import service_of
from server.sparql.wsgi import SparqlFirst

MakeApp = Callable[[Settings], Flask]

FORM = "application/x-www-form-urlencoded"
QUERIES = [
    "ASK {}",
    "SELECT * { ?s ?p ?o } LIMIT 3",
    "CONSTRUCT WHERE { ?s a ?o }",
    "SELECT {",
    "ASK { SERVICE <x> {} }",
]


@pytest.fixture(scope="module")
def small_app(make_app: MakeApp, small_build: Build) -> Flask:
    """The application over the small catalogue."""
    return make_app(from_environment({}, store=small_build.folder.parents[1]))


@pytest.fixture
def behind(small_app: Flask) -> FlaskClient:
    """A client of the endpoint in the framework."""
    return small_app.test_client()


@pytest.fixture
def in_front(small_app: Flask) -> FlaskClient:
    """A client of the endpoint in front of the framework."""
    app = Flask("foran")
    app.wsgi_app = SparqlFirst(small_app.wsgi_app, service_of(small_app))  # type: ignore[method-assign]
    return app.test_client()


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html", "text/turtle", "image/png"])
@pytest.mark.parametrize("query", QUERIES)
def test_both_ways_in_give_the_same_answer(behind: FlaskClient, in_front: FlaskClient, query: str, accept: str) -> None:
    """It makes no difference to a client whether the framework was asked."""
    for method, arguments in (
        ("GET", {"query_string": {"query": query}}),
        ("POST", {"data": {"query": query}}),
        ("POST", {"data": query, "content_type": "application/sparql-query"}),
        ("OPTIONS", {}),
        ("DELETE", {}),
    ):
        one = behind.open("/sparql", method=method, headers={"Accept": accept}, **arguments)
        other = in_front.open("/sparql", method=method, headers={"Accept": accept}, **arguments)
        assert (one.status_code, one.data) == (other.status_code, other.data)
        for name in ("Content-Type", "ETag", "Vary", "Access-Control-Allow-Origin", "Allow", "Cache-Control"):
            assert one.headers.get(name) == other.headers.get(name)


def test_other_addresses_are_left_alone(in_front: FlaskClient) -> None:
    """Pages are the framework's."""
    assert b"<html" in in_front.get("/").data
    assert in_front.get("/sparql/").status_code == 404


def test_pages_of_other_languages_are_left_alone(in_front: FlaskClient) -> None:
    """The page in nynorsk is the framework's, and so is the way from there to the data."""
    assert b'lang="nn"' in in_front.get("/nn/sparql", headers={"Accept": "text/html"}).data
    assert in_front.get("/nn/sparql?query=ASK{}").status_code == 303


def test_body_is_handed_on_whole() -> None:
    """A form that turns out to ask for a page reaches the framework as it came."""
    seen: list[bytes] = []

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        seen.append(environ["wsgi.input"].read())
        start_response("200 OK", [])
        return [b""]

    body = b"query=ASK%7B%7D&format=html"
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/sparql",
        "CONTENT_TYPE": FORM,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    list(SparqlFirst(app, _Service())(environ, lambda status, headers, info=None: lambda data: None))  # type: ignore[arg-type]
    assert seen == [body]


class _Service:
    """As much of a service as a request for a page needs."""

    class limits:
        request_bytes = 1000
