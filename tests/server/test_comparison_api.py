"""``/sammenligning`` for tools: JSON, and what is said about questions that cannot be answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.builds import Build
from graph.comparing.measure import load_measures
from graph.comparing.uses import Uses
from graph.errors import QuestionRefused
from graph.mapping import load_mappings
from graph.store import CatalogueStore
from server.comparison.problems import kinds, told
from server.settings import Settings, from_environment

MakeApp = Callable[[Settings], Flask]

ROOT = Path(__file__).parents[2]
BASE = "https://w3id.org/begrepskatalog/"
RATE = "personell/sykefravaersprosent"
OSLO, BERGEN = "oslo/hr/fravaer/sykefr_pst", "bergen/personal/sykefravaer/andel"
FINT = "fint/fint/arbeidsforhold/"
KEYS = [
    "concept", "a", "b", "period", "verdict", "formula", "segments", "breaks", "nearest_break",
    "reasons", "preliminary", "example",
]  # fmt: skip


def ask(client: FlaskClient, **parameters: str) -> Any:
    """Ask for JSON and return it."""
    response = client.get("/sammenligning", query_string=parameters, headers={"Accept": "application/json"})
    assert response.status_code == 200, response.text
    assert response.content_type == "application/json"
    return response.get_json()


def refused(client: FlaskClient, **parameters: str) -> Any:
    """Ask for JSON and return the problem details of the refusal."""
    response = client.get("/sammenligning", query_string=parameters, headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    return response.get_json()


def test_one_answer_has_the_promised_shape(client: FlaskClient) -> None:
    """Twelve members: things by IRI, the verdict by its code, the formula as numbers, texts in three languages."""
    found = ask(client, begrep=RATE, a=OSLO, b=BERGEN)
    assert set(found) == set(KEYS)
    assert found["concept"] == BASE + "begrep/" + RATE
    assert (found["a"], found["b"]) == (BASE + "felt/" + OSLO, BASE + "felt/" + BERGEN)
    assert found["verdict"] == "convertible"
    assert (found["formula"]["factor"], found["formula"]["offset"]) == (0.01, 0)
    assert found["formula"]["text"]["nb"] == "Bergen = Oslo × 0,01"
    assert found["preliminary"] is None
    assert found["example"] is True
    (first, *_) = found["reasons"]
    assert set(first) == {"verdict", "characteristic", "text", "source"}
    assert set(first["text"]) == {"nb", "nn", "en"}
    (segment,) = found["segments"]
    assert set(segment) == {"from", "to", "verdict", "formula", "reasons", "preliminary", "assumed"}


def test_reasons_carry_characteristic_and_source(client: FlaskClient) -> None:
    """A difference says which characteristic it is about, and what it rests on."""
    found = ask(client, begrep=RATE, a="oslo/hr/fravaer/legem_pst", b=BERGEN)
    (reason, *_) = [each for each in found["reasons"] if each["characteristic"]]
    assert reason["characteristic"] == BASE + "kjennetegn/fravaerstype"
    assert reason["source"]
    assert found["formula"] is None


def test_a_gated_answer_keeps_what_was_computed(client: FlaskClient) -> None:
    """An unreviewed mapping is unknown; the computed answer is preliminary, and no example is involved."""
    found = ask(client, begrep="stillingsprosent", a=FINT + "ansettelsesprosent", b=FINT + "lonnsprosent")
    assert (found["verdict"], found["preliminary"], found["example"]) == ("unknown", "not-comparable", False)


def test_the_default_day_is_that_of_the_build(client: FlaskClient, real_build: Build) -> None:
    """Nothing asked about time: the day of the build, and the answer says so."""
    day = real_build.manifest.build_date.isoformat()
    assert ask(client, begrep=RATE, a=OSLO, b="felles")["period"] == {"from": day, "to": day}


def test_a_period_has_segments(client: FlaskClient) -> None:
    """One answer per part of the period, without gaps, and the worst for the whole."""
    found = ask(client, begrep=RATE, a=OSLO, b=BERGEN, fra="2018", til="2026")
    assert found["period"] == {"from": "2018-01-01", "to": "2026-12-31"}
    parts = found["segments"]
    assert parts[0]["from"] == "2018-01-01"
    assert parts[-1]["to"] == "2026-12-31"
    for before, after in pairwise(parts):
        assert (date.fromisoformat(after["from"]) - date.fromisoformat(before["to"])).days == 1
    worst = ["comparable", "convertible", "caveat", "unknown", "not-comparable"]
    assert found["verdict"] == max((part["verdict"] for part in parts), key=worst.index) == "unknown"


def test_all_pairs_of_a_concept(client: FlaskClient, real_store: CatalogueStore) -> None:
    """Without a and b: each field with the definition and every other field, in the same shape, a page at a time."""
    found = ask(client, begrep="ansatt")
    fields = {u.field.iri for u in load_mappings(real_store, concept=found["concept"]) if u.measured}
    assert found["total"] == len(found["pairs"]) == len(fields) * (len(fields) + 1) // 2
    assert found["next"] is None
    assert all(set(pair) == set(KEYS) for pair in found["pairs"])
    assert {pair["verdict"] for pair in found["pairs"]} == {
        "comparable", "convertible", "caveat", "unknown", "not-comparable"
    }  # fmt: skip
    single = found["pairs"][-1]
    assert ask(client, begrep="ansatt", a=single["a"], b=single["b"]) == single


def test_two_organisations_are_every_pair_of_their_fields(client: FlaskClient) -> None:
    """An organisation stands for its fields, so the answer is a list."""
    found = ask(client, begrep=RATE, a="oslo", b="bergen")
    assert found["total"] == len(found["pairs"]) == 8
    assert {pair["a"].split("/")[-4] for pair in found["pairs"]} == {"oslo"}


def test_pages_follow_each_other_until_there_are_no_more(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Following «next» from the first page gives every pair once."""
    monkeypatch.setattr("server.comparison.pages.PAIRS_PER_PAGE", 20)
    whole, address = [], "/sammenligning?begrep=ansatt&format=json"
    while address:
        found = client.get(address).get_json()
        assert len(found["pairs"]) <= 20
        whole += [(pair["a"], pair["b"]) for pair in found["pairs"]]
        following = urlsplit(found["next"] or "")
        address = f"{following.path}?{following.query}" if found["next"] else ""
    assert len(whole) == len(set(whole)) == found["total"] > 20


