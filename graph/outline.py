"""Outline: every concept of the catalogue by its terms, and how they stand above and below each other.

Read once per build and kept, so that an index, a tree or a list costs what is shown of it and not what there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from graph.namespaces import PREFIXES
from graph.store import CatalogueStore, text, value_of
from graph.texts import Text, Texts, best, in_order, local_name, string, text_of

SortKey = Callable[[str], Any]


class Link(StrEnum):
    """How a concept stands below another: a kind of it, a part of it, or not said."""

    GENERIC = "generic"
    PARTITIVE = "partitive"
    BROADER = "broader"


# What is said precisely counts, before the skos:broader that follows from it.
_KINDS: Final = {
    PREFIXES["xkos"] + "specializes": Link.GENERIC,
    PREFIXES["xkos"] + "isPartOf": Link.PARTITIVE,
    PREFIXES["skos"] + "broader": Link.BROADER,
}
_PREFERRED: Final = PREFIXES["skos"] + "prefLabel"


@dataclass(frozen=True, slots=True)
class OutlineConcept:
    """A concept as a line in an index: its preferred and permitted terms, its vocabulary and status code."""

    iri: str
    scheme: str
    label: Texts
    alternatives: Texts
    status: str | None


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A term in an alphabetical index; ``preferred`` says whether it is the concept's own, and not one to avoid."""

    term: Text
    concept: OutlineConcept
    preferred: bool


