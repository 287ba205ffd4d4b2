"""The publishing body: who stands as publisher when the content is served by a body of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from graph.namespaces import PREFIXES

_CATALOGUE_ORGANISATION = "organisasjon/begrepskatalogen"


@dataclass(frozen=True, slots=True)
class Publisher:
    """The body that takes the catalogue's own organisation's place: its IRI and its name in bokmål."""

    iri: str
    name: str

    def replace(self, quads: Iterable[ox.Quad], base: str) -> list[ox.Quad]:
        """Return ``quads`` with the catalogue's organisation replaced by this body, its description included."""
        old = ox.NamedNode(base + _CATALOGUE_ORGANISATION)
        new = ox.NamedNode(self.iri)
        kept = [
            ox.Quad(quad.subject, quad.predicate, new if quad.object == old else quad.object, quad.graph_name)
            for quad in quads
            if quad.subject != old
        ]
        return kept + self._description(new, ox.NamedNode(base + "graf/katalog"))

    def _description(self, node: ox.NamedNode, graph: ox.NamedNode) -> list[ox.Quad]:
        type_of = ox.NamedNode(PREFIXES["rdf"] + "type")
        return [
            ox.Quad(node, type_of, ox.NamedNode(PREFIXES["org"] + "Organization"), graph),
            ox.Quad(node, type_of, ox.NamedNode(PREFIXES["foaf"] + "Agent"), graph),
            ox.Quad(node, ox.NamedNode(PREFIXES["foaf"] + "name"), ox.Literal(self.name, language="nb"), graph),
        ]
