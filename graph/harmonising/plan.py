"""The plan for a file that is harmonised: what becomes of each column, and the formula for each row's figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from graph.comparing.comparability import Comparability
from graph.comparing.formula import Formula
from graph.comparing.verdict import Verdict
from graph.mapping import Mapping
from graph.words import Words


class Treatment(StrEnum):
    """What becomes of a column; the value names its word in ``files.toml``."""

    KEPT = "kept"
    RENAMED = "renamed"
    CONVERTED = "converted"
    REFUSED = "refused"
    LEFT_OUT = "left-out"


class Drop(StrEnum):
    """Why a row is left out: not wholly within the period asked for, or in a part of it where a figure is refused."""

    OUTSIDE = "outside"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Piece:
    """Days with one answer; ``transfer`` is None where figures of those days are refused."""

    start: dt.date
    end: dt.date
    comparability: Comparability
    transfer: Formula | None


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """What becomes of one column: its place and name, its name in the result, and why.

    ``use`` is None for a column the table does not have. ``target`` and ``pieces`` are there for figures that were
    compared.
    """

    position: int
    column: str
    treatment: Treatment
    note: Words
    output: str = ""
    use: Mapping | None = None
    target: Mapping | None = None
    pieces: tuple[Piece, ...] = ()

    @property
    def kept(self) -> bool:
        """Does the column stand in the result?"""
        return self.treatment not in (Treatment.REFUSED, Treatment.LEFT_OUT)

    @property
    def verdict(self) -> Verdict | None:
        """The worst answer for the figures that are passed on, or for all when none are; None when not compared."""
        answers = [piece.comparability for piece in self.pieces if piece.transfer or not self.kept]
        return max((answer.verdict for answer in answers), default=None)

    @property
    def preliminary(self) -> Verdict | None:
        """The answer behind the verdict, where that is «unknown» only because a mapping waits or is of other days."""
        found = [piece.comparability for piece in self.pieces if piece.transfer or not self.kept]
        if self.verdict is not Verdict.UNKNOWN or all(answer.preliminary is None for answer in found):
            return None
        return max(answer.computed for answer in found)

    @property
    def usable_days(self) -> int:
        """On how many days of the period the figures may be passed on."""
        return sum((piece.end - piece.start).days + 1 for piece in self.pieces if piece.transfer)

    @property
    def rank(self) -> tuple[int, int]:
        """How good the plan is beside others for the same column or the same result; less is better."""
        return -self.usable_days, self.verdict or 0

    def transfer_over(self, first: dt.date, last: dt.date) -> Formula | None:
        """The one formula for figures of those days, None when one of the days is refused or they differ."""
        found = {piece.transfer for piece in self.pieces if piece.start <= last and first <= piece.end}
        return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of every column, in the order of the file; ``periods`` are the places of columns with periods."""

    columns: tuple[ColumnPlan, ...]
    start: dt.date
    end: dt.date
    periods: tuple[int, ...] = ()

    @property
    def kept(self) -> tuple[ColumnPlan, ...]:
        """The columns of the result."""
        return tuple(column for column in self.columns if column.kept)

    @property
    def refused(self) -> tuple[ColumnPlan, ...]:
        """The figures that are left out."""
        return tuple(column for column in self.columns if column.treatment is Treatment.REFUSED)

    @property
    def figures(self) -> tuple[ColumnPlan, ...]:
        """The figures of the result."""
        return tuple(column for column in self.kept if column.pieces)

    def transfers(self, first: dt.date, last: dt.date) -> dict[int, Formula] | Drop:
        """The formula of each figure of the result by its place, for a row about those days; or why it is dropped."""
        if first < self.start or last > self.end:
            return Drop.OUTSIDE
        found: dict[int, Formula] = {}
        for column in self.kept:
            if column.pieces:
                transfer = column.transfer_over(first, last)
                if transfer is None:
                    return Drop.REFUSED
                found[column.position] = transfer
        return found
