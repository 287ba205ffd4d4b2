"""Responses with an answer about comparability: pages that vary by Accept, and data any site may read."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, make_response, request
from werkzeug.wrappers import Response as BaseResponse

from server.cors import open_to_all


def page_response(page: str, status: HTTPStatus = HTTPStatus.OK) -> BaseResponse:
    """A page that tools get as data."""
    response = make_response(page, status)
    response.vary.add("Accept")
    return response


def json_response(document: dict[str, Any]) -> BaseResponse:
    """Data in JSON, not sent again when the client has it."""
    response = _open(jsonify(document))
    response.add_etag()
    return response.make_conditional(request)


def problem_response(document: dict[str, Any], media_type: str) -> BaseResponse:
    """Problem details, with the status they name."""
    response = _open(jsonify(document))
    response.content_type, response.status_code = media_type, document["status"]
    return response


def _open(response: Response) -> Response:
    response.vary.add("Accept")
    return open_to_all(response)
