"""Stages SKO and DEF, what shows only in the whole: hierarchies and definitions that lead back to themselves.

Works on what the files claim, so that a change of one file costs no reading of the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from pyoxigraph import NamedNode

from graph.checks.claiming import read_edge
from graph.checks.definition import definitions
from graph.checks.hierarchy import KINDS, Edge, ancestors, cycles, parents
from graph.checks.library import Library
from graph.checks.material import Material
from graph.finding import Finding

Uses = Mapping[str, Collection[str]]


def check_circles(library: Library, uses: Iterable[tuple[str, str]]) -> list[Finding]:
    """Findings on the catalogue as a whole: SKO-27, SKO-50, SKO-54 and DEF-17.

    ``uses`` are pairs of concepts, the first of which has a term of the other in its definition.
    """
    material = Material(library, ())
    by_kind: dict[str, list[Edge]] = {kind: [] for kind in KINDS}
    for _, _, value in library.claims.all("edge"):
        kind, edge = read_edge(value)
        by_kind[kind].append(edge)
    above: dict[str, set[str]] = {}
    for found in by_kind.values():
        for narrower, broader in parents(found).items():
            above.setdefault(narrower, set()).update(broader)
    return [
        *(finding for kind, found in by_kind.items() for finding in _hierarchy(material, kind, found)),
        *_related(material, above),
        *_definitions(material, uses),
    ]


def _hierarchy(material: Material, kind: str, found: list[Edge]) -> Iterator[Finding]:
    """Cycles, and steps that others make superfluous."""
    own = parents(found)
    by_step = {(edge.narrower, edge.broader): edge for edge in reversed(found)}
    for cycle in cycles(own):
        edge = by_step[cycle[0], cycle[1]]
        way = " -> ".join(material.short(concept) for concept in cycle)
        yield material.found("SKO-50", kind, edge.subject, edge.predicate, NamedNode(edge.value), way=way)
    for edge in found:
        others = own[edge.narrower] - {edge.broader}
        via = sorted(other for other in others if edge.broader in ancestors(own, other))
        if via and edge.narrower not in ancestors(own, edge.narrower):
            names = {"broader": material.short(edge.broader), "via": material.short(via[0])}
            value = NamedNode(edge.value)
            yield material.found("SKO-54", "redundant", edge.subject, edge.predicate, value, **names)


def _related(material: Material, above: Mapping[str, set[str]]) -> Iterator[Finding]:
    """S27: related concepts that are also above each other."""
    pairs = [(concept, other) for _, concept, other in material.claims.all("related")]
    stated = set(pairs)
    for concept, other in pairs:
        told = other < concept and (other, concept) in stated
        if not told and (other in ancestors(above, concept) or concept in ancestors(above, other)):
            values = {"other": material.short(other)}
            yield material.found("SKO-27", "related", concept, "skos:related", NamedNode(other), **values)


def _definitions(material: Material, uses: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """DEF-17: concepts that are defined by each other."""
    found: dict[str, set[str]] = {}
    for concept, other in uses:
        found.setdefault(concept, set()).add(other)
    for cycle in cycles(found):
        way = " -> ".join(material.short(concept) for concept in cycle)
        variant = "pair" if len(cycle) == 3 else "ring"
        text = next(text for text in definitions(material, cycle[0]) if text.text.strip())
        yield text.found("DEF-17", variant, way=way, other=material.short(cycle[1]))
