"""A browser, and a catalogue of difficult content, for the tests of pages."""

import shutil
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from graph.builds import Build
from graph.comparing.measure import load_measures
from graph.store import CatalogueStore
from server.catalogue import Served
from server.settings import Settings, from_environment
from tests.generated_concepts import extremes
from tests.large_catalogue import many_columns, quads

MakeApp = Callable[[Settings], Flask]

RATE = "https://w3id.org/begrepskatalog/begrep/personell/sykefravaersprosent"


class OneBuild:
    """A catalogue that always serves the same, without a folder."""

    def __init__(self, served: Served) -> None:
        self._served = served

    def current(self) -> Served:
        return self._served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window; the tests are skipped where it is not installed."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty wide page in a light colour scheme."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def difficult_app(make_app: MakeApp, real_build: Build, real_store: CatalogueStore) -> Flask:
    """The real catalogue with 357 more municipalities, 5 000 concepts below one, 250 columns and difficult terms."""
    measure = load_measures(real_store)[RATE]
    assert measure.unit
    store = CatalogueStore.from_quads(
        [*real_store.quads(), *quads(measure, measure.unit), *many_columns(), *extremes()]
    )
    app = make_app(from_environment({}, store=real_build.folder.parents[1]))
    app.extensions["catalogue"] = OneBuild(Served(real_build.store, store, real_build.manifest, real_build.search))
    return app


@pytest.fixture
def difficult(difficult_app: Flask) -> FlaskClient:
    """A client of the difficult catalogue."""
    return difficult_app.test_client()


@pytest.fixture(scope="session")
def difficult_server(difficult_app: Flask) -> Iterator[str]:
    """The address of a server of the difficult catalogue, in this process."""
    server = make_server("127.0.0.1", 0, difficult_app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
