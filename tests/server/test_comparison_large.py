"""The matrix and the answers when every municipality in the country has figures."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.builds import Build
from graph.comparing.measure import load_measures
from graph.store import CatalogueStore
from server.catalogue import Served
from server.comparison.matrix_pages import LINES_PER_PAGE
from server.settings import Settings, from_environment
from tests.large_catalogue import MUNICIPALITIES, quads
from tests.server.conftest import OneBuild

MakeApp = Callable[[Settings], Flask]

RATE = "https://w3id.org/begrepskatalog/begrep/personell/sykefravaersprosent"
CONCEPT = "/begrep/personell/sykefravaersprosent"
MATRIX = CONCEPT + "/sammenligning"


@pytest.fixture(scope="module")
def country(make_app: MakeApp, real_build: Build, real_store: CatalogueStore) -> FlaskClient:
    """A client of the application serving the real catalogue and 357 made-up municipalities, three periods each."""
    measure = load_measures(real_store)[RATE]
    assert measure.unit
    store = CatalogueStore.from_quads([*real_store.quads(), *quads(measure, measure.unit, uses_each=3, kinds=200)])
    app = make_app(from_environment({}, store=real_build.folder.parents[1]))
    app.extensions["catalogue"] = OneBuild(Served(real_build.store, store, real_build.manifest, real_build.search))
    return app.test_client()


def get(client: FlaskClient, path: str) -> str:
    """Return the page at ``path``."""
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == 200, path
    return unescape(response.text)


def matrix_table(page: str) -> str:
    """Return the first table of a page."""
    return page[page.index("<table") : page.index("</table>")]


def next_page(page: str, label: str) -> str | None:
    """Return the address of the next page of rows or columns, None on the last."""
    pager = re.search(rf'<nav class="pager" aria-label="{label}">.*?</nav>', page, re.DOTALL)
    assert pager
    found = re.search(r'rel="next" href="([^"]+)"', pager[0])
    return found[1] if found else None


@pytest.mark.parametrize("path", [MATRIX, MATRIX + "?rad=4&kolonne=7", MATRIX + "?fra=2019&til=2026", CONCEPT])
def test_a_page_shows_few_lines(country: FlaskClient, path: str) -> None:
    """At most 25 rows and columns, however many organisations there are."""
    page = get(country, path)
    table = matrix_table(page)
    assert 0 < len(re.findall(r'<th scope="row"', table)) <= LINES_PER_PAGE
    assert 2 < len(re.findall(r'<th scope="col"', table)) <= LINES_PER_PAGE + 2


def test_the_concept_page_stays_small(country: FlaskClient) -> None:
    """With more than a thousand descriptions of its fields the page shows some of them, and leads to the rest."""
    page = get(country, CONCEPT)
    assert len(page.encode()) < 120_000
    table = page[page.index("fields-table") :].partition("</table>")[0]
    assert len(re.findall("<tr", table)) <= 26
    fields = re.search(rf'href="{CONCEPT}/felt">Se alle (\d+) felt<', page)
    assert fields
    assert int(fields[1]) > MUNICIPALITIES
    assert re.search(r"1.?\d\d\d rader i alt", page)


@pytest.mark.parametrize(("label", "scope"), [("Rader", "row"), ("Kolonner", "col")])
def test_the_pages_hold_every_field_once(country: FlaskClient, label: str, scope: str) -> None:
    """Following «Neste» along one side meets every municipality once, the other side staying where it was."""
    seen: list[str] = []
    address: str | None = MATRIX
    while address:
        page = get(country, address)
        head = matrix_table(page)
        seen += re.findall(rf'<th scope="{scope}"[^>]*>\s*<[^>]*figure__owner"[^>]*>(Kommune \d+)<', head)
        address = next_page(page, label)
    assert len(seen) == len(set(seen)) == MUNICIPALITIES


def test_filters_stay_when_pages_are_turned(country: FlaskClient) -> None:
    """The next page is of the same selection and period."""
    address = next_page(get(country, MATRIX + "?mot=oslo&fra=2024&til=2026"), "Rader")
    assert address is not None
    assert urlsplit(address).query == "mot=oslo&fra=2024&til=2026&rad=2"
    assert 'figure__owner">Oslo<' in matrix_table(get(country, address))


@pytest.mark.parametrize("page", ["0", "-1", "to", "1.5", "²"])
def test_a_page_that_is_no_number_is_refused(country: FlaskClient, page: str) -> None:
    """The fault is named; a page after the last is simply the last."""
    response = country.get(MATRIX, query_string={"rad": page}, headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert response.get_json()["parameter"] == "rad"
    assert country.get(MATRIX + "?rad=99999999999999999999").status_code == 200


def test_json_comes_a_page_at_a_time(country: FlaskClient) -> None:
    """70,000 pairs are not one document: the first page says how many there are and where the next is."""
    found = country.get("/sammenligning?begrep=sykefravaersprosent&format=json").get_json()
    assert found["total"] > 60_000
    assert len(found["pairs"]) == 200
    assert urlsplit(found["next"]).query == "begrep=sykefravaersprosent&format=json&side=2"


def test_csv_is_sent_while_it_is_worked_out(country: FlaskClient) -> None:
    """The first rows of all pairs arrive long before the last is worked out."""
    response = country.get("/sammenligning?begrep=sykefravaersprosent&format=csv", buffered=False)
    first = next(iter(response.response))
    assert response.is_streamed
    assert isinstance(first, bytes)
    assert first.startswith("\ufeffbegrep;".encode())
    response.close()


def test_the_whole_matrix_is_downloaded(country: FlaskClient) -> None:
    """All pages of it in one file, a row per field, and for each and the definition an answer and a preliminary one."""
    text = country.get(MATRIX + ".csv").get_data(as_text=True).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert len(rows) > MUNICIPALITIES
    assert {len(row) for row in rows} == {9 + 2 * len(rows)}
