"""Comparison: the whole answer to «may these two figures be compared in this period, and if not, why?»."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from datetime import timedelta

from graph.comparing.comparability import Comparability, compare
from graph.comparing.figure import Figure
from graph.comparing.formula import Formula
from graph.comparing.measure import Measure
from graph.comparing.parties import parties
from graph.comparing.period import Period
from graph.comparing.periods import Segment, SeriesBreak, Timeline, joined, over_time, series_breaks
from graph.comparing.reasons import Reason, decisive_first
from graph.comparing.verdict import Verdict
from graph.mapping import Mapping
from graph.words import Words


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answer for figures a and b: one per segment of the period, and the worst of them for the whole.

    Where both are one and the same, figures of different days are compared too: ``changes`` are the breaks of its
    series in the period, and they count as segments do. Where it has none there, ``nearest_break`` is the one that
    lies nearest, and does not count.
    """

    measure: Measure
    a: Figure
    b: Figure
    period: Period
    timeline: Timeline
    changes: tuple[SeriesBreak, ...] = ()
    nearest_break: SeriesBreak | None = None

    @property
    def unchanged(self) -> bool:
        """Is it one figure held against itself, with one and the same description on every day of the period?"""
        described = len(self.segments) == 1 and self.segments[0].comparability.verdict is Verdict.COMPARABLE
        return self.a.iri == self.b.iri and described

    @property
    def over_nearest_break(self) -> Period | None:
        """The period, made long enough to have figures from both sides of the nearest break; None without one."""
        if not self.nearest_break:
            return None
        at = self.nearest_break.at
        return Period(min(self.period.start, at - timedelta(days=1)), max(self.period.end, at))

    @property
    def names(self) -> tuple[Words, Words]:
        """What the two are called, as the reasons name them."""
        first, second = parties(self.a.current, self.b.current)
        return first.name, second.name

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The parts of the period through which the answer is the same."""
        return self.timeline.segments

    @property
    def stretches(self) -> tuple[Segment, ...]:
        """The segments, neighbours with one and the same answer and reasons as one."""
        return joined(self.segments, _told)

    @property
    def outline(self) -> tuple[Segment, ...]:
        """The parts of the period by their answers alone, whatever the reasons."""
        return joined(self.segments, lambda answer: (answer.verdict, answer.computed))

    @property
    def varies(self) -> bool:
        """Is the answer not the same all through the period?"""
        return len(self.outline) > 1

    @property
    def answers(self) -> tuple[Comparability, ...]:
        """The answer in each segment, and across each break that counts."""
        return (
            *(segment.comparability for segment in self.segments),
            *(change.comparability for change in self.changes),
        )

    @property
    def verdict(self) -> Verdict:
        """The answer for the whole period."""
        return max(answer.verdict for answer in self.answers)

    @property
    def formula(self) -> Formula | None:
        """How a figure of a becomes one of b, when the same formula holds all the time."""
        return None if self.changes else self.timeline.formula

    @property
    def formula_text(self) -> Words | None:
        """The formula between the names of the two."""
        return self.answers[0].formula_text if self.formula else None

    @property
    def recipes(self) -> tuple[Words, ...]:
        """The ways to convert that are told in words, of any part of the period, each once."""
        found = {recipe["nb"]: recipe for answer in self.answers for recipe in answer.recipes}
        return tuple(found.values())

    @property
    def advice(self) -> tuple[Words, ...]:
        """What to do rather than convert, each once."""
        return tuple({said["nb"]: said for reason in self.reasons if (said := reason.advice)}.values())

    @property
    def preliminary(self) -> Verdict | None:
        """The worst computed verdict, where the answer is «unknown» only because a mapping waits for review or is
        known of other days."""
        if self.verdict is not Verdict.UNKNOWN or not any(a.preliminary is not None for a in self.answers):
            return None
        return max(answer.computed for answer in self.answers)

    @property
    def example(self) -> bool:
        """Does the answer rest on an illustration?"""
        return any(answer.example for answer in self.answers)

    @property
    def as_they_are(self) -> bool:
        """May figures stand beside each other without any conversion?"""
        return all(a.transfer is not None and not a.must_convert for a in self.answers)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why, over all segments, each reason once and the decisive ones first.

        Where a mapping waits for review, that decides; the differences behind it come after.
        """
        alone = self.preliminary in (None, Verdict.UNKNOWN)
        given = (reason for answer in self.answers for reason in answer.reasons)
        told = (replace(reason, alone=alone) if reason.assumes else reason for reason in given)
        found = {(reason.difference.key, reason.told("nb")): reason for reason in told}
        ordered = decisive_first(found.values())
        if self.preliminary is None:
            return ordered
        return tuple(sorted(ordered, key=lambda reason: not reason.gates))

    @property
    def assumes_in_parts(self) -> bool:
        """Is there a part of the period with a preliminary answer that takes a description to hold there too?"""
        return any(answer.tells_preliminary and any(r.assumes for r in answer.reasons) for answer in self.answers)

    @property
    def undescribed(self) -> tuple[tuple[Segment, Reason], ...]:
        """The days nothing is known of, and what is taken to hold on them, where the whole has no preliminary answer
        to tell it beside."""
        if self.preliminary not in (None, Verdict.UNKNOWN):
            return ()
        return tuple(
            (part, replace(reason, alone=True))
            for part in self.stretches
            for reason in part.comparability.reasons
            if reason.assumes
        )

    @property
    def decisive(self) -> Reason | None:
        """The reason the answer for the whole period follows from; None when nothing speaks against the figures."""
        return next(answer for answer in self.answers if answer.verdict is self.verdict).decisive

    @property
    def behind(self) -> Reason | None:
        """The reason the preliminary answer for the whole period follows from, as in Comparability."""
        found = (answer for answer in self.answers if answer.preliminary is self.preliminary)
        return next((answer.behind for answer in found), None) if self.preliminary is not None else None

    @property
    def needs(self) -> tuple[tuple[Words, Words], ...]:
        """What would make figures usable that are not yet, each once, with who can answer; the decisive first.

        Where the figures cannot be compared whatever is answered, only what would make that answer final.
        """
        if self.verdict in (Verdict.COMPARABLE, Verdict.NOT_COMPARABLE):
            return ()
        vain = self.preliminary is Verdict.NOT_COMPARABLE
        reasons = [reason for reason in self.reasons if reason.gates or not vain]
        advice = [(reason.advice, reason.who) for reason in reasons]
        needs = [*advice, *((reason.need, reason.who) for reason in reasons)]
        return tuple({need["nb"]: (need, who) for need, who in needs if need}.values())


