"""Search: which concepts does a reader mean by a few words?

Looks in preferred, permitted and deprecated terms of every language, in definitions, and in the names of local
fields. Finds word parts («fravær» in «sykefravær») and reads æ, ae and a, ø, oe and o, å, aa and a as the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.concept import ConceptSummary, summaries
from graph.scheme import ConceptScheme, concept_schemes
from graph.store import CatalogueStore, iri, value_of
from graph.texts import Text, text_of

_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss"})
_SAME: Final = (
    ("ae", "a"),
    ("oe", "o"),
    ("aa", "a"),
    ("samanlikn", "sammenlign"),
    ("sammenlikn", "sammenlign"),
)
_NOT_WORD: Final = re.compile(r"[\W_]+")
_KINDS: Final = ("pref_label", "alt_label", "hidden_label", "field", "definition")
# Terms are found by any part; running text and column names only from the start of a word, or every short
# query would find everything.
_WORD_START_ONLY: Final = frozenset({"definition"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept that was found: ``matched`` is the text it was found by, ``reason`` the kind of that text.

    ``reason`` is ``pref_label``, ``alt_label``, ``hidden_label``, ``field`` (``matched`` is then a column name) or
    ``definition``.
    """

    concept: ConceptSummary
    scheme: ConceptScheme
    matched: Text
    reason: str


_Rank = tuple[int, int, bool, int]


@dataclass(frozen=True, slots=True)
class _Entry:
    folded: str
    kind: str
    text: Text
    concept: str


def fold(value: str) -> str:
    """Return ``value`` as it is compared: lower case, without accents, æ/ae/a and the like made one."""
    value = unicodedata.normalize("NFC", value).lower().translate(_LETTERS)
    value = "".join(c for c in unicodedata.normalize("NFKD", value) if not unicodedata.combining(c))
    for variant, common in _SAME:
        value = value.replace(variant, common)
    return _NOT_WORD.sub(" ", value).strip()


class SearchIndex:
    """Every searchable text of one build, folded once, held in memory."""

    def __init__(self, store: CatalogueStore, base: str) -> None:
        """Read the texts of the concepts published under ``base``."""
        self._concepts: dict[str, tuple[ConceptSummary, ConceptScheme]] = {}
        self._entries: list[_Entry] = []
        for scheme in concept_schemes(store, base):
            for concept in summaries(store, scheme.iri):
                self._concepts[concept.iri] = (concept, scheme)
                self._entries.extend(_entries_of(concept))
            for row in store.select("searchable_texts", scheme=iri(scheme.iri)):
                found = text_of(row["text"])
                concept_iri = value_of(row["concept"])
                self._entries.append(_Entry(fold(found.value), value_of(row["kind"]), found, concept_iri))

    def find(self, query: str, language: str = "nb") -> list[Hit]:
        """Return the concepts that hold every word of ``query`` in one of their texts, best first.

        A whole term beats a term's beginning, which beats a word's beginning, which beats the inside of a word;
        terms beat field names, which beat definitions; ``language`` breaks ties, then the alphabet.
        """
        words = fold(query).split()
        if not words:
            return []
        best: dict[str, tuple[_Rank, _Entry]] = {}
        for entry in self._entries:
            fit = _fit(entry, words)
            if fit is None:
                continue
            rank = (fit, _KINDS.index(entry.kind), entry.text.lang != language, len(entry.folded))
            known = best.get(entry.concept)
            if known is None or rank < known[0]:
                best[entry.concept] = (rank, entry)
        order: defaultdict[_Rank, list[tuple[str, _Entry]]] = defaultdict(list)
        for concept, (rank, entry) in best.items():
            order[rank].append((concept, entry))
        return [
            Hit(*self._concepts[concept], entry.text, entry.kind)
            for rank in sorted(order)
            for concept, entry in sorted(order[rank], key=lambda item: item[0])
        ]


def _entries_of(concept: ConceptSummary) -> Iterator[_Entry]:
    for label in concept.label:
        yield _Entry(fold(label.value), "pref_label", label, concept.iri)
    for definition in concept.definition:
        yield _Entry(fold(definition.value), "definition", definition, concept.iri)


def _fit(entry: _Entry, words: list[str]) -> int | None:
    """Return how well ``words`` fit the entry: 0 the whole text … 3 inside words, 4 running text; None: not."""
    phrase, folded = " ".join(words), entry.folded
    if entry.kind in _WORD_START_ONLY:
        padded = f" {folded}"
        return 4 if all(f" {word}" in padded for word in words) else None
    if folded == phrase:
        return 0
    if folded.startswith(phrase):
        return 1
    padded = f" {folded}"
    if all(f" {word}" in padded for word in words):
        return 2
    return 3 if all(word in folded for word in words) else None
