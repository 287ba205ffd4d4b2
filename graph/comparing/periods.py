"""Comparability over time: one answer per segment of a period, and the breaks in a field's own series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from itertools import pairwise

from graph.comparing.comparability import Comparability, compare, one_answer
from graph.comparing.difference import Difference, Kind, Side
from graph.comparing.formula import Formula
from graph.comparing.measure import Measure
from graph.comparing.verdict import Verdict
from graph.mapping import Mapping

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Segment:
    """The days from ``start`` to ``end``, both included, through which the answer is the same."""

    start: dt.date
    end: dt.date
    comparability: Comparability


@dataclass(frozen=True, slots=True)
class Timeline:
    """The answer over a period: the worst of its segments, which are always shown."""

    segments: tuple[Segment, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of any segment."""
        return max(segment.comparability.verdict for segment in self.segments)

    @property
    def formula(self) -> Formula | None:
        """The formula that holds for the whole period, or None when there is none or it changes on the way."""
        found = {segment.comparability.formula for segment in self.segments}
        return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """From the day ``at`` a field means something else than before; how the two can be compared."""

    at: dt.date
    before: Mapping
    after: Mapping
    comparability: Comparability


def over_time(
    measures: MappingOf[str, Measure],
    a: Sequence[Mapping],
    b: Sequence[Mapping],
    start: dt.date,
    end: dt.date,
) -> Timeline:
    """May figures of two fields be compared from ``start`` to ``end``, both included?

    ``a`` and ``b`` are all uses of each field, at least one of each, or the common meaning alone. The period is cut
    where a use of either starts or ends. Raises ValueError when the period or a field is empty.
    """
    if start > end or not a or not b:
        raise ValueError("a period needs a day, and each field a use")
    firsts = cuts([*a, *b], start, end)
    last = [day - _DAY for day in firsts[1:]] + [end]
    return Timeline(
        tuple(Segment(first, final, _on(measures, a, b, first)) for first, final in zip(firsts, last, strict=True))
    )


def series_breaks(measures: MappingOf[str, Measure], uses: Sequence[Mapping]) -> tuple[SeriesBreak, ...]:
    """Where a field's own series breaks: every change of use after which figures are not simply comparable."""
    ordered = sorted(uses, key=lambda use: (use.start or dt.date.min, use.iri))
    return tuple(
        SeriesBreak(after.start or dt.date.min, before, after, answer)
        for before, after in pairwise(ordered)
        if (answer := compare(measures, before, after)).verdict is not Verdict.COMPARABLE
    )


def cuts(uses: Iterable[Mapping], start: dt.date, end: dt.date) -> list[dt.date]:
    """The first day of each segment of the period, within which no use starts or ends."""
    uses = list(uses)
    edges = {use.start for use in uses if use.start}
    edges |= {use.end + _DAY for use in uses if use.end and use.end < end}
    return [start, *sorted(edge for edge in edges if start < edge <= end)]


def _on(measures: MappingOf[str, Measure], a: Sequence[Mapping], b: Sequence[Mapping], day: dt.date) -> Comparability:
    valid_a = [use for use in a if use.valid_on(day)]
    valid_b = [use for use in b if use.valid_on(day)]
    if len(valid_a) == len(valid_b) == 1:
        return compare(measures, valid_a[0], valid_b[0])
    counts = {Side.FIRST: len(valid_a), Side.SECOND: len(valid_b)}
    found = [
        Difference(kind, Verdict.UNKNOWN, sides=sides)
        for kind, sides in (
            (Kind.NO_USE, tuple(side for side, count in counts.items() if count == 0)),
            (Kind.OVERLAP, tuple(side for side, count in counts.items() if count > 1)),
        )
        if sides
    ]
    return one_answer(measures, (valid_a or a)[0], (valid_b or b)[0], *found)
