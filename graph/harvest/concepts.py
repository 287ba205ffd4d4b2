"""The document that Felles datakatalog harvests concepts from: SKOS-AP-NO-Begrep 2.0, and nothing else.

The harvester takes every ``skos:Concept`` and ``skos:Collection`` there is in it, and copies all that can be reached
from a concept, up to the next concept, into the record of that concept. So nothing stands here but the properties of
the profile (sections «Begrep», «Definisjon», the relations, «Begrepssamling»): no schemes, no structures, no mappings,
no typed codes of others. ``uneskos:memberOf`` is left out too: through it every record would hold the whole collection,
and change whenever a concept comes to it. The portal reads relations from relation objects only, so those that are
written as direct relations are given as objects as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from graph.harvest.statements import Statements, Subject, about, term
from graph.namespaces import graph_name
from graph.store import CatalogueStore, text, value_of

_LINKS: Final = (
    "dct:isReplacedBy", "dct:replaces", "rdfs:seeAlso", "skos:exactMatch", "skos:closeMatch", "skos:related",
    "xkos:generalizes", "xkos:specializes", "xkos:hasPart", "xkos:isPartOf",
)  # fmt: skip
_RELATIONS: Final = (
    "skosno:hasGenericConceptRelation", "skosno:hasPartitiveConceptRelation", "skosno:isFromConceptIn",
)  # fmt: skip
CONCEPT: Final = (
    "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "skos:definition", "euvoc:xlDefinition", "skos:scopeNote",
    "skos:example", "skosno:valueRange", "skosno:dataStructureLabel", "dct:identifier", "dct:publisher", "dct:creator",
    "dct:created", "dct:modified", "dct:subject", "dcat:contactPoint", "euvoc:startDate", "euvoc:endDate",
    "euvoc:status", "owl:versionInfo", "adms:versionNotes", *_LINKS, *_RELATIONS,
)  # fmt: skip
_NOTE: Final = ("rdf:type", "rdf:value", "skosno:relationshipWithSource", "dct:source", "dct:audience")
_RELATION: Final = (
    "rdf:type", "skosno:hasToConcept", "skosno:relationRole", "skosno:hasGenericConcept", "skosno:hasSpecificConcept",
    "skosno:hasPartitiveConcept", "skosno:hasComprehensiveConcept", "dct:description",
)  # fmt: skip
_COLLECTION: Final = (
    "rdf:type", "dct:identifier", "dct:title", "dct:description", "dct:publisher", "dcat:contactPoint", "skos:member",
)  # fmt: skip
AGENT: Final = ("rdf:type", "foaf:name", "dct:identifier")
CONTACT: Final = (
    "rdf:type", "vcard:fn", "vcard:hasOrganizationName", "vcard:hasEmail", "vcard:hasTelephone", "vcard:hasURL",
)  # fmt: skip
_LIST: Final = ("rdf:first", "rdf:rest")
# Each direct relation as an object: its property, its class, and where the other concept stands in it.
_AS_OBJECTS: Final = {
    "xkos:specializes": ("hasGenericConceptRelation", "GenericConceptRelation", "hasGenericConcept"),
    "xkos:generalizes": ("hasGenericConceptRelation", "GenericConceptRelation", "hasSpecificConcept"),
    "xkos:isPartOf": ("hasPartitiveConceptRelation", "PartitiveConceptRelation", "hasComprehensiveConcept"),
    "xkos:hasPart": ("hasPartitiveConceptRelation", "PartitiveConceptRelation", "hasPartitiveConcept"),
    "skos:related": ("isFromConceptIn", "AssociativeConceptRelation", "hasToConcept"),
}
_ROLE: Final = {"nb": "er relatert til", "nn": "er relatert til", "en": "is related to"}


def harvest(store: CatalogueStore, base: str) -> list[ox.Triple]:
    """Return the concepts and collections of the vocabularies published under ``base``, each statement once, sorted."""
    schemes = [value_of(row["scheme"]) for row in store.select("vocabularies", base=text(base))]
    graphs = [f"vokabular/{scheme.rpartition('/')[2]}" for scheme in schemes] + ["avledet", "katalog"]
    said = Statements(quad for graph in graphs for quad in store.quads(graph_name(base, graph)))
    found = set(_Harvest(said, base, {ox.NamedNode(scheme) for scheme in schemes}).triples())
    return sorted(found, key=str)


class _Harvest:
    def __init__(self, said: Statements, base: str, schemes: set[ox.NamedNode]) -> None:
        self._said = said
        self._concepts = [
            concept
            for concept in said.typed("skos:Concept")
            if concept.value.startswith(f"{base}begrep/") and schemes.intersection(said.of(concept, "skos:inScheme"))
        ]
        self._collections = said.typed("skos:Collection")
        self._known = set(self._concepts)

    def triples(self) -> Iterator[ox.Triple]:
        for concept in self._concepts:
            yield ox.Triple(concept, term("rdf:type"), term("skos:Concept"))
            yield from self._said.picked(concept, CONCEPT)
            yield from self._parts(concept)
            yield from self._relations(concept)
        for collection in self._collections:
            yield from self._said.picked(collection, _COLLECTION)
        yield from self._parties([*self._concepts, *self._collections])

    def _parts(self, concept: Subject) -> Iterator[ox.Triple]:
        for note in self._said.nodes(concept, "euvoc:xlDefinition"):
            yield from self._said.picked(note, _NOTE)
            for source in self._said.nodes(note, "dct:source"):
                yield from self._source(source)
        for name in _RELATIONS:
            for relation in self._said.nodes(concept, name):
                yield from self._said.picked(relation, _RELATION)
        for subject in self._said.nodes(concept, "dct:subject"):
            # A name on a node without a type: with one it would be taken for a concept of ours.
            yield from self._said.picked(subject, ["skos:prefLabel"])

    def _source(self, source: Subject) -> Iterator[ox.Triple]:
        """The name of a source, or every source of an ordered list."""
        yield from self._said.picked(source, ["rdfs:label"])
        yield from self._said.picked(source, _LIST)
        for value in (*self._said.nodes(source, "rdf:first"), *self._said.nodes(source, "rdf:rest")):
            yield from self._source(value)

    def _relations(self, concept: ox.NamedNode) -> Iterator[ox.Triple]:
        for direct, (link, kind, end) in _AS_OBJECTS.items():
            written = {
                other
                for relation in self._said.nodes(concept, f"skosno:{link}")
                for other in self._said.nodes(relation, f"skosno:{end}")
            }
            others = [other for other in self._said.nodes(concept, direct) if other not in written]
            if not others:
                continue
            node = ox.NamedNode(f"{concept.value}#{end}")
            yield ox.Triple(concept, term(f"skosno:{link}"), node)
            yield from about(node, {"rdf:type": term(f"skosno:{kind}"), f"skosno:{end}": others})
            if end == "hasToConcept":
                roles = (ox.Literal(role, language=lang) for lang, role in _ROLE.items())
                yield from about(node, {"skosno:relationRole": roles})

    def _parties(self, things: Iterable[Subject]) -> Iterator[ox.Triple]:
        parties = {
            (party, name)
            for thing in things
            for name in ("dct:publisher", "dct:creator", "dcat:contactPoint")
            for party in self._said.nodes(thing, name)
        }
        for party, name in parties:
            yield from self._said.picked(party, CONTACT if name == "dcat:contactPoint" else AGENT)
