"""RDF as compact JSON-LD, with the keys that clients of Skosmos read (JSON-LD 1.1 API, compaction)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

import pyoxigraph as ox

from graph.namespaces import PREFIXES
from server.skosmos.contexts import DC11, ISOTHES

_SKOS_TERMS: Final = (
    "prefLabel", "altLabel", "hiddenLabel", "broader", "narrower", "related", "inScheme", "exactMatch", "closeMatch",
    "broadMatch", "narrowMatch", "relatedMatch",
)  # fmt: skip
_SHORT: Final = {
    "skos": PREFIXES["skos"],
    "isothes": ISOTHES,
    "rdfs": PREFIXES["rdfs"],
    "owl": PREFIXES["owl"],
    "dct": PREFIXES["dct"],
    "dc11": DC11,
}
CONTEXT: Final[dict[str, str]] = (
    _SHORT
    | {"uri": "@id", "type": "@type", "lang": "@language", "value": "@value", "graph": "@graph"}
    | {"label": "rdfs:label"}
    | {name: f"skos:{name}" for name in _SKOS_TERMS}
)
_TERMS: Final = {PREFIXES["rdfs"] + "label": "label"} | {PREFIXES["skos"] + name: name for name in _SKOS_TERMS}
_TYPE: Final = PREFIXES["rdf"] + "type"
_STRING: Final = PREFIXES["xsd"] + "string"


def compacted(triples: Iterable[ox.Triple]) -> dict[str, Any]:
    """Return a document with a node for every subject, in the order in which they come."""
    nodes: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        node = nodes[_name(triple.subject)]
        predicate = triple.predicate.value
        if predicate == _TYPE:
            node["type"].append(_short(_name(triple.object)))
        else:
            node[_TERMS.get(predicate, _short(predicate))].append(_value(triple.object))
    graph = [{"uri": name} | {key: _one_or_more(found) for key, found in node.items()} for name, node in nodes.items()]
    return {"@context": CONTEXT, "graph": graph}


def _one_or_more(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _value(term: Any) -> Any:
    if not isinstance(term, ox.Literal):
        return {"uri": _name(term)}
    if term.language:
        return {"lang": term.language, "value": term.value}
    if term.datatype.value == _STRING:
        return term.value
    return {"type": _short(term.datatype.value), "value": term.value}


def _name(term: Any) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(term.value)


def _short(name: str) -> str:
    for prefix, space in _SHORT.items():
        local = name.removeprefix(space)
        # A second slash or a colon would be read as another address, and not as a name in the namespace.
        if name.startswith(space) and local and not local.startswith("//"):
            return f"{prefix}:{local}"
    return name
