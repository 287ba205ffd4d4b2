"""The hierarchies of concepts, whichever way they are written: broader, xkos, or relation objects.

SKOS Reference 8; XKOS 4; SKOS-AP-NO-Begrep 2.0 relasjoner. Every way of writing means one edge from the narrower
concept to the broader, and remembers where it was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graph.checks.material import Material

_UP: Final = {
    "generic": ("skos:broader", "xkos:specializes"),
    "partitive": ("xkos:isPartOf",),
}
_DOWN: Final = {
    "generic": ("skos:narrower", "xkos:generalizes"),
    "partitive": ("xkos:hasPart",),
}
_OBJECTS: Final = {
    "generic": ("skosno:hasGenericConceptRelation", "skosno:hasGenericConcept", "skosno:hasSpecificConcept"),
    "partitive": (
        "skosno:hasPartitiveConceptRelation",
        "skosno:hasComprehensiveConcept",
        "skosno:hasPartitiveConcept",
    ),
}


@dataclass(frozen=True, slots=True)
class Edge:
    """One step up from ``narrower`` to ``broader``, stated about ``subject`` by ``predicate`` with ``value``."""

    narrower: str
    broader: str
    subject: str
    predicate: str
    value: str


def edges(material: Material, kind: str) -> Iterator[Edge]:
    """The edges of a kind (``generic`` or ``partitive``) that the concepts state, concept by concept."""
    relation, to_broader, to_narrower = _OBJECTS[kind]
    for concept in material.concepts:
        for predicate in _UP[kind]:
            for other in material.iris(concept, predicate):
                yield Edge(concept, other, concept, predicate, other)
        for predicate in _DOWN[kind]:
            for other in material.iris(concept, predicate):
                yield Edge(other, concept, concept, predicate, other)
        for part in material.iris(concept, relation):
            for other in material.iris(part, to_broader):
                yield Edge(concept, other, part, to_broader, other)
            for other in material.iris(part, to_narrower):
                yield Edge(other, concept, part, to_narrower, other)


def parents(found: list[Edge]) -> Mapping[str, set[str]]:
    """The direct broader concepts of each concept."""
    above: dict[str, set[str]] = {}
    for edge in found:
        above.setdefault(edge.narrower, set()).add(edge.broader)
    return above


def ancestors(above: Mapping[str, set[str]], concept: str) -> set[str]:
    """Everything above a concept, itself included only when it is in a cycle."""
    reached: set[str] = set()
    waiting = list(above.get(concept, ()))
    while waiting:
        other = waiting.pop()
        if other not in reached:
            reached.add(other)
            waiting.extend(above.get(other, ()))
    return reached


def cycles(above: Mapping[str, set[str]]) -> list[list[str]]:
    """The cycles, each once: the shortest through its first concept, starting and ending with it."""
    found: list[list[str]] = []
    told: set[str] = set()
    for concept in sorted(above):
        if concept in told or concept not in ancestors(above, concept):
            continue
        cycle = _way(above, concept)
        told.update(cycle)
        found.append(cycle)
    return found


def _way(above: Mapping[str, set[str]], concept: str) -> list[str]:
    """The shortest way from a concept up to itself."""
    came_from: dict[str, str] = {}
    level = [concept]
    while level:
        following: list[str] = []
        for other in level:
            for parent in sorted(above.get(other, ())):
                if parent == concept:
                    way = [other]
                    while way[-1] != concept:
                        way.append(came_from[way[-1]])
                    return [*reversed(way), concept]
                if parent not in came_from:
                    came_from[parent] = other
                    following.append(parent)
        level = following
    return [concept, concept]
