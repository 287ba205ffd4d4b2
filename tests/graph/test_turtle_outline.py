from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from graph.namespaces import BASE, PREFIXES
from graph.turtle.outline import string_value
from graph.turtle.walk import outline

DATA = Path(__file__).parents[1] / "data"
TEXT = (DATA / "rules" / "sykefravaersprosent.ttl").read_text(encoding="utf-8")
CONCEPT = f"{BASE}begrep/personell/sykefravaersprosent"
SKOS = PREFIXES["skos"]


@pytest.mark.parametrize("path", sorted((DATA / "liten" / "vocabularies").rglob("*.ttl")), ids=lambda p: p.stem)
def test_the_outline_has_the_facts_the_parser_has(path: Path) -> None:
    """Subject, predicate and value of every fact are read as the parser reads them."""
    text = path.read_text(encoding="utf-8")
    found = outline(text)
    assert found.fault is None
    assert {(fact.subject, fact.predicate, fact.value) for fact in found.facts} == {
        (str(subject), str(predicate), str(value)) for subject, predicate, value in Graph().parse(data=text)
    }


class TestPlaces:
    def test_a_value_is_found_by_text_and_language(self) -> None:
        """A finding about one value points at that value."""
        assert outline(TEXT).find(CONCEPT, SKOS + "prefLabel", "sickness absence rate", "en") == (28, 20)

    def test_a_property_is_found_at_its_first_use(self) -> None:
        """A finding about a property points at its first line."""
        assert outline(TEXT).find(CONCEPT, SKOS + "prefLabel") == (26, 5)

    def test_an_absent_fact_points_at_the_concept(self) -> None:
        """What is missing is told at the concept's first line."""
        assert outline(TEXT).find(CONCEPT, SKOS + "hiddenLabel") == (23, 1)

    def test_an_absent_subject_points_at_the_file(self) -> None:
        """What is nowhere in the file is told at its top."""
        assert outline(TEXT).find(f"{CONCEPT}#def-se") == (1, 1)

    def test_places_hold_in_any_layout(self) -> None:
        """Comma lists, nested nodes and text over several lines keep exact places."""
        text = '@prefix : <urn:x#> .\n:a :b "x",\n  """y\nz""" ; :c [ :d ( 1 :e ) ; :f "g"@nb ] .'
        found = outline(text)
        assert found.find("urn:x#a", "urn:x#b", "y\nz") == (3, 3)
        assert [found.place(fact.value_token) for fact in found.facts if fact.value == "g"] == [(4, 30)]


def test_escapes_are_read_as_the_parser_reads_them() -> None:
    """The text of a quoted token is the text the parser sees."""
    token = r'"a\tb\n\"c\"\\ \u00E6\U0001F600"'
    assert [fact.value for fact in outline(f"<urn:a> <urn:b> {token} .").facts] == [string_value(token)]
    assert string_value(token) == 'a\tb\n"c"\\ æ😀'
