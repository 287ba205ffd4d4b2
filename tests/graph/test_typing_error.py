"""Typing errors: one letter missing, added, wrong or swapped, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph.searching.typing_error import halves, mended_piece, neighbourhood, within_one_edit

WORD = st.text("abcde", min_size=4, max_size=9)


def distance(one: str, other: str) -> int:
    """The optimal string alignment distance, as its definition has it."""
    table = [[max(row, column) for column in range(len(other) + 1)] for row in range(len(one) + 1)]
    for row in range(1, len(one) + 1):
        for column in range(1, len(other) + 1):
            same = one[row - 1] == other[column - 1]
            steps = [table[row - 1][column] + 1, table[row][column - 1] + 1, table[row - 1][column - 1] + (not same)]
            if row > 1 and column > 1 and one[row - 2 : row] == other[column - 2 : column][::-1]:
                steps.append(table[row - 2][column - 2] + 1)
            table[row][column] = min(steps)
    return table[-1][-1]


@given(WORD, WORD)
def test_one_edit_is_one_edit(one: str, other: str) -> None:
    """It agrees with the definition for any two words."""
    assert within_one_edit(one, other) == (distance(one, other) <= 1)


@st.composite
def misspelt(draw: st.DrawFn) -> tuple[str, str]:
    word = draw(WORD)
    place, letter = draw(st.integers(0, len(word) - 1)), draw(st.sampled_from("abcdexyz"))
    typed = draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + letter + word[place:],
                word[:place] + letter + word[place + 1 :],
                word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
            ]
        )
    )
    return word, typed


@given(misspelt())
def test_a_misspelt_word_shares_its_neighbourhood(pair: tuple[str, str]) -> None:
    """So a lookup by these numbers finds every word one edit away."""
    word, typed = pair
    assert within_one_edit(word, typed)
    assert neighbourhood(word) & neighbourhood(typed)


@given(misspelt(), st.text("fgh", max_size=4), st.text("fgh", max_size=4))
def test_a_misspelt_part_of_a_compound_is_mended(pair: tuple[str, str], before: str, after: str) -> None:
    """The part found is one edit from what was typed, and stands in the compound."""
    word, typed = pair
    assume(len(typed) >= 6)
    found = mended_piece(typed, before + word + after)
    if found is not None:
        assert within_one_edit(typed, found)
        assert found in before + word + after
    elif word[: len(word) // 2] in halves(typed):
        pytest.fail(f"{typed} was not found in {before + word + after}")


def test_the_half_that_is_right_finds_the_word() -> None:
    """«sykkehjem» is a misspelt part of «sykehjemsplass»."""
    assert mended_piece("sykkehjem", "sykehjemsplass") == "sykehjem"
    assert mended_piece("barnehage", "sykehjemsplass") is None
