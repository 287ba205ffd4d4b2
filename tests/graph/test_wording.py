from __future__ import annotations

import pytest

from graph.checks.wording import TermIndex, find_terms, folded, patterns, without_abbreviations

INDEX = TermIndex(
    [
        ("nb", "ansatt", "ansatt"),
        ("nb", "fast ansatt", "fast-ansatt"),
        ("nb", "stilling", "stilling"),
        ("nn", "tilsett", "ansatt"),
        ("en", "full-time position", "heltidsstilling"),
    ]
)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("person som er ansatt", "nb", [(3, "ansatt")]),
        ("de fast ansatte i stillingene", "nb", [(1, "fast ansatt"), (4, "stilling")]),
        ("personer i heltidsstillinger", "nb", []),
        ("personar som er tilsette", "nn", [(3, "tilsett")]),
        ("a Full-time position", "en", [(1, "full-time position")]),
        ("ansatt", "nn", []),
    ],
)
def test_terms_are_found_in_texts(text: str, language: str, found: list[tuple[int, str]]) -> None:
    """Known terms are found as whole words, inflected or not, the longest first, in their own language."""
    assert [(use.place, use.term) for use in find_terms(INDEX, text, language)] == found


def test_a_term_may_name_several_concepts() -> None:
    """Homonyms are both told."""
    index = TermIndex([("nb", "Plass", "barnehage"), ("nb", "plass", "sykehjem")])
    assert [use.names for use in find_terms(index, "en plass", "nb")] == [frozenset({"barnehage", "sykehjem"})]


def test_terms_are_compared_without_case_and_punctuation() -> None:
    """What is looked up is the words, not how they are written."""
    assert folded(" Fast  ansatt, ") == "fast ansatt"


def test_full_stops_of_abbreviations_do_not_end_sentences() -> None:
    """An abbreviation loses its full stop before sentences are counted."""
    assert without_abbreviations("lønn, tillegg mv. og f.eks. ferie.", "nb") == "lønn, tillegg mv og feks ferie."


def test_every_language_has_the_same_patterns() -> None:
    """What is looked for in bokmål is looked for in nynorsk and English too."""
    assert set(patterns("nb")) == set(patterns("nn")) == set(patterns("en"))
    assert patterns("se") == {}
