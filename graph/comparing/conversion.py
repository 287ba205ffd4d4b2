"""Conversion: a step on the way to figures that can stand together, and which way it goes."""

from __future__ import annotations

from dataclasses import dataclass

from graph.comparing.formula import Formula
from graph.comparing.parties import Party
from graph.words import Words


@dataclass(frozen=True, slots=True)
class Conversion:
    """A step on the way to figures that can stand together: whose figures it turns into whose, and how (``text``)."""

    source: Words
    target: Words
    text: Words


def conversion(formula: Formula, between: tuple[Party, Party]) -> Conversion:
    """The step a formula from the first party to the second is."""
    source, target = between
    return Conversion(source.name, target.name, formula.written(source.short, target.short))
