"""What follows from the files without being written in them, for a named graph of its own.

Generic and partitive relations of the profile (SKOS-AP-NO-Begrep 2.0: xkos, skosno relation objects) become the
SKOS hierarchy that tools expect; the folder becomes a concept collection; codes from foreign lists, and what is used
of Los, get their Norwegian labels. The only importer of skosify, which runs once per vocabulary: with several schemes
at once it picks one of them as the default.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import rdflib
import skosify

from graph.namespaces import PREFIXES, graph_name
from graph.store import CatalogueStore, Term, text, value_of

_SKOS: Final = PREFIXES["skos"]
_DERIVATIONS: Final = ("derive_hierarchy", "derive_scheme_labels")
_CODE_LABELS: Final = Path(__file__).with_name("code_labels.ttl")
_LOS_LABELS: Final = Path(__file__).with_name("los_labels.ttl")
# Only what skosify reads: labels and definitions in bulk would cost time and change nothing.
_SKOSIFY_READS: Final = "derive_skosify_input"
# Enough for a catalogue whose every save is built; more vocabularies than this are only asked about again.
_VOCABULARIES: Final = 32

_Triple = tuple[ox.NamedNode | ox.BlankNode | ox.Triple, ox.NamedNode, Term]


def enrich(quads: Iterable[ox.Quad], base: str) -> list[ox.Quad]:
    """Return the derived quads, all in ``<base>graf/avledet``, none of them said in ``quads`` already."""
    written = list(quads)
    known = {(quad.subject, quad.predicate, quad.object) for quad in written}
    named = {quad.object for quad in written}
    derived = {*_labels(_CODE_LABELS)} | {label for label in _labels(_LOS_LABELS) if label[0] in named}
    store = CatalogueStore.from_quads(written)
    found = [triple for name in _DERIVATIONS for triple in store.triples(name)]
    found += store.triples("derive_collections", base=text(base))
    derived |= {(triple.subject, triple.predicate, triple.object) for triple in found}
    graph = ox.NamedNode(graph_name(base, "avledet"))
    store = CatalogueStore.from_quads([*written, *(ox.Quad(*triple, graph) for triple in derived)])
    for scheme in store.select("vocabularies", base=text(base)):
        derived.update(_skosified(store, scheme["scheme"]))
    return sorted((ox.Quad(*triple, graph) for triple in derived - known), key=str)


def _skosified(store: CatalogueStore, scheme: Term) -> tuple[_Triple, ...]:
    """Return what skosify adds to one vocabulary; what it would remove or change is left as people wrote it."""
    lines = store.construct(_SKOSIFY_READS, "application/n-triples", scheme=scheme).splitlines(keepends=True)
    return _added(value_of(scheme), b"".join(sorted(lines)))


@lru_cache(maxsize=_VOCABULARIES)
def _added(scheme: str, triples: bytes) -> tuple[_Triple, ...]:
    """Return what skosify adds to the vocabulary ``scheme``; one that has not changed is not asked about again."""
    before = rdflib.Graph()
    before.parse(data=triples, format="nt")
    known = set(before)
    label = next(before.objects(rdflib.URIRef(scheme), rdflib.SKOS.prefLabel), scheme)
    with _quiet():
        after = skosify.skosify(before, label=str(label), mark_top_concepts=True, narrower=True)
    added = rdflib.Graph()
    for triple in set(after) - known:
        if str(triple[1]).startswith(_SKOS):
            added.add(triple)
    quads = ox.parse(added.serialize(format="nt"), ox.RdfFormat.N_TRIPLES)
    return tuple((quad.subject, quad.predicate, quad.object) for quad in quads)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep skosify's log lines away: what it warns of is reported, with file and line, by the checks."""
    previous = logging.root.level
    logging.root.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logging.root.setLevel(previous)


@lru_cache
def _labels(path: Path) -> frozenset[_Triple]:
    """Return Norwegian and English labels of foreign things, untyped: they are not concepts of this catalogue."""
    quads = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    return frozenset((quad.subject, quad.predicate, quad.object) for quad in quads)
