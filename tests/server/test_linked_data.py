"""Linked data: one IRI for page and data, in four RDF formats, by Accept and by suffix."""

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.namespace import RDF, SKOS

# rdflib's own JSON-LD parser still builds a class that rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

BASE = "https://w3id.org/begrepskatalog"
CONCEPT = "/begrep/personell/sykefravaersprosent"
FORMATS = [
    (".ttl", "text/turtle", "turtle"),
    (".jsonld", "application/ld+json", "json-ld"),
    (".rdf", "application/rdf+xml", "xml"),
    (".nt", "application/n-triples", "nt"),
]
THINGS = [
    CONCEPT,
    "/vokabular/personell",
    "/begrepssamling/personell",
    "/organisasjon/oslo",
    "/felt/fint/fint",
    "/felt/fint/fint/arbeidsforhold",
    "/felt/fint/fint/arbeidsforhold/ansettelsesprosent",
    "/kjennetegn/fravaerstype",
    "/kodeliste/ssb-arb-type",
    "/enhet/prosent",
    "/sektor/oppvekst",
    "/kontakt/begrepskatalogen",
    "/katalog",
]


def triples(client: FlaskClient, path: str, accept: str, name: str) -> rdflib.Graph:
    """Return the RDF at ``path`` read by an independent parser."""
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code == 200, (path, accept)
    return rdflib.Graph().parse(data=response.get_data(), format=name)


@pytest.mark.parametrize(("suffix", "media_type", "name"), FORMATS)
def test_accept_and_suffix_give_the_same_graph(client: FlaskClient, suffix: str, media_type: str, name: str) -> None:
    """Each format is found both ways and says the same about the concept's own IRI."""
    by_accept = triples(client, CONCEPT, media_type, name)
    by_suffix = triples(client, CONCEPT + suffix, "*/*", name)
    turtle = triples(client, CONCEPT, "text/turtle", "turtle")
    assert set(by_accept) == set(by_suffix) == set(turtle)
    assert (rdflib.URIRef(BASE + CONCEPT), RDF.type, SKOS.Concept) in by_accept


@pytest.mark.parametrize("path", THINGS)
def test_everything_described_dereferences(client: FlaskClient, path: str) -> None:
    """Concept, scheme, collection, organisation, system, table, field, characteristic, list, unit … all answer."""
    assert (rdflib.URIRef(BASE + path), None, None) in triples(client, path, "text/turtle", "turtle")


def test_a_concept_comes_with_its_definitions_and_sources(client: FlaskClient) -> None:
    """The parts of a concept (fragments) and the names of its sources come with it; other concepts do not."""
    found = triples(client, CONCEPT, "text/turtle", "turtle")
    subjects = {str(subject).removeprefix(BASE) for subject in found.subjects()}
    assert CONCEPT + "#def-nb" in subjects
    assert CONCEPT + "#kj-fravaerstype" in subjects
    assert any(subject.startswith("https://www.ssb.no/") for subject in subjects)
    assert "/begrep/personell/sykefravaer" not in subjects


def test_a_characteristic_comes_with_codes_and_rules(client: FlaskClient) -> None:
    """The codes and pair rules of a characteristic are fragments of it."""
    found = triples(client, "/kjennetegn/fravaerstype", "text/turtle", "turtle")
    subjects = {str(subject).partition("#")[2] for subject in found.subjects()}
    assert {"legemeldt", "lege-og-egen", "koder", "regel-1"} <= subjects


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle, text/html;q=0.5", "text/turtle"),
        ("text/html;q=0, */*", "text/turtle"),
        ("APPLICATION/RDF+XML", "application/rdf+xml"),
        ("application/*", "application/ld+json"),
    ],
)
def test_negotiation(client: FlaskClient, accept: str, content_type: str) -> None:
    """Browsers get the page, tools what they prefer; every answer says that it varies."""
    response = client.get(CONCEPT, headers={"Accept": accept})
    assert response.content_type.partition(";")[0] == content_type
    assert "Accept" in response.vary


def test_formats_we_do_not_have_are_refused_with_a_list(client: FlaskClient) -> None:
    """406 names the formats there are."""
    response = client.get(CONCEPT, headers={"Accept": "image/png"})
    assert response.status_code == 406
    for suffix, media_type, _ in FORMATS:
        assert f'<{CONCEPT}{suffix}>; rel="alternate"; type="{media_type}"' in response.headers["Link"]


def test_documents_say_where_they_are_and_when_they_change(client: FlaskClient) -> None:
    """Content-Location names the document; an unchanged build answers 304."""
    response = client.get(CONCEPT, headers={"Accept": "text/turtle"})
    assert response.headers["Content-Location"] == CONCEPT + ".ttl"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(CONCEPT, headers={"Accept": "text/turtle", "If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_language_pages_are_pages_only(client: FlaskClient) -> None:
    """RDF asked for under /nn/ is found at the plain path: one IRI for all languages."""
    response = client.get("/nn" + CONCEPT, headers={"Accept": "text/turtle"})
    assert response.status_code == 303
    assert response.location == CONCEPT
    assert client.get("/nn" + CONCEPT + ".ttl").location == CONCEPT + ".ttl"


@pytest.mark.parametrize("suffix", ["", *(suffix for suffix, _, _ in FORMATS)])
def test_unknown_concepts_are_not_found_in_any_format(client: FlaskClient, suffix: str) -> None:
    """No format describes what does not exist."""
    assert client.get("/begrep/personell/finnes-ikke" + suffix).status_code == 404


def test_head_answers_like_get_without_a_body(client: FlaskClient) -> None:
    """HEAD has the headers of GET."""
    got, head = client.get(CONCEPT + ".ttl"), client.head(CONCEPT + ".ttl")
    assert head.data == b""
    assert head.headers["Content-Type"] == got.headers["Content-Type"]
    assert head.headers["Content-Length"] == got.headers["Content-Length"]
