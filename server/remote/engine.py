"""The query engine behind the endpoint when it runs elsewhere: passed on, passed back, within the same limits."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Final

from graph.errors import EngineBusy, EngineFaulty, QueryTooLarge
from graph.written_answer import is_whole, rewritten
from server.remote.endpoint import Dataset, RemoteEndpoint
from server.sparql.engine import Question
from server.sparql.formats import GRAPHS
from server.sparql.limits import Limits

# What to ask for besides what is wanted: forms from which every other can be made.
_READABLE_RESULTS: Final = ("application/sparql-results+json", "application/sparql-results+xml")
_READABLE_GRAPHS: Final = ("application/n-triples", "text/turtle", "application/rdf+xml")
_OTHER_NAMES: Final = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
    "text/plain": "application/n-triples",
    "text/rdf+n3": "text/turtle",
    "application/x-turtle": "text/turtle",
    "text/ntriples": "application/n-triples",
}
_RELATIVE: Final = re.compile(r'<[^<>:\s"{}|^`\\]*>')
_END: Final = 64


class RemoteEngine:
    """A query engine at another address (see QueryEngine)."""

    frozen = False

    def __init__(self, endpoint: RemoteEndpoint, graphs: tuple[str, ...], nowhere: str, limits: Limits) -> None:
        """Ask ``endpoint`` about ``graphs``, the catalogue's; ``nowhere`` is the name of a graph that is empty."""
        self._endpoint = endpoint
        self._graphs = graphs
        self._nowhere = nowhere
        self._limits = limits
        self._places = threading.BoundedSemaphore(limits.workers)

    def answer(self, question: Question) -> Iterator[bytes]:
        """Yield the serialised answer (see QueryEngine)."""
        if not self._places.acquire(timeout=self._limits.queue_seconds):
            raise EngineBusy(self._limits.retry_after)
        try:
            yield from self._answered(question)
        finally:
            self._places.release()

    def close(self) -> None:
        """Nothing is kept running."""

    def _answered(self, question: Question) -> Iterator[bytes]:
        wanted = question.media_type
        graph = wanted in GRAPHS and wanted not in _OTHER_NAMES
        readable = _READABLE_GRAPHS if graph else _READABLE_RESULTS
        accept = ", ".join([wanted, *(f"{name};q=0.{5 - place}" for place, name in enumerate(readable))])
        media_type, pieces = self._endpoint.ask(self._text(question), accept, self._dataset(question))
        if _same(media_type, wanted):
            yield from _whole(pieces, _OTHER_NAMES.get(wanted, wanted))
            return
        data = b"".join(pieces)
        if len(data) > self._limits.memory_bytes:
            raise QueryTooLarge(str(self._limits.memory_bytes))
        try:
            yield rewritten(data, _OTHER_NAMES.get(media_type, media_type), wanted)
        except ValueError as error:
            raise EngineFaulty(f"an answer in {media_type or 'no media type'} that cannot be read") from error

    def _text(self, question: Question) -> str:
        """Return the query; one with relative IRIs says what they are relative to, which the engine cannot know."""
        if _RELATIVE.search(question.query):
            return f"BASE <{question.base_iri}> {question.query}"
        return question.query

    def _dataset(self, question: Question) -> Dataset:
        """Return the graphs to ask, only ever the catalogue's own: an engine may fetch one it does not have."""
        if question.default_graphs or question.named_graphs:
            default = tuple(graph for graph in question.default_graphs if graph in self._graphs)
            named = tuple(graph for graph in question.named_graphs if graph in self._graphs)
            return Dataset(default or (self._nowhere,), named or (self._nowhere,))
        if question.own_dataset:
            return Dataset()
        return Dataset(self._graphs, self._graphs)


def _same(media_type: str, wanted: str) -> bool:
    return media_type == wanted or (
        wanted not in ("application/json", "application/xml", "text/xml", "text/plain")
        and _OTHER_NAMES.get(media_type) == wanted
    )


def _whole(pieces: Iterator[bytes], media_type: str) -> Iterator[bytes]:
    """Yield ``pieces``; raise EngineFaulty after them when they break off, which some engines do without a word."""
    end = b""
    for piece in pieces:
        end = (end + piece)[-_END:]
        yield piece
    if not is_whole(end, media_type):
        raise EngineFaulty("the answer breaks off")
