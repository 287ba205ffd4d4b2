"""Formulas and the conversion of units."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.comparing.formula import Formula
from graph.comparing.unit import Unit
from graph.words import alike, number

fractions = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)
formulas = st.builds(Formula, fractions.filter(bool), fractions)


def _unit(name: str, multiplier: str, offset: str = "0") -> Unit:
    return Unit(f"urn:{name}", alike(name), frozenset({"urn:storrelse"}), Fraction(multiplier), Fraction(offset))


@given(formula=formulas, value=st.decimals(-1000, 1000, places=2))
def test_the_inverse_undoes(formula: Formula, value: Decimal) -> None:
    """First a formula and then its inverse leaves every figure as it was, exactly."""
    assert formula.then(formula.inverse).is_identity
    assert formula.inverse.then(formula).apply(value) == value


@given(first=formulas, second=formulas, value=st.integers(-100, 100))
def test_then_applies_in_order(first: Formula, second: Formula, value: int) -> None:
    """One formula after the other is the same as both in turn."""
    assert first.then(second).factor * value + first.then(second).offset == (
        (value * first.factor + first.offset) * second.factor + second.offset
    )


def test_a_factor_of_zero_is_refused() -> None:
    """What cannot be undone is not a conversion."""
    with pytest.raises(ValueError, match="0"):
        Formula(Fraction(0))


def test_figures_are_converted_in_decimals() -> None:
    """A decimal figure becomes a decimal figure, without the noise of binary fractions."""
    assert Formula(Fraction(1, 100)).apply(Decimal("8.4")) == Decimal("0.084")


def test_formula_is_written_with_the_marks_of_the_language() -> None:
    """Decimal comma in Norwegian, point in English, and a real minus sign."""
    written = Formula(Fraction(9, 5), Fraction(-32)).written(alike("Bergen"), alike("Oslo"))
    assert written["nb"] == "Oslo = Bergen × 1,8 − 32"
    assert written["en"] == "Oslo = Bergen × 1.8 − 32"
    assert Formula(Fraction(1), Fraction(5)).written(alike("a"), alike("b"))["nn"] == "b = a + 5"


@pytest.mark.parametrize(("value", "text"), [("100", "100"), ("1/3", "0.333333333333"), ("-0.5", "-0.5")])
def test_numbers_are_written_plainly(value: str, text: str) -> None:
    """No exponent, no trailing zeros, at most twelve decimals."""
    assert number(Fraction(value), "en") == text


def test_units_convert_as_qudt_says() -> None:
    """A value in the reference unit is (value + offset) × multiplier: 20 °C is 68 °F."""
    celsius, fahrenheit = _unit("celsius", "1", "273.15"), _unit("fahrenheit", "5/9", "459.67")
    formula = celsius.to(fahrenheit)
    assert formula
    assert formula.apply(Decimal(20)) == 68
    assert fahrenheit.to(celsius) == formula.inverse


def test_units_of_another_kind_or_without_multiplier() -> None:
    """Different quantity kinds are told apart; without a multiplier there is no conversion."""
    percent, share = _unit("prosent", "0.01"), _unit("andel", "1")
    days = Unit("urn:dagsverk", alike("dagsverk"), frozenset({"urn:arbeid"}), Fraction(1), Fraction(0))
    unknown = Unit("urn:poeng", alike("poeng"), frozenset(), None, Fraction(0))
    assert percent.same_kind(share) is True
    assert percent.same_kind(days) is False
    assert percent.same_kind(unknown) is None
    assert unknown.same_kind(unknown) is True
    assert percent.to(unknown) is None
