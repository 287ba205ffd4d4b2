"""Cases every analyst meets, asked of the running site: KS, SSB, FINT and IPLOS, and why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any, Final
from urllib.parse import urlencode

import pytest
import requests

KS_SICK: Final = "ks/sykefravaersstatistikk/tidligere-serie/sykefravaersprosent"
SSB_SICK: Final = "ssb/sykefravaersstatistikk/kommuneforvaltning/legemeldt-sykefravaersprosent"
KS_FULL: Final = "ks/heltidsstatistikk/heltid/heltidsansatte"
SSB_FULL: Final = "ssb/heltid/ordforklaring-391734/heltid"
AKU_FULL: Final = "ssb/aku/ordforklaring-heltid/heltid"
FINT: Final = "fint/fint/arbeidsforhold/"
IPLOS: Final = "kpr/kpr-iplos/vedtak/timer-per-uke-tildelt"
BY_FOUR: Final = "oslo/helse/vedtak/timer_pr_uke"
BY_WEEKS: Final = "trondheim/helse/vedtak/vedtakstimer-per-uke"


@dataclass(frozen=True, slots=True)
class Case:
    """Two figures of a concept, the answer, the preliminary one, and a reason: its words and its source."""

    concept: str
    a: str
    b: str
    verdict: str
    preliminary: str | None
    words: str
    source: str

    @property
    def query(self) -> dict[str, str]:
        """The question as the parameters of an address."""
        return {"begrep": self.concept, "a": self.a, "b": self.b}


WAITING: Final = ("unknown", "not-comparable")
CASES: Final = {
    "KS' old series against SSB's: who is counted": Case(
        "sykefravaersprosent", KS_SICK, SSB_SICK, *WAITING,
        "Hvem er med: «uten timelønte, bistillinger og dem som begynte eller sluttet (tidligere KS)» hos KS",
        "KS: Endringer i sykefraværsstatistikken",
    ),
    "KS' old series against SSB's: where the figures come from": Case(
        "sykefravaersprosent", KS_SICK, SSB_SICK, *WAITING,
        "Datakilde: «registrert i HR- eller lønnssystem» hos KS",
        "KS: Endringer i sykefraværsstatistikken",
    ),
    "SSB before and after Q4 2018": Case(
        "sykefravaersprosent", f"{SSB_SICK}/2018-03-15", f"{SSB_SICK}/2018-10-01", "unknown", "unknown",
        "Nevner: «avtalte dagsverk minus ferie» hos SSB (til 30.9.2018)",
        "SSB og NAV mars 2019",
    ),
    "FINT: what is paid is not the agreed percentage": Case(
        "stillingsprosent", FINT + "ansettelsesprosent", FINT + "lonnsprosent", *WAITING,
        "(FINT informasjonsmodell v4, lonnsprosent) er koblet til stillingsprosent som beslektet, og måler noe annet",
        "FINTLabs/fint-informasjonsmodell",
    ),
    "FINT: who is present is not the agreed percentage": Case(
        "stillingsprosent", FINT + "ansettelsesprosent", FINT + "tilstedeprosent", *WAITING,
        "v4, tilstedeprosent) er koblet til stillingsprosent som beslektet, og måler noe annet",
        "FINTLabs/fint-informasjonsmodell",
    ),
    "FINT: what is paid is not who is present": Case(
        "stillingsprosent", FINT + "lonnsprosent", FINT + "tilstedeprosent", *WAITING,
        "Hvilken prosent: «lønnet (FINT lonnsprosent, SAP BSGRD)»",
        "egen vurdering",
    ),
    "full time by KS and SSB": Case(
        "heltidsansatt", KS_FULL, SSB_FULL, *WAITING,
        "Nivå for summering: «alle stillinger i kommunal sektor lagt sammen, også i annen kommune (KS)» hos KS",
        "SSB: variabelen ARB_HELDELTID",
    ),
    "full time by SSB and AKU": Case(
        "heltidsansatt", SSB_FULL, AKU_FULL, *WAITING,
        "Grense for heltid: «stillingsprosent minst 100» hos SSB",
        "SSB ordforklaring 390368 og 391734",
    ),
    "full time by KS and AKU": Case(
        "heltidsansatt", KS_FULL, AKU_FULL, *WAITING,
        "Grense for heltid: «stillingsprosent minst 100» hos KS",
        "SSB ordforklaring 390368 og 391734",
    ),
    "IPLOS hours by 4, reviewed by nobody, against 4.33": Case(
        "vedtakstimer", IPLOS, BY_WEEKS, "unknown", "unknown",
        "Måned til uke: «delt på 4 (IPLOS-regel)» hos KPR (KPR/IPLOS), «delt på 4,33 (52/12)»",
        "Helsedirektoratet IPLOS spørsmål og svar",
    ),
    "hours by 4 against 4.33 where those of monthly decisions are known": Case(
        "vedtakstimer", BY_FOUR, BY_WEEKS, "convertible", None,
        "Regn om fra Oslo (Helse) til Trondheim (Helse): t/uke [Trondheim] = timer fra ukevedtak + timer fra "
        "månedsvedtak × 12/13",
        "Helsedirektoratet IPLOS spørsmål og svar",
    ),
}  # fmt: skip

Get = Callable[[str, str], requests.Response]


@pytest.fixture(scope="module")
def get(server: str) -> Get:
    """Ask the running site for a path, in the form wanted."""
    return lambda path, accept: requests.get(server + path, headers={"Accept": accept}, timeout=30)


def _document(get: Get, query: dict[str, str]) -> Any:
    response = get(f"/sammenligning?{urlencode(query)}", "application/json")
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_case_is_answered_with_its_source(get: Get, case: Case) -> None:
    """The verdict, the preliminary one and the deciding reason, whichever way round it is asked."""
    found = _document(get, case.query)
    assert (found["verdict"], found["preliminary"]) == (case.verdict, case.preliminary)
    (reason,) = [reason for reason in found["reasons"] if case.words in reason["text"]["nb"]]
    assert case.source in reason["source"]
    assert found["formula"] is None
    back = _document(get, {**case.query, "a": case.b, "b": case.a})
    assert (back["verdict"], back["preliminary"]) == (case.verdict, case.preliminary)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_page_says_it_plainly(get: Get, case: Case) -> None:
    """Answer, preliminary answer, reason and source stand on the page, before the fact that nobody has reviewed it."""
    page = unescape(get(f"/sammenligning?{urlencode(case.query)}", "text/html").text)
    answer = page[page.index('class="answer"') : page.index('id="grunner"')]
    assert f'data-verdict="{case.verdict}"' in answer
    assert ('data-verdict="not-comparable"' in answer) == (case.preliminary == "not-comparable")
    why = page[page.index('id="grunner"') :]
    reasons, gate, _ = why.partition('id="grunner-kontroll"')
    assert bool(gate) == (case.preliminary is not None)
    assert case.words in reasons
    assert case.source in reasons


def test_national_rows_claim_no_review(get: Get) -> None:
    """Nobody has reviewed what stands here of KS and SSB, and every answer about them says whom to ask."""
    found = _document(get, {"begrep": "sykefravaersprosent", "a": KS_SICK, "b": SSB_SICK})
    gates = [reason for reason in found["reasons"] if "er ikke kontrollert" in reason["text"]["nb"]]
    assert [reason["text"]["nb"].rpartition(". ")[2] for reason in gates] == ["Spør KS.", "Spør SSB."]
    assert not found["example"]


def test_the_break_in_the_series_is_found_without_knowing_of_it(get: Get) -> None:
    """SSB beside SSB leads to before against after, and a period across the break is cut there."""
    alone = get("/sammenligning?begrep=sykefravaersprosent&a=ssb&b=ssb", "text/html")
    assert "2018-03-15" in alone.url
    assert "2018-10-01" in alone.url
    across = _document(
        get, {"begrep": "sykefravaersprosent", "a": SSB_SICK, "b": "felles", "fra": "2018K3", "til": "2018K4"}
    )
    assert [(part["from"], part["to"]) for part in across["segments"]] == [
        ("2018-07-01", "2018-09-30"),
        ("2018-10-01", "2018-12-31"),
    ]
    page = unescape(get(f"/sammenligning?begrep=sykefravaersprosent&a={SSB_SICK}&b={KS_SICK}", "text/html").text)
    assert "Skal eldre kvartaler stå ved siden av, bruk tidsserien SSB har regnet om." in page


@pytest.mark.parametrize("side", ["ssb", SSB_SICK])
def test_a_period_over_the_break_leads_with_it_and_with_what_ssb_advises(get: Get, side: str) -> None:
    """SSB beside itself from 2017 to 2019: the break first, and SSB's own recalculated series before any conversion."""
    query = {"begrep": "sykefravaersprosent", "a": side, "b": side, "fra": "2017", "til": "2019"}
    page = unescape(get(f"/sammenligning?{urlencode(query)}", "text/html").text)
    answer = page[page.index('class="answer"') : page.index('id="grunner"')]
    assert "Brudd i tallserien 1.10.2018. Før mot etter: ukjent" in answer
    assert "Råd:</strong> Bruk tidsserien SSB og NAV selv har regnet om bakover" in answer
    needs = page[page.index('id="trengs"') :]
    assert needs.index("regnet om bakover") < needs.index("Nevneren i dagsverk")
    found = _document(get, {**query, "a": SSB_SICK, "b": SSB_SICK})
    (change,) = found["breaks"]
    assert (change["at"], found["verdict"], change["verdict"]) == ("2018-10-01", "unknown", "unknown")
    (reason,) = [each for each in change["reasons"] if "Nevner" in each["text"]["nb"]]
    assert "recalculated backwards" in reason["text"]["en"]
    assert "SSB og NAV mars 2019" in reason["source"]


