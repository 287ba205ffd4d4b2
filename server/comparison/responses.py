"""Responses with an answer about comparability: pages that vary by Accept, data any site may read, and downloads."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, make_response, request
from werkzeug.wrappers import Response as BaseResponse

from server.comparison.csv_download import MEDIA_TYPE as CSV
from server.comparison.csv_download import Dialect, Value, written


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


def csv_response(rows: Iterable[Iterable[Value]], dialect: Dialect, name: str) -> BaseResponse:
    """Rows as a CSV file ``name``, sent while they are worked out."""
    return file_response(written(rows, dialect), f"{CSV}; charset=utf-8", f"{name}.csv")


def file_response(body: bytes | Iterable[bytes], content_type: str, name: str) -> BaseResponse:
    """A file to save as ``name`` (ASCII)."""
    response = _open(Response(body, content_type=content_type))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _open(response: Response) -> Response:
    response.vary.add("Accept")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
