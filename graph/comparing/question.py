"""Question: which concept, which two sides and which days a request for comparability is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from itertools import chain, combinations, pairwise
from typing import Final

from graph.checks.suggestion import nearest
from graph.comparing.figure import Figure, concept_address, figures_of, find_figure
from graph.comparing.measure import Measure
from graph.comparing.period import Period
from graph.comparing.reason_words import phrase
from graph.comparing.uses import Uses
from graph.errors import QuestionRefused
from graph.organisation import Organisation, organisations
from graph.store import CatalogueStore, text, value_of
from graph.words import Words, alike

_IRI: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LIKENESS: Final = 0.6


@dataclass(frozen=True, slots=True)
class Side:
    """One side: a single figure, or all figures an ``organisation`` has for the concept (none, at worst)."""

    address: str
    figures: tuple[Figure, ...]
    organisation: Organisation | None = None

    @property
    def name(self) -> Words:
        """What the side is called."""
        if self.organisation:
            return alike(self.organisation.name)
        figure = self.figures[0]
        return phrase("common") if figure.common else alike(figure.field.organisation_name)


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
    def pairs(self) -> list[tuple[Figure, Figure]]:
        """Every figure of a against every one of b; within one organisation every two of its figures, once.

        There, unless days were asked about, also each figure before and after it came to mean something else.
        """
        if self.a.organisation and self.a.organisation == self.b.organisation:
            changes = [] if self.period.stated else [pairwise(figure.each_use) for figure in self.a.figures]
            return [*combinations(self.a.figures, 2), *chain.from_iterable(changes)]
        return [(one, other) for one in self.a.figures for other in self.b.figures]


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
    address = written.removeprefix(known.base + "begrep/")
    if known.base + "begrep/" + address in known.measures:
        return known.measures[known.base + "begrep/" + address]
    candidates = _candidates(known, address)
    if len(candidates) > 1:
        raise QuestionRefused("tvetydig-begrep", "begrep", written, meant=[*map(concept_address, candidates)])
    if not candidates:
        raise QuestionRefused("ukjent-begrep", "begrep", written, meant=_near(known.measures, address))
    if candidates[0] not in known.measures:
        raise QuestionRefused("ingen-tall", "begrep", concept_address(candidates[0]))
    return known.measures[candidates[0]]


def find_side(known: Known, measure: Measure, parameter: str, written: str, period: Period) -> Side:
    """The side that is ``written``: a figure (see find_figure), or an organisation by its folder's name or IRI.

    Raises QuestionRefused when there is no such field or organisation.
    """
    name = written.removeprefix(known.base + "organisasjon/")
    if "/" in name or _IRI.match(name) or name == "felles":
        figure = find_figure(known.uses, known.base, measure, parameter, written)
        return Side(figure.address, (figure,))
    owners = organisations(known.store)
    for owner in owners:
        if owner.slug == name:
            own = [use for use in known.uses.of_concept(measure.concept) if use.field.organisation == owner.iri]
            return Side(name, tuple(figures_of(own, measure.concept, period)), owner)
    meant = _by_name(name, ((owner.slug, (owner.slug, owner.name)) for owner in owners))
    raise QuestionRefused("ukjent-felt", parameter, written, meant=meant)


def _candidates(known: Known, address: str) -> list[str]:
    """Concepts with that address, that slug or, failing both, that term."""
    rows = known.store.select("concepts_by_slug", ending=text("/" + address), base=text(known.base))
    # «a/b» must be the whole address, a slug alone only its end.
    found = sorted({value_of(row["concept"]) for row in rows})
    whole = [iri for iri in found if iri == f"{known.base}begrep/{address}" or "/" not in address]
    if whole:
        return whole
    folded = address.casefold()
    return sorted(
        iri
        for iri, measure in known.measures.items()
        if folded in {label.casefold() for label in measure.label.values()}
    )


def _near(measures: MappingOf[str, Measure], written: str) -> tuple[str, ...]:
    addresses = {concept_address(iri): measure for iri, measure in measures.items()}
    return _by_name(
        written,
        (
            (address, (address, address.rpartition("/")[2], *measure.label.values()))
            for address, measure in addresses.items()
        ),
    )


def _by_name(written: str, named: Iterable[tuple[str, Iterable[str]]]) -> tuple[str, ...]:
    """What has the name most like ``written``, nothing when none is like it."""
    by_name = {name: thing for thing, names in named for name in names}
    found = nearest(written, by_name, _LIKENESS)
    return (by_name[found],) if found else ()
