"""Text with its language, and named references to other things."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyoxigraph as ox

from graph.store import Row, Term, value_of

LANGUAGES: Final = ("nb", "nn", "en")
# Imported data may say «Norwegian», or name the country too; the engine keeps tags in lower case.
_SAME_LANGUAGE: Final = {"no": "nb", "no-no": "nb", "nb-no": "nb", "nn-no": "nn"}


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """A string and its BCP 47 language tag ("" when it has none)."""

    value: str
    lang: str = ""


Texts = tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """Another thing, by IRI and by what it is called in each language (empty when nothing names it)."""

    iri: str
    label: Texts = ()


def best(texts: Iterable[Text], lang: str) -> Text | None:
    """Return the text to show a reader of ``lang``: that language, else nb, nn, en, else any; None when empty."""
    order = (lang, *(tag for tag in LANGUAGES if tag != lang))
    return min(texts, key=lambda text: (_rank(text, order), text), default=None)


def text_of(term: Term) -> Text:
    """Return a literal's text with its language, an IRI's text without one; ``no`` (ISO 639) is read as bokmål."""
    tag = (term.language or "") if isinstance(term, ox.Literal) else ""
    return Text(value_of(term), _SAME_LANGUAGE.get(tag, tag))


def in_order(texts: Iterable[Text]) -> Texts:
    """Return ``texts`` without repeats, by language (nb, nn, en, other), then by text."""
    return tuple(sorted(set(texts), key=lambda text: (_rank(text, LANGUAGES), text)))


def string(row: Row, name: str) -> str | None:
    """Return the IRI or lexical form in column ``name``, None when it is unbound."""
    return value_of(row[name]) if name in row else None


def day(row: Row, name: str) -> date | None:
    """Return the xsd:date in column ``name``, None when it is unbound or no date."""
    value = string(row, name)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def local_name(iri: str) -> str:
    """Return what stands after the last ``#`` or ``/`` of an IRI."""
    return iri.replace("#", "/").rsplit("/", 1)[-1]


def references(rows: Iterable[Row], name: str, label: str = "label") -> tuple[Reference, ...]:
    """Collect rows that repeat an IRI once per label into references, in the order they first appear."""
    labels: dict[str, list[Text]] = {}
    for row in rows:
        if name in row:
            found = labels.setdefault(value_of(row[name]), [])
            if label in row:
                found.append(text_of(row[label]))
    return tuple(Reference(iri, in_order(texts)) for iri, texts in labels.items())


def reference(rows: Iterable[Row], name: str, label: str = "label") -> Reference | None:
    """Return the first of ``references``, None when the column is unbound in every row."""
    return next(iter(references(rows, name, label)), None)


def _rank(text: Text, order: tuple[str, ...]) -> int:
    return order.index(text.lang) if text.lang in order else len(order)
