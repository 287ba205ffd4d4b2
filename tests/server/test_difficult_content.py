"""Pages when the country is large and terms are strange: readable, paged, escaped."""

from __future__ import annotations

import gzip
import re
import unicodedata
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.generated_concepts import (
    COMBINING_TERM,
    HEBREW_TERM,
    LONG_TERM,
    MANY_NARROWER,
    RTL_TERM,
    SCRIPT_TERM,
)

BUDGET = 60_000
PAGES = [
    "/begrep",
    "/begrep?bokstav=B&side=7",
    "/vokabular/prove",
    "/vokabular/prove/alfabetisk",
    "/vokabular/prove/hierarki",
    "/vokabular/prove/hierarki?under=prove/mor",
    "/vokabular/prove/hierarki?under=prove/mor&side=50",
    "/begrep/prove/mor",
    "/begrep/prove/lang",
    "/begrep/prove/skript",
    "/begrep/prove/arabisk",
    "/begrep/prove/merker",
    "/begrep/personell/sykefravaersprosent",
    "/begrep/personell/sykefravaersprosent/felt",
    "/begrep/personell/sykefravaersprosent/felt?side=4",
    "/begrep/side-om-side?a=prove/skript&b=prove/arabisk",
    "/begrep/side-om-side?a=barn&b=<script>",
    "/",
    "/organisasjon",
    "/organisasjon/mange-felt",
    "/organisasjon/mange-felt?side=3",
    "/felt/mange-felt/s",
    "/statistikk",
    "/statistikk/dekning",
    "/statistikk/dekning?rad=9",
]
TERMS = {
    "lang": LONG_TERM,
    "skript": SCRIPT_TERM,
    "merker": COMBINING_TERM,
}


def raw(client: FlaskClient, path: str) -> str:
    """The page at ``path`` as it is sent."""
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == 200, path
    return response.text


@pytest.mark.parametrize("path", PAGES)
def test_no_page_grows_with_the_catalogue(difficult: FlaskClient, path: str) -> None:
    """Every page is a page: what does not fit is a page further on. Sent in gzip, it is well within the budget."""
    response = difficult.get(path, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    assert response.status_code == 200
    assert len(response.data) < BUDGET
    assert len(gzip.decompress(response.data)) < 500_000


@pytest.mark.parametrize("path", PAGES)
def test_content_is_never_markup(difficult: FlaskClient, path: str) -> None:
    """A term with a script in it is a term; in data blocks it cannot end the block."""
    page = raw(difficult, path)
    assert "<script>alert" not in page
    for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL):
        assert "<" not in block


@pytest.mark.parametrize("slug", TERMS)
def test_a_difficult_term_is_shown_whole(difficult: FlaskClient, slug: str) -> None:
    """The heading and the title are the term, every character of it."""
    page = raw(difficult, f"/begrep/prove/{slug}")
    heading = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert heading
    assert title
    assert unescape(heading[1]) == TERMS[slug]
    assert unescape(title[1]).startswith(TERMS[slug])


def test_text_from_right_to_left_keeps_to_itself(difficult: FlaskClient) -> None:
    """Arabic and Hebrew carry their language and are isolated, so that they cannot turn the page around them."""
    page = raw(difficult, "/begrep/prove/arabisk")
    assert f'<bdi lang="ar">{RTL_TERM}</bdi>' in page
    assert f'<bdi lang="he">{HEBREW_TERM}</bdi>' in page
    assert 'class="missing"' in page


def test_norwegian_without_a_form_is_shown_as_bokmal(difficult: FlaskClient) -> None:
    """A term tagged ``no`` is bokmål: no note that bokmål is missing, and ``no`` is in no ``lang``."""
    page = raw(difficult, "/begrep/prove/norsk")
    assert "<h1>uten målform</h1>" in page
    assert 'lang="no"' not in page
    assert 'class="missing"' not in page


def test_composed_and_decomposed_letters_stand_under_the_same_letter(difficult: FlaskClient) -> None:
    """å written as a and a ring is under Å, with the others."""
    page = raw(difficult, "/begrep?bokstav=Å")
    assert COMBINING_TERM in unescape(page)
    assert "årsverk" in unicodedata.normalize("NFC", page)


