"""``/krysskobling``: from a header to the other party's columns, as a page, JSON and CSV."""

from __future__ import annotations

import csv
import io
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

HEADER = "AVDELING;AVTALTE_DV;EGENM_PST;KVARTAL;LEGEM_PST;SYKEFR_PST;TAPTE_DV"
STATIC = Path(__file__).parents[2] / "server" / "static"
HTML = {"Accept": "text/html"}


def page(client: FlaskClient, path: str = "/krysskobling", **form: str) -> str:
    """The page after the form has been sent, or the empty form."""
    answer = client.post(path, data=form, headers=HTML) if form else client.get(path, headers=HTML)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def test_the_form_needs_no_script(client: FlaskClient) -> None:
    """The header can be pasted; the file field is hidden without a script, and never sends the file."""
    text = page(client)
    assert '<textarea class="ds-input" id="kolonner" name="kolonner"' in text
    assert '<div class="ds-field" id="filvalg" hidden>' in text
    file_field = text[text.index('<input type="file"') :].partition(">")[0]
    assert " name=" not in file_field
    assert '<option value="bergen">Bergen</option>' in text


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", "sammenlignbare etter omregning"),
        ("/nn", "samanliknbare etter omrekning"),
        ("/en", "comparable after conversion"),
    ],
)
def test_a_pasted_header_is_answered(client: FlaskClient, prefix: str, words: str) -> None:
    """Column, concept, the other's column, the answer with sign and word, and why; examples say so."""
    text = page(client, f"{prefix}/krysskobling", kolonner=HEADER, til="bergen")
    assert "oslo/hr/fravaer" in text
    row = text[text.index("<code>SYKEFR_PST</code>") :].partition("</tr>")[0]
    for part in (
        "/begrep/personell/sykefravaersprosent",
        "<code>andel</code>",
        "=*",
        words,
        "0,01" if prefix != "/en" else "0.01",
        "example-tag",
    ):
        assert part in row, part


def test_every_step_of_a_conversion_is_told(client: FlaskClient) -> None:
    """Two steps are both told, with the figures they take and what p is, on the page, in the CSV and in the JSON."""
    asked = {"kolonner": "SYKEFR_PST", "tabell": "oslo/hr/fravaer", "til": "bergen"}
    text = page(client, **asked)
    row = text[text.index("<code>andel_med_sykt_barn</code>") :].partition("</tr>")[0]
    parts = (
        "har 2 steg",
        "+ p(sykt barn)",
        "Til det trengs «Prosent for sykt barn",
        "Bergen = Oslo × 0,01",
        "p = tallet",
    )
    assert [part for part in parts if part not in row] == []
    table = client.post("/krysskobling", data=asked | {"format": "csv"}).get_data(as_text=True)
    cells = {row["felt"]: row["omregning"] for row in csv.DictReader(io.StringIO(table[1:]), delimiter=";")}
    assert cells["andel"] == "Bergen = Oslo × 0,01"
    assert cells["andel_med_sykt_barn"].startswith("1) p(med-sykt-barn) = ")
    assert cells["andel_med_sykt_barn"].endswith("; 2) Bergen = Oslo × 0,01")
    found = client.post("/krysskobling", data=asked | {"format": "json"}).get_json()["columns"]
    assert [len(column["conversions"]) for column in found if column["target_column"] == "andel_med_sykt_barn"] == [2]


