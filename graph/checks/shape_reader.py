"""Reading the catalogue's own shapes, ``graph/shapes/*.ttl``.

Anything in a shapes file that the judge does not know is refused when it is read, rather than left unjudged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat
from pyoxigraph import parse as oxigraph_parse

from graph.checks.shacl import Demand, Properties, Shape, Words, key
from graph.checks.shacl_components import COMPONENTS
from graph.namespaces import PREFIXES
from graph.turtle.ordering import Term

_FOLDER: Final = Path(__file__).parents[1] / "shapes"
_SH: Final = PREFIXES["sh"]
_RDF: Final = PREFIXES["rdf"]
_ABOUT: Final = frozenset(
    {_RDF + "type"}
    | {_SH + name for name in ("path", "property", "targetClass", "severity", "message", "description")}
    | {_SH + name for name in ("qualifiedMinCount", "qualifiedMaxCount")}
)


@cache
def shapes() -> tuple[Shape, ...]:
    """Every node shape with a target in ``graph/shapes/``, read once."""
    return tuple(read_shapes(path.read_bytes() for path in sorted(_FOLDER.glob("*.ttl"))))


def every_shape(found: Iterable[Shape] | None = None) -> Iterator[Shape]:
    """The shapes and those inside them, outermost first; by default those of ``shapes``."""
    for shape in shapes() if found is None else found:
        yield shape
        yield from every_shape(shape.inner)


def read_shapes(files: Iterable[bytes]) -> list[Shape]:
    """The node shapes with a target in one shapes graph of several Turtle files.

    Raises ``ValueError`` at a component that is not supported.
    """
    graph: dict[str, dict[str, list[Term]]] = {}
    quads = (q for raw in files for q in oxigraph_parse(raw, format=RdfFormat.TURTLE, rename_blank_nodes=True))
    for quad in quads:
        if isinstance(quad.object, NamedNode | BlankNode | Literal):
            graph.setdefault(key(quad.subject), {}).setdefault(quad.predicate.value, []).append(quad.object)
    reader = _Reader(graph)
    return [reader.shape(node) for node in graph if _SH + "targetClass" in graph[node]]


class _Reader:
    """Reads shapes from the facts of a shapes graph."""

    def __init__(self, graph: Mapping[str, Properties]) -> None:
        """Keep the facts by node."""
        self._graph = graph

    def shape(self, node: str) -> Shape:
        """The shape of a node, with the property shapes inside it."""
        own = self._graph.get(node, {})
        demands: list[Demand] = []
        for component, values in own.items():
            if component in _ABOUT:
                continue
            make = COMPONENTS.get(component.removeprefix(_SH))
            if make is None:
                raise ValueError(f"{component} in {node} is not supported")
            demands.extend(make(self, own, value) for value in values)
        return Shape(
            iri=node,
            targets=frozenset(key(value) for value in own.get(_SH + "targetClass", ())),
            path=self.text(own, "path"),
            severity=self.text(own, "severity").removeprefix(_SH) or "Violation",
            message=self.words(own, "message"),
            remedy=self.words(own, "description"),
            wants_more=bool({_SH + "minCount", _SH + "qualifiedMinCount"} & set(own)),
            demands=tuple(demands),
            inner=tuple(self.shape(key(value)) for value in own.get(_SH + "property", ())),
        )

    def text(self, own: Properties, name: str) -> str:
        """The one value of a SHACL property as text, or an empty string."""
        return next((str(value.value) for value in own.get(_SH + name, ())), "")

    def words(self, own: Properties, name: str) -> Words:
        """The values of a SHACL property by language."""
        return {v.language: v.value for v in own.get(_SH + name, ()) if isinstance(v, Literal) and v.language}

    def items(self, head: Term) -> Iterator[Term]:
        """The items of an RDF list."""
        while key(head) != _RDF + "nil":
            own = self._graph[key(head)]
            yield own[_RDF + "first"][0]
            head = own[_RDF + "rest"][0]
