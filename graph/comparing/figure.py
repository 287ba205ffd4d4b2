"""Figure: one side of a question about comparability — a field, one of its uses, or the common definition."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from graph.checks.suggestion import nearest
from graph.comparing.measure import Measure, common_meaning
from graph.comparing.period import Period
from graph.comparing.periods import nearest_use
from graph.comparing.uses import Uses
from graph.errors import QuestionRefused
from graph.mapping import Column, Mapping
from graph.words import alike

COMMON: Final = "felles"
_FIELDS: Final = "felt/"
_FIELD_PARTS: Final = 4
# A path with another spelling cannot be a field, and may not be an IRI either.
_FIELD: Final = re.compile(r"[a-z0-9_-]+(?:/[a-z0-9_-]+){3}\Z")


@dataclass(frozen=True, slots=True)
class Figure:
    """What is compared: ``iri`` is the field, the use or the common definition that was asked about.

    ``uses`` are those in which the field is a figure, by start; one use alone (``named``) when that use was asked
    about. Never empty.
    """

    iri: str
    uses: tuple[Mapping, ...]
    named: bool = False

    @property
    def field(self) -> Column:
        """The column the figures stand in."""
        return self.uses[-1].field

    @property
    def common(self) -> bool:
        """Is it the concept's own definition?"""
        return self.uses[0].common

    @property
    def address(self) -> str:
        """How addresses on the site name it: ``felles`` or ``organisation/system/table/column``, a use's day after."""
        return COMMON if self.common else self.iri.partition(f"/{_FIELDS}")[2]

    @property
    def current(self) -> Mapping:
        """The use to describe the figure by: the newest."""
        return self.uses[-1]

    def within(self, period: Period) -> Figure:
        """The figure in those of its uses that hold on some day of a stated period; where there are none, in the use
        an answer assumes (nearest_use)."""
        if not period.stated:
            return self
        held = tuple(use for use in self.uses if period.touches(use.begins, use.end))
        return replace(self, uses=held or (nearest_use(self.uses, period.start),))

    @property
    def example(self) -> bool:
        """Is what is said of it an illustration, and no statement about the organisation?"""
        return any(use.example for use in self.uses)

    @property
    def each_use(self) -> tuple[Figure, ...]:
        """Each use as a figure by itself, by start."""
        return tuple(Figure(use.iri, (use,), named=True) for use in self.uses)

    def at(self, period: Period) -> tuple[Mapping, ...]:
        """The uses to compare: those asked about hold whatever the day, unless a period was asked for."""
        if self.named and not period.stated:
            return tuple(replace(use, start=None, end=None) for use in self.uses)
        return self.uses


def figure_of(uses: Iterable[Mapping]) -> Figure | None:
    """The uses of one field as a figure; None when the field is no figure in any of them."""
    measured = sorted((use for use in uses if use.measured), key=lambda use: (use.start or date.min, use.iri))
    return Figure(measured[0].field.iri, tuple(measured)) if measured else None


def figures_of(uses: Iterable[Mapping], concept: str, period: Period | None = None) -> list[Figure]:
    """The fields that are figures of ``concept`` on some day of the period, or on any at all, sorted by IRI."""
    by_field: dict[str, list[Mapping]] = {}
    for use in uses:
        by_field.setdefault(use.field.iri, []).append(use)
    found = (figure_of(of_field) for _, of_field in sorted(by_field.items()))
    return [figure for figure in found if figure and _carries(figure, concept, period)]


def common_figure(measure: Measure) -> Figure:
    """The concept's own definition as a figure."""
    meaning = common_meaning(measure)
    return Figure(meaning.iri, (meaning,))


def find_figure(uses: Uses, base: str, measure: Measure, parameter: str, written: str) -> Figure:
    """The figure that is ``written``: an IRI, ``organisation/system/table/column``, the day a use starts after that
    where one use is meant, or «felles».

    Raises QuestionRefused, about ``parameter``, when there is no such field (with the nearest field of the concept),
    or the field is no figure and so has no verdict.
    """
    if written in (COMMON, f"{measure.concept}#{COMMON}"):
        return common_figure(measure)
    path = written.removeprefix(base + _FIELDS).strip("/")
    field, _, day = (path, "", "") if path.count("/") < _FIELD_PARTS else path.rpartition("/")
    found = uses.of_field(base + _FIELDS + field) if _FIELD.match(field) else ()
    if day:
        found = tuple(use for use in found if use.iri == base + _FIELDS + path)
    if not found:
        raise QuestionRefused("ukjent-felt", parameter, written, meant=_near(uses, measure, path))
    figure = figure_of(found)
    if not figure:
        raise QuestionRefused("ikke-maal", parameter, path, names={"role": found[-1].role})
    return replace(figure, iri=found[0].iri, named=True) if day else figure


def require_concept(measures: MappingOf[str, Measure], measure: Measure, sides: MappingOf[str, Figure]) -> None:
    """Raise QuestionRefused when neither of the sides, by parameter, is a figure of the concept asked about."""
    concepts = {name: {use.concept for use in side.uses} for name, side in sides.items()}
    if any(side.common or measure.concept in concepts[name] for name, side in sides.items()):
        return
    side = next(iter(sides.values()))
    actual = side.current.concept or ""
    label = measures[actual].label if actual in measures else alike("–")
    raise QuestionRefused(
        "annet-begrep",
        "begrep",
        measure.concept,
        meant=[concept_address(actual)] if actual else (),
        names={
            "field": side.address,
            **{f"actual_{lang}": text for lang, text in label.items()},
            **{f"asked_{lang}": text for lang, text in measure.label.items()},
        },
    )


def concept_address(concept: str) -> str:
    """How addresses on the site name a concept: ``vocabulary/slug``."""
    return concept.partition("/begrep/")[2]


def _carries(figure: Figure, concept: str, period: Period | None) -> bool:
    found = [use for use in figure.uses if use.concept == concept]
    return any(period is None or period.touches(use.begins, use.end) for use in found)


def _near(uses: Uses, measure: Measure, path: str) -> tuple[str, ...]:
    known = {use.field.path for use in uses.of_concept(measure.concept) if use.measured}
    found = nearest(path, known)
    return (found,) if found else ()