def test_an_old_file_is_answered_for_its_own_days(client: FlaskClient) -> None:
    """Before the break another conversion holds; over it the parts are told; without a period the day is shown."""
    asked = {"kolonner": "SYKEFR_PST", "tabell": "oslo/hr/fravaer", "mot": "bergen"}
    old = page(client, **asked, fra="2019", til="2024")
    assert "nevner [Bergen] / nevner [Oslo]" in old
    assert 'Gjelder <time datetime="2019-01-01">' in old
    over = client.post("/krysskobling", data=asked | {"fra": "2024", "til": "2025", "format": "json"}).get_json()
    found = next(column for column in over["columns"] if column["target_column"] == "andel")
    assert (over["period"], found["varies"]) == ({"from": "2024-01-01", "to": "2025-12-31"}, True)
    assert [remark["nb"][:5] for remark in found["remarks"]] == ["2024:", "2025:", "Brudd"]
    today = page(client, **asked)
    assert "dagen katalogen ble bygd" in today
    assert "Brudd i tallserien oslo/hr/fravaer/sykefr_pst fra 2025-01-01" in today


def test_the_only_table_that_fits_is_taken(client: FlaskClient) -> None:
    """A part of a table tells it when no other has all the columns, and the page says which was taken."""
    text = page(client, kolonner="AVDELING;KVARTAL;SYKEFR_PST", mot="bergen")
    why = "Tabellen oslo/hr/fravaer er valgt, for den er den eneste som passer: den har 3 av 3 kolonner"
    assert why in text
    asked = {"kolonner": "AVDELING;KVARTAL;SYKEFR_PST", "mot": "bergen"}
    found = client.get("/krysskobling", query_string=asked | {"format": "json"}).get_json()
    assert found["table_taken"]["nb"].startswith(why)
    sheet = client.get("/krysskobling", query_string=asked | {"format": "csv"}).get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff")), delimiter=";"))
    assert {row["fra_tabell"] for row in rows} == {"oslo/hr/fravaer"}
    assert all(row["valg_av_tabell"].startswith(why) for row in rows)
    named = client.get("/krysskobling", query_string=asked | {"format": "json", "tabell": "oslo/hr/fravaer"}).get_json()
    assert named["table_taken"] is None


def test_the_tables_nearest_to_a_header_are_those_its_rare_names_tell(client: FlaskClient) -> None:
    """A name that only one table has tells more than one that many have, and how many columns agree is in words."""
    refused = client.get(
        "/krysskobling", query_string={"kolonner": "VIRKSOMHET;KVARTAL;AAR;SYKEFR_PST", "format": "json"}
    )
    near = refused.get_json()["suggestions"]
    assert near[0] == "oslo/hr/fravaer"
    assert "oslo/hr/fravaer (2 av 7 kolonner er i filen)" in refused.get_json()["detail"]


def test_an_old_series_says_that_its_start_is_not_stated(client: FlaskClient) -> None:
    """KS' ended series beside a file of 2019, on the page and in the files, and through a period it is not alike in."""
    asked = {"kolonner": "AVDELING;KVARTAL;SYKEFR_PST", "mot": "ks", "fra": "2019", "til": "2019"}
    told = "Når KS (KS sykefraværsstatistikk) begynte, er ikke oppgitt."
    text = page(client, **asked)
    assert told in text
    assert 'foreløpig: <span aria-hidden="true">≠</span> ikke sammenlignbare' in text
    (column,) = [
        each for each in client.get("/krysskobling", query_string=asked | {"format": "json"}).get_json()["columns"]
        if each["column"] == "SYKEFR_PST"
    ]  # fmt: skip
    assert any(told in remark["nb"] for remark in column["remarks"])
    varied = page(client, **asked | {"fra": "2017"})
    assert varied.count(told) == 2
    assert "1.1.2017–30.9.2018: ? ukjent (foreløpig: ikke sammenlignbare)." in varied


def test_get_and_post_answer_alike(client: FlaskClient) -> None:
    """The question may stand in the address, so that it can be shared."""
    asked = {"kolonner": HEADER, "til": "bergen", "format": "json"}
    assert client.get("/krysskobling", query_string=asked).json == client.post("/krysskobling", data=asked).json


def test_only_the_header_is_used(client: FlaskClient) -> None:
    """Rows pasted along with the header are neither read nor shown again."""
    text = page(client, kolonner=f"{HEADER}\r\nSkole;1;2;2025K1;3;hemmelig;4", til="bergen")
    assert "SYKEFR_PST" in text
    assert "hemmelig" not in text


