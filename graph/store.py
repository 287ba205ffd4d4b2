"""The store: the only module that knows Oxigraph's API for storing and querying.

A store is a directory written once and opened read-only. Its default graph is the union of all its named
graphs (SPARQL 1.1 Service Description: ``sd:UnionDefaultGraph``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import IO, Final, cast

import pyoxigraph as ox

from graph.errors import NotFound, QueryError, QueryNotFound, StoreMissing
from graph.namespaces import PREFIXES

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Subject = ox.NamedNode | ox.BlankNode | ox.Triple
Row = dict[str, Term]
# What a query gives; a graph may come from an engine elsewhere.
Outcome = ox.QueryBoolean | ox.QuerySolutions | ox.QueryTriples | Sequence[ox.Triple]

# Syntaxes that people read, and in which one text can follow another.
_FOR_PEOPLE: Final = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.N3)
_WITH_PREFIXES: Final = 500
_NAMELESS: Final = b"<oxprefix: "
_OF_NAMESPACE: Final = {name: prefix for prefix, name in PREFIXES.items()}
_POSITION: Final = re.compile(r"error at (\d+):(\d+): *")

QUERY_FOLDER: Final = Path(__file__).with_name("queries")


@cache
def named_query(name: str) -> str:
    """Return the text of ``graph/queries/<name>.rq``; raise QueryNotFound when there is none."""
    path = QUERY_FOLDER / f"{name}.rq"
    if not path.is_file():
        raise QueryNotFound(name)
    return path.read_text(encoding="utf-8")


def iri(value: str) -> ox.NamedNode:
    """Return the IRI ``value`` as a query term; raise NotFound when it is no absolute IRI, so that nothing has it."""
    try:
        return ox.NamedNode(value)
    except ValueError as error:
        raise NotFound(value) from error


def text(value: str) -> ox.Literal:
    """Return ``value`` as a plain string literal, ready to be bound to a query variable."""
    return ox.Literal(value)


def value_of(term: Term) -> str:
    """Return the IRI of a named node, or the lexical form of a literal."""
    return term.value if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal) else str(term)


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a SPARQL query: ``kind`` is ``"boolean"``, ``"bindings"`` or ``"graph"``.

    Use it in the thread that ran the query: the engine aborts the process when a result is read in another.
    """

    kind: str
    result: ox.QueryBoolean | ox.QuerySolutions | ox.QueryTriples

    def write(self, output: IO[bytes], media_type: str) -> None:
        """Serialise to ``output`` as ``media_type``: a SPARQL 1.1 result format, an RDF syntax for a graph.

        Raises ValueError when the kind of result cannot be written so.
        """
        if isinstance(self.result, ox.QueryTriples):
            rdf_format = ox.RdfFormat.from_media_type(media_type)
            if rdf_format is None:
                raise ValueError(media_type)
            if rdf_format in _FOR_PEOPLE:
                # Statements handed over one by one can be given prefixes, but cost half as much again.
                first = list(islice(self.result, _WITH_PREFIXES))
                ox.serialize(first, output, rdf_format, prefixes=used_prefixes(first))
            elif rdf_format == ox.RdfFormat.RDF_XML:
                output = cast(IO[bytes], _CheckedXml(output))
            self.result.serialize(output, rdf_format)
            return
        results_format = ox.QueryResultsFormat.from_media_type(media_type)
        if results_format is None:
            raise ValueError(media_type)
        self.result.serialize(output, results_format)


class _CheckedXml:
    """A file for RDF/XML that refuses properties XML has no name for, which the engine writes without one.

    RDF 1.1 XML Syntax section 8: a property's IRI must end in the characters of an XML name.
    """

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._end = b""

    def write(self, piece: bytes) -> int:
        """Write ``piece``; raise ValueError when it has an element without a name."""
        if _NAMELESS in self._end + piece:
            raise ValueError("a property's IRI does not end in an XML name, so it cannot be written as RDF/XML")
        self._end = piece[-len(_NAMELESS) :]
        return self._output.write(piece)

    def flush(self) -> None:
        """Hand on what is held back."""
        self._output.flush()


