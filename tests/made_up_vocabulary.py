"""A made-up vocabulary, served: concepts with whatever terms and relations a test of the interfaces for tools needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

from graph.manifest import Manifest
from graph.namespaces import BASE, PREFIXES
from graph.searching.index_writer import write_index
from graph.searching.material import findables
from graph.store import CatalogueStore
from server.catalogue import Served

VOCABULARY = "prove"
SCHEME = f"{BASE}vokabular/{VOCABULARY}"
COLLECTION = f"{BASE}begrepssamling/{VOCABULARY}"
WHEN = datetime(2026, 11, 28, 12, tzinfo=UTC)
_GRAPH = ox.NamedNode(f"{BASE}graf/vokabular/{VOCABULARY}")

Terms = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A concept: its slug or whole IRI, its terms by language, and what else is said (property to IRIs or literals)."""

    slug: str
    pref: Terms
    alt: Terms = field(default_factory=dict)
    hidden: Terms = field(default_factory=dict)
    more: Mapping[str, Sequence[ox.NamedNode | ox.Literal]] = field(default_factory=dict)

    @property
    def iri(self) -> str:
        """Its IRI."""
        return self.slug if "://" in self.slug else f"{BASE}begrep/{VOCABULARY}/{self.slug}"


def date(written: str) -> ox.Literal:
    """A day."""
    return ox.Literal(written, datatype=ox.NamedNode(PREFIXES["xsd"] + "date"))


def served(folder: Path, concepts: Iterable[MadeUp]) -> Served:
    """The concepts as a build that is served, its search index in ``folder``."""
    store = CatalogueStore.from_quads(_quads(list(concepts)))
    manifest = Manifest("0", BASE, WHEN, "f" * 64, "", None, {}, {})
    index = folder / "search.db"
    index.unlink(missing_ok=True)
    write_index(index, findables(store, BASE, manifest.build_date), base_iri=BASE, revision=manifest.revision)
    return Served(folder / "store", store, manifest, index)


def _quads(concepts: list[MadeUp]) -> Iterator[ox.Quad]:
    scheme, collection = ox.NamedNode(SCHEME), ox.NamedNode(COLLECTION)
    yield _said(scheme, "rdf:type", ox.NamedNode(PREFIXES["skos"] + "ConceptScheme"))
    yield _said(collection, "rdf:type", ox.NamedNode(PREFIXES["skos"] + "Collection"))
    for thing in (scheme, collection):
        yield _said(thing, "dct:title", ox.Literal("Prøve", language="nb"))
    for concept in concepts:
        node = ox.NamedNode(concept.iri)
        yield _said(node, "rdf:type", ox.NamedNode(PREFIXES["skos"] + "Concept"))
        yield _said(node, "skos:inScheme", scheme)
        yield _said(node, "dct:identifier", ox.Literal(concept.iri))
        yield _said(collection, "skos:member", node)
        for name, terms in (("pref", concept.pref), ("alt", concept.alt), ("hidden", concept.hidden)):
            for lang, values in terms.items():
                for value in [values] if isinstance(values, str) else values:
                    yield _said(node, f"skos:{name}Label", ox.Literal(value, language=lang))
        for term, objects in concept.more.items():
            yield from (_said(node, term, each) for each in objects)


def _said(subject: ox.NamedNode, term: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
    prefix, _, name = term.partition(":")
    return ox.Quad(subject, ox.NamedNode(PREFIXES[prefix] + name), value, _GRAPH)
