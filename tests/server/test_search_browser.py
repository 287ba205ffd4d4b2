"""The search field in a browser: a combobox with suggestions, and a plain form where there is no script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

AXE = Path(__file__).parents[2] / "server" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def type_into(page: Page, text: str) -> None:
    """Type into the search field and wait for suggestions."""
    page.get_by_role("combobox", name="Søk etter begrep").press_sequentially(text)
    page.get_by_role("option").first.wait_for()


def test_suggestions_by_keyboard(server: str, page: Page) -> None:
    """Arrow keys move and are told, Escape closes, Enter on a suggestion goes there."""
    page.goto(server + "/")
    type_into(page, "sykef")
    field = page.get_by_role("combobox", name="Søk etter begrep")
    assert field.get_attribute("aria-expanded") == "true"
    assert "forslag, bruk piltastene" in page.locator("form.search [role=status]").inner_text()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert "sykefravær" in chosen.inner_text()
    page.keyboard.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "sykef"
    page.keyboard.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/begrep/personell/sykefravaer")


def test_enter_without_a_choice_searches(server: str, page: Page) -> None:
    """The form does what it does without suggestions."""
    page.goto(server + "/nn/")
    page.get_by_role("combobox", name="Søk etter omgrep").press_sequentially("fråvær")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/nn/sok?q=*")


def test_a_suggestion_can_be_clicked(server: str, page: Page) -> None:
    """With a mouse or a finger."""
    page.goto(server + "/vokabular")
    type_into(page, "SYKEFR_PST")
    page.get_by_role("option").nth(1).click()
    page.wait_for_url("**/felt/oslo/hr/fravaer/sykefr_pst")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_suggestions_are_accessible(server: str, page: Page, scheme: Any) -> None:
    """axe finds nothing while the list is open, at both widths, and nothing needs sideways scrolling."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run python hatch_build.py")
    page.emulate_media(color_scheme=scheme)
    page.goto(server + "/vokabular")
    type_into(page, "fravær")
    page.keyboard.press("ArrowDown")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        found: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        assert [violation["id"] for violation in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_search_works_without_script(server: str, browser: Browser) -> None:
    """Form, facets and pages are links and forms."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server + "/")
    page.get_by_role("searchbox").fill("fravær")
    page.get_by_role("button", name="Søk").click()
    page.locator(".facet__option", has_text="Lokale felt").click()
    assert page.locator(".facet__option[aria-current=true]").inner_text().startswith("Lokale felt")
    assert page.locator(".hit").count() > 3
    context.close()
