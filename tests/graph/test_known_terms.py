from __future__ import annotations

import pytest
from rdflib import DCTERMS, ORG, QB, RDFS, SKOS, VOID, XSD

from graph.checks.known_terms import Role, known_vocabularies, like_known, unknown
from graph.namespaces import PREFIXES


@pytest.mark.parametrize(
    ("name", "role", "meant"),
    [
        ("skos:prefLabl", "properties", "skos:prefLabel"),
        ("skos:preflabel", "properties", "skos:prefLabel"),
        ("skos:title", "properties", "dct:title"),
        ("dct:specializes", "properties", "xkos:specializes"),
        ("skos:concept", "classes", "skos:Concept"),
        ("status:CURRENTT", "individuals", "status:CURRENT"),
        ("xsd:Date", "individuals", "xsd:date"),
        ("skosno:definisjon", "properties", None),
    ],
)
def test_an_unknown_term_finds_the_one_that_was_meant(name: str, role: Role, meant: str | None) -> None:
    """A wrong letter or case finds the term beside it, a wrong prefix the same term elsewhere."""
    prefix, _, local = name.partition(":")
    found = unknown(PREFIXES[prefix] + local, role)
    assert found is not None
    assert (found.name, found.meant) == (name, meant)


@pytest.mark.parametrize(
    ("iri", "role"),
    [
        (str(SKOS.prefLabel), "properties"),
        (str(SKOS.Concept), "classes"),
        (str(SKOS.Concept), "individuals"),
        ("https://example.org/egen#term", "properties"),
        (f"{PREFIXES['unit']}PERCENT", "individuals"),
    ],
)
def test_known_terms_and_unknown_vocabularies_pass(iri: str, role: Role) -> None:
    """Only a term in a vocabulary whose terms are known can be wrong."""
    assert unknown(iri, role) is None


def test_complete_lists_are_complete() -> None:
    """What another library knows of a vocabulary is known here too."""
    for namespace in (SKOS, DCTERMS, ORG, QB, RDFS, VOID):
        terms = {f"{namespace._NS}{name}" for name in namespace.__annotations__ if not name.startswith("_")}
        assert {
            iri for iri in terms if unknown(iri, "properties") is not None and unknown(iri, "classes") is not None
        } == set()
    assert unknown(str(XSD.gYear), "individuals") is None


@pytest.mark.parametrize(
    ("namespace", "right"),
    [
        ("https://www.w3.org/2004/02/skos/core#", PREFIXES["skos"]),
        ("http://www.w3.org/2004/02/skos/core/", PREFIXES["skos"]),
        ("http://purl.org/dc/term/", PREFIXES["dct"]),
        ("https://lovdata.no/lov/", None),
        (PREFIXES["skos"], None),
    ],
)
def test_an_almost_right_namespace_is_recognised(namespace: str, right: str | None) -> None:
    """https for http, or a letter wrong, is found; another address is left alone."""
    assert like_known(namespace) == right


def test_every_vocabulary_has_a_prefix() -> None:
    """A known vocabulary can be named in a message."""
    assert {found.prefix for found in known_vocabularies().values()} <= set(PREFIXES)
