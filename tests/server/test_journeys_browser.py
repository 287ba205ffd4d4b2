"""What a reader does in a browser: by keyboard, with the editor, in the tree, without scripts, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request

from graph.namespaces import BASE
from graph.outline import Outline
from graph.store import CatalogueStore
from graph.texts import best
from server.collation import sort_key

CONCEPT = "/begrep/personell/sykefravaersprosent"
NARROW = 320
KILOBYTE = 1000


def tab_to(page: Page, condition: str, most: int = 80) -> None:
    """Press Tab until ``condition``, an expression about the focused element ``e``, holds."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"(e => {condition})(document.activeElement)"):
            return
    raise AssertionError(condition)


def focused(page: Page) -> str:
    """The text of what has focus."""
    return str(page.evaluate("document.activeElement.innerText.trim()"))


def test_from_the_start_page_to_a_reason_by_keyboard(server: str, page: Page) -> None:
    """Choose a concept and two municipalities, ask, pick an answer, and there are the reasons. No mouse."""
    page.goto(server + "/")
    for name, typed in (("begrep", "sykefraværspro"), ("a", "Oslo"), ("b", "Bergen")):
        tab_to(page, f"e.id === 'sporsmal-{name}'")
        page.keyboard.type(typed)
    tab_to(page, "e.matches('.question button')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sammenligning?**a=oslo**")
    tab_to(page, "e.matches('main a[href*=\"/sammenligning?\"]')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer__verdict")
    assert page.locator(".reason").first.is_visible()
    assert page.locator(".reason__source").first.inner_text()


def test_a_tree_has_one_tab_stop_and_arrow_keys(server: str, page: Page) -> None:
    """ARIA tree: Tab goes in and out; arrows open, go down, go back, close; letters find; Enter follows the link."""
    page.goto(server + "/vokabular/personell/hierarki")
    tree = page.get_by_role("tree")
    assert tree.get_attribute("aria-label") == "Begrepshierarki: Personell"
    assert tree.locator("[role=treeitem][tabindex='0']").count() == 1
    tab_to(page, "e.getAttribute('role') === 'treeitem'")
    first = focused(page)
    page.keyboard.press("ArrowDown")
    assert focused(page) != first
    page.keyboard.press("Home")
    assert focused(page) == first
    page.keyboard.type("f")
    assert focused(page) == "fravær"
    expanded = "document.activeElement.getAttribute('aria-expanded')"
    assert page.evaluate(expanded) == "false"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(expanded) == "true"
    page.keyboard.press("ArrowRight")
    below = focused(page)
    assert below != "fravær"
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "fravær"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(expanded) == "false"
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[role=tree]')") is None
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/begrep/personell/*")


def test_a_branch_of_thousands_is_fetched_when_it_is_opened(difficult_server: str, page: Page) -> None:
    """Five thousand concepts are not on the page; opening their branch brings the first hundred and a way on."""
    page.goto(difficult_server + "/vokabular/prove/hierarki")
    item = page.get_by_role("treeitem", name="mor", exact=True)
    assert item.get_attribute("aria-expanded") == "false"
    before = page.get_by_role("treeitem").count()
    item.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("treeitem", name="barn 0099").wait_for()
    assert item.get_attribute("aria-expanded") == "true"
    assert page.get_by_role("treeitem").count() == before + 101
    page.keyboard.press("End")
    assert page.locator("[role=treeitem][tabindex='0']").count() == 1


@pytest.mark.parametrize("slug", ["lang", "skript", "arabisk", "merker", "mor"])
def test_difficult_terms_fit_on_a_phone(difficult_server: str, page: Page, slug: str) -> None:
    """Three hundred characters, markup, right to left, piles of marks: no sideways scrolling, nothing is run."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    for width in (NARROW, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for path in (f"/begrep/prove/{slug}", f"/begrep/side-om-side?a=prove/{slug}&b=prove/mor"):
            page.goto(difficult_server + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert said == []


@pytest.fixture
def editor(server: str, page: Page) -> Page:
    """The page of the endpoint with the editor in place."""
    page.goto(server + "/sparql")
    if not page.locator("script[type=module]").count():
        pytest.skip("the assets are not built: run python hatch_build.py")
    page.locator(".sparql-editor .cm-content").wait_for()
    return page


def test_the_editor_suggests_and_runs(editor: Page) -> None:
    """Letters of a property give the property and its prefix; Ctrl and Enter run; the query is in the address."""
    said: list[str] = []
    editor.on("console", lambda message: said.append(message.text))
    content = editor.locator(".sparql-editor .cm-content")
    assert not editor.locator("textarea").is_visible()
    content.focus()
    editor.keyboard.press("Control+a")
    editor.keyboard.type("SELECT ?begrep WHERE { ?begrep skos:prefLab", delay=5)
    option = editor.locator(".cm-tooltip-autocomplete li", has_text="skos:prefLabel").first
    option.wait_for()
    # The editor takes no choice that is made sooner than somebody can have read it.
    editor.wait_for_timeout(150)
    editor.keyboard.press("Enter")
    editor.locator(".cm-line", has_text="PREFIX skos:").wait_for()
    editor.keyboard.type(" ?term } LIMIT 2")
    editor.keyboard.press("Control+Enter")
    editor.wait_for_url("**/sparql?query=**")
    query = parse_qs(urlsplit(editor.url).query)["query"][0]
    assert query.startswith("PREFIX skos: <http://www.w3.org/2004/02/skos/core#>")
    assert editor.locator("table tbody tr").count() == 2
    assert editor.locator("table a[href^='/begrep/'], table a[href^='/kjennetegn/']").count() >= 1
    assert editor.locator(".sparql-editor .cm-content").inner_text().startswith("PREFIX skos:")
    assert said == []


