"""Numbers as people's CSV files write them (``8,4``, ``8.4``, ``1 234``), and what a formula makes of them, exactly.

A result has one decimal mark, that of the file; the thousands mark of each number is kept. What cannot be written
with a finite number of decimals is rounded to fifteen significant digits, as many as a spreadsheet holds; everything
else is exact, in whole numbers of the smallest decimal place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import lcm
from typing import Final, NamedTuple

from graph.comparing.formula import Formula

MISSING: Final = frozenset({"", ".", "..", ":"})
SIGNIFICANT: Final = 15
MOST_CHARACTERS: Final = 100

_PLAIN: Final = re.compile(r"(-?)([0-9]{1,100})(?:([.,])([0-9]{1,100}))?")
# Thousands may be set apart by a space of any width; a mark before and after three digits is a decimal mark.
_NUMBER: Final = re.compile(
    r"([-+−]?)"
    r"(?:([0-9]{1,3}([ \u00a0\u2009\u202f])[0-9]{3}(?:\3[0-9]{3})*)|([0-9]*))"
    r"(?:([.,])([0-9]+))?"
)
_THOUSANDS: Final = re.compile(r"[-+−]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_MARKED_THOUSANDS: Final = re.compile(r"[-+−]?[0-9]{1,3}([.,'’])[0-9]{3}(?:\1[0-9]{3})*(?:[.,][0-9]+)?")
_ENOUGH: Final = Context(prec=10 * MOST_CHARACTERS)
_ROUNDED: Final = Context(prec=SIGNIFICANT, rounding=ROUND_HALF_EVEN)


class Figure(NamedTuple):
    """A number: ``digits`` in units of the ``places``-th decimal place, so 8,40 is 840 and 2."""

    digits: int
    places: int

    @property
    def value(self) -> Decimal:
        """The number itself."""
        return _ENOUGH.scaleb(Decimal(self.digits), -self.places)


class Marks(NamedTuple):
    """The marks a number was written with; ``decimal`` and ``group`` are empty when it has none."""

    decimal: str
    group: str
    minus: str


_MARKS: Final = {mark: Marks(mark, "", "-") for mark in ("", ",", ".")}


def is_missing(cell: str) -> bool:
    """Does the cell say that there is no figure: empty, ``.``, ``..`` or ``:``?"""
    return cell.strip() in MISSING


def read_number(cell: str) -> tuple[Figure, Marks] | None:
    """The number in a cell and how it is written; None when it holds anything else. At most a hundred characters."""
    match = _PLAIN.fullmatch(cell)
    if match:
        sign, whole, mark, decimals = match.groups("")
        return Figure(int(sign + whole + decimals), len(decimals)), _MARKS[mark]
    text = cell.strip()
    match = _NUMBER.fullmatch(text) if len(text) <= MOST_CHARACTERS else None
    if match is None:
        return None
    sign, grouped, group, whole, mark, decimals = match.groups("")
    digits = f"{grouped.replace(group, '') if group else whole}{decimals}"
    if not digits:
        return None
    minus = "-" if sign in ("-", "−") else ""
    return Figure(int(f"{minus}{digits}"), len(decimals)), Marks(mark, group, "−" if sign == "−" else "-")


def write_number(figure: Figure, marks: Marks, mark: str) -> str:
    """Write a number with the decimal mark ``mark``, and with ``marks`` for the rest."""
    text = str(abs(figure.digits)).zfill(figure.places + 1)
    split = len(text) - figure.places
    whole, decimals = text[:split], text[split:].rstrip("0")
    if marks.group:
        whole = f"{int(whole):,}".replace(",", marks.group)
    minus = marks.minus if figure.digits < 0 else ""
    return f"{minus}{whole}{mark}{decimals}" if decimals else f"{minus}{whole}"


class DecimalMark(NamedTuple):
    """The decimal mark a file's numbers are written with; not ``certain`` where it was only seen in ``1.234``."""

    sign: str
    certain: bool = True


def decimal_mark(cells: Iterable[str], otherwise: str) -> DecimalMark:
    """The decimal mark of the first number among ``cells`` that has one for certain; ``otherwise`` when none has one.

    ``1.234`` may be a thousand or a little more than one, so it says nothing where another cell does.
    """
    doubtful = ""
    for cell in cells:
        found = read_number(cell)
        if found and found[1].decimal:
            if not _THOUSANDS.fullmatch(cell.strip()):
                return DecimalMark(found[1].decimal)
            doubtful = doubtful or found[1].decimal
    return DecimalMark(doubtful, certain=False) if doubtful else DecimalMark(otherwise)


def is_ambiguous(cell: str, mark: str) -> bool:
    """Might ``1.234`` mean a thousand, because the file writes decimals with the other mark (``mark``)?"""
    text = cell.strip()
    return mark not in text and _THOUSANDS.fullmatch(text) is not None


def refused_form(cell: str) -> str:
    """Why a cell that looks like a number is not read as one: ``percent``, ``thousands`` (a mark between them that
    may be a decimal mark in another file), or empty."""
    text = cell.strip()
    if text.endswith("%") and read_number(text.removesuffix("%")):
        return "percent"
    return "thousands" if _MARKED_THOUSANDS.fullmatch(text) else ""


class Conversion:
    """A formula made ready for many figures."""

    def __init__(self, formula: Formula) -> None:
        """Prepare ``formula``: result = (figure × times + plus) ÷ divisor, in whole numbers."""
        self.is_identity = formula.is_identity
        divisor = lcm(formula.factor.denominator, formula.offset.denominator)
        places = _places(divisor)
        self._places = places or 0
        self._divisor = divisor if places is None else 10**places
        self._exact = places is not None
        self._times = int(formula.factor * self._divisor)
        self._plus = int(formula.offset * self._divisor)

    def of(self, figure: Figure) -> Figure:
        """The figure ``figure`` becomes."""
        digits = figure.digits * self._times
        if self._plus:
            digits += self._plus * 10**figure.places
        if self._exact:
            return Figure(digits, figure.places + self._places)
        return _rounded(Fraction(digits, self._divisor * 10**figure.places))


def exact(part: Fraction) -> str:
    """A fraction as a decimal number with a point where it has finitely many decimals, else as ``12/13``."""
    places = _places(part.denominator)
    if places is None:
        return str(part)
    return write_number(Figure(int(part * 10**places), places), Marks(".", "", "-"), ".")


def _places(divisor: int) -> int | None:
    """The number of decimals that dividing by ``divisor`` takes; None when there is no end to them."""
    counts = []
    for prime in (2, 5):
        count = 0
        while divisor % prime == 0:
            divisor //= prime
            count += 1
        counts.append(count)
    return max(counts) if divisor == 1 else None


def _rounded(value: Fraction) -> Figure:
    found = _ROUNDED.divide(Decimal(value.numerator), Decimal(value.denominator))
    sign, digits, exponent = found.as_tuple()
    whole = int("".join(map(str, digits))) * (-1 if sign else 1)
    power = int(exponent)
    return Figure(whole * 10**power, 0) if power > 0 else Figure(whole, -power)
