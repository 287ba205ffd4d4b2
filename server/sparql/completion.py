"""What the editor on the page of the endpoint suggests while one writes: names that this catalogue uses.

Prefixes, classes, properties and named graphs are few and are sent once; concepts are looked up by the letters written.
"""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, current_app, g, jsonify, request

from graph.namespaces import prefixes_for
from graph.outline import IndexEntry
from graph.store import Term, value_of
from graph.texts import local_name
from server.catalogue import Served
from server.language import language
from server.sparql.endpoint import service_of

completion = Blueprint("completion", __name__)

_CONCEPTS: Final = 20


@completion.get("/sparql/ord.json")
def words() -> Response:
    """The catalogue's prefixes, and the classes, properties and graphs in it, each with how often it is used."""
    served: Served = g.served
    prefixes = prefixes_for(served.manifest.base)
    usage = service_of(current_app).usage()
    names = [_counted("class", value_of(row["class"]), row["entities"], prefixes) for row in usage.classes]
    names += [_counted("property", value_of(row["property"]), row["triples"], prefixes) for row in usage.properties]
    names += [
        {"name": shortened(graph, prefixes), "kind": "graph", "count": count}
        for graph, count in served.manifest.graphs.items()
    ]
    return _kept(jsonify({"prefixes": prefixes, "names": names}))


@completion.get("/sparql/begreper.json")
def concepts() -> Response:
    """The concepts whose term begins with ``q``, then those that have it within, in the reader's language."""
    served: Served = g.served
    sought = request.args.get("q", "").strip().casefold()
    entries = served.outline.index("", language()) if sought else []
    found = [entry for entry in entries if entry.term.value.casefold().startswith(sought)][:_CONCEPTS]
    if len(found) < _CONCEPTS:
        within = (e for e in entries if sought in e.term.value.casefold()[1:] and e not in found)
        found += [entry for _, entry in zip(range(_CONCEPTS - len(found)), within, strict=False)]
    prefixes = prefixes_for(served.manifest.base)
    return _kept(jsonify([_concept(entry, prefixes) for entry in found]))


def shortened(iri: str, prefixes: dict[str, str]) -> str:
    """Return ``iri`` as a prefixed name where one may stand in a query, else in angle brackets."""
    for prefix, space in sorted(prefixes.items(), key=lambda each: -len(each[1])):
        rest = iri.removeprefix(space)
        if rest != iri and rest.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{rest}"
    return f"<{iri}>"


def _concept(entry: IndexEntry, prefixes: dict[str, str]) -> dict[str, str]:
    iri = entry.concept.iri
    return {"term": entry.term.value, "name": f"<{iri}>", "scheme": local_name(entry.concept.scheme)}


def _counted(kind: str, iri: str, count: Term, prefixes: dict[str, str]) -> dict[str, Any]:
    return {"name": shortened(iri, prefixes), "kind": kind, "count": int(value_of(count))}


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    return response
