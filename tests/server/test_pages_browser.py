from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page

AXE = Path(__file__).parents[2] / "server" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW, WIDE = 320, 1280
# Addresses that are wrong on purpose, of which the browser says so itself.
WRONG = re.compile("feil|finnes-ikke$")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
CONCEPT = "/begrep/personell/sykefravaersprosent"
PAGES = [
    "/",
    "/sok?q=fravær",
    "/sok?q=an&type=begrep&side=2",
    "/sok?q=sykefraversprosentt",
    "/vokabular",
    "/vokabular/personell",
    "/vokabular/personell/alfabetisk?bokstav=S",
    "/vokabular/personell/hierarki",
    "/vokabular/personell/hierarki?under=personell/sykefravaer",
    "/begrep",
    CONCEPT,
    CONCEPT + "/felt",
    "/begrep/personell/sykefravaer",
    "/begrep/side-om-side",
    "/begrep/side-om-side?a=personell/ansatt&b=stilling",
    "/begrep/side-om-side?a=sykefrav&b=finnes-ikke",
    "/begrepssamling",
    "/organisasjon",
    "/organisasjon/oslo",
    "/organisasjon/begrepskatalogen",
    "/felt/oslo/hr",
    "/felt/oslo/hr/fravaer/sykefr_pst",
    "/kjennetegn/fravaerstype",
    "/enhet/prosent",
    "/begrepssamling/personell?side=2",
    "/nytt",
    "/versjon",
    "/nedlasting",
    "/sparql",
    "/sparql?query=ASK{}",
    "/sparql?query=SELECT*{?s ?p ?o}LIMIT 3",
    "/sparql?query=feil",
    "/sammenligning",
    "/sammenligning?begrep=sykefravaersprosent&a=oslo/hr/fravaer/sykefr_pst&b=drammen/hr/fravaer/fravaer_pst&fra=2018",
    "/sammenligning?begrep=sykefravaersprosent&a=oslo&b=bergen",
    "/sammenligning?begrep=sykefravaersprosent&a=ks&b=ssb",
    "/begrep/personell/ansatt/sammenligning",
    "/krysskobling",
    "/krysskobling?kolonner=AVDELING;SYKEFR_PST;LEGEM_PST&mot=bergen&tabell=oslo/hr/fravaer",
    "/regler",
    "/regler/PRO-02",
    "/statistikk",
    "/statistikk/dekning",
    "/api",
    "/om",
    "/tilgjengelighet",
    "/personvern",
    "/finnes-ikke",
]
# The rules that look at how a page is drawn; the others look at its markup, which is the same at every width. Only one
# of them looks at colours.
COLOURS = ("color-contrast",)
DRAWN = (*COLOURS, "target-size", "scrollable-region-focusable")
# What the reader's language calls the catalogue, at the end of every title.
NAMES = {"": "Begrepskatalog", "/nn": "Omgrepskatalog", "/en": "Concept catalogue"}


