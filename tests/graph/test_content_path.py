from __future__ import annotations

import pytest

from graph.checks.content_path import ContentPath, slug
from graph.namespaces import BASE


@pytest.mark.parametrize(
    ("path", "subject"),
    [
        ("vocabularies/personell/ansatt.ttl", "begrep/personell/ansatt"),
        ("vocabularies/personell/_vokabular.ttl", "vokabular/personell"),
        ("vocabularies/kjennetegn/gradering.ttl", "kjennetegn/gradering"),
        ("vocabularies/enheter/prosent.ttl", "enhet/prosent"),
        ("vocabularies/kodelister/ssb-arb-type.ttl", "kodeliste/ssb-arb-type"),
        ("vocabularies/_katalog.ttl", "katalog"),
        (r"vocabularies\personell\ansatt.ttl", "begrep/personell/ansatt"),
    ],
)
def test_the_place_tells_what_a_file_describes(path: str, subject: str) -> None:
    """Folder and name give the IRI, on every operating system."""
    assert ContentPath.of(path).subject() == BASE + subject


@pytest.mark.parametrize(
    ("path", "iri", "allowed"),
    [
        ("vocabularies/personell/ansatt.ttl", f"{BASE}begrep/personell/ansatt#def-nb", True),
        ("vocabularies/personell/ansatt.ttl", f"{BASE}begrep/personell/vikar", False),
        ("vocabularies/personell/ansatt.ttl", "https://lovdata.no/lov/2005-06-17-62", True),
        ("vocabularies/enheter/arsverk.ttl", f"{BASE}storrelse/arsverk", True),
        ("vocabularies/_katalog.ttl", f"{BASE}kontakt/begrepskatalogen", True),
        ("vocabularies/_katalog.ttl", f"{BASE}begrep/personell/ansatt", False),
    ],
)
def test_a_file_describes_its_own_thing_only(path: str, iri: str, allowed: bool) -> None:
    """Parts, foreign sources and the helpers of a folder are allowed, other things of the catalogue are not."""
    assert ContentPath.of(path).allows(iri) is allowed


@pytest.mark.parametrize(
    ("term", "name"),
    [
        ("Sykefravær", "sykefravaer"),
        ("Årsverk i barnehage", "arsverk-i-barnehage"),
        ("helse- og omsorgstjenester", "helse-og-omsorgstjenester"),
        (" lønn (brutto) ", "lonn-brutto"),
    ],
)
def test_a_term_becomes_a_file_name(term: str, name: str) -> None:
    """æ becomes ae, ø o and å a; everything else that is no letter or digit a hyphen."""
    assert slug(term) == name
    assert ContentPath("personell", name).has_good_name


@pytest.mark.parametrize("stem", ["Ansatt", "ansatt_fast", "ansatt.fast", "-ansatt", "sykefravær", "_ansatt"])
def test_other_names_are_refused(stem: str) -> None:
    """Capitals, underscores, dots and letters outside ASCII have no place in a name."""
    assert not ContentPath("personell", stem).has_good_name
