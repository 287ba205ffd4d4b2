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
# What is suggested for a concept nobody has figures for is something else, and no better spelling of it.
NO_FIGURES: Final = "ingen-tall"
_TABLE: Final = Path(__file__).with_name("problems.toml")
_PARAMETERS: Final = Path(__file__).with_name("parameters.toml")


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
    values = {"value": error.value, **error.names}
    named = {lang: _parameter(error.parameter, lang) for lang in LANGUAGES}
    return Refusal(
        error.kind,
        error.parameter,
        entry["title"],
        {lang: entry["detail"][lang].format_map({**values, "parameter": named[lang]}) for lang in LANGUAGES},
        entry["remedy"],
        error.meant,
    )


def kinds() -> tuple[str, ...]:
    """The name of every kind of refused question."""
    return tuple(_entries())


def _parameter(name: str, lang: str) -> str:
    """A parameter by the label it has in the forms, and the name it has in addresses where that is another."""
    labels = _labels().get(name)
    if labels is None:
        return f"«{name}»" if lang != "en" else f"“{name}”"
    label = f"«{labels[lang]}»" if lang != "en" else f"“{labels[lang]}”"
    return label if labels[lang].casefold() == name else f"{label} ({name})"


@cache
def _labels() -> dict[str, Words]:
    return tomllib.loads(_PARAMETERS.read_text(encoding="utf-8"))


@cache
def _entries() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))
