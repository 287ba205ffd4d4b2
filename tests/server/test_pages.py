"""The pages: what a reader finds on each, in three languages, and what a wrong address gives."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.builds import Build
from server.settings import Settings, from_environment

MakeApp = Callable[[Settings], Flask]

CONCEPT = "/begrep/personell/sykefravaersprosent"
PAGES = [
    "/",
    "/sok?q=sykefravær",
    "/vokabular",
    "/vokabular/personell",
    CONCEPT,
    "/organisasjon",
    "/organisasjon/oslo",
    "/organisasjon/begrepskatalogen",
    "/felt/fint/fint",
    "/felt/fint/fint/arbeidsforhold",
    "/felt/fint/fint/arbeidsforhold/ansettelsesprosent",
    "/kjennetegn/fravaerstype",
    "/kodeliste/ssb-arb-type",
    "/enhet/prosent",
    "/sektor/oppvekst",
    "/kontakt/begrepskatalogen",
    "/begrepssamling/personell",
    "/katalog",
    "/om",
    "/tilgjengelighet",
    "/personvern",
]


def html(client: FlaskClient, path: str) -> str:
    """Return the page at ``path`` as a browser asks for it."""
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == 200, path
    return unescape(response.get_data(as_text=True))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_every_page_answers_in_every_language(client: FlaskClient, prefix: str, path: str) -> None:
    """Each page exists in bokmål, nynorsk and English, with one heading and a title of its own."""
    page = html(client, prefix + path)
    assert f'<html lang="{prefix.strip("/") or "nb"}"' in page
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert re.search(r"<title>[^<]{3,}</title>", page)


def test_titles_tell_the_pages_apart(client: FlaskClient) -> None:
    """No two pages have the same title."""
    titles = [re.search(r"<title>([^<]*)</title>", html(client, path)) for path in PAGES]
    assert len({title[1].strip() for title in titles if title}) == len(PAGES)


def test_a_contact_point_is_shown_by_its_name_and_address(client: FlaskClient) -> None:
    """Not by the end of its IRI, nor with the scheme of a link; a theme of Los by its official name."""
    page = html(client, "/kontakt/begrepskatalogen")
    assert re.search(r"<h1[^>]*>\s*Begrepskatalogen\s*</h1>", page)
    assert '<a class="ds-link" href="mailto:begrep@example.org">begrep@example.org</a>' in page
    for prefix, name in (("", "Sykefravær"), ("/nn", "Sjukefråvær"), ("/en", "Sick leave")):
        assert f">{name}</a>" in html(client, f"{prefix}/begrep/personell/sykefravaer")


def test_concept_page_starts_with_definition_and_source(client: FlaskClient) -> None:
    """Definition, source and the fields that carry the concept stand on one page, in that order."""
    page = html(client, CONCEPT)
    definition = page.index("tapte dagsverk på grunn av egen sykdom")
    source = page.index("https://www.ssb.no/arbeid-og-lonn/statistikker/sykefratot", definition)
    fields = page.index("SYKEFR_PST", source)
    assert definition < source < fields
    assert len(set(re.findall(r'href="/felt/[^"]+"', page))) >= 5


def test_concept_page_says_what_is_an_example_and_what_is_a_draft(client: FlaskClient) -> None:
    """A reader sees that nobody has approved the concept and that municipal fields are examples."""
    page = html(client, CONCEPT)
    assert "utkast" in page.lower()
    assert "eksempel" in page.lower()


def test_unconfirmed_facts_are_shown_as_such(client: FlaskClient) -> None:
    """What the editors have not confirmed stands on the page, not only in the file."""
    assert "fra hukommelsen og må kontrolleres" in html(client, "/begrep/personell/ansatt")


def test_the_reader_s_language_comes_first(client: FlaskClient) -> None:
    """The heading is the term in the language of the page; the other languages stand beside it, marked."""
    assert re.search(r"<h1[^>]*>\s*sjukefråværsprosent", html(client, "/nn" + CONCEPT))
    assert re.search(r"<h1[^>]*>\s*sickness absence rate", html(client, "/en" + CONCEPT))
    assert re.search(r'lang="nb"[^>]*>[^<]*sykefraværsprosent', html(client, "/en" + CONCEPT))


def test_links_keep_the_language(client: FlaskClient) -> None:
    """From a nynorsk page, the links lead to nynorsk pages."""
    page = html(client, "/nn" + CONCEPT)
    assert '"/nn/vokabular/personell"' in page
    assert '"/begrep/personell/sykefravaer"' not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sykefravær", "/begrep/personell/sykefravaer"),
        ("SYKEFRAVÆR", "/begrep/personell/sykefravaer"),
        ("sykefravaer", "/begrep/personell/sykefravaer"),
        ("fravær", "/begrep/personell/sykefravaer-egenmeldt"),
        ("arsverk", "/begrep/personell/arsverk-avtalt"),
        ("aarsverk", "/begrep/personell/arsverk"),
        ("medarbeider", "/begrep/personell/ansatt"),
        ("SYKEFR_PST", "/begrep/personell/sykefravaersprosent"),
        ("sickness absence", "/begrep/personell/sykefravaer"),
        ("tilsett", "/begrep/personell/ansatt"),
        ("samanliknbarheit", "/begrep/dataforvaltning/sammenlignbarhet"),
    ],
)
def test_search_finds(client: FlaskClient, query: str, expected: str) -> None:
    """Terms are found by word parts, without æøå, in every language, by synonym and by field name."""
    assert f'href="{expected}"' in html(client, f"/sok?q={query}")


@pytest.mark.parametrize("query", ["", "   ", "qqqq", "%00", "<script>alert(1)</script>", "a" * 200])
def test_search_survives_anything(client: FlaskClient, query: str) -> None:
    """Whatever is searched for, the answer is a page, and nothing of it is run."""
    response = client.get("/sok", query_string={"q": query}, headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert b"<script>alert" not in response.data


@pytest.mark.parametrize(
    "path",
    ["/begrep/personell/finnes-ikke", "/vokabular/x", "/felt/a/b/c/d", "/organisasjon/x", "/x", "/nn/x", "/begrep/a"],
)
def test_unknown_addresses_are_not_found(client: FlaskClient, path: str) -> None:
    """An unknown address is 404, as a page with a search field for people and as problem details for tools."""
    page = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 404
    assert "<form" in page.get_data(as_text=True)
    problem = client.get(path, headers={"Accept": "application/json"})
    assert problem.status_code == 404
    assert problem.content_type == "application/problem+json"
    assert problem.get_json()["status"] == 404


def test_health_tells_which_build_answers(client: FlaskClient) -> None:
    """/helse is JSON with the revision, the time of the build and the counts."""
    health = client.get("/helse").get_json()
    assert health["status"] == "ok"
    assert health["counts"]["concepts"] == 118
    assert re.fullmatch(r"[0-9a-f]{64}", health["content_hash"])
    assert health["revision"] in html(client, "/")


def test_nothing_is_stored_and_nothing_comes_from_elsewhere(client: FlaskClient) -> None:
    """No cookies; the content security policy allows the site itself and nothing else."""
    response = client.get(CONCEPT)
    assert "Set-Cookie" not in response.headers
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    for address in re.findall(r'(?:src|href)="(https?://[^"]+)"', response.get_data(as_text=True)):
        assert 'rel="stylesheet"' not in address
    assert not re.findall(r'<(?:script|img|link rel="stylesheet")[^>]+(?:src|href)="https?://', response.text)


def test_writing_is_not_possible(client: FlaskClient) -> None:
    """The catalogue is read over HTTP and changed in Git: other methods are refused with what is allowed."""
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        response = client.open(CONCEPT, method=method)
        assert response.status_code == 405
        assert "GET" in response.headers["Allow"]


def test_the_accessibility_statement_can_lie_elsewhere(make_app: MakeApp, real_build: Build) -> None:
    """A body with a statement at uustatus.no links to it from every page; others get the catalogue's own page."""
    statement = "https://uustatus.no/nb/erklaringer/publisert/1"
    settings = from_environment({"BEGREP_ACCESSIBILITY_STATEMENT_URL": statement}, store=real_build.folder.parents[1])
    assert f'href="{statement}"' in html(make_app(settings).test_client(), "/")
