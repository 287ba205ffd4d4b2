"""A request and an answer as the query endpoint sees them, independent of the web framework.

The endpoint is the one place where the framework's own time would be felt, so it reads the WSGI environment
(PEP 3333) itself and hands back status, headers and bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Final

from graph.texts import LANGUAGES

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LANGUAGE_KEY: Final = "begrep.language"
_CHUNK: Final = 1 << 16


@cache
def _key(name: str) -> str:
    """Return the name that the WSGI environment has for a header field; only the program's own names come here."""
    return "HTTP_" + name.upper().replace("-", "_")


@cache
def _line(status: HTTPStatus) -> str:
    return f"{status.value} {status.phrase}"


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One HTTP request: what is needed of the WSGI environment, read when asked for."""

    environ: WSGIEnvironment

    @property
    def method(self) -> str:
        """The method as sent; methods are case-sensitive (RFC 9110 section 9.1)."""
        method: str = self.environ["REQUEST_METHOD"]
        return method

    @property
    def query_string(self) -> str:
        """The query component of the address, percent-encoded, each byte as one character."""
        text: str = self.environ.get("QUERY_STRING", "")
        return text

    @property
    def language(self) -> str:
        """The language of the words in the answer: nb, nn or en; nb for other languages of the interface."""
        language: str = self.environ.get(LANGUAGE_KEY, "nb")
        return language if language in LANGUAGES else "nb"

    @property
    def body(self) -> IO[bytes]:
        """The stream with the content of the request."""
        stream: IO[bytes] = self.environ["wsgi.input"]
        return stream

    @property
    def content_length(self) -> str | None:
        """The value of Content-Length, None when there is none."""
        return self.environ.get("CONTENT_LENGTH") or None

    @property
    def content_type(self) -> str | None:
        """The value of Content-Type, None when there is none."""
        return self.environ.get("CONTENT_TYPE") or None

    @property
    def address(self) -> str:
        """The absolute address of the resource, without query: what the client asked, as far as it can be told."""
        scheme: str = self.environ.get("wsgi.url_scheme", "http")
        host = self.header("Host") or f"{self.environ['SERVER_NAME']}:{self.environ['SERVER_PORT']}"
        path = self.environ.get("SCRIPT_NAME", "") + self.environ.get("PATH_INFO", "")
        return f"{scheme}://{host}{path}"

    def header(self, name: str) -> str | None:
        """Return the value of the header field ``name``, None when there is none."""
        value: str | None = self.environ.get(_key(name))
        return value


@dataclass(slots=True)
class HttpResponse:
    """One HTTP answer; ``body`` is a list of bytes, or an iterator that is closed when it is done or given up."""

    status: HTTPStatus
    headers: dict[str, str] = field(default_factory=dict)
    body: Iterable[bytes] = ()

    def send(self, start_response: StartResponse) -> Iterable[bytes]:
        """Start the answer the WSGI way and return its body."""
        start_response(_line(self.status), list(self.headers.items()))
        return self.body


class FileBody:
    """An iterator over an open file that closes it, from its start to its end."""

    def __init__(self, file: IO[bytes], done: Callable[[], None]) -> None:
        """Read ``file`` from the start; call ``done`` once, when it is closed."""
        self._file = file
        self._done = done
        file.seek(0)

    def __iter__(self) -> Iterator[bytes]:
        """Return itself."""
        return self

    def __next__(self) -> bytes:
        """Return the next piece of the file."""
        piece = self._file.read(_CHUNK)
        if not piece:
            raise StopIteration
        return piece

    def close(self) -> None:
        """Close the file; WSGI servers call this when the answer is sent or given up."""
        if not self._file.closed:
            self._file.close()
            self._done()
