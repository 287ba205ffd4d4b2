"""The hierarchies of concepts, whichever way they are written: broader, xkos, or relation objects.

SKOS Reference 8; XKOS 4; SKOS-AP-NO-Begrep 2.0 relasjoner. Every way of writing means one edge from the narrower
concept to the broader, and remembers where it was written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graph.checks.material import Material

KINDS: Final = ("generic", "partitive")
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

    @property
    def parts(self) -> tuple[str, str, str, str, str]:
        """What the edge is made of, in order."""
        return (self.narrower, self.broader, self.subject, self.predicate, self.value)


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


def ancestors(above: Mapping[str, Collection[str]], concept: str) -> set[str]:
    """Everything above a concept, itself included only when it is in a cycle."""
    reached: set[str] = set()
    waiting = list(above.get(concept, ()))
    while waiting:
        other = waiting.pop()
        if other not in reached:
            reached.add(other)
            waiting.extend(above.get(other, ()))
    return reached


def cycles(above: Mapping[str, Collection[str]]) -> list[list[str]]:
    """The cycles, each once: the shortest through its first concept, starting and ending with it."""
    found: list[list[str]] = []
    told: set[str] = set()
    for concept in sorted(_in_circles(above)):
        if concept in told:
            continue
        cycle = _way(above, concept)
        told.update(cycle)
        found.append(cycle)
    return found


def _in_circles(above: Mapping[str, Collection[str]]) -> set[str]:
    """The concepts that are above themselves: Tarjan's strongly connected components, without recursion."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_nodes: dict[str, None] = {}
    found: set[str] = set()
    for start in above:
        work = [] if start in number else [(start, iter(above[start]))]
        while work:
            node, upwards = work[-1]
            if node not in number:
                number[node] = lowest[node] = len(number)
                open_nodes[node] = None
            for parent in upwards:
                if parent not in number:
                    work.append((parent, iter(above.get(parent, ()))))
                    break
                if parent in open_nodes:
                    lowest[node] = min(lowest[node], number[parent])
            else:
                work.pop()
                if work:
                    below = work[-1][0]
                    lowest[below] = min(lowest[below], lowest[node])
                if lowest[node] == number[node]:
                    component = _closed(open_nodes, node)
                    if len(component) > 1 or node in above.get(node, ()):
                        found.update(component)
    return found


def _closed(open_nodes: dict[str, None], node: str) -> list[str]:
    """Take from the open nodes those that came after ``node``, and itself."""
    component: list[str] = []
    while not component or component[-1] != node:
        component.append(open_nodes.popitem()[0])
    return component


def _way(above: Mapping[str, Collection[str]], concept: str) -> list[str]:
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
