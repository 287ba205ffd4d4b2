"""The languages of the interface: three in the program, and any other that has a catalogue file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import hatch_build
from graph.builds import Build
from server.app import create_app
from server.language import TRANSLATIONS, interface_languages
from server.settings import from_environment
from server.sparql.endpoint import service_of

SAMI = """
msgid ""
msgstr ""
"Language: se\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Bokmål"
msgstr "Davvisámegiella"

msgid "Hopp til hovedinnhold"
msgstr "Njuike váldosisdollui"

msgid "Definisjon"
msgstr "Meroštallan"
"""
CONCEPT = "/begrep/personell/sykefravaersprosent"
NOWHERE = "/finnes-ikke"
PATHS = [
    "/",
    "/begrep",
    CONCEPT,
    CONCEPT + "/sammenligning",
    "/krysskobling",
    "/statistikk",
    "/sparql",
    "/api",
    NOWHERE,
]


@pytest.fixture(scope="module")
def translations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program's catalogues, and one for Northern Sámi beside them, made as the build hook makes them."""
    folder = tmp_path_factory.mktemp("oversettelser")
    shutil.copytree(TRANSLATIONS, folder, dirs_exist_ok=True)
    source = folder / "se" / "LC_MESSAGES" / "messages.po"
    source.parent.mkdir(parents=True)
    source.write_text(SAMI, encoding="utf-8")
    hatch_build.compile_catalogue(source, source.with_suffix(".mo"))
    return folder


@pytest.fixture(scope="module")
def sami(translations: Path, real_build: Build) -> Iterator[FlaskClient]:
    """A client of an application that has the Sámi catalogue."""
    app = create_app(from_environment({}, store=real_build.folder.parents[1]), translations)
    yield app.test_client()
    service_of(app).close()


def html(client: FlaskClient, path: str, status: int = 200) -> str:
    """Return the page at ``path``."""
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == status, path
    return response.text


def test_the_program_s_own_languages() -> None:
    """Three languages, each called by its own name."""
    assert interface_languages() == {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


def test_a_catalogue_file_is_a_language(translations: Path) -> None:
    """A file in a folder named by the language's code is all it takes; its own name stands in it."""
    assert interface_languages(translations)["se"] == "Davvisámegiella"


@pytest.mark.parametrize("path", PATHS)
def test_every_page_type_answers_in_sami(sami: FlaskClient, path: str) -> None:
    """What the catalogue has is in Sámi, the rest in bokmål; nothing is left out and nothing fails."""
    page = html(sami, "/se" + path, 404 if path == NOWHERE else 200)
    assert '<html lang="se"' in page
    assert "Njuike váldosisdollui" in page
    assert 'hreflang="se"' in page
    assert 'href="/se/vokabular"' in page


def test_content_without_sami_is_shown_in_bokmal_and_said_so(sami: FlaskClient) -> None:
    """The definition carries the language it is in, and the page says that it is missing in the reader's."""
    page = html(sami, "/se" + CONCEPT)
    assert "Meroštallan" in page
    assert '<bdi lang="nb">sykefraværsprosent</bdi>' in page
    assert 'class="missing"' in page


def test_the_language_menu_offers_sami_on_every_page(sami: FlaskClient) -> None:
    """From a bokmål page the same page in Sámi is one click away."""
    assert f'<a href="/se{CONCEPT}" lang="se"' in html(sami, CONCEPT)


@pytest.mark.parametrize("prefix", ["/no", "/nb"])
def test_norwegian_without_a_form_is_bokmal(client: FlaskClient, prefix: str) -> None:
    """``/no/…`` and ``/nb/…`` lead to the plain address, whatever is in it."""
    response = client.get(f"{prefix}/sok?q=fravær&side=2", headers={"Accept": "text/html"})
    assert response.status_code == 308
    assert response.headers["Location"].endswith("/sok?q=frav%C3%A6r&side=2")
    assert client.get(f"{prefix}//example.org/æ").headers["Location"] == "/example.org/%C3%A6"
    assert client.get(prefix).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/se/sammenligning?begrep=finnes-ikke", "text/html", 400),
        ("/se/sparql?query=feil", "text/html", 400),
        ("/se/sparql?query=feil", "application/json", 400),
    ],
)
def test_errors_have_words_in_sami_too(sami: FlaskClient, path: str, accept: str, status: int) -> None:
    """Words that exist in three languages are said in bokmål, to people and tools alike."""
    response = sami.get(path, headers={"Accept": accept})
    assert response.status_code == status
    assert len(response.text) > 100