def test_five_thousand_narrower_concepts_are_all_reached(difficult: FlaskClient) -> None:
    """The concept shows some of them and how many there are; the tree has them all, page after page."""
    page = raw(difficult, "/begrep/prove/mor")
    assert "Se alle 5\xa0000 underordnede begreper" in unescape(page)
    assert page.count('href="/begrep/prove/barn-') < 60
    address, seen = "/vokabular/prove/hierarki?under=prove/mor", set()
    while address:
        page = raw(difficult, address)
        seen |= set(re.findall(r'href="/begrep/prove/(barn-\d+)"', page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = unescape(following[1]) if following else ""
    assert len(seen) == MANY_NARROWER


def test_every_field_of_the_country_is_reached(difficult: FlaskClient) -> None:
    """The concept page shows some fields; the pages after it have them all, each once, and so has the file."""
    concept = "/begrep/personell/sykefravaersprosent"
    page = unescape(raw(difficult, concept))
    fields, total = re.search(r"Se alle (\d+) felt</a>", page), re.search(r"(\d+) rader i alt", page)
    assert fields
    assert total
    assert int(fields[1]) < int(total[1])
    pages = -(-int(total[1]) // 100)
    assert pages > 3
    listed = "".join(raw(difficult, f"{concept}/felt?side={number}") for number in range(1, pages + 1))
    assert listed.count('<th scope="row"><a class="ds-link" href="/felt/') == int(total[1])
    lines = difficult.get(f"{concept}/felt.csv").get_data(as_text=True).splitlines()
    assert len(lines) - 1 == int(total[1])


@pytest.mark.parametrize("place", ["/organisasjon/mange-felt", "/felt/mange-felt/s", "/felt/mange-felt/s/t"])
def test_every_field_of_an_owner_is_reached(difficult: FlaskClient, place: str) -> None:
    """An organisation, a system and a table with hundreds of fields have pages of them; the file has them all."""
    pages = [raw(difficult, f"{place}?side={number}") for number in (1, 2, 3)]
    found = [re.findall(r'<th scope="row"><a class="ds-link" href="([^"]+)"', page) for page in pages]
    assert [len(each) for each in found] == [100, 100, 50]
    assert len({field for each in found for field in each}) == 250
    assert len(difficult.get(f"{place}.csv").text.splitlines()) == 251
    assert "Side 2 av 3" in unescape(pages[1])[: pages[1].index("</title>")]


def test_figures_of_an_owner_come_a_page_at_a_time(difficult: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answers are counted over all of them, and each is on one page."""
    whole = raw(difficult, "/organisasjon/oslo")
    monkeypatch.setattr("server.pages.FIGURES_PER_PAGE", 2)
    rows = re.compile(r'<a class="answer-link" href="([^"]+)"')
    seen: list[str] = []
    total, number = len(rows.findall(whole)), 1
    while len(seen) < total:
        page = raw(difficult, f"/organisasjon/oslo?tall={number}")
        assert page.split('class="tally"')[1].split("</ul>")[0] == whole.split('class="tally"')[1].split("</ul>")[0]
        found = rows.findall(page)
        assert 0 < len(found) <= 2
        seen += found
        number += 1
    assert seen == rows.findall(whole)


def test_the_start_page_shows_some_of_many_owners(difficult: FlaskClient) -> None:
    """A country of municipalities is a link to all of them."""
    page = raw(difficult, "/")
    assert len(re.findall(r'<a class="ds-link" href="/organisasjon/kommune-\d+"', page)) < 13
    assert "Se alle 365" in unescape(page)


def test_every_municipality_is_in_the_coverage(difficult: FlaskClient) -> None:
    """Page after page, the picture and its table have each municipality once."""
    seen: list[str] = []
    for number in range(1, 11):
        page = raw(difficult, f"/statistikk/dekning?rad={number}")
        table = page[page.index('<table class="ds-table coverage-table">') :]
        found = re.findall(r'<th scope="row"><a class="ds-link" href="/organisasjon/([a-z0-9-]+)"', table)
        drawn = re.findall(r'<a href="/organisasjon/([a-z0-9-]+)"><text', page)
        assert found == drawn
        seen += found
    assert len(seen) == len(set(seen)) == 357 + 8
