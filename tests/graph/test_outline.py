from __future__ import annotations

from collections.abc import Iterable

import pytest

from graph.namespaces import BASE
from graph.outline import Link, Outline
from graph.store import CatalogueStore
from graph.texts import best
from server.collation import sort_key

PERSONELL = f"{BASE}vokabular/personell"
MANY = f"{BASE}begrep/personell/"


@pytest.fixture(scope="module")
def outline(real_store: CatalogueStore) -> Outline:
    """The outline of the real catalogue."""
    return Outline(real_store, BASE, sort_key)


def names(concepts: Iterable[object]) -> list[str]:
    """The last part of each concept's IRI."""
    return [str(getattr(concept, "iri", "")).rpartition("/")[2] for concept in concepts]


def test_every_concept_of_a_vocabulary_is_there_and_nothing_else(outline: Outline) -> None:
    """Concepts are taken by scheme: characteristics, units and codes are not among them."""
    assert len(outline.concepts) == 118
    assert all("/begrep/" in iri for iri in outline.concepts)
    assert {concept.scheme.rpartition("/")[2] for concept in outline.concepts.values()} >= {"personell", "okonomi"}


def test_what_is_below_is_the_other_way_round_above(outline: Outline) -> None:
    """Every link is seen from both ends, as the same kind."""
    down = {(iri, below.iri, kind) for iri in outline.concepts for below, kind in outline.narrower(iri, "nb")}
    up = {(above.iri, iri, kind) for iri in outline.concepts for above, kind in outline.broader(iri, "nb")}
    assert down == up
    assert len(down) > 20
    assert all(outline.narrower_count(iri) == len(outline.narrower(iri, "nb")) for iri in outline.concepts)


def test_kinds_come_before_parts_each_in_alphabetical_order(outline: Outline) -> None:
    """The order of a branch is that of its kinds of link, then the alphabet of the reader's language."""
    found = outline.narrower(MANY + "sykefravaer", "nb")
    labels = [(kind, sort_key((best(concept.label, "nb") or concept.label[0]).value)) for concept, kind in found]
    assert labels == sorted(labels, key=lambda each: (list(Link).index(each[0]), each[1]))
    assert len(labels) >= 3


def test_tops_have_nothing_above_them(outline: Outline) -> None:
    """From the tops down, every concept of a vocabulary is reached."""
    tops = outline.tops(PERSONELL, "nb")
    reached = set()
    waiting = [concept.iri for concept in tops]
    while waiting:
        iri = waiting.pop()
        if iri not in reached:
            reached.add(iri)
            waiting += [concept.iri for concept, _ in outline.narrower(iri, "nb")]
    assert {concept.iri for concept in outline.of_scheme(PERSONELL, "nb")} <= reached
    assert 0 < len(tops) < len(reached)


def test_the_index_leads_from_permitted_terms_to_the_concept(outline: Outline) -> None:
    """«medarbeider» is no concept of its own, but the index knows where to go."""
    entries = outline.index("", "nb")
    found = [entry for entry in entries if entry.term.value == "medarbeider"]
    assert names(entry.concept for entry in found) == ["ansatt"]
    assert not found[0].preferred
    own = [entry for entry in entries if entry.preferred]
    assert len(own) == len(outline.concepts)
    assert entries == sorted(entries, key=lambda entry: (sort_key(entry.term.value), not entry.preferred))


def test_the_index_is_in_the_reader_s_language(outline: Outline) -> None:
    """In English «ansatt» stands under its English term."""
    terms = {entry.term.value: entry.concept for entry in outline.index(PERSONELL, "en")}
    assert names([terms["employee"]]) == ["ansatt"]


def test_the_way_up_starts_at_the_top(outline: Outline) -> None:
    """The path to a concept is every concept above it, the topmost first."""
    assert names(outline.path_to(MANY + "sykefravaer-legemeldt", "nb"))[-2:] == ["fravaer", "sykefravaer"]


def test_a_circle_ends() -> None:
    """Concepts that stand above each other, which no file may say, do not keep a page from being made."""
    import pyoxigraph as ox

    from graph.namespaces import PREFIXES
    from tests.generated_concepts import extremes, iri

    wide, narrow = ox.NamedNode(iri("mor-til-resten")), ox.NamedNode(iri("lang"))
    circle = ox.Quad(wide, ox.NamedNode(PREFIXES["xkos"] + "specializes"), narrow, ox.DefaultGraph())
    outline = Outline(CatalogueStore.from_quads([*extremes(), circle]), BASE, sort_key)
    assert names(outline.path_to(narrow.value, "nb")) == ["mor-til-resten"]
