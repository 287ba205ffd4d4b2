"""A change as statements: what was inserted and what was deleted, as two named graphs."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final

import pyoxigraph as ox

from graph.changes.node_pairs import content_text
from graph.store import used_prefixes
from graph.turtle.ordering import gather

INSERTED: Final = "endring/satt-inn"
DELETED: Final = "endring/fjernet"


def as_graphs(before: Iterable[ox.Quad], after: Iterable[ox.Quad], base: str) -> str:
    """Two named graphs under ``base`` in TriG (RDF 1.1), the statements sorted; without any when nothing changed.

    A nameless node is called by what is said about it, so that one that stays is in neither graph.
    """
    old, new = set(_statements(before)), set(_statements(after))
    found = [*_placed(new - old, base + INSERTED), *_placed(old - new, base + DELETED)]
    written = io.BytesIO()
    ox.serialize(found, written, ox.RdfFormat.TRIG, prefixes=used_prefixes(quad.triple for quad in found))
    return written.getvalue().decode("utf-8")


def _placed(triples: Iterable[ox.Triple], graph: str) -> Iterator[ox.Quad]:
    name = ox.NamedNode(graph)
    for triple in sorted(triples, key=str):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, name)


def _statements(quads: Iterable[ox.Quad]) -> Iterator[ox.Triple]:
    triples = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
    names = _names(triples)
    for triple in triples:
        yield ox.Triple(
            names.get(triple.subject, triple.subject),
            triple.predicate,
            names.get(triple.object, triple.object),
        )


def _names(triples: Sequence[ox.Triple]) -> Mapping[object, ox.BlankNode]:
    nameless = {t.subject for t in triples if isinstance(t.subject, ox.BlankNode)}
    if not nameless:
        return {}
    facts = gather(triples)
    return {node: ox.BlankNode("n" + sha256(content_text(facts, node).encode()).hexdigest()[:16]) for node in nameless}
