from __future__ import annotations

import io

import pytest

from graph.example_query import ExampleQuery, example_queries
from graph.namespaces import BASE, CMP
from graph.store import CatalogueStore

EXAMPLES = example_queries()


def test_there_are_examples() -> None:
    """A newcomer finds several questions to start from, each named once."""
    names = [example.name for example in EXAMPLES]
    assert len(names) >= 6
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_example_has_an_answer(example: ExampleQuery, real_store: CatalogueStore) -> None:
    """Each example says what it asks in three languages, and gives more than an empty answer on the real content."""
    assert set(example.question) == {"nb", "nn", "en"}
    assert all(example.question.values())
    assert example.form in {"SELECT", "ASK", "CONSTRUCT"}
    assert example.query.startswith(("PREFIX", example.form))
    output = io.BytesIO()
    answer = real_store.query(example.query)
    answer.write(output, "application/n-triples" if answer.kind == "graph" else "text/csv")
    assert output.getvalue().count(b"\n") > 1


def test_examples_follow_the_base() -> None:
    """Published under another base, the examples ask about what is there; the catalogue's own terms stay."""
    moved = {example.name: example.query for example in example_queries("https://begrep.kommune.no/")}
    for example in EXAMPLES:
        assert BASE not in moved[example.name].replace(CMP, "")
    assert "https://begrep.kommune.no/vokabular/personell" in moved["begreper-med-definisjon"]
    assert CMP in moved["felt-for-ett-begrep"]
