"""The rows of a file that is harmonised, one at a time: each figure through its formula, in the plan's columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Final

from graph.comparing.formula import Formula
from graph.errors import FileUnusable
from graph.harmonising.csv_numbers import (
    Conversion,
    DecimalMark,
    is_ambiguous,
    is_missing,
    read_number,
    refused_form,
    write_number,
)
from graph.harmonising.file_words import say
from graph.harmonising.period_value import days_of, span
from graph.harmonising.plan import Drop, Plan
from graph.words import Words, alike

# Figures repeat, and periods do all the time; what is remembered stays within some megabytes.
_REMEMBERED_FIGURES = 1 << 14
_REMEMBERED_PERIODS = 1 << 10

Cell = Callable[[str], str]
Rule = Sequence[tuple[int, Cell | None]]

_MENDED: Final = {"percent": "mend-percent", "thousands": "mend-thousands"}


class RowHarmoniser:
    """Turns rows of a file into rows of the result, and counts those that are ``dropped``, by why."""

    def __init__(self, plan: Plan, header: Sequence[str], mark: DecimalMark) -> None:
        """Follow ``plan`` for a file with ``header``; every figure of the result gets the decimal mark ``mark``."""
        self.dropped: Counter[Drop] = Counter()
        self.passed_on = 0
        self.plan = plan
        self._header = tuple(header)
        self.mark = mark
        self._cells: dict[tuple[int, Formula], Cell] = {}
        self._rules: dict[tuple[Formula | None, ...], Rule] = {}
        self._whole = self._rule((plan.start, plan.end))
        self._rule_for = lru_cache(_REMEMBERED_PERIODS)(self._rule_by_period)

    @property
    def header(self) -> list[str]:
        """The names of the columns of the result."""
        return [column.output for column in self.plan.kept]

    def rows(self, rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
        """Yield the rows of the result, those dropped left out; all rows are as wide as the header.

        Raises FileUnusable, without a line, when a figure is no number or a period no period; those before it may
        or may not have been yielded then.
        """
        for rule, group in groupby(rows, self._rule_of):
            found = list(group)
            if isinstance(rule, Drop):
                self.dropped[rule] += len(found)
                continue
            if not rule:
                continue
            # Column by column: most columns are handed on as they are, and the others pass through one function.
            columns = list(zip(*found, strict=True))
            yield from zip(
                *(columns[place] if cell is None else map(cell, columns[place]) for place, cell in rule), strict=True
            )
            self.passed_on += len(found)

    def uses(self, row: Sequence[str]) -> bool:
        """Does a row that can be read stand in the result?"""
        return not isinstance(self._rule_of(row), Drop)

    def _rule_of(self, cells: Sequence[str]) -> Rule | Drop:
        periods = self.plan.periods
        if not periods:
            return self._whole
        if len(periods) == 1:
            return self._rule_for(cells[periods[0]])
        return self._rule_for(*[cells[place] for place in periods])

    def _rule_by_period(self, *written: str) -> Rule | Drop:
        stated = [text for text in written if not is_missing(text)]
        days = span(found for text in stated if (found := days_of(text)))
        if stated and days is None:
            column = self._header[self.plan.periods[written.index(stated[0])]]
            raise FileUnusable(say("no-period", column=column, text=stated[0]))
        return self._rule(days) if days else self._whole

    def _rule(self, days: tuple[date, date]) -> Rule | Drop:
        """What is done with each column of the result in rows about those days; the same object for the same."""
        transfers = self.plan.transfers(*days)
        if isinstance(transfers, Drop):
            return transfers
        places = [column.position for column in self.plan.kept]
        formulas = tuple(transfers.get(place) for place in places)
        if formulas not in self._rules:
            self._rules[formulas] = [
                (place, self._cell(place, formula) if formula else None)
                for place, formula in zip(places, formulas, strict=True)
            ]
        return self._rules[formulas]

    def _cell(self, place: int, formula: Formula) -> Cell:
        key = (place, formula)
        if key not in self._cells:
            figure = _figure(self._header[place], Conversion(formula), self.mark)
            self._cells[key] = lru_cache(_REMEMBERED_FIGURES)(figure)
        return self._cells[key]


def _figure(column: str, conversion: Conversion, mark: DecimalMark) -> Cell:
    def cell(text: str) -> str:
        found = read_number(text)
        if found is None:
            if is_missing(text):
                return text
            raise FileUnusable(say("no-number", column=column, text=text, mend=_mend(text)))
        figure, marks = found
        if marks.decimal not in ("", mark.sign):
            if not mark.certain:
                raise FileUnusable(say("doubtful-mark", column=column, text=text, mark=mark.sign))
            if is_ambiguous(text, mark.sign):
                raise FileUnusable(say("ambiguous-number", column=column, text=text, mark=mark.sign))
            text = text.replace(marks.decimal, mark.sign)
        return text if conversion.is_identity else write_number(conversion.of(figure), marks, mark.sign)

    return cell


def _mend(text: str) -> Words:
    """What to do with a number that is written in a way that is not read; empty when it looks like no number."""
    kind = refused_form(text)
    return say(_MENDED[kind]) if kind else alike("")
