"""The application factory: everything a process needs to answer requests, given its settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, current_app, g, request
from flask_babel import Babel

from graph.errors import CatalogueError
from server import errors, filters
from server.api.pages import api, described
from server.browsing.concept_pages import concept_pages
from server.browsing.edit_links import edit_link
from server.browsing.index_pages import index_pages
from server.browsing.sheets_of_lists import sheets_of_lists
from server.browsing.side_by_side import side_by_side
from server.browsing.statistics_pages import statistics_pages
from server.browsing.workbooks import workbooks
from server.catalogue import Catalogue
from server.comparison.crosswalk_pages import crosswalk_pages
from server.comparison.pages import comparison
from server.compression import pack
from server.cors import open_to_all
from server.discovery import discovery
from server.downloads import download_pages
from server.harvest_pages import harvest_pages
from server.jskos.routes import jskos
from server.language import TRANSLATIONS, LanguagePrefix, interface_languages, language, locale
from server.linked_data import FORMATS, NAMES, address
from server.news import news
from server.news_sheets import news_sheets
from server.operating.gate import Gate
from server.operating.observed import ROUTE, Observed
from server.operating.pages import operating
from server.pages import pages
from server.reconciliation.routes import reconciliation
from server.release_path import ReleasePrefix, in_release
from server.releases import Releases, hold_release, release, release_headers, releases
from server.rule_pages import rule_pages
from server.search.pages import search
from server.settings import Settings
from server.skosmos.routes import skosmos
from server.sparql import endpoint as sparql
from server.sparql.completion import completion
from server.sparql.engine import QueryEngine
from server.sparql.limits import Limits
from server.sparql.service import Build, EngineMaker, isolated_engine
from server.sparql.wsgi import SparqlFirst
from server.static_files import read_static_files, static_files
from server.templating import SiteEnvironment

_ROOMS: Final = (
    static_files, pages, search, index_pages, concept_pages, workbooks, statistics_pages, side_by_side, discovery,
    completion, sheets_of_lists, download_pages, harvest_pages, comparison, crosswalk_pages, rule_pages, news,
    news_sheets, releases, sparql.blueprint, skosmos, reconciliation, jskos, api, described, operating,
)  # fmt: skip
# What is answered also while no build can be served.
_WITHOUT_BUILD: Final = frozenset({operating.name, static_files.name})
STATIC: Final = Path(__file__).with_name("static")


class Site(Flask):
    """The application, with templates that know the languages."""

    jinja_environment = SiteEnvironment

    def make_default_options_response(self) -> Response:
        """What may be asked of an address, and that any site may ask."""
        return open_to_all(super().make_default_options_response())


def create_app(settings: Settings, translations: Path = TRANSLATIONS) -> Flask:
    """Return the application serving the build in ``settings.store``, now or when there is one.

    ``translations`` holds the message catalogues, each of which is a language of the interface.
    """
    app = Site("server", static_folder=None)
    app.config["SETTINGS"] = settings
    app.config["LIMITS"] = Limits(
        deadline=settings.query_seconds,
        workers=settings.query_workers,
        memory_bytes=settings.query_memory_mb << 20,
        in_memory_quads=settings.memory_quads,
        request_bytes=settings.body_kb << 10,
    )
    app.extensions["catalogue"], app.config["ENGINE"] = _sources(settings, app.config["LIMITS"])
    app.extensions["languages"] = interface_languages(translations)
    app.extensions["static"] = read_static_files(STATIC)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(translations)
    app.extensions["releases"] = Releases(settings.store)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(app, default_locale="nb_NO", locale_selector=locale)
    filters.register(app, STATIC)
    app.before_request(_hold_build)
    app.after_request(pack)
    app.after_request(_named)
    app.after_request(release_headers)
    app.context_processor(_page_context)
    for blueprint in _ROOMS:
        app.register_blueprint(blueprint)
    errors.register(app)
    tools_first = SparqlFirst(ReleasePrefix(app.wsgi_app), sparql.service_of(app))
    spoken = LanguagePrefix(Gate(tools_first, settings), app.extensions["languages"])
    app.wsgi_app = Observed(spoken, settings)  # type: ignore[method-assign]
    return app


def _sources(settings: Settings, limits: Limits) -> tuple[Catalogue, EngineMaker]:
    """Return the catalogue to serve and what makes the engine for clients' queries: here, or at another address."""
    if settings.sparql_url is None:
        return Catalogue(settings.store), isolated_engine
    from server.remote.catalogue import RemoteCatalogue
    from server.remote.endpoint import RemoteEndpoint
    from server.remote.engine import RemoteEngine

    endpoint = RemoteEndpoint(settings.sparql_url, limits.deadline, limits.answer_bytes)

    def make_engine(build: Build, limits: Limits) -> QueryEngine:
        return RemoteEngine(endpoint, tuple(build.manifest.graphs), f"{build.manifest.base}graf/ingen", limits)

    return RemoteCatalogue(endpoint, settings.store, settings.base), make_engine


def _hold_build() -> None:
    """Give the request the build it answers from, from its first question to its last."""
    try:
        g.served = _catalogue().current()
    except CatalogueError:
        if request.blueprint not in _WITHOUT_BUILD:
            raise
        return
    hold_release()


def _catalogue() -> Catalogue:
    catalogue: Catalogue = current_app.extensions["catalogue"]
    return catalogue


def _page_context() -> dict[str, Any]:
    """What every template may use besides its own context."""
    path, lang = request.path, language()
    served = g.get("served")
    if served is None:
        return {"lang": lang}
    return {
        "lang": lang,
        "path": path,
        "manifest": served.manifest,
        "accessibility_statement_url": current_app.config["SETTINGS"].accessibility_statement_url,
        "edit_link": lambda: edit_link(current_app.config["SETTINGS"].proposal_url, path),
        "formats": [(suffix, NAMES[suffix]) for suffix in FORMATS],
        "release_path": in_release,
        "documents": address(g.get("documents", path)),
        "link": lambda iri: in_release(filters.local_link(iri, served.manifest.base, lang)),
        "address_now": filters.prefixed(path, lang),
        "history": served.history,
        "kept_content": served.kept_content,
        "release": release(),
    }


def _named(response: Response) -> Response:
    """Say what kind of address was asked for, for the log and the measurements."""
    request.environ[ROUTE] = request.blueprint or "none"
    return response
