"""The application factory: everything a process needs to answer requests, given its settings."""

from __future__ import annotations

from typing import Any, Final

from flask import Flask, Response, current_app, g, request
from flask_babel import Babel

from server import errors, filters
from server.catalogue import Catalogue
from server.comparison.crosswalk_pages import crosswalk_pages
from server.comparison.pages import comparison
from server.language import LanguagePrefix, language, locale
from server.linked_data import FORMATS, NAMES
from server.pages import pages
from server.settings import Settings
from server.sparql import endpoint as sparql
from server.sparql.engine import QueryEngine
from server.sparql.limits import Limits
from server.sparql.service import Build, EngineMaker, isolated_engine
from server.sparql.wsgi import SparqlFirst

SECURITY_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
# Below this, hashed names make a file's content immutable.
_IMMUTABLE: Final = "/static/assets/"


def create_app(settings: Settings) -> Flask:
    """Return the application serving the build in ``settings.store``; raise StoreMissing when there is none."""
    app = Flask("server")
    app.config["SETTINGS"] = settings
    app.config["LIMITS"] = Limits(
        deadline=settings.query_seconds,
        workers=settings.query_workers,
        memory_bytes=settings.query_memory_mb << 20,
    )
    app.extensions["catalogue"], app.config["ENGINE"] = _sources(settings, app.config["LIMITS"])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(app, default_locale="nb_NO", locale_selector=locale)
    filters.register(app)
    app.before_request(_hold_build)
    app.after_request(_headers)
    app.context_processor(_page_context)
    app.register_blueprint(pages)
    app.register_blueprint(comparison)
    app.register_blueprint(crosswalk_pages)
    app.register_blueprint(sparql.blueprint)
    errors.register(app)
    tools_first = SparqlFirst(app.wsgi_app, sparql.service_of(app))
    app.wsgi_app = LanguagePrefix(tools_first)  # type: ignore[method-assign]
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
    g.served = _catalogue().current()


def _catalogue() -> Catalogue:
    catalogue: Catalogue = current_app.extensions["catalogue"]
    return catalogue


def _page_context() -> dict[str, Any]:
    """What every template may use besides its own context."""
    served = g.served
    path, lang = request.path, language()
    return {
        "lang": lang,
        "path": path,
        "manifest": served.manifest,
        "accessibility_statement_url": current_app.config["SETTINGS"].accessibility_statement_url,
        "formats": [(suffix, NAMES[suffix]) for suffix in FORMATS],
        "link": lambda iri: filters.local_link(iri, served.manifest.base, lang),
    }


def _headers(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith(_IMMUTABLE):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
