from __future__ import annotations

import pytest

from server import labels


@pytest.mark.parametrize(
    ("relation", "word"),
    [
        ("broadMatch", "snevrere enn begrepet"),
        ("narrowMatch", "videre enn begrepet"),
        ("exactMatch", "lik begrepet"),
        ("closeMatch", "nær begrepet"),
        ("relatedMatch", "beslektet med begrepet"),
    ],
)
def test_relation_describes_the_local_side(relation: str, word: str) -> None:
    """A field mapped with broadMatch counts less than the concept, so it is called narrower."""
    assert labels.label(labels.RELATION, relation) == word


def test_codes_are_found_by_iri_too() -> None:
    """A state is named alike by its short code and by its IRI in the EU authority table."""
    iri = "http://publications.europa.eu/resource/authority/concept-status/CURRENT"
    assert labels.label(labels.STATUS, iri) == labels.label(labels.STATUS, "CURRENT") == "gjeldende"


def test_unknown_code_is_shown_as_it_is() -> None:
    """A code nobody has a word for does not break a page."""
    assert labels.label(labels.STATUS, "HALTED") == "HALTED"


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_code_has_no_word(nothing: str | None) -> None:
    """Where no code is stated nothing is said."""
    assert labels.label(labels.STATUS, nothing) == ""
    assert labels.status_colour(nothing) == "neutral"


@pytest.mark.parametrize(
    ("code", "colour"),
    [("DRAFT", "neutral"), ("CURRENT", "success"), ("RETIRED", "danger"), ("DEPRECATED", "warning")],
)
def test_status_colours(code: str, colour: str) -> None:
    """States have the colours of Designsystemet; a draft has none."""
    assert labels.status_colour(code) == colour


def test_every_colour_belongs_to_a_state_with_a_word() -> None:
    """Colour never stands alone: what has a colour has a word."""
    assert set(labels.STATUS_COLOUR) <= set(labels.STATUS)
    assert set(labels.MAPPING_STATUS_COLOUR) <= set(labels.MAPPING_STATUS)


def test_only_a_current_concept_goes_without_notice() -> None:
    """Whatever is not in force is said to be so; what is in force, revised included, is not warned about."""
    assert set(labels.STATUS) - set(labels.STATUS_NOTICE) == {"CURRENT", "REVISED"}


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("https://w3id.org/begrepskatalog/kjennetegn/gradering#vektet", "vektet"),
        ("https://w3id.org/begrepskatalog/kjennetegn/gradering/", "gradering"),
        ("til kontroll", "til kontroll"),
    ],
)
def test_local_name(iri: str, name: str) -> None:
    """A thing without a label is named by the end of its IRI; plain words stay whole."""
    assert labels.local_name(iri) == name
