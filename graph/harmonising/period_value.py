"""Which days does a period in a cell cover? ``2024``, ``2024K1``, ``2024-03``, ``16.11.2024`` or ``2024/2025``."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from typing import Final

Days = tuple[dt.date, dt.date]

_YEAR: Final = r"(?P<year>(?:19|20)[0-9]{2})"
_MONTHS: Final = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
_MONTH: Final = rf"(?P<name>{'|'.join(_MONTHS)})[a-zæøå]*\.?"
_MIDNIGHT: Final = r"(?:[T ]00:00(?::00)?)?"


def days_of(text: str) -> Days | None:
    """The first and last day of the period a cell names, or None when it names none that is known.

    Years, half-years (``H``), thirds of a year (``T``), quarters (``K`` or ``Q``), months, weeks (ISO 8601; ``U`` or
    ``W``), days, and school years (``2024/2025``: 1 August to 31 July).
    """
    plain = " ".join(text.casefold().split())
    for pattern, days in _FORMS:
        match = pattern.fullmatch(plain)
        if match:
            try:
                return days(match)
            except ValueError:
                return None
    return None


def span(periods: Iterable[Days]) -> Days | None:
    """The days from the start of the first to the end of the last; None when there are no periods."""
    found = list(periods)
    if not found:
        return None
    return min(first for first, _ in found), max(last for _, last in found)


def asked_period(text: str) -> Days | None:
    """The period a question names: two ends with ``/`` between (ISO 8601), or whatever a cell may name; None else.

    ``2024/2025`` is here two whole years; ``2024/25`` is a school year.
    """
    first, slash, last = text.partition("/")
    ends = [days_of(first), days_of(last)] if slash else []
    if ends and ends[0] and ends[1]:
        return (ends[0][0], ends[1][1]) if ends[0][0] <= ends[1][1] else None
    return days_of(text)


def _months(match: re.Match[str], first: int, count: int) -> Days:
    year, last = int(match["year"]), first + count - 1
    return dt.date(year, first, 1), dt.date(year, last, monthrange(year, last)[1])


def _parts(months: int) -> Callable[[re.Match[str]], Days]:
    return lambda match: _months(match, (int(match["part"]) - 1) * months + 1, months)


def _school_year(match: re.Match[str]) -> Days:
    year, after = int(match["year"]), match["after"]
    if not str(year + 1).endswith(after):
        raise ValueError(after)
    return dt.date(year, 8, 1), dt.date(year + 1, 7, 31)


def _week(match: re.Match[str]) -> Days:
    monday = dt.date.fromisocalendar(int(match["year"]), int(match["part"]), 1)
    return monday, monday + dt.timedelta(days=6)


def _day(match: re.Match[str]) -> Days:
    day = dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    return day, day


def _forms(days: Callable[[re.Match[str]], Days], *patterns: str) -> list[tuple[re.Pattern[str], Callable[..., Days]]]:
    return [(re.compile(pattern), days) for pattern in patterns]


_FORMS: Final = (
    *_forms(lambda match: _months(match, 1, 12), _YEAR),
    *_forms(_parts(6), rf"{_YEAR}[ -]?h(?P<part>[12])", rf"(?P<part>[12])\. ?halvår {_YEAR}"),
    *_forms(_parts(4), rf"{_YEAR}[ -]?t(?P<part>[123])", rf"(?P<part>[123])\. ?tertial {_YEAR}"),
    *_forms(
        _parts(3),
        rf"{_YEAR}[ -]?[kq](?P<part>[1-4])",
        rf"[kq](?P<part>[1-4])[ -]?{_YEAR}",
        rf"(?P<part>[1-4])\. ?(?:kv|kvt|kvartal)\.? {_YEAR}",
    ),
    *_forms(
        _parts(1),
        rf"{_YEAR}(?:-?m?|m)(?P<part>0[1-9]|1[0-2])",
        rf"(?P<part>0[1-9]|1[0-2])[./]{_YEAR}",
    ),
    *_forms(lambda match: _months(match, _MONTHS.index(match["name"]) + 1, 1), rf"{_MONTH} {_YEAR}"),
    *_forms(_week, rf"{_YEAR}-?[uw](?P<part>[0-5][0-9])", rf"uke (?P<part>[1-5]?[0-9])[ ,]+{_YEAR}"),
    *_forms(_school_year, rf"{_YEAR}[/-](?P<after>(?:20)?[0-9]{{2}})"),
    *_forms(
        _day,
        rf"{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}}){_MIDNIGHT}",
        rf"(?P<day>[0-9]{{1,2}})\.(?P<month>[0-9]{{1,2}})\.{_YEAR}{_MIDNIGHT}",
        rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})",
    ),
)
