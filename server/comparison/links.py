"""Addresses of questions about comparability, as links on pages and in what is downloaded."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request

from graph.comparing.comparison import Comparison
from graph.comparing.figure import concept_address
from graph.comparing.period import Period

COMPARE = "/sammenligning"
_READABLE = "/:"


def compare_path(concept: str, a: str = "", b: str = "", period: Period | None = None, **more: str) -> str:
    """The path and query of a question; ``a`` and ``b`` are addresses of figures, ``more`` further parameters."""
    parameters = {"begrep": concept_address(concept), "a": a, "b": b, **(period.query if period else {}), **more}
    return f"{COMPARE}?{query({name: value for name, value in parameters.items() if value})}"


def comparison_path(comparison: Comparison, **more: str) -> str:
    """The path and query of the question an answer is to."""
    a, b = comparison.a.address, comparison.b.address
    return compare_path(comparison.measure.concept, a, b, comparison.period, **more)


def matrix_path(concept: str, suffix: str = "", **parameters: str) -> str:
    """The path and query of a concept's matrix; ``suffix`` is that of a format."""
    path = f"/begrep/{concept_address(concept)}{COMPARE}{suffix}"
    return f"{path}?{query(parameters)}" if parameters else path


def here_with(**changed: str | int) -> str:
    """The path and query of this request with some parameters changed, or left out where they are empty."""
    whole = request.args.to_dict() | {name: str(value) for name, value in changed.items()}
    parameters = {name: value for name, value in whole.items() if value or name not in changed}
    return f"{request.path}?{query(parameters)}" if parameters else request.path


def query(parameters: dict[str, str]) -> str:
    """The parameters as the query of an address."""
    return urlencode(parameters, safe=_READABLE)