def test_the_editor_knows_concepts(editor: Page) -> None:
    """A term between quotation marks becomes the concept's IRI."""
    editor.locator(".sparql-editor .cm-content").focus()
    editor.keyboard.press("Control+a")
    editor.keyboard.type('DESCRIBE "sykefraværsp', delay=5)
    editor.locator(".cm-tooltip-autocomplete li", has_text="sykefraværsprosent").first.wait_for()
    editor.wait_for_timeout(150)
    editor.keyboard.press("Enter")
    editor.locator(".cm-line", has_text=f"<https://w3id.org/begrepskatalog{CONCEPT}>").wait_for()


def test_tab_leaves_the_editor(editor: Page) -> None:
    """No keyboard trap (WCAG 2.1.2): Tab goes on to the button, Shift and Tab go back before the editor."""
    inside = "document.activeElement.matches('.sparql-editor')"
    tab_to(editor, "e.matches('.sparql-editor')")
    editor.keyboard.press("Tab")
    assert editor.evaluate("document.activeElement.matches('.sparql-form button')")
    editor.keyboard.press("Shift+Tab")
    assert editor.evaluate(inside)
    editor.keyboard.press("Shift+Tab")
    assert not editor.evaluate(inside)


def test_the_editor_is_named_and_an_error_is_pointed_at(editor: Page, server: str) -> None:
    """Screen readers hear what the field is; after an error the cursor waits on its line."""
    assert "Spørring" in (editor.locator(".cm-content").get_attribute("aria-label") or "")
    editor.goto(server + "/sparql?query=SELECT%20*%20WHERE%20%7B%0A%20%20%3Fs%20feil%0A%7D")
    content = editor.locator(".sparql-editor .cm-content")
    content.wait_for()
    assert content.get_attribute("aria-invalid") == "true"
    assert editor.get_by_role("alert").is_visible()