@pytest.mark.parametrize(
    ("parameters", "kind", "parameter", "suggestions"),
    [
        ({"a": OSLO, "b": BERGEN}, "begrep-mangler", "begrep", []),
        ({"begrep": "sykefravarsprosent"}, "ukjent-begrep", "begrep", [RATE]),
        ({"begrep": "befolkning/innbygger"}, "ingen-tall", "begrep", []),
        ({"begrep": RATE, "a": OSLO}, "side-mangler", "b", []),
        ({"begrep": RATE, "b": OSLO}, "side-mangler", "a", []),
        ({"begrep": RATE, "a": "oslo/hr/fravaer/sykefrpst", "b": BERGEN}, "ukjent-felt", "a", [OSLO]),
        ({"begrep": RATE, "a": OSLO, "b": "bergenn"}, "ukjent-felt", "b", ["bergen"]),
        ({"begrep": RATE, "a": "oslo/hr/fravaer/egenm_pst", "b": OSLO}, "ikke-maal", "a", []),
        (
            {"begrep": RATE, "a": "oslo/hr/ansatte/antall_ansatte", "b": "bergen/personal/ansatte/ansatte"},
            "annet-begrep",
            "begrep",
            ["personell/ansatt"],
        ),
        ({"begrep": RATE, "a": OSLO, "b": BERGEN, "fra": "2024-13"}, "ugyldig-dato", "fra", []),
        ({"begrep": RATE, "a": OSLO, "b": BERGEN, "til": "2024"}, "fra-mangler", "fra", []),
        ({"begrep": RATE, "a": OSLO, "b": BERGEN, "fra": "2024", "til": "2023"}, "snudd-periode", "til", []),
        ({"begrep": RATE, "format": "xml"}, "ukjent-format", "format", []),
        ({"begrep": RATE, "format": "csv", "skilletegn": "tab"}, "ukjent-skilletegn", "skilletegn", []),
        ({"begrep": RATE, "side": "null"}, "ugyldig-side", "side", []),
    ],
)
def test_what_is_wrong_is_named_with_how_to_mend_it(
    client: FlaskClient, parameters: dict[str, str], kind: str, parameter: str, suggestions: list[str]
) -> None:
    """400 problem details (RFC 9457): which parameter, what could stand there instead, in three languages."""
    problem = refused(client, **parameters)
    assert problem["type"] == f"/sammenligning#{kind}"
    assert problem["status"] == 400
    assert problem["parameter"] == parameter
    assert problem["suggestions"] == suggestions
    assert set(problem["translations"]) == {"nn", "en"}
    assert problem["title"]
    assert len(problem["detail"]) > len(problem["title"])


