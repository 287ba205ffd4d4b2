"""Which values of a file cannot be right, though they can be read? They are passed on, and told about.

Looked for while the rows pass by, in bounded memory: what is remembered is a few line numbers, and so many keys.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from graph.comparing.measure import Measure
from graph.harmonising.csv_numbers import Figure, exact, read_number
from graph.harmonising.file_words import say
from graph.harmonising.plan import ColumnPlan, Plan
from graph.namespaces import PREFIXES
from graph.words import AND, Words, alike, listed

MOST_KEYS: Final = 100_000
_SHOWN: Final = 5
_ENOUGH_FIGURES: Final = 3
_REMEMBERED: Final = 1 << 14
_RATIO: Final = f"{PREFIXES['quantitykind']}DimensionlessRatio"
_DENOMINATOR: Final = "Denominator"

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell of the values: ``kind`` names its words; ``doubt`` whether a value may be wrong."""

    kind: str
    words: Words
    doubt: bool = True


@dataclass(slots=True)
class _Places:
    """How many there are, and the lines of the first few."""

    count: int = 0
    lines: list[int] = field(default_factory=list)

    def add(self, index: int, line: Callable[[int], int]) -> None:
        self.count += 1
        if len(self.lines) < _SHOWN:
            self.lines.append(line(index))

    @property
    def told(self) -> dict[str, str | Words]:
        more = self.count > len(self.lines)
        lines = [str(line) for line in self.lines]
        return {
            "number": str(self.count),
            "lines": alike(", ".join([*lines, "…"])) if more else {lang: listed(lines, AND, lang) for lang in AND},
        }


class Suspicions:
    """What is to be told of the values of a file that passes by in stretches."""

    def __init__(self, plan: Plan, measures: MappingOf[str, Measure], mark: str) -> None:
        """Watch the figures of ``plan``, and the columns that tell its rows apart; ``mark`` is the decimal mark."""
        self._figures = [_FigureWatch(column, measures, mark) for column in plan.figures]
        self._keys = [column for column in plan.kept if not column.pieces]
        self._seen: set[int] = set()
        self._repeated = _Places()
        self._unchecked_from = 0

    def look(self, rows: Sequence[Row], line: Callable[[int], int], used: Callable[[Row], bool]) -> None:
        """Look at a stretch of rows, blank ones without cells.

        ``line`` tells the line of a row by its place here; ``used`` whether it stands in the result.
        """
        for figure in self._figures:
            figure.look(rows, line, used)
        if self._keys and not self._unchecked_from:
            self._look_for_keys(rows, line, used)

    def found(self) -> tuple[Notice, ...]:
        """What there is to tell, now that all rows have passed."""
        told = [notice for figure in self._figures for notice in figure.found()]
        if self._repeated.count:
            columns = {lang: listed([column.column for column in self._keys], AND, lang) for lang in AND}
            told.append(Notice("same-key", say("same-key", columns=columns, **self._repeated.told)))
        if self._unchecked_from:
            values = {"line": str(self._unchecked_from), "most": str(MOST_KEYS)}
            told.append(Notice("keys-not-checked", say("keys-not-checked", **values), doubt=False))
        return tuple(told)

    def _look_for_keys(self, rows: Sequence[Row], line: Callable[[int], int], used: Callable[[Row], bool]) -> None:
        places = [column.position for column in self._keys]
        for index, row in enumerate(rows):
            if not row:
                continue
            key = hash(tuple([row[place] for place in places]))
            if key not in self._seen:
                self._seen.add(key)
            elif used(row):
                self._repeated.add(index, line)
            if len(self._seen) > MOST_KEYS:
                self._unchecked_from = line(index)
                self._seen.clear()
                return


class _FigureWatch:
    """The values of one figure."""

    def __init__(self, plan: ColumnPlan, measures: MappingOf[str, Measure], mark: str) -> None:
        unit = plan.use.unit if plan.use else None
        ratio = unit is not None and _RATIO in unit.kinds and bool(unit.multiplier)
        self._column, self._place, self._mark = plan.column, plan.position, mark
        self._unit = unit.label if unit else alike("")
        self._whole = 1 / unit.multiplier if ratio and unit and unit.multiplier else None
        measure = measures.get(plan.use.concept or "") if plan.use else None
        self._is_share = self._whole is not None and measure is not None and _has_denominator(measure)
        self._outside, self._other_mark = _Places(), _Places()
        self._filled, self._largest = 0, Decimal(0)
        self._read = lru_cache(_REMEMBERED)(read_number)

    def look(self, rows: Sequence[Row], line: Callable[[int], int], used: Callable[[Row], bool]) -> None:
        strange: dict[str, list[_Places]] = {}
        numbers = set()
        for text in {row[self._place] for row in rows if row}:
            found = self._read(text)
            if found:
                numbers.add(text)
                self._largest = max(self._largest, abs(found[0].value))
                kinds = [self._outside] * self._is_outside(found[0])
                kinds += [self._other_mark] * (found[1].decimal not in ("", self._mark))
                strange |= {text: kinds} if kinds else {}
        if self._filled < _ENOUGH_FIGURES:
            self._filled += sum(1 for row in rows if row and row[self._place] in numbers)
        if strange:
            for index, row in enumerate(rows):
                for places in strange.get(row[self._place], ()) if row and used(row) else ():
                    places.add(index, line)

    def found(self) -> list[Notice]:
        told = []
        if self._outside.count and self._whole:
            most, where = exact(self._whole), self._outside.told
            words = say("outside-share", column=self._column, unit=self._unit, most=most, **where)
            told.append(Notice("outside-share", words))
        percent = self._whole is not None and self._whole > 1
        if percent and self._filled >= _ENOUGH_FIGURES and 0 < self._largest <= 1:
            told.append(Notice("looks-like-share", say("looks-like-share", column=self._column, unit=self._unit)))
        if self._other_mark.count:
            words = say("other-mark", column=self._column, mark=self._mark, **self._other_mark.told)
            told.append(Notice("other-mark", words, doubt=False))
        return told

    def _is_outside(self, figure: Figure) -> bool:
        return self._is_share and self._whole is not None and not 0 <= Fraction(figure.value) <= self._whole


def _has_denominator(measure: Measure) -> bool:
    """Does the concept ask what the figure is a part of? Then it cannot be more than the whole of it."""
    return any(component.characteristic.aspect == _DENOMINATOR for component in measure.components)
