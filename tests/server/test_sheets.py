"""Every list, matrix and query result for spreadsheets: CSV in two honest forms, and a workbook; no cell runs."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from graph.errors import SheetTooLarge
from graph.sheets import xlsx_file
from graph.sheets.csv_file import EXCEL, PLAIN, guarded, unguarded, written
from graph.sheets.xlsx_file import Page, workbook

LISTS = [
    "/begrep",
    "/vokabular",
    "/vokabular/personell/alfabetisk",
    "/begrepssamling",
    "/begrepssamling/personell",
    "/organisasjon",
    "/organisasjon/oslo",
    "/felt/fint/fint",
    "/felt/fint/fint/arbeidsforhold",
    "/statistikk",
    "/statistikk/dekning",
    "/begrep/personell/sykefravaersprosent/felt",
    "/begrep/personell/sykefravaersprosent/sammenligning",
]
ASKED = [
    "/sok?q=fravær",
    "/sammenligning?begrep=sykefravaersprosent",
    "/krysskobling?kolonner=aar;timer_per_uke&mot=oslo&tabell=drammen/helse/vedtak",
]
QUERY = quote('SELECT (1.5 AS ?tall) (2 AS ?hel) ("=1+1" AS ?tekst) (true AS ?svar) (<https://x.no/æ> AS ?iri) {}')


def cells(body: bytes) -> list[tuple[Any, ...]]:
    [first, *_] = load_workbook(io.BytesIO(body)).worksheets
    assert not [cell for row in first.iter_rows() for cell in row if cell.data_type == "f"], "a formula"
    return list(first.values)


@pytest.mark.parametrize("path", [*LISTS, *ASKED])
def test_every_list_comes_in_three_forms(client: FlaskClient, path: str) -> None:
    """The same rows as RFC 4180, as Norwegian Excel reads CSV, and as a workbook."""
    address = (path + "{}?skilletegn={}") if path in LISTS else (path + "&format={}&skilletegn={}")
    suffix = "." if path in LISTS else ""
    plain = client.get(address.format(f"{suffix}csv", "komma"))
    excel = client.get(address.format(f"{suffix}csv", "semikolon"))
    book = client.get(address.format(f"{suffix}xlsx", ""))
    assert [response.status_code for response in (plain, excel, book)] == [200] * 3
    assert excel.data.startswith(b"\xef\xbb\xbf")
    assert not plain.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(plain.data.decode("utf-8"), newline="")))
    others = list(csv.reader(io.StringIO(excel.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == len(others) == len(cells(book.data)) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows[0] == others[0] == [str(value) for value in cells(book.data)[0]]
    assert b"\r\n" in plain.data
    for response in (plain, excel, book):
        assert "attachment" in response.headers["Content-Disposition"]
        assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", [
    "/begrep", "/vokabular/personell/alfabetisk", "/begrepssamling", "/begrepssamling/personell", "/organisasjon",
    "/vokabular", "/statistikk", "/statistikk/dekning",
])  # fmt: skip
def test_pages_lead_to_their_lists(client: FlaskClient, path: str) -> None:
    """The files are found from the page, in every language."""
    for lang in ("", "/nn", "/en"):
        page = client.get(lang + path).text
        for address in (f"{lang}{path}.xlsx", f"{lang}{path}.csv", f"{lang}{path}.csv?skilletegn=komma"):
            assert f'href="{address}"' in page


def test_an_index_by_letter_is_a_list_by_letter(client: FlaskClient) -> None:
    """The file is of what the page shows: only the terms under the letter, in the same order, all pages of them."""
    page = client.get("/vokabular/personell/alfabetisk?bokstav=S").text
    assert 'href="/vokabular/personell/alfabetisk.csv?skilletegn=komma&amp;bokstav=S"' in page
    text = client.get("/vokabular/personell/alfabetisk.csv?skilletegn=komma&bokstav=S").text
    terms = [row["term"] for row in csv.DictReader(io.StringIO(text))]
    assert 1 < len(terms) == page.partition("letter-group")[2].partition("</section>")[0].count("<li>")
    assert all(term[0] in "sS" for term in terms)
    assert client.get("/begrepssamling/finnes-ikke.csv").status_code == 404


def test_separators_nobody_has_are_refused(client: FlaskClient) -> None:
    """A wrong separator is a wrong question, not another file than was asked for."""
    assert client.get("/begrep.csv?skilletegn=tab").status_code == 400


def test_query_results_come_for_spreadsheets(client: FlaskClient) -> None:
    """Numbers as numbers with the sign of the reader's Excel, texts that look like formulas as texts."""
    excel = client.get(f"/sparql?query={QUERY}&format=excel-csv")
    assert excel.content_type == "text/csv; charset=utf-8"
    assert excel.data.decode("utf-8") == "\ufefftall;hel;tekst;svar;iri\r\n1,5;2;'=1+1;ja;https://x.no/æ\r\n"
    book = client.get(f"/sparql?query={QUERY}&format=xlsx")
    assert cells(book.data) == [("tall", "hel", "tekst", "svar", "iri"), (1.5, 2, "=1+1", "ja", "https://x.no/æ")]
    assert cells(client.get("/sparql?query=ASK%7B%7D&format=xlsx").data) == [("svar",), ("ja",)]
    by_accept = client.get(f"/sparql?query={QUERY}", headers={"Accept": xlsx_file.MEDIA_TYPE})
    assert by_accept.mimetype == xlsx_file.MEDIA_TYPE
    standard = client.get(f"/sparql?query={QUERY}&format=csv").data
    assert b"=1+1" in standard
    assert b"'=1+1" not in standard, "the standard's own CSV is for tools, and changes nothing"


def test_a_graph_is_no_table(client: FlaskClient) -> None:
    """CONSTRUCT has no rows to put in a sheet."""
    query = quote("CONSTRUCT {?s ?p ?o} WHERE {?s ?p ?o} LIMIT 1")
    assert client.get(f"/sparql?query={query}&format=xlsx").status_code == 406


def test_a_sheet_has_an_end(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many rows for a workbook are told, and CSV has them all."""
    monkeypatch.setattr(xlsx_file, "MOST_ROWS", 2)
    with pytest.raises(SheetTooLarge):
        workbook([Page("x", [["a"], [1], [2], [3]])])
    assert client.get("/begrep.xlsx").status_code == 413
    query = quote("SELECT ?s {?s ?p ?o} LIMIT 3")
    refused = client.get(f"/sparql?query={query}&format=xlsx", headers={"Accept": "application/json"})
    assert (refused.status_code, refused.get_json()["type"]) == (413, "/sparql#for-mange-rader")
    assert client.get("/begrep.csv").status_code == 200


@given(st.text(max_size=40))
def test_a_guard_can_be_taken_off(text: str) -> None:
    """No guarded text begins as a formula does, and the text comes back from it."""
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(text)) == text


@given(st.lists(st.one_of(st.text(max_size=20), st.booleans(), st.none(), st.integers(-(10**9), 10**9)), min_size=1))
def test_both_dialects_say_the_same(values: list[str | bool | int | None]) -> None:
    """Whatever stands in the cells, both CSV forms are read back to the same texts."""
    row = [*values, Fraction(3, 2)]
    forms = [b"".join(written([row], dialect)).decode("utf-8-sig") for dialect in (PLAIN, EXCEL)]
    read = [
        next(csv.reader(io.StringIO(text, newline=""), delimiter=mark)) for text, mark in zip(forms, ",;", strict=True)
    ]
    assert read[0][:-1] == read[1][:-1]
    assert (read[0][-1], read[1][-1]) == ("1.5", "1,5")