class Outline:
    """The concepts of one build. Lists are in the order of a reader's language and kept once they are asked for."""

    def __init__(self, store: CatalogueStore, base: str, sort_key: SortKey) -> None:
        """Read the concepts published under ``base``; ``sort_key`` puts terms in alphabetical order."""
        self._sort_key = sort_key
        self.concepts = _concepts(store, base)
        self._below: dict[str, dict[str, Link]] = defaultdict(dict)
        self._above: dict[str, dict[str, Link]] = defaultdict(dict)
        for broader, narrower, kind in _links(store):
            if broader in self.concepts and narrower in self.concepts:
                self._below[broader].setdefault(narrower, kind)
                self._above[narrower].setdefault(broader, kind)
        self._kept: dict[tuple[str, str, str], Any] = {}

    def broader(self, concept: str, language: str) -> list[tuple[OutlineConcept, Link]]:
        """Return the concepts right above ``concept``, each with how."""
        return self._linked(self._above.get(concept, {}), language)

    def narrower(self, concept: str, language: str) -> list[tuple[OutlineConcept, Link]]:
        """Return the concepts right below ``concept``, each with how; in alphabetical order, whole kinds first."""
        found: list[tuple[OutlineConcept, Link]] = self._remembered(
            "narrower", concept, language, lambda: self._linked(self._below.get(concept, {}), language)
        )
        return found

    def narrower_count(self, concept: str) -> int:
        """Return how many concepts stand right below ``concept``."""
        return len(self._below.get(concept, ()))

    def tops(self, scheme: str, language: str) -> list[OutlineConcept]:
        """Return the concepts of a vocabulary with none above them in the same vocabulary."""
        found: list[OutlineConcept] = self._remembered(
            "tops", scheme, language, lambda: [c for c in self.of_scheme(scheme, language) if self.is_top(c.iri)]
        )
        return found

    def is_top(self, concept: str) -> bool:
        """Return whether a concept has none above it in its own vocabulary; False for what is no concept."""
        known = self.concepts.get(concept)
        above = (self.concepts[each] for each in self._above.get(concept, ()))
        return known is not None and not any(each.scheme == known.scheme for each in above)

    def of_scheme(self, scheme: str, language: str) -> list[OutlineConcept]:
        """Return the concepts of a vocabulary."""
        found: list[OutlineConcept] = self._remembered(
            "scheme",
            scheme,
            language,
            lambda: self._sorted((c for c in self.concepts.values() if c.scheme == scheme), language),
        )
        return found

    def index(self, scheme: str, language: str) -> list[IndexEntry]:
        """Return the terms of one vocabulary, or of all of them for "": preferred ones and those that lead to them."""
        found: list[IndexEntry] = self._remembered("index", scheme, language, lambda: self._entries(scheme, language))
        return found

    def letters(self, scheme: str, language: str, initial: Callable[[str], str]) -> dict[str, list[IndexEntry]]:
        """Return the entries of ``index`` by the letter that ``initial`` puts a term under."""

        def grouped() -> dict[str, list[IndexEntry]]:
            found: dict[str, list[IndexEntry]] = {}
            for entry in self.index(scheme, language):
                found.setdefault(initial(entry.term.value), []).append(entry)
            return found

        kept: dict[str, list[IndexEntry]] = self._remembered("letters", scheme, language, grouped)
        return kept

    def called(self, term: str) -> list[OutlineConcept]:
        """Return the concepts with the preferred or permitted term ``term``, in any language and any case."""
        return [self.concepts[iri] for iri in self._by_term.get(term.casefold(), ())]

    @cached_property
    def _by_term(self) -> dict[str, dict[str, None]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for concept in self.concepts.values():
            for known in (*concept.label, *concept.alternatives):
                found[known.value.casefold()][concept.iri] = None
        return found

    def path_to(self, concept: str, language: str) -> list[OutlineConcept]:
        """Return the concepts above ``concept``, the topmost first, by the first way up at each step."""
        found: list[OutlineConcept] = []
        seen = {concept}
        while above := [c for c, _ in self.broader(concept, language) if c.iri not in seen]:
            concept = above[0].iri
            seen.add(concept)
            found.insert(0, above[0])
        return found

    def _entries(self, scheme: str, language: str) -> list[IndexEntry]:
        found = []
        for concept in self.concepts.values():
            if scheme in ("", concept.scheme):
                own = best(concept.label, language) or Text(local_name(concept.iri))
                found.append(IndexEntry(own, concept, True))
                found += [IndexEntry(t, concept, False) for t in concept.alternatives if t.lang == own.lang]
        return sorted(found, key=lambda entry: (self._sort_key(entry.term.value), not entry.preferred))

    def _linked(self, links: dict[str, Link], language: str) -> list[tuple[OutlineConcept, Link]]:
        order = list(Link)
        found = self._sorted((self.concepts[iri] for iri in links), language)
        return sorted(((concept, links[concept.iri]) for concept in found), key=lambda each: order.index(each[1]))

    def _sorted(self, concepts: Iterable[OutlineConcept], language: str) -> list[OutlineConcept]:
        def name(concept: OutlineConcept) -> Any:
            found = best(concept.label, language)
            return self._sort_key(found.value if found else "")

        return sorted(concepts, key=name)

    def _remembered(self, kind: str, key: str, language: str, make: Callable[[], Any]) -> Any:
        kept = self._kept.get((kind, key, language))
        if kept is None:
            kept = self._kept[kind, key, language] = make()
        return kept


def _concepts(store: CatalogueStore, base: str) -> dict[str, OutlineConcept]:
    labels: dict[str, tuple[list[Text], list[Text]]] = defaultdict(lambda: ([], []))
    known: dict[str, tuple[str, str | None]] = {}
    for row in store.select("outline", base=text(base)):
        concept = value_of(row["concept"])
        known.setdefault(concept, (value_of(row["scheme"]), string(row, "status")))
        labels[concept][value_of(row["kind"]) != _PREFERRED].append(text_of(row["label"]))
    return {
        concept: OutlineConcept(
            concept,
            scheme,
            in_order(labels[concept][0]),
            in_order(labels[concept][1]),
            local_name(status) if status else None,
        )
        for concept, (scheme, status) in sorted(known.items())
    }


def _links(store: CatalogueStore) -> list[tuple[str, str, Link]]:
    order = list(Link)
    found = [
        (value_of(row["broader"]), value_of(row["narrower"]), _KINDS[value_of(row["kind"])])
        for row in store.select("outline_links")
    ]
    return sorted(found, key=lambda link: (order.index(link[2]), link[:2]))
