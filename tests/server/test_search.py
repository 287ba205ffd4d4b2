"""``/sok`` and ``/sok/forslag``: the page, the data, the suggestions, and what a wrong or a strange search gives."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from graph.builds import Build
from graph.searching.search_index import LONGEST
from server.app import create_app
from server.settings import Settings, from_environment
from server.sparql.endpoint import service_of

MakeApp = Callable[[Settings], Flask]
SUGGESTION_BYTES = 10_000
SCRIPT_BYTES = 10_000
STATIC = Path(__file__).parents[2] / "server" / "static"
SOAK = os.environ.get("BEGREP_TEST_PROFILE") == "soak"


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == status, path
    return unescape(response.get_data(as_text=True))


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_the_page_marks_what_was_searched_for_and_says_why(client: FlaskClient) -> None:
    """The letters are marked where they stand; a permitted term is told by its kind."""
    html = page(client, "/sok?q=fravaer")
    assert "syke<mark>fravær</mark>" in html
    assert "Tillatt term: fravær på grunn av egen sykdom" in plain(html)


def test_the_number_of_hits_stands_apart_from_what_was_asked(client: FlaskClient) -> None:
    """«42 treff for «fravær»», with a space between."""
    assert re.search(r"\d+ treff for «fravær»", plain(page(client, "/sok?q=fravær")))


def test_the_page_says_whose_column_it_was(client: FlaskClient) -> None:
    """A concept found by a field's name says where that field is, in the reader's language."""
    assert "Lokalt feltnavn hos Oslo, HR: SYKEFR_PST" in plain(page(client, "/sok?q=SYKEFR_PST"))
    assert "Lokalt feltnamn hos Oslo, HR: SYKEFR_PST" in plain(page(client, "/nn/sok?q=SYKEFR_PST"))
    assert "Local field name at Oslo, HR: SYKEFR_PST" in plain(page(client, "/en/sok?q=SYKEFR_PST"))


def test_two_fields_of_one_name_are_told_apart(client: FlaskClient) -> None:
    """Kristiansand has a column «Sykefravær» in two tables of one system: each hit says which table it stands in."""
    html = plain(page(client, "/sok?q=sykefravær kristiansand"))
    assert "Fravær månedslønte: Uten timelønte og bistillinger." in html
    assert "Fraværsstatistikk: Uten timelønte og bistillinger." in html


def test_facets_narrow_the_answer(client: FlaskClient) -> None:
    """Each value is a link with a number; a chosen one can be taken back."""
    html = page(client, "/sok?q=fravær")
    links = re.findall(
        r'<a class="facet__option" href="([^"]+)"><span>([^<]+)</span> <span class="count">(\d+)</span>', html
    )
    assert len(links) > 5
    for address, _, count in links[:3]:
        assert f"{count} treff" in plain(page(client, address))
    chosen = page(client, "/sok?q=fravær&type=felt&virksomhet=oslo")
    assert 'aria-current="true" href="/sok?q=frav%C3%A6r&virksomhet=oslo"' in chosen
    assert "Tøm alle filtre" in chosen


def test_who_has_fields_and_which_languages_are_there(client: FlaskClient) -> None:
    """Choices in words, in addresses of their own, on the page and as data."""
    html = page(client, "/sok?q=fravær&har-felt=nei&sprak=nn")
    assert "Har felt: Nei" in plain(html)
    assert "Språk: Finnes på nynorsk" in plain(html)
    assert "Har felt: Nei" not in plain(page(client, "/nn/sok?q=fravær"))
    found = client.get("/sok?q=fravær&har-felt=nei&sprak=nn&format=json").get_json()
    chosen = {name: [each["value"] for each in some if each["chosen"]] for name, some in found["facets"].items()}
    assert chosen["har-felt"] == ["nei"]
    assert chosen["sprak"] == ["nn"]
    listed = page(client, "/sok?har-felt=nei&vokabular=personell")
    assert re.search(r"\d+ treff\b(?! for)", plain(listed))
    assert 'href="/begrep/personell/egenmelding"' in listed
    assert 'href="/sok?har-felt=nei"' in page(client, "/statistikk")
    others = client.get("/sok?q=fravær&har-felt=ja&type=begrep&format=json").get_json()["hits"]
    assert {hit["type"] for hit in (*found["hits"], *others)} == {"begrep"}
    assert not {hit["iri"] for hit in found["hits"]} & {hit["iri"] for hit in others}


def test_a_misspelt_search_is_answered_and_told(client: FlaskClient) -> None:
    """What is shown is for the word that was meant."""
    text = plain(page(client, "/sok?q=sykkefravær"))
    assert "for «sykefravær»" in text
    assert "Ingen treff på «sykkefravær»." in text


def test_without_a_hit_the_nearest_is_shown_and_a_concept_can_be_proposed(
    client: FlaskClient, make_app: MakeApp, real_build: Build
) -> None:
    """The link goes where the deploying body wants proposals, with the term in it; else to whoever is responsible."""
    html = page(client, "/sok?q=sykefraversprosentt")
    assert "Ingen treff" in html
    assert 'href="/begrep/personell/sykefravaersprosent"' in html
    assert 'href="/katalog"' in html
    address = "https://forslag.example.org/ny?tittel={term}"
    app = make_app(from_environment({"BEGREP_PROPOSAL_URL": address}, store=real_build.folder.parents[1]))
    proposal = page(app.test_client(), "/sok?q=sn%C3%B8m%C3%A5king%26<b>")
    assert 'href="https://forslag.example.org/ny?tittel=sn%C3%B8m%C3%A5king%26%3Cb%3E"' in proposal
    assert "Foreslå «snømåking&<b>» som nytt begrep" in proposal


def test_pages_of_hits_are_joined(client: FlaskClient) -> None:
    """Forward and back keep the search and its filters; a page beyond the last says so."""
    html = page(client, "/sok?q=an&type=begrep")
    assert 'rel="next" href="/sok?q=an&type=begrep&side=2"' in html
    assert 'rel="prev" href="/sok?q=an&type=begrep&side=1"' in page(client, "/sok?q=an&type=begrep&side=2")
    assert "Siden finnes ikke." in page(client, "/sok?q=an&side=99")


def test_json_holds_the_answer_and_the_way_on(client: FlaskClient) -> None:
    """Hits with names by language, what they were found by, facets and the next page; any site may read it."""
    response = client.get("/sok?q=fravær", headers={"Accept": "application/json"})
    found = response.get_json()
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in response.headers["Vary"]
    first = found["hits"][0]
    assert first["label"] == {"nb": "fravær", "nn": "fråvær", "en": "absence"}
    assert (first["type"], first["fit"], first["matched"]["kind"]) == ("begrep", "exact", "pref_label")
    assert {option["value"] for option in found["facets"]["type"]} >= {"begrep", "felt"}
    following = client.get(found["next"]).get_json()
    assert len(found["hits"]) + len(following["hits"]) == found["total"]
    again = client.get("/sok?q=fravær&format=json", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_json_answers_in_the_reader_s_language(client: FlaskClient) -> None:
    """The language decides what stands first among equals."""
    for prefix, lang in (("", "nb"), ("/nn", "nn"), ("/en", "en")):
        assert client.get(f"{prefix}/sok?q=term&format=json").get_json()["lang"] == lang


def test_csv_holds_every_hit(client: FlaskClient) -> None:
    """One row for each, with Norwegian headers, for Excel or for tools, and no cell that runs."""
    response = client.get("/sok?q=fravær&format=csv")
    assert response.content_type.startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig")), delimiter=";"))
    total = client.get("/sok?q=fravær&format=json").get_json()["total"]
    assert [row["nr"] for row in rows] == [str(number) for number in range(1, total + 1)]
    assert (rows[0]["term"], rows[0]["type"], rows[0]["treff_i"]) == ("fravær", "begrep", "Anbefalt term")
    tools = client.get("/sok?q=fravær&format=csv&skilletegn=komma").get_data(as_text=True)
    assert tools.startswith("nr,iri,type,term")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (f"/sok?q={'a' * (LONGEST + 1)}", "for langt"),
        ("/sok?q=a&side=null", "Sidetallet «null»"),
        ("/sok?q=a&side=0", "Sidetallet «0»"),
        ("/sok?q=a&type=hest", "Det finnes ingen type «hest»"),
        ("/sok?q=a&sprak=fi", "Velg en av nb, nn, en, mangler-nb,"),
        ("/sok?q=a&har-felt=kanskje", "«kanskje» sier ikke om begrepet har felt"),
        ("/sok?q=a&format=pdf", "Formatet «pdf»"),
        ("/sok?q=a&format=csv&skilletegn=tab", "Skilletegnet «tab»"),
        (f"/sok/forslag?q={'a' * (LONGEST + 1)}", "for langt"),
    ],
)
def test_what_cannot_be_answered_is_explained(client: FlaskClient, path: str, words: str) -> None:
    """400: for people on the search page, for tools as problem details in three languages."""
    assert words in page(client, path, 400)
    problem = client.get(path, headers={"Accept": "application/json"})
    assert (problem.status_code, problem.content_type) == (400, "application/problem+json")
    assert words in problem.get_json()["detail"]
    assert set(problem.get_json()["translations"]) == {"nn", "en"}


def test_suggestions_are_small_and_lead_somewhere(client: FlaskClient) -> None:
    """A few, with the reason where the name does not give it, in the language of the page."""
    response = client.get("/en/sok/forslag?q=sickn")
    found = response.get_json()["suggestions"]
    assert found[0] == {
        "label": "sickness absence",
        "lang": "en",
        "note": "Concept · Staff",
        "href": "/en/begrep/personell/sykefravaer",
    }
    assert len(found) <= 8
    for query in ("a", "e", "s", "fravær", "an", "til", "i", "timer", "oppl"):
        assert len(client.get("/sok/forslag", query_string={"q": query}).get_data()) < SUGGESTION_BYTES


def test_the_site_s_own_scripts_are_small() -> None:
    """That of the search field, which every page has, and the largest of the others: under 10 kB."""
    sizes = {path.name: path.stat().st_size for path in STATIC.glob("*.js")}
    assert sizes.pop("sok.js") + max(sizes.values()) < SCRIPT_BYTES


def test_a_build_of_an_older_program_still_answers_everything_else(real_build: Build, tmp_path: Path) -> None:
    """The pages are there; search says why it is not, and what to do (503)."""
    folder = tmp_path / "store"
    shutil.copytree(
        real_build.folder, folder / "builds" / real_build.id, ignore=shutil.ignore_patterns("search.sqlite")
    )
    (folder / "current").write_text(real_build.id)
    app = create_app(from_environment({}, store=folder))
    client = app.test_client()
    assert client.get("/begrep/personell/ansatt").status_code == 200
    html = page(client, "/sok?q=ansatt", 503)
    assert "Kjør begrep build." in html
    assert str(folder) not in html
    assert client.get("/sok/forslag?q=ansatt").status_code == 503
    service_of(app).close()


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.text("\"'*^(){}[]:+-~.,;\\/|&<>%#@!?=\0 \n\t", max_size=40),
    st.lists(
        st.sampled_from(["AND", "OR", "NOT", "NEAR(", '"', "*", "^", "folded:", "a", "fravær", "-", "(", ")", "\0"])
    ).map(" ".join),
    st.text("\u202e\u200f\u05d0\u0627\u064b\u0301\u200d🇳🇴", max_size=30),
    st.tuples(st.sampled_from(["a", "fravær ", '"', "ß", "\u0301", "Å"]), st.integers(1, 100_000)).map(
        lambda pair: (pair[0] * pair[1])[:100_000]
    ),
)


@given(
    query=HOSTILE,
    path=st.sampled_from(["/sok", "/en/sok", "/sok/forslag"]),
    wanted=st.sampled_from(["text/html", "application/json", "text/csv"]),
)
@settings(
    max_examples=10_000 if SOAK else 150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@example(query="\ud800", path="/sok", wanted="text/html")
@example(query="a" * 100_000, path="/sok", wanted="text/html")
@example(query='" OR 1=1 --', path="/sok", wanted="application/json")
def test_any_string_is_safe(client: FlaskClient, query: str, path: str, wanted: str) -> None:
    """Operators, quotes, NUL, a hundred kilobytes, right to left: 200 or 400, and nothing of it is run.

    A hundred and fifty strings at every run, ten thousand in a long one (make soak).
    """
    encoded = query.encode("utf-8", "surrogatepass")
    response = client.get(path, query_string={"q": encoded}, headers={"Accept": wanted})
    assert response.status_code in {200, 400}
    if response.content_type.startswith("text/html"):
        assert b"<script>" not in response.get_data()
