"""What is to be imported, from a file or over HTTP, within limits of time and size: all of it, or an error."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import requests
from urllib3.exceptions import HTTPError, ProtocolError

from loaders.importing.wording import refusal

_PIECE: Final = 1 << 16
_MEGABYTE: Final = 1 << 20
_AGENT: Final = "begrepskatalog"
_LATER: Final = (429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait for a connection, for the next bytes and for all of them (seconds), and how much to take.

    Failures that may pass are tried again after each of ``pauses`` (seconds).
    """

    connect: float = 10.0
    read: float = 30.0
    whole: float = 300.0
    size: int = 75 * _MEGABYTE
    redirects: int = 5
    pauses: tuple[float, ...] = (1.0, 3.0)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: where from, its bytes, and its media type (empty for a file)."""

    source: str
    body: bytes
    media_type: str = ""


def fetch(source: str, accept: Collection[str], limits: Limits | None = None) -> Fetched:
    """Return what lies at ``source``, a path or an http(s) address; ``accept`` are media types, the best first.

    Raises ImportRefused, with nothing half-read, when it is not there, too slow, too large, broken off, redirected in
    circles, or of another type.
    """
    limits = limits or Limits()
    if source.startswith(("http://", "https://")):
        return _Address(source, accept, limits).fetched()
    path = Path(source)
    if not path.is_file():
        raise refusal("no-file", source=source)
    if path.stat().st_size > limits.size:
        raise refusal("too-large", source=source, limit=limits.size // _MEGABYTE)
    return Fetched(source, path.read_bytes())


class _Again(Exception):
    """A failure that may pass."""


class _Address:
    def __init__(self, source: str, accept: Collection[str], limits: Limits) -> None:
        self._source, self._accept, self._limits = source, accept, limits

    def fetched(self) -> Fetched:
        until = time.monotonic() + self._limits.whole
        why = ""
        for pause in (*self._limits.pauses, None):
            try:
                return self._once(until)
            except _Again as error:
                why = str(error)
            if pause is not None:
                time.sleep(pause)
        raise refusal("no-connection", source=self._source, tries=len(self._limits.pauses) + 1, why=why)

    def _once(self, until: float) -> Fetched:
        with requests.Session() as session:
            session.max_redirects = self._limits.redirects
            try:
                with self._sent(session) as response:
                    self._refuse_errors(response)
                    media_type = self._media_type(response)
                    return Fetched(self._source, b"".join(self._pieces(response, until)), media_type)
            except requests.TooManyRedirects as error:
                raise refusal("redirects", source=self._source) from error
            except (requests.exceptions.ChunkedEncodingError, ProtocolError) as error:
                raise refusal("broken-off", source=self._source) from error
            except requests.Timeout as error:
                raise _Again(type(error).__name__) from error
            except (requests.RequestException, HTTPError) as error:
                raise _Again(type(error).__name__) from error

    def _sent(self, session: requests.Session) -> requests.Response:
        accept = ", ".join([*self._accept, "*/*;q=0.1"])
        headers = {"Accept": accept, "User-Agent": _AGENT}
        timeout = (self._limits.connect, self._limits.read)
        return session.get(self._source, headers=headers, timeout=timeout, stream=True)

    def _refuse_errors(self, response: requests.Response) -> None:
        if response.status_code in _LATER:
            raise _Again(str(response.status_code))
        if response.status_code != requests.codes.ok:
            raise refusal("refused", source=self._source, status=response.status_code)

    def _media_type(self, response: requests.Response) -> str:
        """The media type of the answer; a file server that knows none may say so."""
        found = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if found in self._accept:
            return found
        if found in ("", "application/octet-stream", "text/plain"):
            return ""
        raise refusal("wrong-type", source=self._source, found=found, wanted=", ".join(self._accept))

    def _pieces(self, response: requests.Response, until: float) -> Iterator[bytes]:
        size, expected = 0, response.headers.get("Content-Length", "")
        # What has come is taken as it comes, so that somebody who sends a byte now and then is found out.
        while piece := response.raw.read1(_PIECE, decode_content=True):
            size += len(piece)
            if size > self._limits.size:
                raise refusal("too-large", source=self._source, limit=self._limits.size // _MEGABYTE)
            if time.monotonic() > until:
                raise refusal("too-slow", source=self._source, seconds=round(self._limits.whole))
            yield piece
        if "Content-Encoding" not in response.headers and expected.isdigit() and size != int(expected):
            raise refusal("broken-off", source=self._source)
