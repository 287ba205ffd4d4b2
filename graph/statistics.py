"""How far has the catalogue come? Concepts by vocabulary, status and language; organisations by what they mapped."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from graph.outline import Outline
from graph.store import CatalogueStore, text, value_of
from graph.texts import LANGUAGES, string

# How far a mapping can have come, furthest first; the words of the tables in mappings/.
STAGES: Final = ("godkjent", "til kontroll", "utkast", "utgått")
_MUNICIPAL: Final = ("kommune", "fylkeskommune")


@dataclass(frozen=True, slots=True)
class VocabularyStatistics:
    """A vocabulary: how many concepts it holds, by status code, and by language of preferred term and definition."""

    scheme: str
    concepts: int
    by_status: Mapping[str, int]
    terms: Mapping[str, int]
    definitions: Mapping[str, int]
    mapped: int


@dataclass(slots=True)
class Covered:
    """One organisation's fields for one concept: how many, how far the mapping has come, whether all are examples."""

    fields: int = 0
    stage: str = ""
    example: bool = True

    def add(self, fields: int, stage: str, example: bool) -> None:
        """Count some more fields in; the furthest stage counts."""
        self.fields += fields
        self.example &= example
        if _rank(stage) < _rank(self.stage):
            self.stage = stage


@dataclass(slots=True)
class OwnerCoverage:
    """An organisation and what it has fields for, by concept."""

    iri: str
    name: str
    type: str
    concepts: dict[str, Covered] = field(default_factory=dict)

    @property
    def municipal(self) -> bool:
        """Whether it is a municipality or a county."""
        return self.type in _MUNICIPAL

    @property
    def example(self) -> bool:
        """Whether all of it is examples."""
        return all(covered.example for covered in self.concepts.values())

    def count(self, stage: str) -> int:
        """How many concepts it has come to ``stage`` with."""
        return sum(covered.stage == stage for covered in self.concepts.values())


class Statistics:
    """What is counted of one build, once."""

    def __init__(self, store: CatalogueStore, base: str, outline: Outline) -> None:
        """Count in ``store``; what the outline knows is taken from there."""
        self._store = store
        self._base = base
        self._outline = outline

    @cached_property
    def owners(self) -> list[OwnerCoverage]:
        """The organisations with fields for some concept, by IRI."""
        found: dict[str, OwnerCoverage] = {}
        for row in self._store.select("coverage"):
            iri = value_of(row["organisation"])
            owner = found.setdefault(iri, OwnerCoverage(iri, value_of(row["name"]), value_of(row["type"])))
            covered = owner.concepts.setdefault(value_of(row["concept"]), Covered())
            example = string(row, "example") == "true"
            covered.add(int(value_of(row["fields"])), string(row, "status") or "", example)
        return [found[iri] for iri in sorted(found)]

    @cached_property
    def owners_by_concept(self) -> Counter[str]:
        """How many organisations have fields for each concept."""
        return Counter(concept for owner in self.owners for concept in owner.concepts)

    @cached_property
    def vocabularies(self) -> list[VocabularyStatistics]:
        """The vocabularies, by IRI."""
        by_status: dict[str, Counter[str]] = defaultdict(Counter)
        terms: dict[str, Counter[str]] = defaultdict(Counter)
        mapped: Counter[str] = Counter()
        for concept in self._outline.concepts.values():
            by_status[concept.scheme][concept.status or ""] += 1
            terms[concept.scheme].update({label.lang for label in concept.label})
            mapped[concept.scheme] += concept.iri in self.owners_by_concept
        definitions = self._definitions()
        return [
            VocabularyStatistics(
                scheme,
                found.total(),
                found,
                _each(terms[scheme]),
                _each(definitions.get(scheme, Counter())),
                mapped[scheme],
            )
            for scheme, found in sorted(by_status.items())
        ]

    def _definitions(self) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self._store.select("definition_languages", base=text(self._base)):
            found[value_of(row["scheme"])][value_of(row["language"])] += int(value_of(row["concepts"]))
        return found


def _each(counted: Counter[str]) -> dict[str, int]:
    """Return the counts of the three languages, and of the others there are."""
    return {lang: counted[lang] for lang in (*LANGUAGES, *sorted(set(counted) - set(LANGUAGES) - {""}))}


def _rank(stage: str) -> int:
    return STAGES.index(stage) if stage in STAGES else len(STAGES)