class CatalogueStore:
    """A store opened for reading, with the catalogue's own questions and free SPARQL."""

    __slots__ = ("_store", "_union")

    def __init__(self, store: ox.Store, union: ox.Store | None = None) -> None:
        """Read ``store``; ``union`` holds the merge of its named graphs, which is then its default graph too."""
        self._store = store
        self._union = union

    @classmethod
    def open(cls, folder: Path) -> CatalogueStore:
        """Open the store directory ``folder`` read-only; raise StoreMissing when it is not one."""
        if not (folder / "CURRENT").is_file():
            raise StoreMissing(str(folder))
        try:
            return cls(ox.Store.read_only(str(folder)))
        except OSError as error:
            raise StoreMissing(str(folder)) from error

    @classmethod
    def from_quads(cls, quads: Iterable[ox.Quad]) -> CatalogueStore:
        """Return a store in memory holding ``quads``."""
        store = ox.Store()
        store.extend(quads)
        return cls(store)

    def in_memory(self) -> CatalogueStore:
        """Return a copy that lives in memory and needs no file.

        Its default graph holds the union, each statement once (RDF 1.1 Semantics, merge), where the engine's own union
        gives a statement once for each graph that has it. The union lies in a store of its own besides, since finding a
        statement takes half as much again where it stands in two graphs. Takes 400-450 bytes per quad three times.
        """
        union = ox.Store()
        union.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in self._store)
        everything = ox.Store()
        everything.extend(self._store)
        everything.extend(union)
        return CatalogueStore(everything, union)

    def __len__(self) -> int:
        """Return the number of quads in named graphs."""
        return len(self._store) - (len(self._union) if self._union is not None else 0)

    def select(self, name: str, **bindings: Term) -> list[Row]:
        """Run ``graph/queries/<name>.rq`` (a SELECT) with its projected variables bound.

        Returns one dict per solution, keyed by variable name; unbound variables are left out.
        """
        solutions = self.run(named_query(name), bindings)
        if not isinstance(solutions, ox.QuerySolutions):
            raise QueryError(f"{name} is not a SELECT query")
        names = [variable.value for variable in solutions.variables]
        return [{key: value for key in names if (value := solution[key]) is not None} for solution in solutions]

    def ask(self, name: str, **bindings: Term) -> bool:
        """Run ``graph/queries/<name>.rq`` (an ASK) with its variables bound and return the answer."""
        return bool(self.run(named_query(name), bindings))

    def triples(self, name: str, **bindings: Term) -> list[ox.Triple]:
        """Run ``graph/queries/<name>.rq`` (a CONSTRUCT) and return its triples, each once, in a stable order."""
        triples = self.run(named_query(name), bindings)
        if isinstance(triples, ox.QueryBoolean | ox.QuerySolutions):
            raise QueryError(f"{name} is not a CONSTRUCT query")
        # The engine may yield a triple twice when two named graphs hold it; a graph is a set.
        return sorted(set(triples), key=str)

    def description(self, thing: str) -> list[ox.Triple]:
        """Return what is said about the IRI ``thing``, its parts and its sources' names; empty when nothing is."""
        label = ox.NamedNode(PREFIXES["rdfs"] + "label")
        triples = set()
        for row in self.select("description", thing=iri(thing)):
            value = row["value"]
            triples.add(_triple(row.get("subject", row["thing"]), row["property"], value))
            if "sourceLabel" in row:
                triples.add(_triple(value, label, row["sourceLabel"]))
        return sorted(triples, key=str)

    def construct(self, name: str, media_type: str, **bindings: Term) -> bytes:
        """Run ``graph/queries/<name>.rq`` (a CONSTRUCT) and return the graph written as ``media_type``."""
        return write_triples(self.triples(name, **bindings), media_type, PREFIXES)

    def query(
        self,
        query: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base_iri: str | None = None,
        own_dataset: bool = False,
    ) -> Answer:
        """Run a client's query over the union of all graphs, or over the dataset given by graph IRIs.

        ``own_dataset`` says that the query has FROM or FROM NAMED, which the engine lets the union override.
        Graph IRIs given here override both (SPARQL 1.1 Protocol section 2.1.4). Raises QueryError, with the
        parser's own words and position, when the query is not valid SPARQL 1.1, and ValueError when a graph
        name is not an absolute IRI.
        """
        restricted = bool(default_graphs or named_graphs)
        default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None = None
        named: list[ox.NamedNode | ox.BlankNode] | None = None
        if restricted:
            default = [ox.NamedNode(graph) for graph in default_graphs]
            named = [ox.NamedNode(graph) for graph in named_graphs]
        store = self._store if restricted or own_dataset else self._asked(query)
        try:
            result = store.query(
                query,
                base_iri=base_iri,
                use_default_graph_as_union=not restricted and not own_dataset and self._union is None,
                default_graph=default,
                named_graphs=named,
            )
        except (SyntaxError, ValueError) as error:
            raise _query_error(str(error)) from error
        return Answer(_kind(result), result)

    def quads(self, graph: str | None = None) -> Iterable[ox.Quad]:
        """Yield every quad, or those of the named graph ``graph``; raise NotFound when that is no IRI."""
        name = iri(graph) if graph else None
        found = self._store.quads_for_pattern(None, None, None, name)
        yield from (quad for quad in found if self._union is None or quad.graph_name != ox.DefaultGraph())

    def quads_about(self, graph: str, subjects: Iterable[Subject]) -> Iterable[ox.Quad]:
        """Yield what the named graph ``graph`` says about ``subjects``, however much else it says."""
        for subject in subjects:
            yield from self._store.quads_for_pattern(subject, None, None, ox.NamedNode(graph))

    def run(self, query: str, bindings: Mapping[str, Term]) -> Outcome:
        """Run a query of the catalogue's own over the union of all graphs, with its variables bound.

        Here alone a named query meets the engine; a store that lies elsewhere answers it in its own way.
        """
        substitutions = {ox.Variable(name): value for name, value in bindings.items()}
        return self._asked(query).query(
            query, use_default_graph_as_union=self._union is None, substitutions=substitutions
        )

    def _asked(self, query: str) -> ox.Store:
        """Where to run a query that names no dataset: in the union alone, unless it may ask for a graph by name."""
        if self._union is None:
            return self._store
        # The engine knows no escaped keywords; the word may stand anywhere, which costs time but no answer.
        return self._store if "graph" in query.lower() else self._union


