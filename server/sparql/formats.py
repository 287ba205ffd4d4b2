"""The formats an answer can be given in, and the names people and tools have for them.

SELECT and ASK give SPARQL 1.1 results (JSON, XML, CSV and TSV), CONSTRUCT and DESCRIBE an RDF graph. The order is
the server's preference. The general types of JSON and XML stand last: a client that asks for one of them gets the
same bytes under the name it asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.negotiation import choose
from server.sparql.problems import refusal

HTML: Final = "text/html"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# CSV as Excel in Norwegian reads it has no media type of its own, only a name.
EXCEL_CSV: Final = "text/csv;dialect=excel"
SHEETS: Final = (XLSX, EXCEL_CSV)
RESULTS_JSON: Final = "application/sparql-results+json"
N_TRIPLES: Final = "application/n-triples"

RESULTS: Final = (
    RESULTS_JSON,
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
    "application/json",
    "application/xml",
    "text/xml",
    XLSX,
)
GRAPHS: Final = (
    "text/turtle",
    N_TRIPLES,
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
    "text/n3",
    "application/json",
    "application/xml",
    "text/xml",
    "text/plain",
)

# W3C identifiers of the formats (http://www.w3.org/ns/formats/), for the description of the service.
FORMAT_IRIS: Final[Mapping[str, str]] = {
    RESULTS_JSON: "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    N_TRIPLES: "N-Triples",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON-LD",
    "application/trig": "TriG",
    "application/n-quads": "N-Quads",
    "text/n3": "N3",
}

_RESULT_NAMES: Final[Mapping[str, str]] = {
    "json": RESULTS_JSON,
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": XLSX,
    "excel-csv": EXCEL_CSV,
    "html": HTML,
}
_GRAPH_NAMES: Final[Mapping[str, str]] = {
    "turtle": "text/turtle",
    "ttl": "text/turtle",
    "nt": N_TRIPLES,
    "ntriples": N_TRIPLES,
    "n-triples": N_TRIPLES,
    "rdf": "application/rdf+xml",
    "rdfxml": "application/rdf+xml",
    "rdf+xml": "application/rdf+xml",
    "rdf/xml": "application/rdf+xml",
    "xml": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "json-ld": "application/ld+json",
    "json": "application/ld+json",
    "trig": "application/trig",
    "nq": "application/n-quads",
    "nquads": "application/n-quads",
    "n-quads": "application/n-quads",
    "n3": "text/n3",
    "html": HTML,
}
_TEXT: Final = "text/"
_XML: Final = "text/xml"


def offered(form: str | None) -> tuple[str, ...]:
    """Return the media types a query of ``form`` (SELECT, ASK, CONSTRUCT, DESCRIBE) can be answered with.

    A query without a form is wrong in a way only the engine can tell; it is treated as a SELECT till then.
    """
    return GRAPHS if form in ("CONSTRUCT", "DESCRIBE") else RESULTS


def choose_format(accept: str | None, asked: str | None, types: tuple[str, ...]) -> str:
    """Return the media type to answer with: one of ``types`` or HTML.

    ``asked`` is the value of the parameter ``format`` or ``output``, which goes before the header ``accept``.
    Raises ProblemRaised: 400 for a format nobody has, 406 when nothing acceptable is left.
    """
    chosen = _named(asked, types) if asked else choose(accept, (*types, HTML))
    if chosen is None:
        supported = [*types, HTML]
        raise refusal("ikke-akseptabelt", supported=", ".join(supported), members={"supported": supported})
    return chosen


def content_type(media_type: str) -> str:
    """Return ``media_type`` as a Content-Type header; text carries its encoding, XML has it inside."""
    if media_type == EXCEL_CSV:
        return "text/csv; charset=utf-8"
    return f"{media_type}; charset=utf-8" if media_type.startswith(_TEXT) and media_type != _XML else media_type


def _named(asked: str, types: tuple[str, ...]) -> str | None:
    """Return the type among ``types`` that the name or media type ``asked`` stands for, None when it is not there."""
    # A plus sign that nobody encoded has become a space on the way.
    name = asked.strip().lower().replace(" ", "+").partition(";")[0]
    names = _GRAPH_NAMES if types is GRAPHS else _RESULT_NAMES
    if name in names:
        return names[name]
    if name in types or name == HTML:
        return name
    known = {*_RESULT_NAMES, *_GRAPH_NAMES}
    if name in {*known, *RESULTS, *GRAPHS}:
        return None
    raise refusal("ukjent-format", value=asked, supported=", ".join(sorted(known)))
