from __future__ import annotations

import pytest

from server.problems import ProblemRaised
from server.sparql.formats import FORMAT_IRIS, GRAPHS, HTML, RESULTS, XLSX, choose_format, content_type, offered


@pytest.mark.parametrize(
    ("form", "types"),
    [("SELECT", RESULTS), ("ASK", RESULTS), ("CONSTRUCT", GRAPHS), ("DESCRIBE", GRAPHS), (None, RESULTS)],
)
def test_offered(form: str | None, types: tuple[str, ...]) -> None:
    """SELECT and ASK give results, CONSTRUCT and DESCRIBE give a graph (SPARQL 1.1 Protocol section 2.1.6)."""
    assert offered(form) == types


@pytest.mark.parametrize(
    ("accept", "asked", "types", "expected"),
    [
        (None, None, RESULTS, "application/sparql-results+json"),
        (None, None, GRAPHS, "text/turtle"),
        ("application/json", None, RESULTS, "application/json"),
        ("text/html,*/*;q=0.8", None, RESULTS, HTML),
        ("text/html", "csv", RESULTS, "text/csv"),
        ("image/png", "xml", RESULTS, "application/sparql-results+xml"),
        ("image/png", "xml", GRAPHS, "application/rdf+xml"),
        (None, "JSON", GRAPHS, "application/ld+json"),
        (None, "application/sparql-results+xml", RESULTS, "application/sparql-results+xml"),
        (None, "application/sparql-results xml", RESULTS, "application/sparql-results+xml"),
        (None, "rdf xml", GRAPHS, "application/rdf+xml"),
        (None, "text/turtle; charset=utf-8", GRAPHS, "text/turtle"),
        (None, "html", GRAPHS, HTML),
    ],
)
def test_choose_format(accept: str | None, asked: str | None, types: tuple[str, ...], expected: str) -> None:
    """The parameter goes before the header, and names mean what they mean for that kind of answer."""
    assert choose_format(accept, asked, types) == expected


@pytest.mark.parametrize(
    ("accept", "asked", "types", "status"),
    [
        ("image/png", None, RESULTS, 406),
        ("text/turtle", None, RESULTS, 406),
        ("text/csv", None, GRAPHS, 406),
        (None, "turtle", RESULTS, 406),
        (None, "csv", GRAPHS, 406),
        (None, "excel", RESULTS, 400),
    ],
)
def test_no_format(accept: str | None, asked: str | None, types: tuple[str, ...], status: int) -> None:
    """What cannot be given is 406 with what can; a name nobody knows is 400 with the names there are."""
    with pytest.raises(ProblemRaised) as raised:
        choose_format(accept, asked, types)
    assert raised.value.problem.status == status
    assert (status == 400) or "text/html" in raised.value.problem.members["supported"]


def test_text_carries_its_charset() -> None:
    """Text says that it is UTF-8; types that define their encoding do not take the parameter."""
    assert content_type("text/csv") == "text/csv; charset=utf-8"
    assert content_type("text/turtle") == "text/turtle; charset=utf-8"
    assert content_type("application/sparql-results+json") == "application/sparql-results+json"
    assert content_type("text/xml") == "text/xml"


def test_every_format_of_its_own_has_a_name_in_the_description() -> None:
    """Only the general types of JSON, XML and text, and Excel's, lack an identifier at W3C."""
    general = {"application/json", "application/xml", "text/xml", "text/plain", XLSX}
    assert {*RESULTS, *GRAPHS} - general == set(FORMAT_IRIS)