def test_following_a_suggestion_gives_an_answer(client: FlaskClient) -> None:
    """What is suggested in place of what was wrong is right."""
    asked = {"begrep": "sykefravarsprosent", "a": OSLO, "b": "bergenn"}
    for name in ("begrep", "b"):
        asked[name] = refused(client, **asked)["suggestions"][0]
    assert ask(client, **asked)["pairs"]


def test_every_refusal_has_words_for_what_it_names() -> None:
    """Each kind fills in its words, in three languages, and none has words without being raised somewhere."""
    names = {"role": "kode", "fra": "2024", "limit": "1", "field": "f"}
    names |= {f"{which}_{lang}": "x" for which in ("actual", "asked") for lang in ("nb", "nn", "en")}
    for kind in kinds():
        refusal = told(QuestionRefused(kind, "a", "verdi", names=names))
        for words in (refusal.title, refusal.detail, refusal.remedy):
            assert set(words) == {"nb", "nn", "en"}
            assert all(words.values())
    code = [
        path.read_text(encoding="utf-8") for folder in ("graph", "server") for path in (ROOT / folder).rglob("*.py")
    ]
    assert all(any(f'"{kind}"' in text for text in code) for kind in kinds())


def test_other_sites_may_read_the_answer(client: FlaskClient) -> None:
    """Open data: any origin may ask, the answer varies by Accept, and a client that has it gets 304."""
    address = f"/sammenligning?begrep={RATE}&a={OSLO}&b={BERGEN}&format=json"
    response = client.get(address)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in response.headers["Vary"]
    again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_data_is_found_at_the_plain_path(client: FlaskClient) -> None:
    """The pages in nynorsk and English lead to the one place data has, the question with them."""
    response = client.get(f"/nn/sammenligning?begrep={RATE}&a={OSLO}&b={BERGEN}&format=json")
    assert response.status_code == 303
    assert response.headers["Location"] == f"/sammenligning?begrep={RATE}&a={OSLO}&b={BERGEN}&format=json"


def test_whatever_cannot_be_chosen_between_is_json(client: FlaskClient) -> None:
    """A tool that asks for a form there is none of gets JSON."""
    response = client.get(f"/sammenligning?begrep={RATE}&a={OSLO}&b=felles", headers={"Accept": "application/xml"})
    assert response.content_type == "application/json"


@pytest.fixture(scope="module")
def small_app(make_app: MakeApp, small_build: Build) -> Flask:
    """The application serving the small catalogue."""
    return make_app(from_environment({}, store=small_build.folder.parents[1]))


def test_the_small_catalogue_answers_every_pair(small_app: Flask, small_store: CatalogueStore) -> None:
    """Every pair of every measure of the small catalogue has one of the five answers, with a reason for all but «=»."""
    client, uses = small_app.test_client(), Uses(small_store)
    for concept in load_measures(small_store):
        if concept not in uses.measured_concepts:
            continue
        for pair in ask(client, begrep=concept)["pairs"]:
            weights = [reason["verdict"] for reason in pair["reasons"]]
            assert pair["verdict"] == "comparable" or pair["verdict"] in weights


def test_no_pairs_come_with_why(client: FlaskClient) -> None:
    """An empty list is explained, in three languages; where there are pairs there is nothing to explain."""
    none = client.get("/sammenligning?begrep=heltidsandel&a=ks&b=ssb&format=json").get_json()
    assert (none["pairs"], none["total"]) == ([], 0)
    assert none["note"]["nb"] == "SSB har ingen tall for heltidsandel i katalogen."
    assert set(none["note"]) == {"nb", "nn", "en"}
    assert client.get("/sammenligning?begrep=ansatt&a=oslo&b=bergen&format=json").get_json()["note"] is None


def test_a_preliminary_answer_says_what_it_assumes(client: FlaskClient) -> None:
    """A segment nobody described is unknown, and tells whose description, known of which days, is taken to hold."""
    query = "begrep=sykefravaersprosent&b=felles&fra=2016&til=2026&format=json"
    found = client.get(f"/sammenligning?{query}&a=bergen/personal/sykefravaer/andel").get_json()
    first, second = found["segments"]
    assert (first["verdict"], first["to"], first["formula"]) == ("unknown", "2018-12-31", None)
    assert first["preliminary"] == second["verdict"]
    assert first["assumed"] == [{"side": "a", "from": "2019-01-01", "to": None, "start_stated": True}]
    assert second["assumed"] == []