@pytest.mark.parametrize("side", ["ssb", SSB_SICK])
@pytest.mark.parametrize(("first", "last"), [("2018K4", "2019K1"), ("31.12.2018", "1.1.2019")])
def test_a_narrow_period_names_the_break_beside_it(get: Get, side: str, first: str, last: str) -> None:
    """Before and after the end of 2018 nothing changed, but the break just before is told, with the way over it."""
    query = {"begrep": "sykefravaersprosent", "a": side, "b": side, "fra": first, "til": last}
    page = unescape(get(f"/sammenligning?{urlencode(query)}", "text/html").text)
    answer = page[page.index('class="answer"') : page.index('id="grunner"')]
    assert "Samme beskrivelse i hele perioden." in answer
    assert '<time datetime="2018-10-01">' in answer.partition("Nærmeste brudd i tallserien:")[2].partition("</p>")[0]
    assert "Råd:</strong> Bruk tidsserien SSB og NAV selv har regnet om bakover" in answer
    (way,) = re.findall(r'href="([^"]+)">Se svaret over bruddet', answer)
    assert "Brudd i tallserien 1.10.2018." in get(way, "text/html").text
    found = _document(get, query)
    (one,) = found["pairs"] if side == "ssb" else [found]
    assert (one["breaks"], one["nearest_break"]["at"]) == ([], "2018-10-01")


