"""Words in the three languages of the catalogue: bokmål (nb), nynorsk (nn) and English (en), always all three."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

import pyoxigraph as ox

from graph.texts import LANGUAGES, text_of

AND: Final = {"nb": "og", "nn": "og", "en": "and"}
OR: Final = {"nb": "eller", "nn": "eller", "en": "or"}

Words = Mapping[str, str]

_DIGITS: Final = 12


def alike(text: str) -> Words:
    """The same text in every language: a name, a code."""
    return dict.fromkeys(LANGUAGES, text)


def words_of(values: Iterable[ox.Literal], otherwise: str = "") -> Words:
    """One text per language from language-tagged literals.

    A missing language borrows bokmål, then any text there is, then ``otherwise``.
    """
    found = {text.lang: text.value for text in map(text_of, sorted(values, key=str))}
    spare = found.get("nb") or next(iter(found.values()), otherwise)
    return {lang: found.get(lang, spare) for lang in LANGUAGES}


def listed(items: Sequence[str], joint: Words, lang: str) -> str:
    """Join ``items`` as a sentence does: «a, b og c»; ``joint`` is the last word between them."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joint[lang]} {items[-1]}"


def number(value: Fraction, lang: str) -> str:
    """Write a number with the decimal mark of the language, rounded to twelve decimals."""
    rounded = round(value, _DIGITS)
    digits = f"{Decimal(rounded.numerator) / Decimal(rounded.denominator):f}"
    plain = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return plain if lang == "en" else plain.replace(".", ",")


def written_day(day: date, lang: str) -> str:
    """Write a day as people do in the language: 30.6.2024, in English 2024-06-30."""
    return day.isoformat() if lang == "en" else f"{day.day}.{day.month}.{day.year}"


def sentence(text: str) -> str:
    """Start the text with a capital letter and change nothing else."""
    return text[:1].upper() + text[1:]
