"""A catalogue of difficult content, for the tests of pages."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.builds import Build
from graph.comparing.measure import load_measures
from graph.store import CatalogueStore
from server.catalogue import Served
from server.settings import Settings, from_environment
from tests.generated_concepts import extremes
from tests.large_catalogue import quads

MakeApp = Callable[[Settings], Flask]

RATE = "https://w3id.org/begrepskatalog/begrep/personell/sykefravaersprosent"


class OneBuild:
    """A catalogue that always serves the same, without a folder."""

    def __init__(self, served: Served) -> None:
        self._served = served

    def current(self) -> Served:
        return self._served


@pytest.fixture(scope="session")
def difficult(make_app: MakeApp, real_build: Build, real_store: CatalogueStore) -> FlaskClient:
    """A client of the real catalogue with 357 more municipalities, 5 000 concepts below one, and difficult terms."""
    measure = load_measures(real_store)[RATE]
    assert measure.unit
    store = CatalogueStore.from_quads([*real_store.quads(), *quads(measure, measure.unit), *extremes()])
    app = make_app(from_environment({}, store=real_build.folder.parents[1]))
    app.extensions["catalogue"] = OneBuild(Served(real_build.store, store, real_build.manifest, real_build.search))
    return app.test_client()
