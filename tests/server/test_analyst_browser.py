"""An analyst's questions, from the start page to an answer to rely on: at most three clicks, with scripts off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

MOST_CLICKS = 3


class Analyst:
    """Somebody at the start page who counts clicks; choosing in a list is no click."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.clicks = 0
        page.goto(server)

    def click(self, what: Locator) -> None:
        """Click on what must be there to be seen."""
        what.scroll_into_view_if_needed()
        what.click()
        self.page.wait_for_load_state()
        self.clicks += 1

    def ask(self, concept: str, a: str, b: str, first: str = "", last: str = "") -> None:
        """Ask in the box on the start page, about the period from ``first`` to ``last`` where they are given."""
        form = self.page.locator("form.question")
        form.get_by_label("Begrep").select_option(label=concept)
        form.get_by_label("Tall fra", exact=True).select_option(label=a)
        form.get_by_label("mot tall fra").select_option(label=b)
        form.get_by_label("Fra (valgfritt)").fill(first)
        form.get_by_label("Til (valgfritt)").fill(last)
        self.click(form.get_by_role("button"))

    def answer(self) -> tuple[str, str]:
        """The verdict and why, on a page one can rely on: with a source, and what to do or whom to ask."""
        assert self.clicks <= MOST_CLICKS
        verdict = self.page.locator(".answer__verdict").inner_text()
        why = self.page.locator("section", has=self.page.locator("#grunner")).inner_text()
        assert "Kilde:" in why or "Om enhetene:" in why
        assert "Gjelder" in self.page.locator(".answer").inner_text()
        return verdict.replace("\n", " "), why


@pytest.fixture
def analyst(browser: Browser, server: str) -> Iterator[Analyst]:
    """An analyst with a browser whose scripts are off; skipped where no Chromium is installed."""
    context = browser.new_context(java_script_enabled=False)
    yield Analyst(context.new_page(), server)
    context.close()


def test_hours_by_four_against_hours_by_weeks(analyst: Analyst) -> None:
    """«May Oslo's allocated hours stand beside Trondheim's?» By the concept, and the cell where the two meet."""
    analyst.click(analyst.page.locator(".pill-list").get_by_role("link", name="vedtakstimer"))
    table = analyst.page.locator(".matrix table")
    heads = table.locator("thead th").all_inner_texts()
    (column,) = [place for place, head in enumerate(heads) if head.startswith("Trondheim")]
    row = table.locator("tbody tr", has=analyst.page.locator("th[scope=row]", has_text="Oslo"))
    analyst.click(row.locator("> *").nth(column).get_by_role("link"))
    verdict, why = analyst.answer()
    assert verdict == "=* Sammenlignbare etter omregning"
    assert "timer fra månedsvedtak × 12/13" in why
    assert "Helsedirektoratet IPLOS spørsmål og svar" in why
    assert "«Timer fra månedsvedtak for seg»" in analyst.page.locator("section", has_text="Hva som trengs").inner_text()


def test_ks_old_series_against_ssb(analyst: Analyst) -> None:
    """«May KS' old sick leave figures stand beside SSB's?» By the box on the start page."""
    analyst.ask("sykefraværsprosent", "KS", "SSB")
    verdict, why = analyst.answer()
    assert verdict == "? Ukjent"
    assert "ikke sammenlignbare" in analyst.page.locator(".answer__preliminary").inner_text()
    assert why.index("Hvem er med") < why.index("Derfor er svaret ikke endelig")
    assert "Spør KS." in why


def test_ssb_before_and_after_its_break(analyst: Analyst) -> None:
    """«May SSB's sick leave of 2017 stand beside that of 2019?» The break first, and what SSB has done about it."""
    analyst.ask("sykefraværsprosent", "SSB", "SSB", "2017", "2019")
    verdict, why = analyst.answer()
    assert verdict == "? Brudd i tallserien 1.10.2018. Før mot etter: ukjent"
    told = analyst.page.locator(".answer").inner_text()
    assert "Råd: Bruk tidsserien SSB og NAV selv har regnet om bakover" in told
    assert "Når SSB (SSB sykefraværsstatistikk) begynte, er ikke oppgitt." in told
    assert "«avtalte dagsverk minus ferie» hos SSB (til 30.9.2018)" in why


def test_from_a_share_to_persons_in_full_time(analyst: Analyst) -> None:
    """«May KS' share in full time stand beside SSB's?» SSB has none; persons are told to be another kind of figure."""
    analyst.ask("heltidsandel", "KS", "SSB")
    row = analyst.page.locator("section", has=analyst.page.locator("#naer")).locator("tbody tr")
    assert "ikke samme slags tall som heltidsandel (prosent)" in row.inner_text()
    analyst.click(row.get_by_role("link", name="Kan tallene sammenlignes?"))
    analyst.click(analyst.page.locator("tbody tr", has_text="ordforklaring av heltid").locator("a.answer-link"))
    verdict, why = analyst.answer()
    assert verdict == "? Ukjent"
    assert "Grense for heltid: «stillingsprosent minst 100» hos KS" in why


def test_which_figures_follow_the_common_definitions(analyst: Analyst) -> None:
    """«Does Trondheim's sick leave follow the common definition?» By the municipality, and its answer in the table."""
    analyst.click(analyst.page.get_by_role("link", name="Trondheim"))
    table = analyst.page.locator("section", has=analyst.page.locator("#felles"))
    row = table.locator("tbody tr", has_text="sykefraværsprosent").filter(
        has=analyst.page.get_by_role("link", name="Legemeldt", exact=True)
    )
    analyst.click(row.locator("a.answer-link"))
    verdict, why = analyst.answer()
    assert analyst.page.locator("h1").inner_text().endswith("den felles definisjonen?")
    assert verdict == "? Ukjent"
    assert "Hvilket fravær er med i telleren" in why
    assert "Spør " in why


def test_two_municipalities_by_the_box(analyst: Analyst) -> None:
    """«May Oslo's and Bergen's sick leave be compared?» The pair most alike first, one click from its reasons."""
    analyst.ask("sykefraværsprosent", "Oslo", "Bergen")
    best = analyst.page.locator(".answer__verdict").inner_text().replace("\n", " ")
    analyst.click(analyst.page.locator("a.answer-link").first)
    verdict, _ = analyst.answer()
    assert verdict == best
