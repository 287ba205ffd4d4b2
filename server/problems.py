"""Problem details for HTTP APIs (RFC 9457) in bokmål, nynorsk and English.

``problems.toml`` holds every kind of problem with its status and words; a view raises one by its name. The type is
a fragment of the page of the endpoint, where people find it explained.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

MEDIA_TYPE: Final = "application/problem+json"
LANGUAGES: Final = ("nb", "nn", "en")
_TABLE: Final = Path(__file__).with_name("problems.toml")
_PAGE: Final = "/sparql#"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: its kind, its status, and its words by language.

    ``headers`` are HTTP header fields the status demands (Allow, Retry-After …), ``members`` extension members of
    RFC 9457 section 3.2 (``line``, ``column``, ``parser``, ``supported``).
    """

    kind: str
    status: HTTPStatus
    title: Mapping[str, str]
    detail: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self, language: str) -> bytes:
        """Return the problem as RFC 9457 JSON with title and detail in ``language``, the others beside them."""
        document: dict[str, Any] = {
            "type": _PAGE + self.kind,
            "title": self.title[language],
            "status": self.status.value,
            "detail": self.detail[language],
        }
        document |= self.members
        document["translations"] = {
            other: {"title": self.title[other], "detail": self.detail[other]}
            for other in LANGUAGES
            if other != language
        }
        return json.dumps(document, ensure_ascii=False).encode()


class ProblemRaised(Exception):
    """A request that cannot be answered; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.problem = problem


def refusal(
    kind: str,
    *,
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, Any] | None = None,
    **values: object,
) -> ProblemRaised:
    """Return the error to raise for the problem ``kind``, with ``values`` filled into its words.

    Raises KeyError when the table has no such kind, or a value its words ask for is not given.
    """
    entry = _entries()[kind]
    return ProblemRaised(
        Problem(
            kind,
            HTTPStatus(entry["status"]),
            _filled(entry["title"], values),
            _filled(entry["detail"], values),
            dict(headers or {}),
            {name: value for name, value in (members or {}).items() if value is not None},
        )
    )


def kinds() -> tuple[str, ...]:
    """Return the name of every kind of problem."""
    return tuple(_entries())


@cache
def _entries() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


def _filled(texts: Mapping[str, str], values: Mapping[str, object]) -> dict[str, str]:
    return {language: texts[language].format_map(values) for language in LANGUAGES}
