"""``/api``: what tools can ask, and how, for people; ``/api/openapi.json``: the same for tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from graph.organisation import organisations
from graph.words import Words
from server.api.description import description
from server.catalogue import Served
from server.cors import open_to_all
from server.jskos.routes import PROBLEMS as JSKOS
from server.language import words_language
from server.problems import SITE
from server.reconciliation.reading import PROBLEMS as RECONCILIATION
from server.tool_answers import json_answer

api = Blueprint("api", __name__)
described = Blueprint("description", __name__)
described.after_request(open_to_all)

_QUERY: Final = (
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
    "SELECT ?begrep ?term WHERE {\n"
    '  ?begrep a skos:Concept ; skos:prefLabel ?term . FILTER(LANG(?term) = "nb")\n'
    "} LIMIT 1000"
)


@api.get("/api")
def page() -> str:
    """What tools can ask, and how."""
    served: Served = g.served
    measured = sorted(served.known.uses.measured_concepts)
    concept = next(iter([*measured, *served.outline.concepts]), "")
    return render_template(
        "api.html",
        path_of_concept="/" + concept.removeprefix(served.manifest.base),
        concept=concept,
        encoded=quote(concept, safe=""),
        vocabulary=next((scheme.iri.rpartition("/")[2] for scheme in served.schemes), ""),
        measured=bool(measured),
        owner=next((owner.slug for owner in organisations(served.store) if owner.field_count), ""),
        host=request.host_url.rstrip("/"),
        query=_QUERY,
        problems=list(_problems(words_language())),
    )


@described.get("/api/openapi.json")
def openapi() -> BaseResponse:
    """The description of everything that is JSON (OpenAPI 3.1), in the language of the address."""
    served: Served = g.served
    return json_answer(description(words_language(), request.host_url.rstrip("/"), served.manifest.program))


def _problems(lang: str) -> Iterator[tuple[str, str, int]]:
    """The kinds of problems that tools are told of by a fragment of the page: name, title and status."""
    found: dict[str, Mapping[str, object]] = {**RECONCILIATION.entries, **JSKOS.entries, **SITE.entries}
    for name, entry in sorted(found.items()):
        title, status = entry["title"], entry["status"]
        if isinstance(title, Mapping) and isinstance(status, int):
            words: Words = title
            yield name, words[lang], status
