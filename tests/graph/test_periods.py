"""Comparability over time: segments of a period and breaks in a series."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from graph.comparing.difference import Kind
from graph.comparing.measure import Measure, common_meaning
from graph.comparing.periods import nearest_use, over_time, series_breaks
from graph.comparing.verdict import Verdict
from graph.mapping import Mapping, load_mappings
from graph.store import CatalogueStore

Measures = dict[str, Measure]
Lookup = Callable[[str], Mapping]
FELT = "https://w3id.org/begrepskatalog/felt/"


@pytest.fixture(scope="module")
def oslo(figures: CatalogueStore) -> list[Mapping]:
    """The two uses of Oslo's percentage: from a register until 2024, from the HR system since."""
    return load_mappings(figures, field=FELT + "oslo/hr/fravaer/sykefr_pst")


def test_a_period_is_cut_where_a_use_starts_or_ends(measures: Measures, use: Lookup, oslo: list[Mapping]) -> None:
    """Each segment has one answer; the answer to the whole period is the worst of them."""
    bergen = [use("bergen/personal/fravaer/andel")]
    timeline = over_time(measures, oslo, bergen, date(2024, 1, 1), date(2025, 12, 31))
    assert [(s.start, s.end, s.comparability.verdict) for s in timeline.segments] == [
        (date(2024, 1, 1), date(2024, 12, 31), Verdict.CAVEAT),
        (date(2025, 1, 1), date(2025, 12, 31), Verdict.CONVERTIBLE),
    ]
    assert timeline.verdict is Verdict.CAVEAT
    assert timeline.formula == timeline.segments[0].comparability.formula is not None


def test_days_nothing_is_known_of_are_unknown(measures: Measures, use: Lookup, oslo: list[Mapping]) -> None:
    """Before the first use of a field, and after the last, the answer is unknown and says what a preliminary one
    takes to hold."""
    bergen = [use("bergen/personal/fravaer/barn")]
    timeline = over_time(measures, oslo, bergen, date(2018, 12, 1), date(2030, 1, 31))
    first, last = timeline.segments[0], timeline.segments[-1]
    assert (first.start, first.end) == (date(2018, 12, 1), date(2018, 12, 31))
    assert (last.start, last.end) == (date(2030, 1, 1), date(2030, 1, 31))
    for segment in (first, last):
        (reason,) = [reason for reason in segment.comparability.reasons if reason.gates]
        assert segment.comparability.verdict is Verdict.UNKNOWN
        assert segment.comparability.preliminary is Verdict.NOT_COMPARABLE
        assert segment.comparability.decisive == reason
        assert reason.text["nb"] == (
            "Ingen opplysninger om Bergen (Personal) i perioden. Det foreløpige svaret forutsetter at den nærmeste "
            "beskrivelsen, kjent 1.1.2019–31.12.2029, gjelder også her. Spør Bergen."
        )
    assert timeline.verdict is Verdict.NOT_COMPARABLE
    assert timeline.formula is None


def test_a_start_nobody_states_is_told_of_and_is_not_taken_to_be_one(
    measures: Measures, use: Lookup, oslo: list[Mapping]
) -> None:
    """Before the day a description is known from it may have held: still unknown, and that is the reason."""
    bergen = replace(use("bergen/personal/fravaer/barn"), start_stated=False)
    before, within = over_time(measures, oslo[:1], [bergen], date(2018, 12, 1), date(2019, 6, 30)).segments
    (reason,) = [reason for reason in before.comparability.reasons if reason.gates]
    assert (reason.kind, before.comparability.verdict) == (Kind.UNDATED, Verdict.UNKNOWN)
    assert before.comparability.preliminary is within.comparability.verdict is Verdict.NOT_COMPARABLE
    assert reason.text["nb"] == (
        "Når Bergen (Personal) begynte, er ikke oppgitt. Det foreløpige svaret forutsetter at beskrivelsen, kjent "
        "1.1.2019–31.12.2029, gjelder også her. Spør Bergen."
    )
    after = over_time(measures, oslo, [bergen], date(2030, 1, 1), date(2030, 1, 31)).segments[0]
    assert [reason.kind for reason in after.comparability.reasons if reason.gates] == [Kind.ASSUMED]
    alone = over_time(measures, [bergen], [bergen], date(2018, 1, 1), date(2018, 1, 31)).segments[0]
    assert len([reason for reason in alone.comparability.reasons if reason.gates]) == 1


