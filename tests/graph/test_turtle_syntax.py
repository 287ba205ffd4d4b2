from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import TurtleSyntaxError
from graph.turtle.parsing import parse
from graph.turtle.syntax import explain
from tests.rule_words import assert_told

TEXT = (Path(__file__).parents[1] / "data" / "rules" / "sykefravaersprosent.ttl").read_text(encoding="utf-8")


def mutation(chance: random.Random) -> tuple[str, int]:
    """The good file with one fault in it, and the line of the fault."""
    offset = chance.randrange(TEXT.index("personell:sykefravaersprosent\n"), len(TEXT))
    line = TEXT.count("\n", 0, offset) + 1
    kind = chance.randrange(4)
    if kind == 0:
        return TEXT[:offset] + TEXT[offset + 1 :], line
    if kind == 1:
        return TEXT[:offset] + chance.choice('"<>;.,[]()@^:\\ x1“=') + TEXT[offset:], line
    lines = TEXT.split("\n")
    if kind == 2:
        del lines[line - 1]
    else:
        lines[line - 1] = lines[line - 1][: chance.randrange(len(lines[line - 1]) + 1)]
    return "\n".join(lines), line


def test_injected_faults_are_found_where_they_are() -> None:
    """Of 400 random faults that break the syntax, nine in ten are told on their line or the one above."""
    chance = random.Random(20261121)
    distances = Counter[int]()
    while distances.total() < 400:
        text, line = mutation(chance)
        try:
            parse(text)
        except TurtleSyntaxError as error:
            distances[line - error.finding.line] += 1
    assert distances[0] >= 340
    assert distances[0] + distances[1] >= 380


def test_nearly_every_fault_is_recognised() -> None:
    """The parser's own words are a last resort: hardly any of 400 random faults needs them."""
    chance = random.Random(7)
    told: list[str] = []
    while len(told) < 400:
        try:
            parse(mutation(chance)[0])
        except TurtleSyntaxError as error:
            told.append(error.finding.message["en"])
    assert sum("cannot be read as Turtle" in message for message in told) <= 4


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("abc:<>\"'@^.;,[]()#\\ \n=“_1-")))
def test_no_text_makes_the_explanation_fail(text: str) -> None:
    """Any text either parses or is explained at a place inside it."""
    try:
        parse(text)
    except TurtleSyntaxError as error:
        place = error.finding
    else:
        return
    lines = text.split("\n")
    assert 1 <= place.line <= len(lines)
    assert 1 <= place.column <= len(lines[place.line - 1]) + 2


def test_an_unrecognised_fault_has_the_parsers_words_last() -> None:
    """When nothing is recognised, the parser's own words stand in brackets, at the parser's place."""
    error = SyntaxError("Parser error at line 1 column 3: Something else")
    error.lineno, error.offset = 1, 19
    found = explain("<urn:a> <urn:b> 1 .", error)
    assert_told(found, "SYN-00", "other", ("", 1, 19), line=1, parser="Something else")


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ("<urn:a> <urn:b> [ <urn:c> 1 .", "SYN-10", (1, 17)),
        ("<urn:a> <urn:b> ( 1 [ <urn:c> 1 ]", "SYN-10", (1, 17)),
        ("<urn:a> <urn:b> ( 1 2 ; .", "SYN-11", (1, 21)),
        ("<urn:a> <urn:b> 1 .\n<urn:c>", "SYN-09", (2, 8)),
        ("@prefix a: <urn:a> .\na: a a:b ; a: def .", "SYN-06", (2, 15)),
        ("<urn:a> <urn:b> <urn:c>d .", "SYN-05", (1, 23)),
        ("<urn:a> <urn:b> 'x\n", "SYN-03", (1, 17)),
        ('<urn:a> <urn:b> "x"@ nb .', "SYN-07", (1, 20)),
        ("@base urn:a .", "SYN-08", (1, 7)),
        ("PREFIX skos <urn:a>\n", "SYN-08", (1, 8)),
    ],
)
def test_faults_outside_canonical_files_are_explained_too(text: str, rule: str, place: tuple[int, int]) -> None:
    """Brackets, lists, SPARQL prefixes and single quotes have their explanations."""
    with pytest.raises(TurtleSyntaxError) as caught:
        parse(text)
    found = caught.value.finding
    assert (found.rule, (found.line, found.column)) == (rule, place)
