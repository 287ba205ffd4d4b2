"""``/krysskobling`` in a browser: the header of a chosen file is read there, and nothing else is sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

HEADER = "AVDELING;AVTALTE_DV;EGENM_PST;KVARTAL;LEGEM_PST;SYKEFR_PST;TAPTE_DV"
SECRET = "hemmelig verdi"


@pytest.mark.parametrize(
    ("header", "encoding"),
    [(HEADER, "utf-8-sig"), (HEADER, "utf-16"), ("Sykefravær %;Årsverk", "cp1252"), ('"Enhet\nnavn";Ærlig', "utf-8")],
)
def test_only_the_header_leaves_the_machine(
    page: Page, server: str, tmp_path: Path, header: str, encoding: str
) -> None:
    """The file's first record stands in the form, whatever its encoding, and the request holds no more of the file."""
    file = tmp_path / "oslo.csv"
    file.write_bytes(f"{header}\n{SECRET};æøå;1\n".encode(encoding) + b";" * 200_000)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    page.goto(f"{server}/krysskobling")
    page.locator("#fil").set_input_files(file)
    expect(page.locator("#kolonner")).not_to_have_value("")
    assert page.locator("#kolonner").input_value() == header
    assert "oslo.csv" in page.locator("#fil-lest").inner_text()
    page.get_by_role("button", name="Vis krysskobling").click()
    page.wait_for_load_state()
    (post,) = [request for request in sent if request.method == "POST"]
    assert len(post.post_data or "") < 1000
    assert "hemmelig" not in (post.post_data or "")


def test_a_file_is_dropped(page: Page, server: str) -> None:
    """A file dropped on the form is read as one that is chosen, and only its header is sent."""
    page.goto(f"{server}/krysskobling")
    dropped = page.evaluate_handle(
        "text => { const data = new DataTransfer(); data.items.add(new File([text], 'oslo.csv')); return data; }",
        f"{HEADER}\n{SECRET};1;2;3;4;5;6\n",
    )
    page.dispatch_event("#kolonner", "drop", {"dataTransfer": dropped})
    expect(page.locator("#kolonner")).not_to_have_value("")
    assert page.locator("#kolonner").input_value() == HEADER
    with page.expect_request(lambda request: request.method == "POST") as posted:
        page.get_by_role("button", name="Vis krysskobling").click()
    assert "hemmelig" not in (posted.value.post_data or "")


def test_what_is_pasted_is_cut_to_its_header(page: Page, server: str) -> None:
    """Rows pasted by mistake are taken away before anything is sent."""
    page.goto(f"{server}/krysskobling")
    page.locator("#kolonner").fill(f"{HEADER}\n{SECRET};1;2;3;4;5;6")
    page.locator("#til").select_option("bergen")
    with page.expect_request(lambda request: request.method == "POST") as posted:
        page.get_by_role("button", name="Vis krysskobling").click()
    assert "hemmelig" not in (posted.value.post_data or "")
    assert page.locator("tbody code", has_text="SYKEFR_PST").count() == 1
