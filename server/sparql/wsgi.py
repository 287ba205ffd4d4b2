"""The endpoint for tools, in front of the framework.

Most answers of the endpoint are not pages, and take the framework longer to frame than the engine to find. They
are given here; everything else goes on to the application as it came.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING, Final

from server.operating.observed import ROUTE
from server.sparql.answer import respond
from server.sparql.http_messages import LANGUAGE_KEY, HttpRequest
from server.sparql.request import WITH_BODY
from server.sparql.service import SparqlService

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH: Final = "/sparql"


class SparqlFirst:
    """WSGI middleware that answers the endpoint when the answer is not a page."""

    def __init__(self, app: WSGIApplication, service: SparqlService) -> None:
        """Answer with ``service``, and with ``app`` what it leaves."""
        self._app = app
        self._service = service

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("PATH_INFO") != PATH or LANGUAGE_KEY in environ:
            return self._app(environ, start_response)
        body = None
        if environ["REQUEST_METHOD"] in WITH_BODY:
            body = environ["wsgi.input"] = _Remembered(environ["wsgi.input"])
        response = respond(self._service, HttpRequest(environ))
        if response is not None:
            environ[ROUTE] = PATH.strip("/")
            return response.send(start_response)
        if body is not None:
            environ["wsgi.input"] = body.again()
        return self._app(environ, start_response)


class _Remembered(io.RawIOBase):
    """A request's body that can be read a second time."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream
        self._read: list[bytes] = []

    def read(self, size: int = -1) -> bytes:
        """Read up to ``size`` bytes."""
        piece = self._stream.read(size)
        self._read.append(piece)
        return piece

    def again(self) -> IO[bytes]:
        """Return the body from its start."""
        return io.BytesIO(b"".join(self._read))