def test_what_can_be_copied_is(server: str, browser: Browser) -> None:
    """The IRI, the citation and the list of fields go to the clipboard, and a status says so."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(server + CONCEPT)
    page.locator("details.field-list summary").click()
    for name, expected in (
        ("Kopier IRI", "https://w3id.org/begrepskatalog" + CONCEPT),
        ("Kopier henvisningen", "«sykefraværsprosent», Personell, Begrepskatalog"),
        ("Kopier feltlisten", "SYKEFR_PST"),
    ):
        button = page.get_by_role("button", name=name)
        button.click()
        page.get_by_role("status").filter(has_text="Kopiert").first.wait_for()
        assert expected in page.evaluate("navigator.clipboard.readText()")
    context.close()


@pytest.mark.parametrize(
    ("path", "selector"),
    [
        ("/", ".search input"),
        (CONCEPT, "table.relations"),
        ("/vokabular/personell/hierarki", ".tree ul a"),
        ("/sparql?query=ASK{}", "textarea"),
        ("/krysskobling", "textarea"),
        ("/statistikk/dekning", "svg.coverage"),
    ],
)
def test_pages_work_without_scripts(server: str, browser: Browser, path: str, selector: str) -> None:
    """With JavaScript off everything a script makes nicer is there in its plain form."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server + path)
    assert page.locator(selector).first.is_visible()
    assert page.get_by_role("button", name="Kopier IRI").count() == 0
    context.close()


def test_a_question_is_answered_without_scripts(server: str, browser: Browser) -> None:
    """From the start page to an answer with JavaScript off."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server + "/")
    page.locator(".search input").first.fill("sykefraværsprosent")
    page.locator(".search button").first.click()
    page.locator(".hits h3 a").first.click()
    assert urlsplit(page.url).path == CONCEPT
    page.locator("#sammenlignbarhet ~ * .answer-link").first.click()
    assert page.locator(".answer__verdict").is_visible()
    context.close()


def test_a_printed_concept_is_the_concept(server: str, page: Page) -> None:
    """On paper: the definition, the tables in full width, no menus, forms or buttons."""
    page.goto(server + CONCEPT)
    page.emulate_media(media="print")
    assert page.locator(".definition__text").first.is_visible()
    assert page.locator("table.relations").is_visible()
    for unwanted in (".site-nav", ".search", ".copy", ".downloads", ".table-actions"):
        assert not page.locator(unwanted).first.is_visible(), unwanted
    assert page.locator(".table-region").first.evaluate("e => getComputedStyle(e).overflowX") == "visible"


Cost = tuple[int, int, int]


@pytest.fixture
def cost(server: str, browser: Browser) -> Callable[[str], Cost]:
    """What a page costs somebody who has never been here: bytes, requests, and bytes of own script before coding."""

    def measured(path: str) -> Cost:
        context = browser.new_context()
        page = context.new_page()
        finished: list[Request] = []
        page.on("requestfinished", lambda request: finished.append(request))
        page.goto(server + path, wait_until="load")
        page.evaluate("document.fonts.ready.then(() => 1)")
        sizes = [request.sizes() for request in finished]
        total = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
        own = [r for r in finished if urlsplit(r.url).path.endswith(".js") and "/assets/" not in r.url]
        script = sum(len(answer.body()) for r in own if (answer := r.response()) is not None)
        context.close()
        return total, len(finished), script

    return measured


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_a_concept_page_is_light(cost: Callable[[str], Cost], prefix: str) -> None:
    """At most 120 kB and 8 requests the first time, and at most 10 kB of own script."""
    total, requests, script = cost(prefix + CONCEPT)
    assert total <= 120 * KILOBYTE
    assert requests <= 8
    assert script <= 10 * KILOBYTE


def test_the_sparql_page_is_light(cost: Callable[[str], Cost]) -> None:
    """At most 260 kB, editor and all."""
    total, _, script = cost("/sparql")
    assert total <= 260 * KILOBYTE
    assert script <= 10 * KILOBYTE


def test_the_order_is_that_of_the_browser_s_norwegian(page: Page, real_store: CatalogueStore) -> None:
    """The index is in the order of ICU's collation for bokmål, which Chromium carries, for all terms and some more."""
    concepts = Outline(real_store, BASE, sort_key).concepts.values()
    terms = {text.value for concept in concepts for lang in ("nb", "nn") if (text := best(concept.label, lang))}
    terms |= {"Aalesund", "ålesund", "ätt", "ærlig", "Öst", "ørret", "über", "ytelse", "én", "en", "zoo", "œuvre", "đ"}
    ordered = page.evaluate("terms => terms.sort(new Intl.Collator('nb').compare)", sorted(terms))
    assert sorted(terms, key=sort_key) == ordered
