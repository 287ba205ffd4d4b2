"""Problem details (RFC 9457) of the interfaces for tools, from a table of words beside each; explained on ``/api``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from flask import Response

from graph.texts import LANGUAGES
from server.problems import MEDIA_TYPE, Problem
from server.tool_answers import written_json

PAGE: Final = "/api#"
_TABLE: Final = "problems.toml"


class ToolProblem(Exception):
    """A request of a tool that cannot be answered; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.problem = problem


def tool_problem(room: Path, kind: str, **values: object) -> ToolProblem:
    """Return the error to raise for ``kind`` in the table of ``room``, its words filled with ``values``.

    Raises KeyError when the table has no such kind, or a value its words ask for is not given.
    """
    entry = kinds(room)[kind]
    detail = {lang: entry["detail"][lang].format_map(values) for lang in LANGUAGES}
    return ToolProblem(Problem(kind, HTTPStatus(entry["status"]), entry["title"], detail))


def problem_answer(problem: Problem, language: str) -> Response:
    """Return the problem as JSON in ``language``, the other languages beside it."""
    document: dict[str, Any] = {
        "type": PAGE + problem.kind,
        "title": problem.title[language],
        "status": problem.status.value,
        "detail": problem.detail[language],
        "translations": {
            other: {"title": problem.title[other], "detail": problem.detail[other]}
            for other in LANGUAGES
            if other != language
        },
    }
    return Response(written_json(document), status=problem.status, content_type=MEDIA_TYPE)


@cache
def kinds(room: Path) -> Mapping[str, dict[str, Any]]:
    """Return every kind of problem in the table of ``room``, with its status and words."""
    return tomllib.loads((room / _TABLE).read_text(encoding="utf-8"))
