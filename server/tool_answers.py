"""Answers to tools from other sites, with a strong entity tag of the build, sent only once.

An answer follows from the build and the address, so the tag is known before the body is looked at (RFC 9110 section
8.8.3): the content's hash, the day the build holds for, the program, and which form of the answer it is.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from flask import Response, g, request
from werkzeug.wrappers import Response as BaseResponse

from server.catalogue import Served
from server.problems import MEDIA_TYPE, Problem

JSON: Final = "application/json"
_FUNCTION: Final = re.compile(r"[A-Za-z_$][\w$.]{0,63}\Z", re.ASCII)
_SCRIPT: Final = "application/javascript"


def tool_answer(body: str | bytes, media_type: str, *, varies: bool = False) -> BaseResponse:
    """Return ``body`` as an answer of the build; ``varies`` says that Accept has chosen between several forms."""
    manifest = _served().manifest
    response = Response(body, content_type=f"{media_type}; charset=utf-8")
    form = media_type.replace("/", ".").replace("+", ".")
    response.set_etag(f"{manifest.revision}-{manifest.build_date:%Y%m%d}-{manifest.program}-{form}")
    response.last_modified = manifest.built
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    if varies:
        response.vary.add("Accept")
    return response.make_conditional(request)


def written_json(document: Any) -> str:
    """Return ``document`` as JSON in plain UTF-8."""
    return json.dumps(document, ensure_ascii=False)


def json_answer(document: Any) -> BaseResponse:
    """Return ``document`` as an answer of the build, in JSON."""
    return tool_answer(written_json(document), JSON)


def padded_answer(body: str, function: str) -> BaseResponse | None:
    """Return JSON as a call of ``function`` (JSONP); None when that is not the name of a function."""
    return tool_answer(f"/**/{function}({body});", _SCRIPT, varies=True) if _FUNCTION.match(function) else None


def problem_answer(problem: Problem, language: str) -> Response:
    """Return the problem as JSON (RFC 9457) in ``language``, the other languages beside it."""
    body = problem.to_json(language)
    return Response(body, status=problem.status, content_type=MEDIA_TYPE, headers=dict(problem.headers))


def _served() -> Served:
    served: Served = g.served
    return served