def _triple(subject: Term, predicate: Term, value: Term) -> ox.Triple:
    if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
        raise QueryError(f"no triple: {subject} {predicate}")
    return ox.Triple(subject, predicate, value)


def used_prefixes(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """Return the catalogue's prefixes that shorten an IRI in ``triples``, data types included."""
    found = {
        _prefix(node.value)
        for triple in triples
        for term in (triple.subject, triple.predicate, triple.object)
        if isinstance(node := term.datatype if isinstance(term, ox.Literal) else term, ox.NamedNode)
    }
    return {prefix: PREFIXES[prefix] for prefix in PREFIXES if prefix in found}


@lru_cache(maxsize=4096)
def _prefix(name: str) -> str | None:
    """Return the prefix of the longest namespace that the IRI ``name`` begins with, None when there is none."""
    end = len(name)
    while end > 0:
        prefix = _OF_NAMESPACE.get(name[:end])
        if prefix is not None:
            return prefix
        end = max(name.rfind("/", 0, end - 1), name.rfind("#", 0, end - 1)) + 1
    return None


def write_triples(triples: Iterable[ox.Triple], media_type: str, prefixes: Mapping[str, str]) -> bytes:
    """Return ``triples`` written as ``media_type``; raise ValueError when that is not an RDF syntax."""
    return _written(triples, media_type, prefixes)


def write_quads(quads: Iterable[ox.Quad], media_type: str, prefixes: Mapping[str, str]) -> bytes:
    """Return ``quads`` written as ``media_type``; raise ValueError when that has no place for graphs."""
    return _written(quads, media_type, prefixes)


def _written(
    statements: Iterable[ox.Triple] | Iterable[ox.Quad], media_type: str, prefixes: Mapping[str, str]
) -> bytes:
    rdf_format = ox.RdfFormat.from_media_type(media_type)
    if rdf_format is None:
        raise ValueError(media_type)
    return ox.serialize(statements, format=rdf_format, prefixes=dict(prefixes)) or b""


def _query_error(message: str) -> QueryError:
    """Return the parser's message without its position, which stands beside it."""
    found = _POSITION.match(message)
    if found is None:
        return QueryError(message)
    return QueryError(message[found.end() :], int(found[1]), int(found[2]))


def _kind(result: ox.QueryBoolean | ox.QuerySolutions | ox.QueryTriples) -> str:
    if isinstance(result, ox.QueryBoolean):
        return "boolean"
    return "bindings" if isinstance(result, ox.QuerySolutions) else "graph"


def write_store(folder: Path, quads: Iterable[ox.Quad]) -> None:
    """Write ``quads`` into a new store directory with the bulk loader and close it.

    Raises FileExistsError when ``folder`` exists, OSError when it cannot be written.
    """
    folder.mkdir(parents=True)
    store = ox.Store(str(folder))
    store.bulk_extend(quads)
    store.optimize()
    store.flush()
    del store
