"""The days a question is about."""

from __future__ import annotations

from datetime import date

import pytest

from graph.comparing.period import Period, read_period
from graph.errors import QuestionRefused

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2018-10-01", "2018-10-01", (date(2018, 10, 1), date(2018, 10, 1))),
        ("1.10.2018", "31.12.2018", (date(2018, 10, 1), date(2018, 12, 31))),
        ("2018", "2020", (date(2018, 1, 1), date(2020, 12, 31))),
        ("2018K4", "2018K4", (date(2018, 10, 1), date(2018, 12, 31))),
        ("2024-02", "2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2018", "", (date(2018, 1, 1), TODAY)),
        ("2030", "", (date(2030, 1, 1), date(2030, 12, 31))),
    ],
)
def test_a_period_is_written_as_people_write_it(first: str, last: str, expected: tuple[date, date]) -> None:
    """Years, quarters, months and days; an open end reaches to the day of the build, or the end of what is written."""
    period = read_period(first, last, TODAY)
    assert (period.start, period.end) == expected
    assert period.stated


def test_nothing_asked_is_the_day_of_the_build() -> None:
    """Without dates the question is about the day of the build, and an address need not say so."""
    period = read_period("", "", TODAY)
    assert (period.start, period.end, period.stated) == (TODAY, TODAY, False)
    assert period.query == {}
    assert read_period("2024", "2024", TODAY).query == {"fra": "2024-01-01", "til": "2024-12-31"}


@pytest.mark.parametrize(
    ("first", "last", "kind", "parameter"),
    [
        ("2024-13", "", "ugyldig-dato", "fra"),
        ("2024", "i går", "ugyldig-dato", "til"),
        ("2024-02-30", "", "ugyldig-dato", "fra"),
        ("", "2024", "fra-mangler", "fra"),
        ("2024", "2023", "snudd-periode", "til"),
    ],
)
def test_a_period_that_is_none_is_refused_by_name(first: str, last: str, kind: str, parameter: str) -> None:
    """What is wrong, and in which parameter, is told."""
    with pytest.raises(QuestionRefused) as refused:
        read_period(first, last, TODAY)
    assert (refused.value.kind, refused.value.parameter) == (kind, parameter)


def test_a_period_touches_what_it_shares_a_day_with() -> None:
    """Both ends count, and an open end reaches everywhere."""
    period = Period(date(2024, 1, 1), date(2024, 12, 31))
    assert period.touches(date(2024, 12, 31), None)
    assert period.touches(None, date(2024, 1, 1))
    assert not period.touches(date(2025, 1, 1), None)
    assert not period.touches(None, date(2023, 12, 31))
