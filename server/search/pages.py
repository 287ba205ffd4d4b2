"""``/sok``: a page for people, JSON and CSV for tools; ``/sok/forslag``: suggestions while somebody types."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, g, jsonify, make_response, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import SearchRefused
from graph.searching.answer import PAGE, Answer, Hit
from graph.searching.filters import FacetName
from graph.searching.trouble import told
from graph.texts import LANGUAGES, Text
from server.browsing.edit_links import new_concept_link
from server.catalogue import Served
from server.comparison.responses import json_response
from server.cors import open_to_all
from server.filters import local_link, prefixed
from server.labels import MATCHED
from server.language import language, words_language
from server.linked_data import HTML
from server.negotiation import choose
from server.problems import MEDIA_TYPE as PROBLEM
from server.search import words
from server.search.data import document, rows, suggestions
from server.search.request import (
    JSON,
    PARAMETERS,
    argument,
    value_in_address,
    wanted_dialect,
    wanted_format,
    wanted_question,
)
from server.sheets import sheet

search = Blueprint("search", __name__)
for _function in (
    words.choice_word, words.facet_word, words.marked, words.marked_match, words.reason, words.says_why,
    words.type_word, words.type_words, words.owner_names,
):  # fmt: skip
    search.add_app_template_global(_function)

_SUGGESTIONS_SECONDS: Final = 60
_KEPT: Final = ("q", *PARAMETERS.values(), "side")


@search.get("/sok")
def find() -> BaseResponse:
    """What is found by the words in ``q``, a page at a time (``side``), filtered by the parameters of the facets."""
    served: Served = g.served
    media_type = wanted_format()
    base = served.manifest.base
    if media_type == HTML:
        question = wanted_question(base)
        answer = served.search.find(question, facets=True)
        return _page(answer)
    if media_type == JSON:
        answer = served.search.find(wanted_question(base), facets=True)
        return json_response(document(answer, base, _following(answer)))
    dialect, answer = wanted_dialect(), served.search.find(wanted_question(base, every=True))
    return sheet(rows(answer, lambda kind: gettext(MATCHED[kind])), media_type, dialect, "sok")


@search.get("/sok/forslag")
def suggest() -> BaseResponse:
    """A few things somebody who has typed ``q`` so far may mean (JSON, under 10 kB)."""
    served: Served = g.served
    lang, base = words_language(), served.manifest.base
    hits = served.search.suggest(argument("q"), lang)
    found = suggestions(hits, lang, _why, lambda iri: local_link(iri, base, lang))
    response = json_response({"query": argument("q"), "suggestions": found})
    response.headers["Cache-Control"] = f"public, max-age={_SUGGESTIONS_SECONDS}"
    return response


@search.app_errorhandler(SearchRefused)
def refused(error: SearchRefused) -> BaseResponse:
    """What is wrong with the search: the page to mend it on, or problem details (RFC 9457) for tools."""
    said = told(error)
    if choose(request.headers.get("Accept"), [PROBLEM, HTML, JSON]) == HTML:
        page = render_template("search.html", query=argument("q"), answer=None, trouble=said[words_language()], page=1)
        response: Response = make_response(page, HTTPStatus.BAD_REQUEST)
    else:
        others = {other: {"detail": said[other]} for other in LANGUAGES if other != words_language()}
        response = jsonify(
            type=f"/sok#{error.kind}",
            title=gettext("Søket kan ikke besvares"),
            status=HTTPStatus.BAD_REQUEST,
            detail=said[words_language()],
            translations=others,
        )
        response.content_type, response.status_code = PROBLEM, HTTPStatus.BAD_REQUEST
        open_to_all(response)
    response.vary.add("Accept")
    return response


@search.app_template_global()
def search_link(**changed: str | int | None) -> str:
    """The address of this search with some parameters changed, or left out where they are None; page 1 but for that."""
    kept: dict[str, Any] = {name: argument(name) for name in _KEPT if name != "side"}
    chosen = {name: value for name, value in (kept | changed).items() if value}
    return prefixed("/sok", language()) + (f"?{urlencode(chosen)}" if chosen else "")


@search.app_template_global()
def unfiltered_link() -> str:
    """The address of this search without any choice."""
    return search_link(**dict.fromkeys(PARAMETERS.values()))


@search.app_template_global()
def facet_link(facet: FacetName, value: str | None) -> str:
    """The address of this search with another choice of a facet, or without one."""
    base = g.served.manifest.base
    return search_link(**{PARAMETERS[facet]: value and value_in_address(facet, value, base)})


@search.app_template_global()
def proposal_link(term: str) -> str:
    """Where ``term`` can be proposed as a new concept; empty when the catalogue has no such place."""
    return new_concept_link(current_app.config["SETTINGS"].proposal_url, term)


def _page(answer: Answer) -> BaseResponse:
    question = answer.question
    response = make_response(
        render_template(
            "search.html",
            query=question.text,
            answer=answer,
            trouble=None,
            page=question.offset // PAGE + 1,
            pages=-(-answer.total // PAGE),
            chosen=question.filters.chosen(),
        )
    )
    response.vary.add("Accept")
    return response


def _following(answer: Answer) -> str | None:
    after = answer.question.offset + answer.question.limit
    if after >= answer.total:
        return None
    return search_link(side=after // PAGE + 1, format="json")


def _why(hit: Hit, label: Text) -> str:
    """Why a suggestion is made, where its name does not say so, and else what kind of thing it is."""
    lang = words_language()
    if not words.says_why(hit, label):
        owners = words.owner_names(hit.thing.owners, lang)
        return f"{words.type_word(hit.thing.type)}{f' · {owners}' if owners else ''}"
    return f"{words.reason(hit, lang)}: {hit.matched.value}"
