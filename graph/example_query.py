"""Questions to start from: the queries in ``graph/queries/examples``, each with what it asks in three languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graph.namespaces import BASE, CMP
from graph.store import QUERY_FOLDER

_QUESTION: Final = re.compile(r"^# (nb|nn|en): (.+)$", re.MULTILINE)
_CONTENT_IRI: Final = re.compile(rf"{re.escape(BASE)}(?!{re.escape(CMP.removeprefix(BASE))})")
_FORM: Final = re.compile(r"^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ExampleQuery:
    """A query with a name (ASCII), what it asks by language (nb, nn, en), its form and its text."""

    name: str
    question: Mapping[str, str]
    form: str
    query: str


@lru_cache(maxsize=4)
def example_queries(base: str = BASE) -> tuple[ExampleQuery, ...]:
    """Return the examples in order of their names, about the catalogue that lives under ``base``."""
    return tuple(
        _read(path.stem, path.read_text(encoding="utf-8"), base)
        for path in sorted((QUERY_FOLDER / "examples").glob("*.rq"))
    )


def _read(name: str, text: str, base: str) -> ExampleQuery:
    form = _FORM.search(text)
    query = _CONTENT_IRI.sub(base, _QUESTION.sub("", text).lstrip("\n"))
    return ExampleQuery(name, dict(_QUESTION.findall(text)), form[1] if form else "", query)
