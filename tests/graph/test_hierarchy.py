from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.checks.every import read_material
from graph.checks.hierarchy import ancestors, cycles, edges, parents
from graph.checks.material import Material
from graph.namespaces import BASE, PREFIXES

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
P = f"{BASE}begrep/personell/"


def material(facts: str) -> Material:
    """Two concepts with some facts."""
    concepts = "p:fravaer a skos:Concept . p:sykefravaer a skos:Concept .\n"
    text = f"{HEAD}@prefix p: <{P}> .\n{concepts}{facts}"
    return read_material({"vocabularies/personell/sykefravaer.ttl": text.encode()})


@pytest.mark.parametrize(
    "facts",
    [
        "p:sykefravaer skos:broader p:fravaer .",
        "p:fravaer skos:narrower p:sykefravaer .",
        "p:sykefravaer xkos:specializes p:fravaer .",
        "p:fravaer xkos:generalizes p:sykefravaer .",
        "p:sykefravaer skosno:hasGenericConceptRelation <urn:r> . <urn:r> skosno:hasGenericConcept p:fravaer .",
        "p:fravaer skosno:hasGenericConceptRelation <urn:r> . <urn:r> skosno:hasSpecificConcept p:sykefravaer .",
    ],
)
def test_every_way_of_writing_is_one_edge(facts: str) -> None:
    """However a generic relation is stated, the narrower concept has the broader one above it."""
    found = list(edges(material(facts), "generic"))
    assert parents(found) == {f"{P}sykefravaer": {f"{P}fravaer"}}
    assert list(edges(material(facts), "partitive")) == []


def test_parts_are_another_hierarchy() -> None:
    """A part is below its whole, but not a kind of it."""
    found = material("p:fravaer xkos:hasPart p:sykefravaer .")
    assert parents(list(edges(found, "partitive"))) == {f"{P}sykefravaer": {f"{P}fravaer"}}
    assert list(edges(found, "generic")) == []


def test_a_cycle_is_written_out_once() -> None:
    """A circle of three is told from its first concept round to itself, whatever leads into it."""
    assert cycles({"b": {"c"}, "c": {"a"}, "a": {"b"}, "d": {"a"}}) == [["a", "b", "c", "a"]]


def test_a_concept_above_itself_is_a_cycle() -> None:
    """The shortest circle has one concept."""
    assert cycles({"a": {"a"}}) == [["a", "a"]]


@given(st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdef"), max_size=3)))
def test_cycles_are_true_and_complete(above: dict[str, set[str]]) -> None:
    """Each cycle told is a way up that comes back, and there is one exactly when some concept is above itself."""
    found = cycles(above)
    for cycle in found:
        assert cycle[0] == cycle[-1]
        assert all(upper in above[lower] for lower, upper in pairwise(cycle))
    assert bool(found) == any(concept in ancestors(above, concept) for concept in above)
