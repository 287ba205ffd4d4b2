"""What things are called when people are told of changes: by their labels, in the reader's language."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import BlankNode, Literal

from graph.changes.content import Content, Properties, term
from graph.checks.changes import STATUS_NAMES
from graph.comparing.verdict import Verdict
from graph.namespaces import CMP, PREFIXES
from graph.turtle.ordering import Term
from graph.words import Words, alike, words_of

_FOLDER: Final = Path(__file__).parent
_LABELS: Final = tuple(term(name) for name in ("skos:prefLabel", "rdfs:label", "dct:title", "foaf:name", "vcard:fn"))


@cache
def table(name: str) -> Mapping[str, Any]:
    """The tables of ``<name>.toml`` in this folder."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def word(name: str, **values: Words | str) -> Words:
    """The entry ``name`` of ``words.toml`` with ``values`` filled in, each in its language."""
    entry: Words = table("words")[name]
    filled = {key: alike(value) if isinstance(value, str) else value for key, value in values.items()}
    return {lang: text.format(**{key: value[lang] for key, value in filled.items()}) for lang, text in entry.items()}


def label_of(said: Properties) -> Words | None:
    """The label among the facts about one node; None when there is none."""
    for predicate in _LABELS:
        found = [value for value in said.get(predicate, ()) if isinstance(value, Literal)]
        if found:
            return words_of(found)
    return None


class Names:
    """Looks names up in the content, the newest first."""

    def __init__(self, contents: Iterable[Content]) -> None:
        """Look in ``contents`` in this order."""
        self._contents = list(contents)
        self._found: dict[str, Words] = {}

    def of(self, iri: str) -> Words:
        """What an IRI is called; its short form when nothing names it."""
        if iri not in self._found:
            self._found[iri] = self._look_up(iri)
        return self._found[iri]

    def value(self, value: Term | None) -> Words | None:
        """A value as people read it: a text as it is, a thing by its name; None for no value."""
        if value is None:
            return None
        if isinstance(value, Literal):
            return alike(value.value)
        return alike("[…]") if isinstance(value, BlankNode) else self.of(value.value)

    def organisation(self, folder: str) -> str:
        """What the organisation with this folder of mappings is called."""
        for content in self._contents:
            for row in content.rows("eiere.csv"):
                if row["mappe"] == folder:
                    return row["navn"]
        return folder

    def _look_up(self, iri: str) -> Words:
        known = _known(iri)
        if known:
            return known
        for content in self._contents:
            found = label_of(content.of(iri))
            if found:
                return found
        base = self._contents[0].base if self._contents else ""
        if iri.startswith(f"{base}organisasjon/"):
            return alike(self.organisation(iri.removeprefix(f"{base}organisasjon/")))
        return alike(self._contents[0].short(iri) if iri.startswith(base) else iri)


def _known(iri: str) -> Words | None:
    """The words for codes of closed lists: states, effects, verdicts."""
    verdict = Verdict.from_iri(iri)
    if verdict is not None:
        return verdict.words
    if iri.startswith(PREFIXES["status"]):
        return STATUS_NAMES.get(iri.removeprefix(PREFIXES["status"]))
    return table("words").get(iri.removeprefix(CMP)) if iri.startswith(CMP) else None


def prefixed(iri: str) -> str:
    """A property as the files write it: ``skos:prefLabel``; the IRI when no prefix fits."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
