"""Problem details for HTTP APIs (RFC 9457) in bokmål, nynorsk and English.

Each room that refuses requests has a table, ``problems.toml``, of every kind of problem with its status and words; a
view raises one by its name. The type is a fragment of the page where people find it explained.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from graph.texts import LANGUAGES
from graph.words import Words

MEDIA_TYPE: Final = "application/problem+json"
API_PAGE: Final = "/api#"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: its type (an address), its status, and its words by language.

    ``headers`` are HTTP header fields the status demands (Allow, Retry-After …), ``members`` extension members of
    RFC 9457 section 3.2 (``line``, ``column``, ``parser``, ``supported``).
    """

    type: str
    status: HTTPStatus
    title: Words
    detail: Words
    headers: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What the table calls it."""
        return self.type.partition("#")[2]

    def to_json(self, language: str) -> bytes:
        """Return the problem as RFC 9457 JSON with title and detail in ``language``, the others beside them."""
        document: dict[str, Any] = {
            "type": self.type,
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


@dataclass(frozen=True)
class Problems:
    """The problems of one room: ``table`` holds them, ``page`` explains them, as the beginning of an address."""

    table: Path
    page: str = API_PAGE

    def refusal(
        self,
        kind: str,
        *,
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
        **values: object,
    ) -> ProblemRaised:
        """Return the error to raise for the problem ``kind``, with ``values`` filled into its words.

        Raises KeyError when the table has no such kind, or a value its words ask for is not given.
        """
        entry = self.entries[kind]
        return ProblemRaised(
            Problem(
                self.page + kind,
                HTTPStatus(entry["status"]),
                _filled(entry["title"], values),
                _filled(entry["detail"], values),
                dict(headers or {}),
                {name: value for name, value in (members or {}).items() if value is not None},
            )
        )

    @cached_property
    def entries(self) -> Mapping[str, Mapping[str, Any]]:
        """Every kind of problem, with its status and words."""
        return tomllib.loads(self.table.read_text(encoding="utf-8"))


def _filled(texts: Words, values: Mapping[str, object]) -> Words:
    return {language: texts[language].format_map(values) for language in LANGUAGES}


# What can be wrong with a request wherever on the site it is sent.
SITE: Final = Problems(Path(__file__).with_suffix(".toml"))
