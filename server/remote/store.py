"""The catalogue's store when it runs elsewhere: the same questions, asked over HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from graph.errors import EngineFaulty
from graph.store import Answer, CatalogueStore, Outcome, Subject, Term
from graph.written_answer import read_results, read_triples
from server.remote.binding import bound
from server.remote.endpoint import Dataset, RemoteEndpoint
from server.sparql.guard import read_closely

# Virtuoso writes truth values as numbers in JSON.
_RESULTS: Final = "application/sparql-results+xml, application/sparql-results+json;q=0.5"
_TRIPLES: Final = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_NAMES: Final = {"text/plain": "application/n-triples", "text/ntriples": "application/n-triples"}


class RemoteStore(CatalogueStore):
    """A store at another address; only its graphs named ``graphs`` are the catalogue's."""

    def __init__(self, endpoint: RemoteEndpoint, graphs: Mapping[str, int]) -> None:
        """Ask ``endpoint``; ``graphs`` are the named graphs with the number of quads in each."""
        super().__init__(ox.Store())
        self._endpoint = endpoint
        self._sizes = graphs
        self._dataset = Dataset(tuple(graphs), tuple(graphs))

    def __len__(self) -> int:
        """Return the number of quads."""
        return sum(self._sizes.values())

    def run(self, query: str, bindings: Mapping[str, Term]) -> Outcome:
        """Run a query of the catalogue's own (see CatalogueStore)."""
        text = bound(query, bindings)
        form = read_closely(text).form
        if form in ("CONSTRUCT", "DESCRIBE"):
            return self._triples(text)
        return self._results(text, yes_or_no=form == "ASK")

    def query(self, query: str, **options: object) -> Answer:
        """Clients' queries go to the engine of the endpoint."""
        raise NotImplementedError

    def in_memory(self) -> CatalogueStore:
        """What runs elsewhere is not copied here."""
        raise NotImplementedError

    def quads(self, graph: str | None = None) -> Iterable[ox.Quad]:
        """Yield every quad, or those of the named graph ``graph``."""
        for name in [graph] if graph else self._sizes:
            found = self._triples(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")
            yield from (
                ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(name)) for triple in found
            )

    def _results(self, text: str, *, yes_or_no: bool) -> ox.QueryBoolean | ox.QuerySolutions:
        media_type, pieces = self._endpoint.ask(text, _RESULTS, self._dataset)
        try:
            return read_results(b"".join(pieces), media_type, yes_or_no=yes_or_no)
        except ValueError as error:
            raise EngineFaulty(f"an answer in {media_type} that cannot be read") from error

    def _triples(self, text: str) -> Sequence[ox.Triple]:
        media_type, pieces = self._endpoint.ask(text, _TRIPLES, self._dataset)
        try:
            return read_triples(b"".join(pieces), _NAMES.get(media_type, media_type))
        except ValueError as error:
            raise EngineFaulty(f"an answer in {media_type} that cannot be read") from error

    def quads_about(self, graph: str, subjects: Iterable[Subject]) -> Iterable[ox.Quad]:
        """Yield what the named graph ``graph`` says about ``subjects``: one question, for the way is longer than it."""
        wanted = set(subjects)
        return (quad for quad in self.quads(graph) if quad.subject in wanted)
