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
    "/felt/fint/fint/arbeidsforhold/ansettelsesprosent/2026-11-21",
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


@pytest.mark.parametrize("path", THINGS)
def test_every_thing_has_a_page_in_every_language(client: FlaskClient, path: str) -> None:
    """People get a page at the same address, in bokmål, nynorsk and English."""
    for lang in ("", "/nn", "/en"):
        page = client.get(lang + path, headers={"Accept": "text/html"})
        assert (page.status_code, page.mimetype) == (200, "text/html"), lang + path
        assert f'lang="{lang[1:] or "nb"}"' in page.text


@pytest.mark.parametrize(("suffix", "media_type", "name"), FORMATS)
def test_rdflib_parses_the_address_itself(server: str, suffix: str, media_type: str, name: str) -> None:
    """A library that is given an address and a format, or the address with a suffix alone, gets the graph."""
    asked = rdflib.Graph().parse(server + CONCEPT, format=name)
    given = rdflib.Graph().parse(server + CONCEPT + suffix)
    assert set(asked) == set(given)
    assert (rdflib.URIRef(BASE + CONCEPT), RDF.type, SKOS.Concept) in asked
    code = rdflib.URIRef(BASE + "/kjennetegn/fravaerstype#legemeldt")
    assert (code, RDF.type, SKOS.Concept) in rdflib.Graph().parse(code.replace(BASE, server), format=name)


def test_a_code_of_a_shared_list_comes_with_the_list(client: FlaskClient) -> None:
    """A code is a fragment of its list, and a row of the list's page."""
    code = "/kodeliste/ssb-arb-type#maritim"
    found = triples(client, code.partition("#")[0], "text/turtle", "turtle")
    assert (rdflib.URIRef(BASE + code), SKOS.notation, rdflib.Literal("maritim")) in found
    assert 'id="maritim"' in client.get("/kodeliste/ssb-arb-type").text


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
    said = response.get_json()
    assert {"type": "text/html", "href": CONCEPT} in said["available"]
    assert "application/n-triples" in said["detail"]
    for suffix, media_type, _ in FORMATS:
        assert f'<{CONCEPT}{suffix}>; rel="alternate"; type="{media_type}"' in response.headers.getlist("Link")


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/rdf+xml"])
def test_answers_name_the_other_forms(client: FlaskClient, accept: str) -> None:
    """Link headers name the formats, the page, the one address of them all, and what describes it."""
    links = client.get(CONCEPT, headers={"Accept": accept}).headers.getlist("Link")
    for suffix, media_type, _ in FORMATS:
        assert f'<{CONCEPT}{suffix}>; rel="alternate"; type="{media_type}"' in links
    assert f'<{CONCEPT}>; rel="alternate"; type="text/html"' in links
    assert f'<{CONCEPT}>; rel="canonical"' in links
    assert f'<{CONCEPT}.ttl>; rel="describedby"; type="text/turtle"' in links


def test_unchanged_documents_are_not_sent_again(client: FlaskClient) -> None:
    """Tags are strong, of each format and thing alone, and hold for the day of the build as well."""
    first = client.get(CONCEPT + ".ttl")
    tags = [client.get(path).headers["ETag"] for path in (CONCEPT + ".ttl", CONCEPT + ".nt", "/enhet/prosent.ttl")]
    assert len(set(tags)) == 3
    assert not any(tag.startswith("W/") for tag in tags)
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get(CONCEPT + ".ttl", headers=since).status_code == 304
    early = {"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"}
    assert client.get(CONCEPT + ".ttl", headers=early).status_code == 200


def test_any_site_may_ask_and_read(client: FlaskClient) -> None:
    """OPTIONS says what may be asked, also to a browser that asks on behalf of another site."""
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    response = client.options(CONCEPT, headers=asked | {"Access-Control-Request-Headers": "accept"})
    assert response.status_code == 200
    assert {"GET", "HEAD", "OPTIONS"} <= set(response.headers["Allow"].split(", "))
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in response.headers["Access-Control-Allow-Methods"]
    assert "Accept" in response.headers["Access-Control-Allow-Headers"]
    exposed = client.get(CONCEPT, headers={"Accept": "text/turtle"}).headers["Access-Control-Expose-Headers"]
    assert {"ETag", "Link", "Content-Location"} <= set(exposed.split(", "))
    assert client.post(CONCEPT).status_code == 405


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


@pytest.mark.parametrize("name", ["%C2%84", "%7F", "%EF%BF%BE", "%F3%B0%80%80", "a%5Bb%5D", "%0A", "%1F%3C"])
@pytest.mark.parametrize(
    "path",
    ["/begrep/{}/a", "/kodeliste/{}.ttl", "/begrep/{}/a/felt", "/nedlasting/vokabular-{}.ttl", "/en/enhet/{}.jsonld"],
)
def test_what_no_iri_can_hold_is_not_there(client: FlaskClient, path: str, name: str) -> None:
    """Controls, characters for private use, what is no character, and brackets (RFC 3987 section 2.2)."""
    assert client.get(path.format(name)).status_code in (303, 404)
