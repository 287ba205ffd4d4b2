"""One table from error to status, and one way to show an error: a page for people, problem details for tools."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import PurePath
from typing import Final

from flask import Flask, Response, jsonify, make_response, render_template, request
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
from server.language import words_language
from server.linked_data import HTML, NotOffered
from server.negotiation import choose

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
PROBLEM: Final = "application/problem+json"


def register(app: Flask) -> None:
    """Make ``app`` answer every error of the table, and of HTTP itself, in the reader's form."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CatalogueError, _catalogue_error)


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
    if isinstance(error, ReleaseChanged):
        return _shown(status, gettext("Utgivelsen er ikke lenger det som ble utgitt, og vises derfor ikke."))
    return _shown(status, _message(status))


def _shown(status: HTTPStatus, message: str, **members: object) -> Response:
    """Return a page when the client would rather have HTML, else RFC 9457 problem details with further ``members``."""
    wanted = choose(request.headers.get("Accept"), [PROBLEM, HTML, "application/json"])
    if wanted == HTML:
        response = make_response(render_template("error.html", code=status.value, message=message))
    else:
        response = jsonify(type="about:blank", title=status.phrase, status=status.value, detail=message, **members)
        response.content_type = PROBLEM
    response.status_code = status
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.vary.add("Accept")
    return response


def _message(status: HTTPStatus) -> str:
    messages = {
        HTTPStatus.NOT_FOUND: gettext("Fant ikke siden"),
        HTTPStatus.NOT_ACCEPTABLE: gettext("Siden finnes ikke i formatet det ble bedt om"),
        HTTPStatus.METHOD_NOT_ALLOWED: gettext("Adressen kan bare leses"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: gettext("Listen er for lang for en Excel-fil. Last den ned som CSV."),
        HTTPStatus.BAD_REQUEST: gettext("Forespørselen kunne ikke forstås"),
        HTTPStatus.SERVICE_UNAVAILABLE: gettext("Katalogen kan ikke vises akkurat nå"),
        HTTPStatus.BAD_GATEWAY: gettext("Katalogen kan ikke vises akkurat nå"),
        HTTPStatus.GATEWAY_TIMEOUT: gettext("Katalogen kan ikke vises akkurat nå"),
    }
    return str(messages.get(status, gettext("Noe gikk galt hos oss")))
