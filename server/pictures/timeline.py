"""What a field has meant, and since when: a bar for each period, and a mark where the series breaks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.comparing.periods import SeriesBreak
from graph.mapping import Mapping

WIDTH: Final = 720
_MARGIN: Final = 24
_BAR: Final = 26
_BETWEEN: Final = 10
_TOP: Final = 34
_AXIS: Final = 30
_MOST_TICKS: Final = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A period: where its bar stands; ``begun`` and ``over`` say whether it has a first and a last day."""

    x: int
    y: int
    width: int
    use: Mapping
    begun: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the axis."""

    x: int
    year: int


@dataclass(frozen=True, slots=True)
class BreakMark:
    """A break: how far along it stands, its number in the table, and the break itself."""

    x: int
    number: int
    found: SeriesBreak


@dataclass(frozen=True, slots=True)
class TimelinePicture:
    """The whole picture: its size, the bars, the years under them and the breaks across them."""

    width: int
    height: int
    bar: int
    axis: int
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    breaks: tuple[BreakMark, ...]


def timeline(uses: Sequence[Mapping], breaks: Sequence[SeriesBreak], today: dt.date) -> TimelinePicture | None:
    """Return the picture of ``uses`` of one field; None when they are fewer than two, which need no picture."""
    days = [day for use in uses for day in (use.start, use.end) if day]
    if len(uses) < 2 or not days:
        return None
    ordered = sorted(uses, key=lambda use: (use.start or dt.date.min, use.iri))
    first, last = min(days).year, max(*days, today).year + 1
    scale = _Scale(dt.date(first - any(not use.begins for use in uses), 1, 1), dt.date(last, 1, 1))
    bars = tuple(_bar(use, place, scale) for place, use in enumerate(ordered))
    axis = _TOP + len(bars) * (_BAR + _BETWEEN)
    years = range(scale.start.year, scale.end.year + 1)
    every = -(-len(years) // _MOST_TICKS)
    return TimelinePicture(
        width=WIDTH,
        height=axis + _AXIS,
        bar=_BAR,
        axis=axis,
        bars=bars,
        ticks=tuple(Tick(scale.place(dt.date(year, 1, 1)), year) for year in years if (year - years[0]) % every == 0),
        breaks=tuple(BreakMark(scale.place(each.at), number, each) for number, each in enumerate(breaks, 1)),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    start: dt.date
    end: dt.date

    def place(self, day: dt.date) -> int:
        """How far along a day stands; days outside are put at the nearest end."""
        part = (min(max(day, self.start), self.end) - self.start) / (self.end - self.start)
        return round(_MARGIN + part * (WIDTH - 2 * _MARGIN))


def _bar(use: Mapping, place: int, scale: _Scale) -> Bar:
    start, end = scale.place(use.begins or scale.start), scale.place(use.end or scale.end)
    y = _TOP + place * (_BAR + _BETWEEN)
    return Bar(start, y, max(end - start, 4), use, use.begins is not None, use.end is not None)
