"""Conversion: a step on the way to figures that can stand together, and which way it goes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from graph.comparing.formula import Formula
from graph.comparing.parties import Party
from graph.comparing.reason_words import phrase
from graph.words import Words

# Recipes write ``p`` for the figure in a column, alone, with an index or before a parenthesis.
_LETTER: Final = re.compile(r"(?<!\w)p(?![^\W_])")


@dataclass(frozen=True, slots=True)
class Conversion:
    """A step on the way to figures that can stand together: whose figures it turns into whose, and how (``text``).

    ``takes`` are the other figures the step takes, None when it takes none.
    """

    source: Words
    target: Words
    text: Words
    takes: Words | None = None

    @property
    def letters(self) -> Words | None:
        """What the letters in the text stand for; None when there are none."""
        return phrase("letters") if _LETTER.search(self.text["nb"]) else None


def conversion(formula: Formula, between: tuple[Party, Party]) -> Conversion:
    """The step a formula from the first party to the second is."""
    source, target = between
    return Conversion(source.name, target.name, formula.written(source.short, target.short))
