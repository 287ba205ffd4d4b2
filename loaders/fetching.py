"""What lies at a path or an http(s) address, within limits of time and size: all of it, or an error."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, Final

import requests
from urllib3.exceptions import HTTPError, ProtocolError

from graph.errors import TransferFailed

MEGABYTE: Final = 1 << 20
_PIECE: Final = 1 << 16
_AGENT: Final = "begrepskatalog"
_LATER: Final = (429, 500, 502, 503, 504)
_BY_DATE: Final = "date "


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait for a connection, for the next bytes and for all of them (seconds), and how much to take.

    Failures that may pass are tried again after each of ``pauses`` (seconds).
    """

    connect: float = 10.0
    read: float = 30.0
    whole: float = 300.0
    size: int = 75 * MEGABYTE
    redirects: int = 5
    pauses: tuple[float, ...] = (1.0, 3.0)


@dataclass(frozen=True, slots=True)
class Received:
    """What came besides its bytes: the media type (empty for a file), and a mark that changes when the bytes do.

    The mark is empty when the server gives none (RFC 9110 section 8.8: neither ETag nor Last-Modified).
    """

    media_type: str = ""
    mark: str = ""


def is_address(source: str) -> bool:
    """Whether ``source`` is an http(s) address, and not a path."""
    return source.startswith(("http://", "https://"))


def receive(
    source: str, into: IO[bytes], limits: Limits, accept: Collection[str] = (), known: str = ""
) -> Received | None:
    """Put what lies at ``source`` in the empty file ``into``; None, and nothing there, if its mark is still ``known``.

    ``accept`` are media types, the best first; none means any, and the bytes as they lie. Raises TransferFailed when it
    is not there, too slow, too large, broken off, redirected in circles, or of another type, and OSError when ``into``
    cannot be written.
    """
    if is_address(source):
        return _Address(source, into, limits, accept, known).received()
    path = Path(source)
    if not path.is_file():
        raise TransferFailed("no-file", source=source)
    with path.open("rb") as stream:
        status = path.stat()
        mark = f"{status.st_ino}-{status.st_mtime_ns}-{status.st_size}"
        if mark == known:
            return None
        if status.st_size > limits.size:
            raise TransferFailed("too-large", source=source, limit=limits.size // MEGABYTE)
        shutil.copyfileobj(stream, into)
    return Received(mark=mark)


class _Again(Exception):
    """A failure that may pass."""


class _Address:
    def __init__(self, source: str, into: IO[bytes], limits: Limits, accept: Collection[str], known: str) -> None:
        self._source, self._into, self._limits = source, into, limits
        self._accept, self._known = accept, known

    def received(self) -> Received | None:
        until = time.monotonic() + self._limits.whole
        why = ""
        for pause in (*self._limits.pauses, None):
            self._into.seek(0)
            self._into.truncate()
            try:
                return self._once(until)
            except _Again as error:
                why = str(error)
            if pause is not None:
                time.sleep(pause)
        raise self._failed("no-connection", tries=len(self._limits.pauses) + 1, why=why)

    def _failed(self, kind: str, **values: object) -> TransferFailed:
        return TransferFailed(kind, source=self._source, **values)

    def _once(self, until: float) -> Received | None:
        with requests.Session() as session:
            session.max_redirects = self._limits.redirects
            try:
                with self._sent(session) as response:
                    if self._known and response.status_code == requests.codes.not_modified:
                        return None
                    self._refuse_errors(response)
                    received = Received(self._media_type(response), _mark(response))
                    for piece in self._pieces(response, until):
                        self._into.write(piece)
                    return received
            except requests.TooManyRedirects as error:
                raise self._failed("redirects") from error
            except (requests.exceptions.ChunkedEncodingError, ProtocolError) as error:
                raise self._failed("broken-off") from error
            except requests.Timeout as error:
                raise _Again(type(error).__name__) from error
            except (requests.RequestException, HTTPError) as error:
                raise _Again(type(error).__name__) from error

    def _sent(self, session: requests.Session) -> requests.Response:
        headers = {"Accept": ", ".join([*self._accept, "*/*;q=0.1"]), "User-Agent": _AGENT}
        if not self._decoded:
            headers["Accept-Encoding"] = "identity"
        if self._known.startswith(_BY_DATE):
            headers["If-Modified-Since"] = self._known.removeprefix(_BY_DATE)
        elif self._known:
            headers["If-None-Match"] = self._known
        timeout = (self._limits.connect, self._limits.read)
        return session.get(self._source, headers=headers, timeout=timeout, stream=True)

    def _refuse_errors(self, response: requests.Response) -> None:
        if response.status_code in _LATER:
            raise _Again(str(response.status_code))
        if response.status_code != requests.codes.ok:
            raise self._failed("refused", status=response.status_code)

    def _media_type(self, response: requests.Response) -> str:
        """The media type of the answer; a file server that knows none may say so."""
        found = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if not self._accept or found in self._accept:
            return found
        if found in ("", "application/octet-stream", "text/plain"):
            return ""
        raise self._failed("wrong-type", found=found, wanted=", ".join(self._accept))

    def _pieces(self, response: requests.Response, until: float) -> Iterator[bytes]:
        size, expected = 0, response.headers.get("Content-Length", "")
        # What has come is taken as it comes, so that somebody who sends a byte now and then is found out.
        while piece := response.raw.read1(_PIECE, decode_content=self._decoded):
            size += len(piece)
            if size > self._limits.size:
                raise self._failed("too-large", limit=self._limits.size // MEGABYTE)
            if time.monotonic() > until:
                raise self._failed("too-slow", seconds=round(self._limits.whole))
            yield piece
        encoded = self._decoded and "Content-Encoding" in response.headers
        if not encoded and expected.isdigit() and size != int(expected):
            raise self._failed("broken-off")

    @property
    def _decoded(self) -> bool:
        """Whether a coding of the transfer is undone: some servers say one of what is a compressed file in itself."""
        return bool(self._accept)


def _mark(response: requests.Response) -> str:
    """What tells whether the bytes are the same: the tag, or a date that another change cannot have (RFC 9110, 8.8)."""
    tag, changed = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
    if tag or not changed:
        return tag
    try:
        age = parsedate_to_datetime(response.headers["Date"]) - parsedate_to_datetime(changed)
    except (KeyError, ValueError, TypeError):
        return ""
    return _BY_DATE + changed if age.total_seconds() > 1 else ""
