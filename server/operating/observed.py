"""Every request, from the outside: who it is from, its number, how it is counted and logged, and what all answers say.

The outermost middleware, so that nothing is answered unseen: neither redirects, refusals nor queries.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from server.operating import measured
from server.operating.clients import Clients
from server.operating.log import REQUEST, told
from server.operating.watched import Watched
from server.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Where the inside says what kind of address it was, and what to call to know which query (its hash) ended how.
ROUTE: Final = "begrep.route"
QUERY: Final = "begrep.query"
SECURITY_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
_SECURITY: Final = tuple((name.lower(), (name, value)) for name, value in SECURITY_HEADERS.items())
_LOG: Final = logging.getLogger("begrep.request")
_NUMBER: Final = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")
# Told also where only what is wrong is logged; refusals for lack of room are many, and are counted.
_OUR_FAULT: Final = frozenset({500, 502, 504})
_Headers = list[tuple[str, str]]


class Observed:
    """WSGI middleware that sees every request and every answer."""

    def __init__(self, app: WSGIApplication, settings: Settings) -> None:
        """Observe ``app``."""
        self._app = app
        self._settings = settings
        self._clients = Clients(settings.trusted_proxies)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        number = self._number(environ)
        self._clients.arrange(environ)
        seen = _Seen(environ, self._settings, number)
        REQUEST.set(number)
        measured.UNDER_WAY.inc()

        def start(status: str, headers: _Headers, *rest: Any) -> Callable[[bytes], object]:
            seen.status = int(status[:3])
            given = {name.lower() for name, _ in headers}
            headers = [*headers, ("X-Request-ID", number)]
            headers += [header for name, header in _SECURITY if name not in given]
            return start_response(status, headers, *rest)

        try:
            body = self._app(environ, start)
        except BaseException:
            seen.over()
            raise
        if isinstance(body, list):
            seen.over()
            return body
        return Watched(body, seen.over)

    def _number(self, environ: WSGIEnvironment) -> str:
        """Return the number a trusted proxy has given the request, or a new one."""
        given: str = environ.get("HTTP_X_REQUEST_ID", "")
        if given and _NUMBER.match(given) and self._clients.trusts(environ.get("REMOTE_ADDR", "")):
            return given
        return os.urandom(8).hex()


class _Seen:
    """One request, and what is noted of it when its answer is over."""

    def __init__(self, environ: WSGIEnvironment, settings: Settings, number: str) -> None:
        self._environ = environ
        self._settings = settings
        self._number = number
        self._started = time.perf_counter()
        self._path: str = environ.get("PATH_INFO", "")
        self.status = HTTPStatus.INTERNAL_SERVER_ERROR.value

    def over(self) -> None:
        """Count and log it."""
        seconds = time.perf_counter() - self._started
        route = self._environ.get(ROUTE, "none")
        measured.UNDER_WAY.dec()
        measured.requests(route, self.status).inc()
        measured.seconds(route).observe(seconds)
        REQUEST.set(self._number)
        level = logging.WARNING if self.status in _OUR_FAULT else logging.INFO
        if _LOG.isEnabledFor(level):
            self._log(level, route, seconds)
        REQUEST.set("")

    def _log(self, level: int, route: str, seconds: float) -> None:
        environ, settings = self._environ, self._settings
        # What nobody has a page for was typed by somebody, and may be anything.
        known = settings.log_queries or self.status != HTTPStatus.NOT_FOUND
        told(
            _LOG,
            level,
            f"{environ['REQUEST_METHOD']} {self.status}",
            path=self._path if known else None,
            query=environ.get("QUERY_STRING") if settings.log_queries else None,
            route=route,
            status=self.status,
            ms=round(seconds * 1000, 1),
            client=environ.get("REMOTE_ADDR") if settings.log_addresses else None,
            **environ.get(QUERY, dict)(),
        )
