"""What is downloaded: CSV in two dialects, the matrix as CSV and as a workbook, read back by others' readers."""

from __future__ import annotations

import csv
import io
import re
from fractions import Fraction
from html import unescape

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from graph.builds import Build
from graph.comparing.verdict import Verdict
from graph.sheets.csv_file import DIALECTS, EXCEL, PLAIN, guarded, written

RATE = "personell/sykefravaersprosent"
OSLO, BERGEN = "oslo/hr/fravaer/sykefr_pst", "bergen/personal/sykefravaer/andel"
MATRIX = "/begrep/personell/ansatt/sammenligning"
WORDS = {verdict.words["nb"] for verdict in Verdict}
BOM = "\ufeff"


def table(client: FlaskClient, address: str, delimiter: str = ";") -> list[dict[str, str]]:
    """Download CSV and read it as Excel or a script would."""
    response = client.get(address)
    assert response.status_code == 200
    assert response.content_type == "text/csv; charset=utf-8"
    text = response.get_data(as_text=True).removeprefix(BOM)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_excel_opens_it_by_a_double_click(client: FlaskClient) -> None:
    """Byte order mark, semicolons, decimal comma, Norwegian headings, and a file name."""
    response = client.get(f"/sammenligning?begrep={RATE}&a={OSLO}&b={BERGEN}&format=csv")
    text = response.get_data(as_text=True)
    assert text.startswith(BOM + "begrep;virksomhet_a;felt_a;virksomhet_b;felt_b;fra;til;svar;")
    assert ";0,01;" in text
    disposition = response.headers["Content-Disposition"]
    assert disposition == 'attachment; filename="sammenligning-personell-sykefravaersprosent.csv"'
    (row,) = table(client, f"/sammenligning?begrep={RATE}&a={OSLO}&b={BERGEN}&format=csv")
    assert row["svar"] == row["svar_hele_perioden"] == "sammenlignbare etter omregning"
    assert (row["svar_kode"], row["eksempel"], row["foreløpig"]) == ("convertible", "ja", "")
    assert "Regn om: Bergen = Oslo × 0,01." in row["grunner"]


def test_the_plain_dialect_is_rfc_4180(client: FlaskClient) -> None:
    """Commas, decimal point, CRLF, no byte order mark; the same rows."""
    address = f"/sammenligning?begrep={RATE}&a={OSLO}&b={BERGEN}&format=csv"
    text = client.get(address + "&skilletegn=komma").get_data(as_text=True)
    assert not text.startswith(BOM)
    assert text.endswith("\r\n")
    (plain,), (excel,) = table(client, address + "&skilletegn=komma", ","), table(client, address)
    assert plain["faktor"] == "0.01"
    assert {**plain, "faktor": "0,01"} == excel


def test_accept_gives_csv_too(client: FlaskClient) -> None:
    """A tool that accepts CSV gets it without a parameter."""
    response = client.get(f"/sammenligning?begrep={RATE}&a={OSLO}&b=felles", headers={"Accept": "text/csv"})
    assert response.content_type == "text/csv; charset=utf-8"


def test_a_period_has_a_row_per_segment(client: FlaskClient) -> None:
    """Each part of the period stands on a row of its own, with the answer for the whole beside it."""
    address = f"/sammenligning?begrep={RATE}&a={OSLO}&b={BERGEN}&fra=2018&til=2026&format=csv"
    rows = table(client, address)
    assert len(rows) > 2
    assert {row["svar_hele_perioden"] for row in rows} == {"ukjent"}
    assert "sammenlignbare etter omregning" in {row["svar"] for row in rows}


