"""Which of an organisation's figures follow the common definitions, and what stands in the way where they do not?"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass

from graph.comparing.comparison import Comparison, answer
from graph.comparing.figure import Figure, common_figure, figures_of
from graph.comparing.measure import Measure
from graph.comparing.parties import steward
from graph.comparing.period import Period
from graph.comparing.reasons import Reason
from graph.mapping import Mapping
from graph.words import Words


@dataclass(frozen=True, slots=True)
class Following:
    """A figure of a concept and the answer to «does it follow the common definition?»."""

    measure: Measure
    figure: Figure
    comparison: Comparison

    @property
    def unsettled(self) -> tuple[Words, ...]:
        """What the definition itself does not say, so that no figure can be seen to follow it."""
        return tuple(reason.point for reason in self.comparison.reasons if reason.unsettled)

    @property
    def beside(self) -> Reason | None:
        """The heaviest reason besides those and what keeps the answer from being final (``waiting``)."""
        found = (
            reason for reason in self.comparison.reasons if not (reason.informs or reason.unsettled or reason.gates)
        )
        return next(found, None)

    @property
    def waiting(self) -> tuple[Reason, ...]:
        """What keeps the answer from being final."""
        return tuple(reason for reason in self.comparison.reasons if reason.gates)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What the common definition of a concept does not say (``points``), and who decides."""

    measure: Measure
    points: tuple[Words, ...]
    who: Words


def followings(measures: MappingOf[str, Measure], uses: Iterable[Mapping], period: Period) -> list[Following]:
    """Every figure among the uses against the definition of each concept it measures in the period.

    Sorted by concept, then by field.
    """
    uses = tuple(uses)
    concepts = sorted({use.concept or "" for use in uses if use.measured} & measures.keys())
    return [
        Following(measure, figure, answer(measures, measure, figure, common_figure(measure), period))
        for measure in (measures[concept] for concept in concepts)
        for figure in figures_of(uses, measure.concept, period)
    ]


def unsettled(found: Iterable[Following]) -> list[Unsettled]:
    """For each concept whose definition leaves something open that a figure is asked about: what, and who decides."""
    points: dict[str, dict[str, Words]] = {}
    measures: dict[str, Measure] = {}
    for following in found:
        measures[following.measure.concept] = following.measure
        known = points.setdefault(following.measure.concept, {})
        known |= {point["nb"]: point for point in following.unsettled}
    return [
        Unsettled(measures[concept], tuple(known.values()), steward(measures[concept]))
        for concept, known in points.items()
        if known
    ]
