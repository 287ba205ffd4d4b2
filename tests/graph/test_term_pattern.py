"""Whole terms and patterns with ``*``: what fits, in which order, however the letters are composed."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.searching.term_book import speaks
from graph.searching.term_pattern import TermPattern, compared

KNOWN = sorted(map(compared, ["bass", "black sea bass", "3d bass", "årsverk", "a*b", "aab", "s.p", "sxp"]))


def chosen(pattern: str) -> list[str]:
    return list(TermPattern(pattern).chosen(dict.fromkeys(KNOWN), KNOWN))


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("bass", ["bass"]),
        ("*bass", ["3d bass", "bass", "black sea bass"]),
        ("B*", ["bass", "black sea bass"]),
        ("b*sea*", ["black sea bass"]),
        ("ÅRSVERK", ["årsverk"]),
        ("a\u030arsverk", ["årsverk"]),
        ("a*b", ["a*b", "aab"]),
        ("s.p", ["s.p"]),
        ("finnes ikke", []),
    ],
)
def test_what_fits(pattern: str, found: list[str]) -> None:
    """Equal, by the beginning, by the end or with a part left open; other signs mean themselves."""
    assert chosen(pattern) == found


def test_only_asterisks_are_open() -> None:
    """What fits everything says so."""
    assert TermPattern("**").is_open
    assert not TermPattern("a*").is_open


@given(st.lists(st.text("ab*.å ", max_size=6)), st.text("ab*.å ", min_size=1, max_size=6))
def test_patterns_are_those_of_a_plain_reading(terms: list[str], pattern: str) -> None:
    """Whichever way it is looked up, the same fits as with every term tried by itself."""
    known = sorted({compared(term) for term in terms})
    fits = re.compile(".*".join(map(re.escape, compared(pattern).split("*"))), re.DOTALL).fullmatch
    assert list(TermPattern(pattern).chosen(dict.fromkeys(known), known)) == [term for term in known if fits(term)]


@given(st.text())
def test_composition_does_not_count(text: str) -> None:
    """Letters composed and decomposed are compared alike, and once is enough."""
    assert compared(unicodedata.normalize("NFD", text)) == compared(text) == compared(compared(text))


def test_languages_match_by_their_beginning() -> None:
    """Basic filtering (RFC 4647): a language stands for its regions, not the other way round."""
    assert speaks("en-GB", "en")
    assert not speaks("en", "en-GB")
    assert not speaks("eng", "en")
    assert speaks("nb", "*")
    assert not speaks("", "*")
