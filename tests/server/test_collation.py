from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.texts import Text
from server.collation import ALPHABET, OTHER, alphabetical, initial, sort_key

# In the order of Norwegian dictionaries and of the collation «nb» in Unicode CLDR.
IN_ORDER = [
    "andel", "Andel", "ansatt", "avtale", "avtalt årsverk", "bydel", "dagsverk", "elev", "én", "ferie", "full stilling",
    "fullt", "timelønnet", "Tübingen", "tysk", "ulykke", "vikar", "ytelse", "zoologi", "ærlig", "ätt", "økonomi",
    "ørret", "Öst", "Aalesund", "årsverk", "Årsverk",
]  # fmt: skip
LETTERS = st.text("abcdefghijklmnopqrstuvwxyzæøåAÆØÅéüöä -", max_size=12)


def test_the_order_of_a_norwegian_index() -> None:
    """æ, ø, å come last, aa counts as å, ä as æ, ö as ø, ü as y; small letters before capitals when that is all."""
    for first, second in pairwise(IN_ORDER):
        assert sort_key(first) < sort_key(second), (first, second)


def test_composed_and_decomposed_letters_are_the_same() -> None:
    """å as one character and as a with a ring sort together."""
    assert sort_key("a\u030arsverk")[0] == sort_key("årsverk")[0]


@given(LETTERS, LETTERS)
@settings(max_examples=60)
def test_case_and_accents_only_break_ties(first: str, second: str) -> None:
    """Two words that differ otherwise are in the same order in capitals."""
    plain = (sort_key(first)[0], sort_key(second)[0])
    assert plain == (sort_key(first.upper())[0], sort_key(second.upper())[0])


@given(st.text(max_size=20))
@settings(max_examples=60)
def test_every_term_has_a_place_in_the_index(term: str) -> None:
    """Whatever a term begins with, it is under a letter or under the others."""
    assert initial(term) in {*ALPHABET, OTHER}


@pytest.mark.parametrize(
    ("term", "letter"),
    [
        ("årsverk", "Å"),
        ("Aalesund", "Å"),
        ("a\u030arsverk", "Å"),
        ("ätt", "Æ"),
        ("Östlund", "Ø"),
        ("ülk", "Y"),
        ("élan", "E"),
        ("«sitat»", "S"),
        ("đ", "D"),
        ("þorn", "T"),
        ("100 %-stilling", OTHER),
        ("نسبة", OTHER),
        ("", OTHER),
    ],
)
def test_the_letter_a_term_stands_under(term: str, letter: str) -> None:
    """The letter follows the same rules as the order, and punctuation in front is passed over."""
    assert initial(term) == letter


def test_things_are_ordered_as_the_reader_sees_them() -> None:
    """The order is that of the names in the reader's language, where there are any."""
    things = [(Text("ansatt", "nb"), Text("tilsett", "nn")), (Text("elev", "nb"), Text("elev", "nn"))]
    assert alphabetical(things, "nb", lambda thing: thing) == things
    assert alphabetical(things, "nn", lambda thing: thing) == things[::-1]
