"""A SPARQL endpoint elsewhere, over HTTP (SPARQL 1.1 Protocol section 2.1.2), within limits of time and size."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import requests
from urllib3.exceptions import HTTPError

from graph.errors import EngineBusy, EngineFaulty, EngineSilent, QueryError, QueryTooLarge

_CONNECT_SECONDS: Final = 5.0
_PIECE: Final = 1 << 16
_ERROR_BYTES: Final = 4096
_WAIT_SECONDS: Final = 5
_KEPT_CONNECTIONS: Final = 64


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs to ask: their union, and those that GRAPH may name."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class RemoteEndpoint:
    """Asks queries of the endpoint at one address; safe to use from many threads."""

    def __init__(self, url: str, seconds: float, size: int) -> None:
        """Ask at ``url``; an answer may take ``seconds`` and have ``size`` bytes."""
        self._url = url
        self._seconds = seconds
        self._size = size
        self._session = requests.Session()
        # Neither the environment's proxies and passwords nor an address the engine points to instead.
        self._session.trust_env = False
        self._session.mount(url, requests.adapters.HTTPAdapter(pool_maxsize=_KEPT_CONNECTIONS))

    def ask(self, query: str, accept: str, dataset: Dataset) -> tuple[str, Iterator[bytes]]:
        """Return the media type of the answer to ``query`` and its bytes as they come.

        Raises QueryError when the endpoint says that the query is wrong, EngineSilent when it does not answer in time,
        EngineBusy when it says so, EngineFaulty for anything else; also while the bytes come, which are then no answer.
        """
        until = time.monotonic() + self._seconds
        response = self._sent(query, accept, dataset)
        if response.status_code != requests.codes.ok:
            with response:
                raise _refused(response)
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return media_type, self._received(response, until)

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def _sent(self, query: str, accept: str, dataset: Dataset) -> requests.Response:
        form = [("query", query)]
        form += [("default-graph-uri", graph) for graph in dataset.default]
        form += [("named-graph-uri", graph) for graph in dataset.named]
        try:
            return self._session.post(
                self._url,
                data=form,
                headers={"Accept": accept},
                timeout=(_CONNECT_SECONDS, self._seconds),
                stream=True,
                allow_redirects=False,
            )
        except requests.ConnectTimeout as error:
            raise EngineFaulty(f"no connection within {_CONNECT_SECONDS} s") from error
        except requests.Timeout as error:
            raise EngineSilent(str(self._seconds)) from error
        except requests.RequestException as error:
            raise EngineFaulty(type(error).__name__) from error

    def _received(self, response: requests.Response, until: float) -> Iterator[bytes]:
        size = 0
        with response:
            for piece in _pieces(response):
                size += len(piece)
                if size > self._size:
                    raise QueryTooLarge(str(self._size))
                if time.monotonic() > until:
                    raise EngineSilent(str(self._seconds))
                yield piece


def _pieces(response: requests.Response) -> Iterable[bytes]:
    try:
        yield from response.iter_content(_PIECE)
    except requests.ConnectionError as error:
        # The library says so when a read takes too long.
        raise EngineSilent(str(error)) from error
    except (requests.RequestException, HTTPError) as error:
        raise EngineFaulty(type(error).__name__) from error


def _refused(response: requests.Response) -> Exception:
    """Return the error an answer that is none stands for."""
    status = response.status_code
    said = next(iter(response.iter_content(_ERROR_BYTES)), b"").decode("utf-8", "replace").strip()
    if status == requests.codes.bad_request:
        return QueryError(said)
    if status in (requests.codes.service_unavailable, requests.codes.too_many_requests):
        wait = response.headers.get("Retry-After", "")
        return EngineBusy(int(wait) if wait.isdigit() else _WAIT_SECONDS)
    if status in (requests.codes.request_timeout, requests.codes.gateway_timeout):
        return EngineSilent(said)
    return EngineFaulty(f"status {status}")
