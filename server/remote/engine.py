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
from server.sparql.guard import inspect
from server.sparql.limits import Limits

# Forms that engines write well, and from which every other can be made; Virtuoso's CSV, TSV and JSON-LD are not
# those of the standards, and its ASK is a boolean only in XML.
_READABLE_RESULTS: Final = ("application/sparql-results+xml", "application/sparql-results+json")
_READABLE_GRAPHS: Final = ("application/n-triples", "text/turtle", "application/rdf+xml")
# The general names a client may have asked by, for results and for graphs.
_SYNTAXES: Final = (
    {
        "application/json": "application/sparql-results+json",
        "application/xml": "application/sparql-results+xml",
        "text/xml": "application/sparql-results+xml",
    },
    {
        "application/json": "application/ld+json",
        "application/xml": "application/rdf+xml",
        "text/xml": "application/rdf+xml",
        "text/plain": "application/n-triples",
    },
)
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
        form = inspect(question.query).form
        readable = _READABLE_GRAPHS if form in ("CONSTRUCT", "DESCRIBE") else _READABLE_RESULTS
        wanted = _SYNTAXES[form in ("CONSTRUCT", "DESCRIBE")].get(question.media_type, question.media_type)
        first = [wanted] if wanted in readable and form != "ASK" else []
        accept = ", ".join([*first, *(f"{name};q=0.{5 - place}" for place, name in enumerate(readable))])
        media_type, pieces = self._endpoint.ask(self._text(question), accept, self._dataset(question))
        if media_type == wanted and form != "ASK":
            yield from _whole(pieces, wanted)
            return
        data = b"".join(pieces)
        if len(data) > self._limits.memory_bytes:
            raise QueryTooLarge(str(self._limits.memory_bytes))
        try:
            yield rewritten(data, media_type, wanted, yes_or_no=form == "ASK")
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


def _whole(pieces: Iterator[bytes], media_type: str) -> Iterator[bytes]:
    """Yield ``pieces``; raise EngineFaulty after them when they break off, which some engines do without a word."""
    end = b""
    for piece in pieces:
        end = (end + piece)[-_END:]
        yield piece
    if not is_whole(end, media_type):
        raise EngineFaulty("the answer breaks off")