def violations(page: Page, *, only: Sequence[str] = (), css: bool = False) -> list[str]:
    """Run axe on the page as it is; return rule, place and help of everything it finds.

    ``only`` runs those rules and no others; ``css`` has axe read the style sheets too.
    """
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run python hatch_build.py")
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    options = {
        "runOnly": list(only or RULES),
        "resultTypes": ["violations"],
        # Loading every style sheet once more serves one rule alone, about locked orientation: see its own test.
        "preload": css,
    }
    found: dict[str, Any] = page.evaluate("options => axe.run(options)", options)
    return [
        f"{violation['id']} at {node['target']}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """A reader who goes on from page to page, with axe on every one of them."""
    context = browser.new_context(color_scheme="light")
    if AXE.is_file():
        context.add_init_script(path=AXE)
    yield context
    context.close()


@pytest.fixture
def window(visitor: BrowserContext) -> Page:
    """The visitor's only window, as the page before left it."""
    return visitor.pages[0] if visitor.pages else visitor.new_page()


def fits(page: Page, width: int) -> bool:
    """Set the width and tell whether nothing needs sideways scrolling."""
    page.set_viewport_size({"width": width, "height": 800})
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


def seen(page: Page, width: int, scheme: Literal["light", "dark"], rules: Sequence[str] = ()) -> list[str]:
    """Look at the page at that width in that colour scheme: what axe finds, and whether it scrolls sideways."""
    fitting = fits(page, width)
    page.emulate_media(color_scheme=scheme)
    found = violations(page, only=rules) + ["it scrolls sideways"] * (not fitting)
    return [f"{width} px, {scheme}: {each}" for each in found]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_type_is_accessible_and_keeps_to_itself(server: str, window: Page, path: str) -> None:
    """One load, everything that can be seen of it, at both widths and in both colour schemes.

    axe finds nothing (WCAG 2.2 A and AA, best practice), and nothing needs sideways scrolling. One h1, the skip link
    first. Only its own host is asked, nothing is stored, no script runs but its own, and the console stays empty.
    """
    asked: list[str] = []
    said: list[str] = []
    with listening(window, asked, said):
        window.goto(server + path, wait_until="load")
        assert seen(window, NARROW, "light") == []
        assert seen(window, NARROW, "dark", COLOURS) == []
        assert seen(window, WIDE, "dark", COLOURS) == []
        assert seen(window, WIDE, "light", DRAWN) == []
        assert window.locator("h1").count() == 1
        window.keyboard.press("Tab")
        assert window.evaluate("document.activeElement.className") == "ds-skip-link"
    assert [text for text in said if not re.search("40[04]", text) or not WRONG.search(path)] == []
    assert {urlsplit(address).netloc for address in asked} == {urlsplit(server).netloc}
    assert window.context.cookies() == []
    assert window.evaluate("localStorage.length + sessionStorage.length") == 0
    scripts = window.locator("script[src]").evaluate_all("all => all.map(script => new URL(script.src).pathname)")
    assert all(script.startswith("/static/") for script in scripts)


@contextmanager
def listening(page: Page, asked: list[str], said: list[str]) -> Iterator[None]:
    """Note every address that is asked for, and everything the console or a script that fails says."""
    heard: dict[Any, Callable[[Any], None]] = {
        "request": lambda request: asked.append(request.url),
        "console": lambda message: said.append(message.text),
        "pageerror": lambda error: said.append(str(error)),
    }
    for event, note in heard.items():
        page.on(event, note)
    try:
        yield
    finally:
        for event, note in heard.items():
            page.remove_listener(event, note)


@pytest.mark.parametrize(("prefix", "narrow", "wide"), [("/nn", "light", "dark"), ("/en", "dark", "light")])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_type_is_accessible_in_the_other_languages(
    server: str, window: Page, prefix: str, narrow: Literal["light", "dark"], wide: Literal["light", "dark"], path: str
) -> None:
    """The same with other words, which may be longer: every rule, at both widths and in both colour schemes."""
    window.goto(server + prefix + path)
    assert window.locator("html").get_attribute("lang") == prefix.strip("/")
    assert seen(window, NARROW, narrow) == []
    assert seen(window, WIDE, wide, DRAWN) == []


def test_no_style_sheet_locks_the_orientation(server: str, page: Page) -> None:
    """The page turns with the phone (WCAG 2.2, 1.3.4); the style sheets are the same everywhere, so once is enough."""
    page.goto(server + CONCEPT)
    assert violations(page, only=["css-orientation-lock"], css=True) == []
    turned = "@media (orientation: portrait) { html { transform: rotate(90deg); } }"
    page.evaluate("rule => document.styleSheets[0].insertRule(rule)", turned)
    assert violations(page, only=["css-orientation-lock"], css=True) != []


@pytest.mark.parametrize("path", [CONCEPT, "/", "/sparql"])
def test_accessible_without_built_assets(server: str, page: Page, path: str) -> None:
    """The plain style alone is readable: enough contrast in both schemes, no sideways scrolling."""
    page.route("**/static/assets/**", lambda route: route.abort())
    page.goto(server + path)
    page.set_viewport_size({"width": NARROW, "height": 800})
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], scheme
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW


