"""«Last ned arbeidsbok»: what is downloaded is what an export makes, and comes back the same way."""

from __future__ import annotations

import html
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from graph.builds import current_build
from graph.workbook import kept_content
from graph.workbook.kept_content import FILE_NAME
from loaders.build import BuildPlan, build
from loaders.workbook import export_workbook, import_workbook
from tests.conftest import MakeApp, settings_for
from tests.git_content import GitContent

RATE = "personell/sykefravaersprosent"
NOT_HERE = {
    "": "Arbeidsboken kan ikke lastes ned her",
    "/nn": "Arbeidsboka kan ikkje lastast ned her",
    "/en": "The workbook cannot be downloaded here",
}


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> GitContent:
    """A repository with everything committed."""
    return GitContent.small(tmp_path_factory.mktemp("arbeidsbok") / "innhold")


@pytest.fixture(scope="module")
def site(content: GitContent, make_app: MakeApp) -> FlaskClient:
    """The site built from it, after which the repository is not asked."""
    store = content.root.parent / "store"
    build(BuildPlan(content.folders, store))
    return make_app(settings_for(store)).test_client()


def cells(path: Path) -> dict[str, list[list[Any]]]:
    """Every cell of a workbook."""
    book = load_workbook(path)
    return {page.title: [[cell.value for cell in row] for row in page.iter_rows()] for page in book}


def saved(site: FlaskClient, address: str, path: Path) -> Path:
    """The workbook at an address, as a file."""
    answer = site.get(address)
    assert answer.status_code == 200
    assert answer.content_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    path.write_bytes(answer.data)
    return path


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
@pytest.mark.parametrize("subject", [RATE, "personell/fravaer", "personell"])
def test_a_download_is_what_an_export_makes(
    site: FlaskClient, content: GitContent, tmp_path: Path, subject: str, lang: str
) -> None:
    """Cell by cell, the hidden sheets too, in the language of the page."""
    start = "" if lang == "nb" else f"/{lang}"
    kind = "begrep" if "/" in subject else "vokabular"
    found = saved(site, f"{start}/{kind}/{subject}/arbeidsbok.xlsx", tmp_path / "hentet.xlsx")
    export_workbook(content.folders, subject, tmp_path / "skrevet.xlsx", lang)
    assert cells(found) == cells(tmp_path / "skrevet.xlsx")


def test_a_download_is_brought_back(site: FlaskClient, content: GitContent, tmp_path: Path) -> None:
    """A cell changed in it becomes a line in the file."""
    path = saved(site, f"/en/begrep/{RATE}/arbeidsbok.xlsx", tmp_path / "hentet.xlsx")
    book = load_workbook(path)
    page = book["Concepts"]
    place = next(cell.column for cell in page[1] if cell.value == "term en")
    page.cell(2, place).value = "rate of sickness absence"
    book.save(path)
    found = import_workbook(content.folders, path, None, date(2026, 11, 28))
    assert list(found.texts) == [f"vocabularies/{RATE}.ttl"]
    assert 'skos:prefLabel "rate of sickness absence"@en ;' in found.texts[f"vocabularies/{RATE}.ttl"]


@pytest.mark.parametrize("start", ["", "/nn", "/en"])
def test_the_pages_lead_to_it(site: FlaskClient, start: str) -> None:
    """The button stands on the concept's and the vocabulary's page, in the language of the page."""
    for path in (f"/begrep/{RATE}", "/vokabular/personell"):
        text = site.get(f"{start}{path}", headers={"Accept": "text/html"}).text
        assert f'href="{start}{path}/arbeidsbok.xlsx"' in text
        assert NOT_HERE[start] not in text


@pytest.mark.parametrize("path", ["/begrep/personell/finnes-ikke", "/vokabular/finnes-ikke", "/vokabular/kjennetegn"])
def test_what_is_not_there_is_not_found(site: FlaskClient, path: str) -> None:
    assert site.get(f"{path}/arbeidsbok.xlsx").status_code == 404


@pytest.mark.parametrize("way", ["without Git", "not committed"])
def test_without_the_commit_it_is_told_that_there_is_none(
    content: GitContent, tmp_path: Path, make_app: MakeApp, way: str
) -> None:
    """Content outside Git, or changed since it was committed: the page says why, and so does the address."""
    ignored = shutil.ignore_patterns(".git") if way == "without Git" else None
    other = GitContent(tmp_path / "innhold")
    shutil.copytree(content.root, other.root, ignore=ignored)
    if way == "not committed":
        other.edit(f"vocabularies/{RATE}.ttl", "sickness absence rate", "sick leave rate")
    build(BuildPlan(other.folders, tmp_path / "store"))
    assert not (current_build(tmp_path / "store").folder / FILE_NAME).exists()
    site = make_app(settings_for(tmp_path / "store")).test_client()
    for start, words in NOT_HERE.items():
        page = site.get(f"{start}/begrep/{RATE}", headers={"Accept": "text/html"}).text
        assert words in html.unescape(page)
        assert "arbeidsbok.xlsx" not in page
        answer = site.get(f"{start}/begrep/{RATE}/arbeidsbok.xlsx", headers={"Accept": "text/html"})
        assert answer.status_code == 404
        assert words in html.unescape(answer.text)


def test_a_vocabulary_that_is_too_large_is_told(site: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook that would keep the server from others is not made; what to do instead is said."""
    monkeypatch.setattr(kept_content, "MOST_CONCEPTS", 1)
    kept_content._made.cache_clear()
    answer = site.get("/vokabular/okonomi/arbeidsbok.xlsx", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    answer = site.get("/nn/vokabular/personell/arbeidsbok.xlsx", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "begrep workbook export" in html.unescape(answer.text)