def test_the_nearest_description_is_assumed_and_never_betters_the_answer(
    measures: Measures, use: Lookup, oslo: list[Mapping]
) -> None:
    """Before the first use the first, between two and after the last the one before; nothing may be converted by it."""
    later = replace(oslo[1], start=date(2026, 1, 1))
    assert nearest_use([later, oslo[0]], date(2001, 1, 1)) == oslo[0]
    assert nearest_use([later, oslo[0]], date(2025, 6, 1)) == oslo[0]
    assert nearest_use([later, oslo[0]], date(2026, 1, 1)) == later
    bergen = [use("bergen/personal/fravaer/andel")]
    (gap, after) = over_time(measures, [oslo[0], later], bergen, date(2025, 1, 1), date(2026, 12, 31)).segments
    assert (gap.comparability.verdict, gap.comparability.preliminary) == (Verdict.UNKNOWN, Verdict.CAVEAT)
    assert gap.comparability.formula is gap.comparability.transfer is None
    assert after.comparability.verdict is Verdict.CONVERTIBLE
    back = over_time(measures, bergen, [oslo[0], later], date(2025, 1, 1), date(2025, 12, 31)).segments[0]
    assert back.comparability.preliminary is Verdict.CAVEAT


def test_overlapping_uses_are_unknown(measures: Measures, use: Lookup, oslo: list[Mapping]) -> None:
    """Two uses of a field on one day leave it open what the figures mean."""
    overlapping = [replace(oslo[0], end=date(2025, 6, 30)), oslo[1]]
    bergen = [use("bergen/personal/fravaer/andel")]
    timeline = over_time(measures, overlapping, bergen, date(2025, 1, 1), date(2025, 12, 31))
    assert [segment.comparability.verdict for segment in timeline.segments] == [
        Verdict.UNKNOWN,
        Verdict.CONVERTIBLE,
    ]
    assert timeline.segments[0].comparability.reasons[0].kind is Kind.OVERLAP


def test_one_day_is_a_period(measures: Measures, use: Lookup, oslo: list[Mapping]) -> None:
    """A period of a single day has a single segment."""
    day = date(2025, 1, 1)
    (segment,) = over_time(measures, oslo, [use("bergen/personal/fravaer/andel")], day, day).segments
    assert (segment.start, segment.end) == (day, day)


def test_the_common_definition_is_always_in_force(measures: Measures, oslo: list[Mapping]) -> None:
    """A field is held against the present common definition in every segment."""
    common = common_meaning(measures[oslo[0].concept or ""])
    timeline = over_time(measures, oslo, [common], date(2019, 1, 1), date(2026, 12, 31))
    assert [s.comparability.verdict for s in timeline.segments] == [Verdict.CAVEAT, Verdict.COMPARABLE]


def test_an_empty_period_or_field_is_refused(measures: Measures, oslo: list[Mapping]) -> None:
    """A period that ends before it starts, and a field without uses, are errors of the caller."""
    with pytest.raises(ValueError, match="period"):
        over_time(measures, oslo, oslo, date(2025, 1, 2), date(2025, 1, 1))
    with pytest.raises(ValueError, match="use"):
        over_time(measures, oslo, [], date(2025, 1, 1), date(2025, 1, 2))


def test_a_series_breaks_where_its_meaning_changes(measures: Measures, oslo: list[Mapping]) -> None:
    """The change from register to HR system is a break, with the day it happens and how the parts compare."""
    (found,) = series_breaks(measures, list(reversed(oslo)))
    assert (found.at, found.before, found.after) == (date(2025, 1, 1), oslo[0], oslo[1])
    assert found.comparability.verdict is Verdict.CAVEAT
    text = found.comparability.reasons[0].text["nb"]
    assert "hos Oslo (1.10.2018–31.12.2024)" in text
    assert "hos Oslo (fra 1.1.2025)" in text


def test_a_new_use_that_means_the_same_is_no_break(measures: Measures, oslo: list[Mapping]) -> None:
    """Renewing a mapping without changing its meaning does not break the series."""
    renewed = [replace(oslo[1], end=date(2025, 12, 31)), replace(oslo[1], iri="urn:ny", start=date(2026, 1, 1))]
    assert series_breaks(measures, renewed) == ()