@pytest.mark.parametrize("prefix", NAMES)
def test_titles_name_page_and_catalogue(server: str, prefix: str) -> None:
    """Titles are unique and end with what the catalogue is called in the reader's language."""
    titles = []
    for path in PAGES:
        answer = requests.get(server + prefix + path, headers={"Accept": "text/html"}, timeout=30)
        titles.append(unescape(answer.text.partition("<title>")[2].partition("</title>")[0]))
    assert all(title.endswith(NAMES[prefix]) for title in titles)
    alike = re.compile(r"/sparql\?")  # the same page asked for something else
    plain = [title for title, path in zip(titles, PAGES, strict=True) if not alike.search(path)]
    assert len(set(plain)) == len(plain)


def test_skip_link_comes_first_and_leads_to_the_content(server: str, page: Page) -> None:
    """The first Tab shows the skip link; Enter moves on to the main content."""
    page.goto(server + CONCEPT)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Hopp til hovedinnhold"
    box = focused.bounding_box()
    assert box is not None
    assert box["height"] >= 24
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innhold"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_focus_is_always_visible(server: str, page: Page, scheme: Literal["light", "dark"]) -> None:
    """Whatever Tab reaches on a concept page is outlined, in both colour schemes."""
    page.emulate_media(color_scheme=scheme)
    page.goto(server + CONCEPT)
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        name, width, style = page.evaluate(
            "(e => [e.outerHTML.slice(0, 200), parseFloat(getComputedStyle(e).outlineWidth),"
            " getComputedStyle(e).outlineStyle])(document.activeElement)"
        )
        seen.add(name)
        assert "ds-skip-link" in name or (width >= 2 and style != "none"), name
    assert len(seen) > 30


def test_targets_are_large_enough_on_a_phone(server: str, page: Page) -> None:
    """Menu, language and search controls are at least 24 px high (WCAG 2.2, 2.5.8)."""
    page.set_viewport_size({"width": NARROW, "height": 800})
    page.goto(server + "/")
    heights = page.locator("header a, header button, form input, form button").evaluate_all(
        "elements => elements.map(e => e.getBoundingClientRect().height)"
    )
    assert len(heights) > 6
    assert min(heights) >= 24


def test_language_switch_keeps_the_page(server: str, page: Page) -> None:
    """The language switch leads to the same page, query included, and the page says which languages it has."""
    page.goto(server + "/sok?q=fravær")
    page.get_by_role("link", name="Nynorsk", exact=True).click()
    assert urlsplit(page.url).path == "/nn/sok"
    assert page.get_by_role("combobox", name="Søk etter").input_value() == "fravær"
    assert page.locator("html").get_attribute("lang") == "nn"
    languages = page.locator("link[rel=alternate][hreflang]").evaluate_all("links => links.map(l => l.hreflang)")
    assert languages == ["nb", "nn", "en", "x-default"]


def test_other_languages_carry_their_own_tag(server: str, page: Page) -> None:
    """A term in another language than the page says which language it is in."""
    page.goto(server + CONCEPT)
    terms = page.locator("header [lang]").evaluate_all("nodes => nodes.map(n => [n.lang, n.textContent])")
    assert ["nn", "sjukefråværsprosent"] in terms
    assert ["en", "sickness absence rate"] in terms


def test_from_search_to_definition_by_keyboard(server: str, page: Page) -> None:
    """Without a mouse: type a word on the start page, Enter, Tab to the hit, Enter, and there is the definition."""
    page.goto(server + "/")
    page.get_by_role("combobox", name="Søk etter").focus()
    page.keyboard.type("sykefraværsprosent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sok?**")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.pathname") == CONCEPT:
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**" + CONCEPT)
    assert page.locator(".definition__text").first.is_visible()


def test_wide_tables_scroll_in_a_named_region(server: str, page: Page) -> None:
    """On a narrow screen a table scrolls inside a region that can be focused and has a name."""
    page.set_viewport_size({"width": NARROW, "height": 800})
    page.goto(server + CONCEPT)
    region = page.get_by_role("region", name="Felt som er koblet til begrepet")
    assert region.evaluate("e => e.scrollWidth > e.clientWidth")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    assert region.evaluate("e => e.scrollLeft") > 0


def test_examples_are_marked_by_words(server: str, page: Page) -> None:
    """Every row that is an example says so in text, not by colour alone."""
    page.goto(server + CONCEPT)
    rows = page.locator("tr.example")
    assert rows.count() >= 5
    assert all("eksempel" in text for text in rows.all_inner_texts())
