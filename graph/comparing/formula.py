"""Formula: how a figure of one field becomes a figure of another, ``b = a × factor + offset``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

from graph.texts import LANGUAGES
from graph.words import Words, number


@dataclass(frozen=True, slots=True)
class Formula:
    """An exact linear map with a factor other than 0; raises ValueError for a factor of 0."""

    factor: Fraction
    offset: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        """Refuse a map that cannot be undone."""
        if not self.factor:
            raise ValueError("a factor of 0 cannot be undone")

    @property
    def is_identity(self) -> bool:
        """Does the map leave every figure as it is?"""
        return self.factor == 1 and not self.offset

    @property
    def inverse(self) -> Formula:
        """The map back: ``a = (b − offset) / factor``."""
        return Formula(1 / self.factor, -self.offset / self.factor)

    def then(self, other: Self) -> Formula:
        """First this map, then ``other``."""
        return Formula(self.factor * other.factor, self.offset * other.factor + other.offset)

    def apply(self, value: Decimal) -> Decimal:
        """The figure ``value`` becomes, in the precision of the current decimal context."""
        exact = Fraction(value) * self.factor + self.offset
        return Decimal(exact.numerator) / Decimal(exact.denominator)

    def written(self, a: Words, b: Words) -> Words:
        """The map as an equation between the two names, in nb, nn and en."""
        return {lang: f"{b[lang]} = {a[lang]}{self._steps(lang)}" for lang in LANGUAGES}

    def _steps(self, lang: str) -> str:
        steps = f" × {number(self.factor, lang)}" if self.factor != 1 else ""
        if self.offset:
            sign = "+" if self.offset > 0 else "−"
            steps += f" {sign} {number(abs(self.offset), lang)}"
        return steps
