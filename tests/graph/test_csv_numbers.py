"""Numbers in CSV files: which texts are numbers, and what a formula makes of them, exactly."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.comparing.formula import Formula
from graph.harmonising.csv_numbers import (
    Conversion,
    Figure,
    Marks,
    decimal_mark,
    exact,
    is_ambiguous,
    is_missing,
    read_number,
    refused_form,
    write_number,
)

HARD_SPACE, NARROW_SPACE = "\u00a0", "\u202f"

figures = st.builds(Figure, st.integers(-(10**16), 10**16), st.integers(0, 6))
finite_factors = st.builds(
    lambda twos, fives, many: Fraction(many) * Fraction(2) ** twos * Fraction(5) ** fives,
    st.integers(-6, 6),
    st.integers(-6, 6),
    st.integers(1, 999),
)
reversible_factors = st.builds(
    lambda twos, fives: Fraction(2) ** twos * Fraction(5) ** fives, st.integers(-6, 6), st.integers(-6, 6)
)
factors = st.fractions(min_value=Fraction(1, 10**6), max_value=10**6)
offsets = st.decimals(min_value=-(10**6), max_value=10**6, places=3).map(Fraction)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8,4", "8.4"),
        ("8.4", "8.4"),
        ("-8,40", "-8.4"),
        ("−8,4", "-8.4"),
        ("+3", "3"),
        ("007", "7"),
        (".5", "0.5"),
        (" 8,4 ", "8.4"),
        (f"1{HARD_SPACE}234{HARD_SPACE}567,5", "1234567.5"),
        (f"1{NARROW_SPACE}234", "1234"),
        ("12 345", "12345"),
    ],
)
def test_numbers_are_read(text: str, value: str) -> None:
    """Comma or point, hard space in the thousands, and either minus sign."""
    found = read_number(text)
    assert found is not None
    assert found[0].value == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["ukjent", "", "-", "5,", "1.234,5", "1,234.5", "1,2E+05", "8,4 %", "1 23", "1234 567", "0x1F", "٣", "12:30",
     f"1 234{HARD_SPACE}567", "9" * 101],
)  # fmt: skip
def test_other_texts_are_no_numbers(text: str) -> None:
    """Two kinds of marks, exponents, units, other digits and half groups are refused, never guessed at."""
    assert read_number(text) is None


@pytest.mark.parametrize("text", ["", " ", ".", "..", ":", HARD_SPACE])
def test_missing_marks(text: str) -> None:
    """Empty, one point, two points and colon say that there is no figure."""
    assert is_missing(text)


@pytest.mark.parametrize("text", ["0", "-", "...", "x"])
def test_nothing_else_is_missing(text: str) -> None:
    """Zero is a figure, and a dash is not among the marks."""
    assert not is_missing(text)


@given(
    figure=figures,
    mark=st.sampled_from([",", "."]),
    group=st.sampled_from(["", HARD_SPACE, NARROW_SPACE, " "]),
    minus=st.sampled_from(["-", "−"]),
)
def test_what_is_written_is_read_again(figure: Figure, mark: str, group: str, minus: str) -> None:
    """A number written with any marks is read as the same number, with the same marks."""
    found = read_number(write_number(figure, Marks(mark, group, minus), mark))
    assert found is not None
    assert found[0].value == figure.value
    assert found[1].decimal in ("", mark)
    assert found[1].group in ("", group)


@given(figure=figures, factor=finite_factors, offset=offsets)
def test_finite_formulas_are_exact(figure: Figure, factor: Fraction, offset: Fraction) -> None:
    """The result is exactly value × factor + offset, without a trace of floating point."""
    result = Conversion(Formula(factor, offset)).of(figure)
    assert Fraction(result.value) == Fraction(figure.value) * factor + offset


@given(figure=figures, factor=reversible_factors, offset=offsets)
def test_there_and_back_is_the_same_figure(figure: Figure, factor: Fraction, offset: Fraction) -> None:
    """A figure converted and converted back is the figure it was."""
    formula = Formula(factor, offset)
    assert Conversion(formula.inverse).of(Conversion(formula).of(figure)).value == figure.value


@given(one=figures, other=figures, factor=factors, offset=offsets)
def test_order_is_kept(one: Figure, other: Figure, factor: Fraction, offset: Fraction) -> None:
    """A larger figure never becomes a smaller one."""
    conversion = Conversion(Formula(factor, offset))
    low, high = sorted([one, other], key=lambda figure: figure.value)
    assert conversion.of(low).value <= conversion.of(high).value


@given(figure=figures, factor=factors)
def test_endless_decimals_keep_fifteen_digits(figure: Figure, factor: Fraction) -> None:
    """What has no end is right to the last of fifteen significant digits."""
    right = Fraction(figure.value) * factor
    result = Fraction(Conversion(Formula(factor)).of(figure).value)
    assert abs(result - right) <= abs(right) * Fraction(1, 10**14)


@given(figure=figures, factor=finite_factors)
def test_the_formula_itself_agrees(figure: Figure, factor: Fraction) -> None:
    """What the rows get is what the formula gives, calculated another way."""
    with localcontext() as context:
        context.prec = 80
        assert Conversion(Formula(factor)).of(figure).value == Formula(factor).apply(figure.value)


@pytest.mark.parametrize(
    ("text", "factor", "result"),
    [
        ("8,4", Fraction(1, 100), "0,084"),
        ("8.4", Fraction(1, 100), "0,084"),
        ("8", Fraction(1, 100), "0,08"),
        ("0,084", Fraction(100), "8,4"),
        ("0,1", Fraction(3), "0,3"),
        ("24", Fraction(12, 13), "22,1538461538462"),
        (f"1{HARD_SPACE}234,5", Fraction(1000), f"1{HARD_SPACE}234{HARD_SPACE}500"),
        ("−8,4", Fraction(10), "−84"),
        ("0,00", Fraction(100), "0"),
    ],
)
def test_worked_conversions(text: str, factor: Fraction, result: str) -> None:
    """Each keeps its thousands and minus marks, and takes the decimal mark of the file."""
    found = read_number(text)
    assert found is not None
    figure, marks = found
    assert write_number(Conversion(Formula(factor)).of(figure), marks, ",") == result


def test_decimal_mark_of_a_file() -> None:
    """The first number that shows its mark for certain decides; 1.234 alone is taken at its word."""
    assert decimal_mark(["", "7", "8,4", "8.4"], ".") == (",", True)
    assert decimal_mark(["1.234", "8,4"], ".") == (",", True)
    assert decimal_mark(["1.234"], ",") == (".", False)
    assert decimal_mark(["7", "ukjent"], ",") == (",", True)


def test_a_thousand_is_not_mistaken_for_a_little_more_than_one() -> None:
    """1.234 is doubtful in a file with decimal comma, and in no other."""
    assert is_ambiguous("1.234", ",")
    assert not is_ambiguous("1.234", ".")
    assert not is_ambiguous("0.234", ",")
    assert not is_ambiguous("1.23", ",")


def test_fractions_are_told_exactly() -> None:
    """A decimal number where there is an end to it, else a fraction."""
    assert (exact(Fraction(1, 100)), exact(Fraction(5)), exact(Fraction(12, 13))) == ("0.01", "5", "12/13")


@pytest.mark.parametrize(
    ("text", "kind"),
    [("8,5 %", "percent"), ("8.5%", "percent"), ("1.234,5", "thousands"), ("1,234.5", "thousands"),
     ("1'234", "thousands"), ("12.34.5", ""), ("ukjent", ""), ("% av alle", "")],
)  # fmt: skip
def test_a_number_in_a_form_that_is_not_read_is_told_apart(text: str, kind: str) -> None:
    """It is refused, with what to do about it; other text is just no number."""
    assert read_number(text) is None
    assert refused_form(text) == kind