def answer(measures: MappingOf[str, Measure], measure: Measure, a: Figure, b: Figure, period: Period) -> Comparison:
    """Compare two figures over a period; two uses that were asked about by name are compared whatever the day."""
    breaks = series_breaks(measures, a.uses) if a.iri == b.iri and not a.named else ()
    changes = tuple(found for found in breaks if not period.is_day and _within(found, period))
    nearest = None if changes else min(breaks, key=lambda found: _days_off(found, period), default=None)
    return Comparison(measure, a, b, period, _timeline(measures, a, b, period), changes, nearest)


def _within(found: SeriesBreak, period: Period) -> bool:
    return period.start < found.at <= period.end


def _days_off(found: SeriesBreak, period: Period) -> int:
    """How many days lie between a break outside the period and the period."""
    return (period.start - found.at).days if found.at <= period.start else (found.at - period.end).days


def _timeline(measures: MappingOf[str, Measure], a: Figure, b: Figure, period: Period) -> Timeline:
    pinned = _pinned(a, period), _pinned(b, period)
    if (a.named or b.named) and pinned[0] and pinned[1] and not period.stated:
        return Timeline((Segment(period.start, period.end, compare(measures, pinned[0], pinned[1])),))
    return over_time(measures, a.at(period), b.at(period), period.start, period.end)


def _pinned(figure: Figure, period: Period) -> Mapping | None:
    """The one use that is meant, without its days having been asked about; None when there is not exactly one."""
    found = figure.uses if figure.named else [use for use in figure.uses if use.valid_on(period.start)]
    return found[0] if len(found) == 1 else None


def breaks_of(
    measures: MappingOf[str, Measure], figures: Iterable[Figure], period: Period
) -> tuple[tuple[Figure, SeriesBreak], ...]:
    """The breaks in the series of several figures, each once; for a day, all of them, else those of the period."""
    series = {figure.iri: figure for figure in figures if not figure.named}
    return tuple(
        (figure, found)
        for figure in series.values()
        for found in series_breaks(measures, figure.uses)
        if period.is_day or _within(found, period)
    )


def _told(answer: Comparability) -> tuple[object, ...]:
    return answer.verdict, answer.preliminary, tuple(reason.told("nb") for reason in answer.reasons)


def breaks_in(measures: MappingOf[str, Measure], comparison: Comparison) -> tuple[tuple[Figure, SeriesBreak], ...]:
    """The days of the period from which one of the fields means something else than before; for a day, all of them."""
    return breaks_of(measures, (comparison.a, comparison.b), comparison.period)
