"""Period: the days a question is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.errors import QuestionRefused
from graph.harmonising.period_value import Days, days_of


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``start`` to ``end``, both included; not ``stated`` when nobody asked for them."""

    start: date
    end: date
    stated: bool = True

    @property
    def is_day(self) -> bool:
        """Is it one day?"""
        return self.start == self.end

    @property
    def query(self) -> dict[str, str]:
        """The period as parameters of an address, empty when nobody asked for it."""
        return {"fra": self.start.isoformat(), "til": self.end.isoformat()} if self.stated else {}

    def touches(self, start: date | None, end: date | None) -> bool:
        """Does a day of the period lie between the two, both included, None being open?"""
        return (start or self.start) <= self.end and self.start <= (end or self.end)


def read_period(first: str, last: str, today: date) -> Period:
    """The period from ``first`` to ``last``, each whatever names days (days_of): 2024, 2024K2, 2024-06, 30.6.2024.

    Without either it is ``today``; without ``last`` it reaches to ``today``. Raises QuestionRefused for a date that
    is none, an end before the start, and an end without a start.
    """
    if not first and not last:
        return Period(today, today, stated=False)
    if not first:
        raise QuestionRefused("fra-mangler", "fra", last)
    start, whole = _span("fra", first)
    end = _span("til", last)[1] if last else max(today, whole)
    if end < start:
        raise QuestionRefused("snudd-periode", "til", last, names={"fra": first})
    return Period(start, end)


def _span(parameter: str, written: str) -> Days:
    """The first and the last day of what is ``written``."""
    found = days_of(written)
    if not found:
        raise QuestionRefused("ugyldig-dato", parameter, written)
    return found
