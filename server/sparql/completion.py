"""What the editor on the page of the endpoint suggests while one writes: names that this catalogue uses.

Prefixes, classes, properties and named graphs are few and are sent once; concepts are searched for by what is written.
"""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, current_app, g, jsonify, request

from graph.namespaces import prefixes_for
from graph.searching.answer import Hit, Question
from graph.searching.filters import Filters
from graph.searching.findable import TERMS
from graph.searching.search_index import LONGEST
from graph.store import Term, value_of
from graph.texts import best, local_name
from server.catalogue import Served
from server.language import words_language
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
    """The concepts that a search for ``q`` finds by a term, each by its best one in the reader's language."""
    served: Served = g.served
    question = Question(
        request.args.get("q", "")[:LONGEST], words_language(), Filters(types=("concept",)), limit=_CONCEPTS
    )
    hits = served.search.find(question).hits
    return _kept(jsonify([_concept(hit, question.lang) for hit in hits if hit.kind in TERMS]))


def shortened(iri: str, prefixes: dict[str, str]) -> str:
    """Return ``iri`` as a prefixed name where one may stand in a query, else in angle brackets."""
    for prefix, space in sorted(prefixes.items(), key=lambda each: -len(each[1])):
        rest = iri.removeprefix(space)
        if rest != iri and rest.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{rest}"
    return f"<{iri}>"


def _concept(hit: Hit, lang: str) -> dict[str, str]:
    label = best(hit.thing.label, lang) or hit.matched
    term = hit.matched if hit.matched.lang == lang else label
    schemes = [local_name(owner.iri) for owner in hit.thing.owners if owner.type == "vocabulary"]
    return {"term": term.value, "name": f"<{hit.thing.iri}>", "scheme": "".join(schemes[:1])}


def _counted(kind: str, iri: str, count: Term, prefixes: dict[str, str]) -> dict[str, Any]:
    return {"name": shortened(iri, prefixes), "kind": kind, "count": int(value_of(count))}


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    return response
