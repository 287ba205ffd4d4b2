"""One table from error to status, and one way to show an error: a page for people, problem details for tools."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import PurePath
from typing import Final

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from graph.errors import (
    CatalogueError,
    EngineBusy,
    EngineFaulty,
    EngineSilent,
    NotFound,
    QueryError,
    ReleaseChanged,
    SearchUnavailable,
    SheetTooLarge,
    StoreMissing,
    WorkbookRefused,
)
from graph.searching.trouble import told
from server.cors import open_to_all
from server.language import words_language
from server.linked_data import HTML, NotOffered
from server.negotiation import choose
from server.problems import MEDIA_TYPE as PROBLEM
from server.problems import SITE, ProblemRaised
from server.tool_answers import problem_answer

STATUS: Final[dict[type[CatalogueError], HTTPStatus]] = {
    NotFound: HTTPStatus.NOT_FOUND,
    QueryError: HTTPStatus.BAD_REQUEST,
    SheetTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    SearchUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    ReleaseChanged: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreMissing: HTTPStatus.SERVICE_UNAVAILABLE,
    EngineBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    EngineFaulty: HTTPStatus.BAD_GATEWAY,
    EngineSilent: HTTPStatus.GATEWAY_TIMEOUT,
}
_FORMS: Final = (PROBLEM, HTML, "application/json")
_AGAIN_SECONDS: Final = 5


def register(app: Flask) -> None:
    """Make ``app`` answer every error of the table, and of HTTP itself, in the reader's form."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CatalogueError, _catalogue_error)
    app.register_error_handler(ProblemRaised, _refused)


def _refused(error: ProblemRaised) -> Response:
    """A page that says what is wrong and how to mend it, or the same as problem details."""
    problem, lang = error.problem, words_language()
    if choose(request.headers.get("Accept"), _FORMS) != HTML:
        response = problem_answer(problem, lang)
    else:
        words = {"code": problem.status.value, "message": problem.title[lang], "advice": problem.detail[lang]}
        # Without a build there is nothing to make the frame of a page from.
        response = make_response(render_template("error.html" if "served" in g else "unavailable.html", **words))
    response.status_code = problem.status
    response.headers.update(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return open_to_all(response)


def _http_error(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    offers = error.offers if isinstance(error, NotOffered) else {}
    listed = gettext("Den finnes som %(formats)s.", formats=", ".join(offers)) if offers else ""
    available = [{"type": media_type, "href": place} for media_type, place in offers.items()]
    members = {"available": available} if offers else {}
    response = _shown(status, f"{_message(status)}{'. ' if listed else ''}{listed}", **members)
    for name, value in error.get_headers():
        if name.lower() == "allow":
            response.headers[name] = value
    for media_type, place in offers.items():
        response.headers.add("Link", f'<{place}>; rel="alternate"; type="{media_type}"')
    return response


def _catalogue_error(error: CatalogueError) -> Response:
    status = next(
        (status for kind, status in STATUS.items() if isinstance(error, kind)),
        HTTPStatus.INTERNAL_SERVER_ERROR,
    )
    if isinstance(error, SearchUnavailable):
        # Readers need not know where on the disk the build lies.
        public = {name: PurePath(value).name for name, value in error.values.items()}
        return _shown(status, told(SearchUnavailable(error.kind, **public))[words_language()])
    if isinstance(error, WorkbookRefused):
        return _shown(HTTPStatus.NOT_FOUND, error.words[words_language()])
    if "served" not in g:
        headers = {"Retry-After": str(_AGAIN_SECONDS)}
        return _refused(SITE.refusal("ingen-katalog", headers=headers, seconds=_AGAIN_SECONDS))
    if isinstance(error, SheetTooLarge):
        return _shown(status, gettext("Listen er for lang for en Excel-fil. Last den ned som CSV."))
    if isinstance(error, ReleaseChanged):
        return _shown(status, gettext("Utgivelsen er ikke lenger det som ble utgitt, og vises derfor ikke."))
    return _shown(status, _message(status))


def _shown(status: HTTPStatus, message: str, **members: object) -> Response:
    """Return a page when the client would rather have HTML, else RFC 9457 problem details with further ``members``."""
    wanted = choose(request.headers.get("Accept"), _FORMS)
    if wanted == HTML:
        response = make_response(render_template("error.html", code=status.value, message=message))
    else:
        response = jsonify(type="about:blank", title=status.phrase, status=status.value, detail=message, **members)
        response.content_type = PROBLEM
    response.status_code = status
    response.vary.add("Accept")
    return open_to_all(response)


def _message(status: HTTPStatus) -> str:
    messages = {
        HTTPStatus.NOT_FOUND: gettext("Fant ikke siden"),
        HTTPStatus.NOT_ACCEPTABLE: gettext("Siden finnes ikke i formatet det ble bedt om"),
        HTTPStatus.METHOD_NOT_ALLOWED: gettext("Adressen kan bare leses"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: gettext("Forespørselen kunne ikke forstås"),
        HTTPStatus.BAD_REQUEST: gettext("Forespørselen kunne ikke forstås"),
        HTTPStatus.SERVICE_UNAVAILABLE: gettext("Katalogen kan ikke vises akkurat nå"),
        HTTPStatus.BAD_GATEWAY: gettext("Katalogen kan ikke vises akkurat nå"),
        HTTPStatus.GATEWAY_TIMEOUT: gettext("Katalogen kan ikke vises akkurat nå"),
    }
    return str(messages.get(status, gettext("Noe gikk galt hos oss")))
