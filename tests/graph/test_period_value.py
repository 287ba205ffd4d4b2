"""Periods in cells and in questions."""

from __future__ import annotations

from datetime import date

import pytest

from graph.harmonising.period_value import asked_period, days_of, span


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024H2", "2024-07-01", "2024-12-31"),
        ("2024T1", "2024-01-01", "2024-04-30"),
        ("2024K1", "2024-01-01", "2024-03-31"),
        ("2024-Q4", "2024-10-01", "2024-12-31"),
        ("1. kv. 2024", "2024-01-01", "2024-03-31"),
        ("3. kvartal 2024", "2024-07-01", "2024-09-30"),
        ("2024M02", "2024-02-01", "2024-02-29"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("202402", "2024-02-01", "2024-02-29"),
        ("02.2024", "2024-02-01", "2024-02-29"),
        ("Februar 2024", "2024-02-01", "2024-02-29"),
        ("des. 2024", "2024-12-01", "2024-12-31"),
        ("2024U01", "2024-01-01", "2024-01-07"),
        ("uke 46 2024", "2024-11-11", "2024-11-17"),
        ("2024/2025", "2024-08-01", "2025-07-31"),
        ("2024/25", "2024-08-01", "2025-07-31"),
        ("2024-25", "2024-08-01", "2025-07-31"),
        ("1999/00", "1999-08-01", "2000-07-31"),
        ("2024-11-16", "2024-11-16", "2024-11-16"),
        ("16.11.2024", "2024-11-16", "2024-11-16"),
        ("20241116", "2024-11-16", "2024-11-16"),
        ("2024-11-16 00:00:00", "2024-11-16", "2024-11-16"),
    ],
)
def test_periods_in_cells(text: str, first: str, last: str) -> None:
    """Years and their parts, months, weeks, school years and days, as systems and spreadsheets write them."""
    assert days_of(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["", "13", "K1", "2024K5", "2024-13-01", "2024/2026", "2024U60", "i fjor", "45567"])
def test_other_texts_are_no_periods(text: str) -> None:
    """What is not known to be a period is not guessed at."""
    assert days_of(text) is None


def test_span_covers_all() -> None:
    """Several periods of one row are taken together, from the first day to the last."""
    found = [period for text in ("2024K2", "2023", "16.11.2024") if (period := days_of(text))]
    assert span(found) == (date(2023, 1, 1), date(2024, 11, 16))
    assert span([]) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-01-15/2024-06-30", "2024-01-15", "2024-06-30"),
        ("2024/2025", "2024-01-01", "2025-12-31"),
        ("2024/25", "2024-08-01", "2025-07-31"),
    ],
)
def test_periods_in_questions(text: str, first: str, last: str) -> None:
    """Two ends with a slash are an interval, both included."""
    assert asked_period(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["", "i fjor", "2025/2024", "2024-06-30/2024-01-01"])
def test_no_period_asked_for(text: str) -> None:
    """An end before the start is no period."""
    assert asked_period(text) is None
