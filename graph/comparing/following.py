"""Which of an organisation's figures follow the common definitions?"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass

from graph.comparing.comparison import Comparison, answer
from graph.comparing.figure import Figure, common_figure, figures_of
from graph.comparing.measure import Measure
from graph.comparing.period import Period
from graph.mapping import Mapping


@dataclass(frozen=True, slots=True)
class Following:
    """A figure of a concept and the answer to «does it follow the common definition?»."""

    measure: Measure
    figure: Figure
    comparison: Comparison


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
