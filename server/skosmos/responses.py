"""Answers of the REST API: JSON or JSON-LD by Accept, JSONP by ``callback``, errors in plain text."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from flask import Response, jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from server.negotiation import choose
from server.problems import MEDIA_TYPE as PROBLEM
from server.skosmos.request import Refused, argument, bad
from server.tool_answers import JSON, padded_answer, tool_answer, written_json

JSON_LD: Final = "application/ld+json"
_TEXT: Final = "text/plain"


def answer(context: dict[str, Any], data: dict[str, Any]) -> BaseResponse:
    """The object of an answer, its context first."""
    return json_object({"@context": context} | data)


def json_object(document: dict[str, Any]) -> BaseResponse:
    """An object in the form the client asks for; raises Refused when ``callback`` names no function."""
    body = written_json(document)
    function = argument("callback")
    if function:
        response = padded_answer(body, function)
        if response is None:
            raise bad("callback parameter is invalid")
        return response
    return tool_answer(body, choose(request.headers.get("Accept"), (JSON, JSON_LD)) or JSON, varies=True)


def refusal(error: Refused) -> Response:
    """An error as Skosmos says it; problem details (RFC 9457) for those who ask for them by name."""
    return told(error.status, error.message)


def told(status: HTTPStatus, message: str = "") -> Response:
    """The status with a message, as text."""
    if choose(request.headers.get("Accept"), (_TEXT, JSON, PROBLEM)) == PROBLEM:
        response = jsonify(type="about:blank", title=status.phrase, status=status.value, detail=message)
        response.content_type = PROBLEM
    else:
        said = f"{status.value} {status.phrase}" + (f" : {message}" if message else "")
        response = Response(said, content_type=f"{_TEXT}; charset=utf-8")
    response.status_code = status
    response.vary.add("Accept")
    return response