def test_an_assumption_is_told_without_a_preliminary_answer_that_is_not_there(get: Get) -> None:
    """Days of 2018 nobody described: which, and what is taken to hold; nothing of a preliminary answer."""
    query = {"begrep": "sykefravaersprosent", "a": SSB_SICK, "b": SSB_SICK, "fra": "2018", "til": "2019"}
    page = unescape(get(f"/sammenligning?{urlencode(query)}", "text/html").text)
    answer = page[page.index('class="answer"') : page.index('id="grunner"')]
    assert "oreløpig" not in answer
    assert ">14.03.2018</time>: Når SSB (SSB sykefraværsstatistikk) begynte, er ikke oppgitt." in answer
    assert "er lagt til grunn." in answer


def test_the_advice_is_for_those_who_have_recalculated_only(get: Get) -> None:
    """A municipality that changed its denominator as SSB did has no series of SSB's to use instead."""
    field = "oslo/hr/fravaer/sykefr_pst"
    found = _document(get, {"begrep": "sykefravaersprosent", "a": f"{field}/2018-10-01", "b": f"{field}/2025-01-01"})
    assert any("Nevner" in reason["text"]["nb"] for reason in found["reasons"])
    assert not any("regnet om bakover" in reason["text"]["nb"] for reason in found["reasons"])


def test_an_old_series_nobody_says_the_start_of_is_there_for_its_past(get: Get) -> None:
    """KS' ended series: the field, the matrix of its past and the files all say that the start is not stated."""
    field = unescape(get(f"/felt/{KS_SICK}", "text/html").text)
    assert "start ikke oppgitt, kjent fra" in field[field.index('id="kobling-1"') :][:200]
    matrix = unescape(get("/begrep/personell/sykefravaersprosent/sammenligning?fra=2015&til=2017", "text/html").text)
    assert f'href="/felt/{KS_SICK}"' in matrix
    found = _document(get, {"begrep": "sykefravaersprosent", "a": KS_SICK, "b": SSB_SICK, "fra": "2015", "til": "2015"})
    assert found["preliminary"] == "not-comparable"
    assert {each["side"]: each["start_stated"] for each in found["segments"][0]["assumed"]} == {"a": False, "b": False}
    rows = get("/begrep/personell/sykefravaersprosent/felt.csv?skilletegn=komma", "text/csv").text.splitlines()
    (row,) = [each for each in rows if "tidligere serie" in each]
    assert "2026-11-21,,ikke oppgitt," in row
    comment = get("/koblinger/ks.sssom.tsv", "text/tab-separated-values").text
    assert "start ikke oppgitt, kjent fra 2026-11-21" in comment
    described = get(f"/felt/{KS_SICK}.nt", "application/n-triples").text
    assert "ns#knownFrom" in described
    assert "startDate" not in described


def test_what_is_not_the_concept_is_said_on_the_field_too(get: Get) -> None:
    """Two of FINT's three percentages are stated to be something else than the concept, on their own pages as well."""
    for column, related in (("ansettelsesprosent", False), ("lonnsprosent", True), ("tilstedeprosent", True)):
        page = unescape(get(f"/felt/{FINT}{column}", "text/html").text)
        assert ("beslektet" in page) == related
        assert ("Ikke avtalt stillingsomfang" in page) == related
