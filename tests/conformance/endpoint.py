"""The application with limits of a test's choosing, for a real web server to serve."""

from __future__ import annotations

import json
import os

from flask import Flask

from server.app import create_app
from server.settings import from_environment
from server.sparql.endpoint import service_of
from server.sparql.limits import Limits
from server.sparql.result_cache import ResultCache
from server.sparql.wsgi import SparqlFirst


def application() -> Flask:
    """Return the application, its endpoint bounded by the limits in ENDPOINT_LIMITS (JSON)."""
    app = create_app(from_environment())
    service = service_of(app)
    service.limits = Limits(**json.loads(os.environ["ENDPOINT_LIMITS"]))
    service.cache = ResultCache(service.limits.cache_bytes)
    if not isinstance(app.wsgi_app, SparqlFirst):
        app.wsgi_app = SparqlFirst(app.wsgi_app, service)  # type: ignore[method-assign]
    return app
