from __future__ import annotations

import pytest

from graph.checks.suggestion import did_you_mean, nearest


@pytest.mark.parametrize(
    ("word", "meant"),
    [("sykefravar", "sykefravaer"), ("Sykefravaer", "sykefravaer"), ("lonn", "lonn"), ("eiendom", None)],
)
def test_the_nearest_known_word_is_found(word: str, meant: str | None) -> None:
    """A misspelling finds its word, a wrong case does too, another word finds nothing."""
    assert nearest(word, ["sykefravaer", "sykefravaersprosent", "lonn"]) == meant


def test_the_question_is_asked_in_three_languages() -> None:
    """The hint goes last in a message, after a space."""
    assert did_you_mean("sksos", ["skos"]) == {
        "nb": " Mente du skos?",
        "nn": " Meinte du skos?",
        "en": " Did you mean skos?",
    }


def test_without_a_likely_word_nothing_is_asked() -> None:
    """A wild guess would only confuse."""
    assert set(did_you_mean("bolig", ["skos"]).values()) == {""}


def test_many_known_words_are_searched_as_well_as_few() -> None:
    """Among thousands of names the misspelt one still finds its own."""
    known = {f"personell/begrep-{number}" for number in range(3000)} | {"personell/sykefravaer"}
    assert nearest("personell/sykefravar", known) == "personell/sykefravaer"
    assert nearest("oppvekst/barnehageplass", known) is None