def test_all_pairs_agree_with_json_and_lead_to_their_reasons(client: FlaskClient) -> None:
    """Every pair of the concept has a row, the same answer as in JSON, and the address of its page."""
    rows = table(client, "/sammenligning?begrep=ansatt&format=csv")
    pairs = client.get("/sammenligning?begrep=ansatt&format=json").get_json()["pairs"]
    assert [row["svar_kode"] for row in rows] == [pair["verdict"] for pair in pairs]
    page = client.get(rows[-1]["lenke"].removeprefix("http://localhost"), headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert rows[-1]["svar"] in page.text.lower()


@pytest.mark.parametrize("name", ["=SUM(A1)", "+47 12345678", "-cmd|x", "@felt", "\tx"])
def test_nothing_runs_in_a_spreadsheet(name: str) -> None:
    """A text that begins like a formula is text, a negative number stays a number."""
    (piece,) = written([[name, Fraction(-1, 2), 3, True, None]], EXCEL)
    (row,) = csv.reader(io.StringIO(piece.decode("utf-8-sig"), newline=""), delimiter=";")
    assert row == ["'" + name, "-0,5", "3", "ja", ""]
    assert guarded("Oslo") == "Oslo"


def test_long_tables_come_in_pieces() -> None:
    """Rows are sent as they are worked out, and put together they are the whole table."""
    pieces = list(written(([str(number), 'æøå; "x"'] for number in range(1001)), PLAIN))
    assert len(pieces) > 3
    rows = list(csv.reader(io.StringIO(b"".join(pieces).decode(), newline="")))
    assert rows == [[str(number), 'æøå; "x"'] for number in range(1001)]
    assert DIALECTS[""] is EXCEL


def test_the_matrix_is_downloaded_whole(client: FlaskClient) -> None:
    """A row per field, a column for the definition and for each field, every answer in words."""
    rows = table(client, MATRIX + ".csv")
    fields = [name for name in rows[0] if " · " in name and not name.endswith(", foreløpig")]
    assert len(fields) == len(rows) > 5
    assert {row["Felles definisjon (personer)"] for row in rows} <= WORDS
    answers = {row[field] for row in rows for field in fields}
    assert answers == WORDS | {"samme felt"}


def test_the_matrix_is_downloaded_as_it_is_narrowed(client: FlaskClient) -> None:
    """The filters of the page hold for the download."""
    rows = table(client, MATRIX + ".csv?virksomhet=oslo&mot=bergen")
    assert {row["virksomhet"] for row in rows} == {"Oslo"}
    assert [name for name in rows[0] if " · " in name] == [
        "Bergen · Personal · ansatte · ansatte (personer)", "Bergen · Personal · ansatte · ansatte, foreløpig"
    ]  # fmt: skip


@pytest.mark.parametrize("dialect", ["", "komma"])
def test_the_matrix_stands_on_its_own(client: FlaskClient, real_build: Build, dialect: str) -> None:
    """Away from its page it says which concept, days and catalogue, in what unit, and what is only preliminary; it is
    a rectangle. A series that nobody says the start of is there for its past."""
    address = f"/begrep/{RATE}/sammenligning.csv?fra=2015&til=2017&skilletegn={dialect}"
    text = client.get(address).get_data(as_text=True).removeprefix(BOM)
    (head, *rows) = csv.reader(io.StringIO(text, newline=""), delimiter="," if dialect else ";")
    assert {len(row) for row in rows} == {len(head)}
    assert len(head) == len(set(head))
    found = {row[1]: dict(zip(head, row, strict=True)) for row in rows}
    old = found["ks/sykefravaersstatistikk/tidligere-serie/sykefravaersprosent"]
    assert (old["begrep"], old["fra"], old["til"], old["enhet"]) == (RATE, "2015-01-01", "2017-12-31", "prosent")
    assert old["katalogen_bygd"] == real_build.manifest.build_date.isoformat()
    ssb = next(name for name in head if name.startswith("SSB") and not name.endswith("foreløpig"))
    assert ssb.endswith("(prosent)")
    preliminary = ssb.removesuffix(" (prosent)") + ", foreløpig"
    assert (old[ssb], old[preliminary]) == ("ukjent", "ikke sammenlignbare")


def test_the_pairs_of_two_come_as_on_their_page(client: FlaskClient) -> None:
    """The most alike first, and every conversion has its formula, whichever way round it is asked."""
    for one, other in (("oslo", "bergen"), ("bergen", "oslo")):
        asked = f"/sammenligning?begrep={RATE}&a={one}&b={other}"
        rows = table(client, f"{asked}&format=csv")
        page = unescape(client.get(asked, headers={"Accept": "text/html"}).text)
        links = re.findall(r'class="answer-link" href="([^"]+)"', page.partition('id="par-tabell"')[2])
        assert [row["lenke"].removeprefix("http://localhost") for row in rows] == links[: len(rows)]
        converted = [row for row in rows if row["svar_kode"] == "convertible"]
        assert converted
        assert all(row["formel"] for row in converted)
    (row,) = table(client, f"/sammenligning?begrep={RATE}&a={OSLO}&b={BERGEN}&format=csv")
    assert row["formel"].endswith(": Bergen = Oslo × 0,01.")


def test_a_field_over_its_break_says_so_in_every_row(client: FlaskClient) -> None:
    """Held against itself, each part is the same field; the break between them is told, with its answer."""
    rows = table(client, f"/sammenligning?begrep={RATE}&a={OSLO}&b={OSLO}&fra=2024&til=2025&format=csv")
    assert {(row["svar"], row["svar_hele_perioden"]) for row in rows} == {
        ("sammenlignbare", "sammenlignbare etter omregning")
    }
    assert all(row["brudd"].startswith("2025-01-01: sammenlignbare etter omregning. Nevner:") for row in rows)
    assert {(row["enhet_a"], row["enhet_b"]) for row in rows} == {("prosent", "prosent")}


def test_the_workbook_says_the_same(client: FlaskClient) -> None:
    """Three sheets: the matrix as in CSV, the answers to the characteristics, and what it rests on; no formulas."""
    response = client.get(MATRIX + ".xlsx")
    assert response.content_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    book = load_workbook(io.BytesIO(response.data))
    assert book.sheetnames == ["Sammenligning", "Svar per kjennetegn", "Om"]
    sheet = [["" if value is None else str(value) for value in row] for row in book.worksheets[0].values]
    expected = table(client, MATRIX + ".csv")
    assert sheet[0] == list(expected[0])
    assert sheet[1:] == [list(row.values()) for row in expected]
    answers = list(book.worksheets[1].values)
    assert len(answers) == len(expected) + 2
    assert any("(avviker)" in str(value) for row in answers for value in row)
    about = " ".join(str(row[0]) for row in book.worksheets[2].values)
    assert "Kan tallene for ansatt sammenlignes?" in about
    assert "eksempler" in about
    assert all(cell.data_type != "f" for page in book.worksheets for row in page.iter_rows() for cell in row)


def test_a_workbook_that_would_be_too_large_is_refused(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal says how large it is and what to do instead."""
    monkeypatch.setattr("server.comparison.workbook.MOST_ANSWERS", 20)
    response = client.get(MATRIX + ".xlsx", headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert "last ned CSV" in response.get_json()["detail"]
    assert client.get(MATRIX + ".xlsx?virksomhet=oslo&mot=bergen").status_code == 200


@pytest.mark.parametrize("suffix", ["", ".csv", ".xlsx"])
@pytest.mark.parametrize("concept", ["personell/finnes-ikke", "befolkning/innbygger"])
def test_concepts_without_figures_have_no_matrix(client: FlaskClient, concept: str, suffix: str) -> None:
    """There is no table for a concept nobody has figures for."""
    assert client.get(f"/begrep/{concept}/sammenligning{suffix}").status_code == 404