def test_json_and_csv(client: FlaskClient) -> None:
    """JSON by Accept or by name, CSV for Excel as a download."""
    asked = {"kolonner": HEADER, "til": "felles"}
    found = client.post("/krysskobling", data=asked, headers={"Accept": "application/json"}).json
    assert found is not None
    assert [column["column"] for column in found["columns"]] == HEADER.split(";")
    assert {column["target"] for column in found["columns"] if column["verdict"]} == {"felles"}
    answer = client.post("/krysskobling", data=asked | {"format": "csv"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    assert len(list(csv.reader(io.StringIO(text), delimiter=";"))) == 8


def test_an_unclear_table_can_be_chosen(client: FlaskClient) -> None:
    """400, what is unclear, and the nearest tables to choose from; tools get them as suggestions."""
    asked = {"kolonner": "SYKEFR_PST", "til": "bergen"}
    answer = client.post("/krysskobling", data=asked, headers=HTML)
    text = unescape(answer.get_data(as_text=True))
    assert (answer.status_code, 'role="alert"' in text) == (400, True)
    assert '<option value="oslo/hr/fravaer">' in text
    problem = client.post("/krysskobling", data=asked, headers={"Accept": "application/json"})
    assert (problem.status_code, problem.content_type) == (400, "application/problem+json")
    assert problem.json is not None
    assert problem.json["suggestions"][0] == "oslo/hr/fravaer"
    assert page(client, **asked, tabell="oslo/hr/fravaer").count("<code>SYKEFR_PST</code>") == 1


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"kolonner": "A;B;A"}, "kolonnen A står flere ganger i overskriften"),
        ({"kolonner": "FORNAVN;ETTERNAVN"}, "Ingen av kolonnene står i noen tabell i katalogen."),
        ({"kolonner": HEADER, "til": "atlantis"}, "Det er ingen virksomhet som heter «atlantis»."),
        ({"kolonner": HEADER, "tabell": "oslo/hr/x"}, "Det er ingen tabell som heter «oslo/hr/x»."),
        ({"kolonner": "FORNAVN", "tabell": "oslo/hr/fravaer"}, "Er det feil tabell?"),
        ({"kolonner": "x" * 70_000}, "for lang"),
    ],
    ids=["twice", "unknown", "owner", "table", "wrong", "long"],
)
def test_what_cannot_be_answered(client: FlaskClient, form: dict[str, str], words: str) -> None:
    """The page says what is wrong, and keeps what was asked."""
    answer = client.post("/krysskobling", data=form, headers=HTML)
    assert answer.status_code == 400
    assert words in unescape(answer.get_data(as_text=True))


def test_what_is_pasted_is_never_run(client: FlaskClient) -> None:
    """Markup in a column name is shown as text."""
    answer = client.post(
        "/krysskobling", data={"kolonner": "<script>;SYKEFR_PST", "tabell": "oslo/hr/fravaer"}, headers=HTML
    )
    assert "<code>&lt;script&gt;</code>" in answer.get_data(as_text=True)


def test_an_unknown_form_is_not_acceptable(client: FlaskClient) -> None:
    """Only the three forms there are."""
    assert client.post("/krysskobling", data={"kolonner": HEADER, "format": "xml"}).status_code == 406


def test_the_script_is_small_and_its_own(client: FlaskClient) -> None:
    """At most four kilobytes, from this host, and it sends nothing itself."""
    script = (STATIC / "krysskobling.js").read_text(encoding="utf-8")
    assert len(script.encode()) <= 4096
    assert not any(
        word in script for word in ("fetch(", "XMLHttpRequest", "sendBeacon", "WebSocket", "innerHTML", "eval")
    )
    with client.get("/static/krysskobling.js") as answer:
        assert answer.status_code == 200
