from __future__ import annotations

import pytest

from server.sparql.experience import Experience, Weight, shape_of

QUERY = "SELECT ?p ?o { <http://a.example/1> ?p ?o FILTER(?o != 'en') } LIMIT 10"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ('SELECT ?p ?o\n{ <http://b.example/2#x> ?p ?o  FILTER(?o != """to # tre""") } LIMIT 10', True),
        ("# hva\nSELECT ?p ?o { <http://a.example/1> ?p ?o FILTER(?o != 'en') } LIMIT 10#<x>", True),
        (QUERY.replace("10", "1000"), False),
        (QUERY.replace("{ <http://a.example/1>", "{ ?s"), False),
        (QUERY.replace("?o !=", "?p !="), False),
    ],
    ids=["iris and texts", "comments", "numbers", "variable for iri", "other variable"],
)
def test_shape(other: str, same: bool) -> None:
    """Queries have one shape when they differ only in what programs fill in, and in what nobody reads."""
    assert (shape_of(QUERY) == shape_of(other)) is same


def test_strings_without_an_end() -> None:
    """They are dropped at once however long they are, though each sign in them could begin another."""
    assert shape_of("ASK { '" + "\\'" * 500_000) == shape_of("ASK {")


def test_experience() -> None:
    """A shape is what its queries were; one that was both stays in doubt, and others are not touched."""
    experience = Experience()
    assert experience.weight(1) is Weight.MIXED
    experience.learn(1, Weight.LIGHT)
    experience.learn(2, Weight.HEAVY)
    assert (experience.weight(1), experience.weight(2)) == (Weight.LIGHT, Weight.HEAVY)
    experience.learn(1, Weight.HEAVY)
    experience.learn(1, Weight.LIGHT)
    assert experience.weight(1) is Weight.MIXED


def test_experience_is_bounded() -> None:
    """What was met longest ago is forgotten."""
    experience = Experience()
    for shape in range(5000):
        experience.learn(shape, Weight.LIGHT)
    assert experience.weight(0) is Weight.MIXED
    assert experience.weight(4999) is Weight.LIGHT
