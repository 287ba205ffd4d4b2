"""Question: which concept, which two sides and which days a request for comparability is about."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

from graph.comparing.figure import Figure, concept_address, figures_of
from graph.comparing.measure import Measure
from graph.comparing.period import Period
from graph.comparing.reason_words import phrase
from graph.comparing.side import Side, by_name, find_side
from graph.comparing.uses import Uses
from graph.errors import QuestionRefused
from graph.mapping import Mapping
from graph.store import CatalogueStore, iri, text, value_of
from graph.texts import LANGUAGES
from graph.words import Words

__all__ = ["Instead", "Known", "Question", "Side", "asked_instead", "find_measure", "find_side", "measured_near"]

_SUGGESTED: Final = 6


@dataclass(frozen=True, slots=True)
class Question:
    """May the figures of ``a`` be compared with those of ``b`` in the period?"""

    measure: Measure
    a: Side
    b: Side
    period: Period

    @property
    def single(self) -> bool:
        """Is it about two figures that were each named?"""
        return not self.a.organisation and not self.b.organisation

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of both sides."""
        return (*self.a.figures, *self.b.figures)

    @property
    def pairs(self) -> list[tuple[Figure, Figure]]:
        """Every figure of a against every one of b; within one organisation every two of its figures, once.

        There also each figure before and after it came to mean something else; where days were asked about, as one
        figure held against itself through those days, and so is an only figure that did not change in them.
        """
        if self.a.organisation and self.a.address == self.b.address:
            return [*combinations(self.a.figures, 2), *self._changed()] or self._unchanged()
        return [(one, other) for one in self.a.figures for other in self.b.figures if self.single or one != other]

    def _changed(self) -> Iterator[tuple[Figure, Figure]]:
        for figure in self.a.figures:
            if not self.period.stated:
                yield from pairwise(figure.each_use)
            elif any(use.start and self.period.start < use.start <= self.period.end for use in figure.uses[1:]):
                yield figure, figure

    def _unchanged(self) -> list[tuple[Figure, Figure]]:
        through_days = self.period.stated and not self.period.is_day
        return [(figure, figure) for figure in self.a.figures] if through_days else []

    @property
    def lack(self) -> Words | None:
        """Why there are no pairs; None where there are some."""
        if self.pairs:
            return None
        without = [side.name for side in (self.a, self.b) if not side.figures]
        name = "no-figures" if without else "one-figure"
        sides = without or [self.a.name]
        return {
            lang: " ".join(
                dict.fromkeys(
                    phrase(name)[lang].format(side=side[lang], concept=self.measure.label[lang]) for side in sides
                )
            )
            for lang in LANGUAGES
        }


@dataclass(frozen=True, slots=True)
class Instead:
    """A concept near the one asked about that both sides have figures for, and which those are."""

    measure: Measure
    a: tuple[Figure, ...]
    b: tuple[Figure, ...]

    def like(self, measure: Measure) -> bool:
        """Are its figures of the same kind as those of ``measure``? Not known, and so no, where either has no unit."""
        units = self.measure.unit, measure.unit
        return bool(units[0] and units[1] and units[0].same_kind(units[1]))


@dataclass(frozen=True, slots=True)
class Known:
    """What questions are answered from: a store, its measures and its uses, and the base of its IRIs."""

    store: CatalogueStore
    base: str
    measures: MappingOf[str, Measure]
    uses: Uses


def find_measure(known: Known, written: str) -> Measure:
    """The concept that is ``written``, an IRI, ``vocabulary/slug``, a slug or a term only one concept has.

    Raises QuestionRefused when it is missing, unknown (with what was perhaps meant), a slug of several concepts
    (with all of them), or a concept nobody has figures for.
    """
    if not written:
        raise QuestionRefused("begrep-mangler", "begrep")
    address = written.removeprefix(known.base + "begrep/").strip("/").lower()
    if known.base + "begrep/" + address in known.measures:
        return known.measures[known.base + "begrep/" + address]
    candidates = _candidates(known, address)
    if len(candidates) > 1:
        raise QuestionRefused("tvetydig-begrep", "begrep", written, meant=[*map(concept_address, candidates)])
    if not candidates:
        raise QuestionRefused("ukjent-begrep", "begrep", written, meant=_near(known.measures, address))
    (concept,) = candidates
    if concept not in known.measures:
        address = concept_address(concept)
        raise QuestionRefused("ingen-tall", "begrep", address, meant=_with_figures(known, concept, written))
    return known.measures[concept]


def measured_near(known: Known, concept: str) -> tuple[Measure, ...]:
    """The concepts near ``concept`` that somebody has figures for: those below it first, then those beside it."""
    near = dict.fromkeys(value_of(row["near"]) for row in known.store.select("near", concept=iri(concept)))
    measured = known.uses.measured_concepts & known.measures.keys() - {concept}
    return tuple(known.measures[each] for each in near if each in measured)


def asked_instead(known: Known, question: Question) -> tuple[Instead, ...]:
    """Where a question has no pairs: the concepts near its own that both sides have figures for, those whose figures
    are of the same kind first."""
    if question.pairs:
        return ()
    sides = [_uses_of(known, side) for side in (question.a, question.b)]
    near = (
        Instead(measure, *(tuple(figures_of(uses, measure.concept)) for uses in sides))
        for measure in measured_near(known, question.measure.concept)
    )
    found = [each for each in near if each.a and each.b]
    return tuple(sorted(found, key=lambda each: not each.like(question.measure)))


def _uses_of(known: Known, side: Side) -> tuple[Mapping, ...]:
    """What the organisation of a side uses, within the system that is meant; nothing where the side is a figure."""
    uses = known.uses.of_organisation(side.organisation.iri) if side.organisation else ()
    return tuple(use for use in uses if f"{use.field.path}/".startswith(f"{side.address}/"))


def _candidates(known: Known, address: str) -> list[str]:
    """Concepts with that address, that slug or, failing both, that term; those with figures before the others."""
    rows = known.store.select("concepts_by_slug", ending=text("/" + address), base=text(known.base))
    # «a/b» must be the whole address, a slug alone only its end.
    found = sorted({value_of(row["concept"]) for row in rows})
    whole = [each for each in found if each == f"{known.base}begrep/{address}" or "/" not in address]
    if whole:
        return whole
    measured = [
        each
        for each, measure in known.measures.items()
        if address in {label.lower() for label in measure.label.values()}
    ]
    if measured:
        return sorted(measured)
    # Only then every term of the catalogue is looked through.
    called = known.store.select("concepts_called", term=text(address), base=text(known.base))
    return sorted({value_of(row["concept"]) for row in called})


def _with_figures(known: Known, concept: str, written: str) -> tuple[str, ...]:
    """The addresses of concepts with figures that may be meant by a concept nobody has any for."""
    term = written.rpartition("/")[2].lower()
    measured = (known.measures[each] for each in sorted(known.uses.measured_concepts & known.measures.keys()))
    named = [m for m in measured if any(label.lower().startswith(term) for label in m.label.values())]
    found = dict.fromkeys(measure.concept for measure in (*named, *measured_near(known, concept)))
    return tuple(map(concept_address, [*found][:_SUGGESTED]))


def _near(measures: MappingOf[str, Measure], written: str) -> tuple[str, ...]:
    addresses = {concept_address(iri): measure for iri, measure in measures.items()}
    return by_name(
        written,
        (
            (address, (address, address.rpartition("/")[2], *measure.label.values()))
            for address, measure in addresses.items()
        ),
    )
