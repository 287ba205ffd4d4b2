"""The query endpoint in the application: the address, the page, and where the service is kept.

What the endpoint answers is decided in server.sparql.answer, without the framework; here it is given a page to show
people. ``server.sparql.wsgi`` answers tools on the same address before the framework is asked.
"""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Flask, Response, current_app, g, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from graph.example_query import example_queries
from server.labels import N_
from server.language import words_language
from server.problems import Problem
from server.sparql.answer import PageContent, respond
from server.sparql.http_messages import HttpRequest, HttpResponse
from server.sparql.request import METHODS
from server.sparql.service import SparqlService

PATH: Final = "/sparql"
_EXTENSION: Final = "sparql"
_OTHERS: Final = ("PUT", "PATCH", "DELETE", "TRACE", "CONNECT")
_RESULT_FORMATS: Final = (
    ("xlsx", "Excel"),
    ("excel-csv", N_("CSV for Excel (semikolon)")),
    ("csv", "CSV"),
    ("tsv", "TSV"),
    ("json", "JSON"),
    ("xml", "XML"),
)
_GRAPH_FORMATS: Final = (("turtle", "Turtle"), ("jsonld", "JSON-LD"), ("rdf", "RDF/XML"), ("nt", "N-Triples"))

blueprint = Blueprint("sparql", __name__)


def service_of(app: Flask) -> SparqlService:
    """Return the service of ``app``, made from its catalogue when it is first asked for."""
    service: SparqlService | None = app.extensions.get(_EXTENSION)
    if service is None:
        made = SparqlService(app.extensions["catalogue"], app.config.get("LIMITS"), app.config.get("ENGINE"))
        service = app.extensions.setdefault(_EXTENSION, made)
    return service


# The methods that are not the protocol's are taken here too, so that their refusal is the endpoint's own.
@blueprint.route(PATH, methods=[*METHODS, *_OTHERS], provide_automatic_options=False)
def endpoint() -> Response:
    """A query, the description of the service, or the page to write queries on."""
    answer = respond(service_of(current_app), HttpRequest(request.environ), _page)
    assert answer is not None
    return _framed(answer)


@blueprint.get("/.well-known/void")
def void() -> BaseResponse:
    """Where the description of the dataset is (VoID section 7.2)."""
    return redirect(PATH, 302)


def _framed(answer: HttpResponse) -> Response:
    response = current_app.response_class(answer.body, status=answer.status, direct_passthrough=True)
    response.headers.clear()
    for name, value in answer.headers.items():
        response.headers[name] = value
    return response


def _page(content: PageContent) -> str:
    lang = words_language()
    if content.build is not None:
        # The engine may follow a moment after the pages; the page tells of the build its answer is from.
        g.served = content.build
    return render_template(
        "sparql.html",
        query=content.query,
        result=content.result,
        error=_shown(content.problem, lang) if content.problem else None,
        examples=[
            {"title": example.question[lang], "query": example.query}
            for example in example_queries(g.served.manifest.base)
        ],
        formats=_GRAPH_FORMATS if content.graph else _RESULT_FORMATS,
    )


@blueprint.app_template_global()
def editor_phrases() -> dict[str, str]:
    """The words of the editor itself, which says them to screen readers."""
    return {
        "Completions": gettext("Forslag"),
        "Control character": gettext("Styretegn"),
        "Selection deleted": gettext("Utvalget er slettet"),
    }


def _shown(problem: Problem, lang: str) -> dict[str, object]:
    """Return a problem as the page shows it."""
    return {
        "status": problem.status.value,
        "title": problem.title[lang],
        "detail": problem.detail[lang],
        "line": problem.members.get("line"),
        "column": problem.members.get("column"),
        "parser": problem.members.get("parser"),
    }
