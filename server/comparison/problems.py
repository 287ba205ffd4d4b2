"""What is wrong with a question about comparability, and how to mend it: RFC 9457 problem details in three languages.

``problems.toml`` holds the words of every kind of refused question. The type of a problem is a fragment of
the page of the questions, where people find how to ask.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from graph.errors import QuestionRefused
from graph.texts import LANGUAGES
from graph.words import Words

PAGE: Final = "/sammenligning"
_TABLE: Final = Path(__file__).with_name("problems.toml")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused question as it is told: ``parameter`` is what to change, ``meant`` what could stand there instead."""

    kind: str
    parameter: str
    title: Words
    detail: Words
    remedy: Words
    meant: tuple[str, ...]

    def document(self, language: str) -> dict[str, Any]:
        """The problem details (RFC 9457 section 3), with the other languages beside the texts in ``language``."""
        return {
            "type": f"{PAGE}#{self.kind}",
            "title": self.title[language],
            "status": HTTPStatus.BAD_REQUEST.value,
            "detail": f"{self.detail[language]} {self.remedy[language]}",
            "parameter": self.parameter,
            "suggestions": list(self.meant),
            "translations": {
                other: {"title": self.title[other], "detail": f"{self.detail[other]} {self.remedy[other]}"}
                for other in LANGUAGES
                if other != language
            },
        }


def told(error: QuestionRefused) -> Refusal:
    """The words for a refused question; raises KeyError when nobody wrote any, or its names are not given."""
    entry = _entries()[error.kind]
    values = {"value": error.value, "parameter": error.parameter, **error.names}
    return Refusal(
        error.kind,
        error.parameter,
        entry["title"],
        {lang: entry["detail"][lang].format_map(values) for lang in LANGUAGES},
        entry["remedy"],
        error.meant,
    )


def kinds() -> tuple[str, ...]:
    """The name of every kind of refused question."""
    return tuple(_entries())


@cache
def _entries() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))
