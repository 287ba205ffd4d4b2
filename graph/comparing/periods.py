"""Comparability over time: one answer per segment of a period, and the breaks in a field's own series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from graph.comparing.comparability import Comparability, compare, one_answer
from graph.comparing.difference import Difference, Kind, Side
from graph.comparing.formula import Formula
from graph.comparing.measure import Measure
from graph.comparing.verdict import Verdict
from graph.mapping import Mapping
from graph.words import Words

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

    @property
    def advice(self) -> tuple[Words, ...]:
        """What to do rather than convert, each once."""
        return tuple({said["nb"]: said for reason in self.comparability.reasons if (said := reason.advice)}.values())


def over_time(
    measures: MappingOf[str, Measure],
    a: Sequence[Mapping],
    b: Sequence[Mapping],
    start: dt.date,
    end: dt.date,
) -> Timeline:
    """May figures of two fields be compared from ``start`` to ``end``, both included?

    ``a`` and ``b`` are all uses of each field, at least one of each, or the common meaning alone. The period is cut
    where a use of either starts or ends. Days no use covers are unknown; the preliminary answer takes the nearest use
    to hold. Raises ValueError when the period or a field is empty.
    """
    if start > end or not a or not b:
        raise ValueError("a period needs a day, and each field a use")
    firsts = cuts([*a, *b], start, end)
    last = [day - _DAY for day in firsts[1:]] + [end]
    return Timeline(
        tuple(Segment(first, final, _on(measures, a, b, first)) for first, final in zip(firsts, last, strict=True))
    )


def joined(segments: Sequence[Segment], alike: Callable[[Comparability], object]) -> tuple[Segment, ...]:
    """The segments, those next to each other that are ``alike`` as one, told by the first of them."""
    return tuple(
        replace(found[0], end=found[-1].end)
        for _, group in groupby(segments, key=lambda segment: alike(segment.comparability))
        if (found := list(group))
    )


def series_breaks(measures: MappingOf[str, Measure], uses: Sequence[Mapping]) -> tuple[SeriesBreak, ...]:
    """Where a field's own series breaks: every change of use after which figures are not simply comparable."""
    ordered = sorted(uses, key=lambda use: (use.start or dt.date.min, use.iri))
    return tuple(
        SeriesBreak(after.start or dt.date.min, before, after, answer)
        for before, after in pairwise(ordered)
        if (answer := compare(measures, before, after)).verdict is not Verdict.COMPARABLE
    )


def nearest_use(uses: Sequence[Mapping], day: dt.date) -> Mapping:
    """The use that holds on ``day``; else the last one before it, else the first after it. ``uses`` is not empty.

    Between two uses it is the one before on every day, so that the answer does not hang on how a period is cut.
    """
    ordered = sorted(uses, key=lambda use: (use.start or dt.date.min, use.iri))
    valid = [use for use in ordered if use.valid_on(day)]
    before = [use for use in ordered if use.end and use.end < day]
    return valid[0] if valid else before[-1] if before else ordered[0]


def cuts(uses: Iterable[Mapping], start: dt.date, end: dt.date) -> list[dt.date]:
    """The first day of each segment of the period, within which no use starts or ends."""
    uses = list(uses)
    edges = {use.start for use in uses if use.start}
    edges |= {use.end + _DAY for use in uses if use.end and use.end < end}
    return [start, *sorted(edge for edge in edges if start < edge <= end)]


def _on(measures: MappingOf[str, Measure], a: Sequence[Mapping], b: Sequence[Mapping], day: dt.date) -> Comparability:
    valid = {side: [use for use in uses if use.valid_on(day)] for side, uses in zip(Side, (a, b), strict=True)}
    one, other = (nearest_use(uses, day) for uses in (a, b))
    overlapping = tuple(side for side, found in valid.items() if len(found) > 1)
    if overlapping:
        return one_answer(measures, one, other, Difference(Kind.OVERLAP, Verdict.UNKNOWN, sides=overlapping))
    return compare(measures, one, other, [*_assumed(valid, one, other, day)])


def _assumed(
    valid: MappingOf[Side, Sequence[Mapping]], one: Mapping, other: Mapping, day: dt.date
) -> Iterator[Difference]:
    """For each side nothing is known of on the day, the days its nearest description holds for.

    Before a description that nobody says the start of, it may hold or not.
    """
    sides = zip(Side, (one, other), strict=True)
    for side, use in [*sides][: 1 if one.iri == other.iri else 2]:
        if not valid[side]:
            start, end = (each.isoformat() if each else None for each in (use.start, use.end))
            open_start = use.begins is None and (use.start or day) > day
            kind = Kind.UNDATED if open_start else Kind.ASSUMED
            yield Difference(kind, Verdict.UNKNOWN, first=start, second=end, sides=(side,))
