"""Folding: all the ways a text may be typed are one, and the places of its letters are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.searching.folding import fold, fold_letters, folded_words, join, places_in, tidy, words
from graph.searching.highlighting import excerpt, marks, pieces
from graph.searching.inflection import bases, same_words, stems
from graph.searching.spellings import spellings
from graph.searching.wanted import Wanted

NORWEGIAN = st.text("abcdefghijklmnopqrstuvwxyzæøåÆØÅäöéAOE 0123456789-_%.", max_size=40)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sykefravaer", "sykefravær"),
        ("SYKEFRAVAR", "sykefravær"),
        ("arsverk", "årsverk"),
        ("aarsverk", "årsverk"),
        ("oekonomisk", "økonomisk"),
        ("okonomisk", "Økonomisk"),
        ("sykefr-pst", "SYKEFR_PST"),
        ("timer per uke", "timerPerUke"),
        ("a\u030arsverk", "årsverk"),
        ("SÁMI", "sami"),
    ],
)
def test_what_is_typed_and_what_is_meant_are_one(typed: str, meant: str) -> None:
    """Without æ, ø and å, in capitals, written apart as a system does, decomposed."""
    assert fold(typed) == fold(meant)


def test_technical_names_are_split_where_systems_split_them() -> None:
    """At signs and humps; a number and the letter after it stay together."""
    assert words("antallTimerPerUke") == ["antall", "Timer", "Per", "Uke"]
    assert words("SYKEFR_PST") == ["SYKEFR", "PST"]
    assert words("KOSTRA 15F") == ["KOSTRA", "15F"]
    assert words("æøåÅ") == ["æøå", "Å"]


@given(st.one_of(st.text(max_size=40), NORWEGIAN), st.integers(0, 40))
def test_a_beginning_folds_to_a_beginning(text: str, length: int) -> None:
    """Whoever has typed half a term has typed half its folded form, with or without the spaces."""
    text = tidy(text)
    assert fold(text).startswith(fold(text[:length]))
    assert join(fold(text)).startswith(join(fold(text[:length])))


@given(st.one_of(st.text(max_size=40), NORWEGIAN))
def test_folding_twice_changes_nothing_that_is_plain(text: str) -> None:
    """Folded words hold letters and digits only, and one space between them."""
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert all(letter.isalnum() for letter in folded.replace(" ", ""))


@given(st.one_of(st.text(max_size=40), NORWEGIAN))
def test_every_folded_letter_has_its_place(text: str) -> None:
    """The places of a word's letters are in order, inside the text, and spell the same word."""
    text = tidy(text)
    found = list(folded_words(text))
    assert " ".join(word for word, _, _ in found) == fold(text)
    for word, written, begins in found:
        assert text[begins:].startswith(written)
        places = places_in(written, word)
        assert len(word) == len(places)
        assert all(0 <= start < end <= len(written) for start, end in places)
        assert list(places) == sorted(places)


@given(st.one_of(st.text(max_size=40), NORWEGIAN), NORWEGIAN)
def test_marking_loses_nothing(text: str, query: str) -> None:
    """The pieces of a text put together are the text, whatever was searched for."""
    found = marks(tidy(text), Wanted.of(query))
    assert "".join(piece for piece, _ in pieces(text, found)) == tidy(text)


def test_what_was_searched_for_is_marked_in_the_letters_it_is_written_with() -> None:
    """Typed without æ, in a compound, across a hyphen, and in another form."""

    def marked(text: str, query: str) -> list[str]:
        return [piece for piece, hit in pieces(text, marks(text, Wanted.of(query))) if hit]

    assert marked("egenmeldt sykefravær", "fravaer") == ["fravær"]
    assert marked("KOSTRA-art", "kostra-a") == ["KOSTRA", "a"]
    assert marked("fast ansatt", "ansatte") == ["ansatt"]
    assert marked("antallTimerPerUke", "timer uke") == ["Timer", "Uke"]
    assert marked("årsverk", "vikar") == []


def test_a_long_text_is_cut_to_what_was_searched_for() -> None:
    """The neighbourhood of the first mark is shown, with dots where something was left out."""
    text = "ord " * 100 + "sykefravær " + "mer " * 100
    shown, kept = excerpt(text, marks(text, Wanted.of("sykefravær")))
    assert len(shown) < 300
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert [shown[start:end] for start, end in kept] == ["sykefravær"]


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("ansatte", "ansatt"),
        ("sykefraværet", "sykefravær"),
        ("elevane", "elev"),
        ("vikarer", "vikar"),
        ("turnusen", "turnus"),
        ("stillingshjemler", "stillingshjemmel"),
        ("employees", "employee"),
        ("sammenlignbarheten", "sammenlignbarhet"),
    ],
)
def test_forms_of_a_word_share_a_base(form: str, lemma: str) -> None:
    """What the index keeps for the one is among what is asked for the other."""
    kept = same_words([bases(fold(lemma))[0]])
    assert kept in {same_words([base]) for base in bases(fold(form))}


def test_a_short_word_keeps_three_letters() -> None:
    """«dag» is not shortened to nothing, and «barnet» is found by «barn»."""
    assert stems("dag") == ()
    assert stems("barnet") == ("barn",)


def test_the_two_norms_find_each_other() -> None:
    """A term with one of the stems is indexed with all three."""
    assert set(spellings("samanliknbarheit")) == {"samanliknbarheit", "sammenlignbarheit", "sammenliknbarheit"}
    assert list(spellings("arsverk")) == ["arsverk"]


def test_names_keep_their_signs_where_words_are_compared() -> None:
    """«Mente du» compares names as they are written."""
    assert fold_letters("Personell/Sykefravær") == "personell/sykefravar"
