"""Where everything stands in the pictures: nothing overlaps, nothing sticks out, nothing is left out untold."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.comparing.comparability import Comparability
from graph.comparing.periods import SeriesBreak
from graph.comparing.verdict import Verdict
from graph.mapping import Column, Mapping
from graph.statistics import Covered, OwnerCoverage
from graph.texts import Text
from server.pictures.coverage import CELL, coverage
from server.pictures.neighbourhood import BOX_WIDTH, MOST, Box, Neighbour, neighbourhood
from server.pictures.timeline import timeline

WORDS = st.text(min_size=1, max_size=400)
NAMES = st.builds(Text, WORDS, st.sampled_from(["nb", "en", ""]))
SOME = st.lists(st.builds(Neighbour, st.uuids().map(str), NAMES, st.booleans()), max_size=14)
COLUMN = Column("x/felt/oslo/hr/t/k", "k", "t", "HR", "o", "Oslo", "kommune", "")


def apart(first: Box, second: Box) -> bool:
    """Whether two boxes do not overlap."""
    beside = first.x + BOX_WIDTH <= second.x or second.x + BOX_WIDTH <= first.x
    return beside or first.y + first.height <= second.y or second.y + second.height <= first.y


@given(NAMES, SOME, SOME, SOME)
@settings(max_examples=40)
def test_a_neighbourhood_is_drawn_in_its_frame(
    name: Text, above: list[Neighbour], below: list[Neighbour], beside: list[Neighbour]
) -> None:
    """Boxes do not overlap and stay within the picture, however many and however named; what is left out is counted."""
    around = {"above": above, "below": below, "beside": beside}
    picture = neighbourhood(name, around)
    if not any(around.values()):
        assert picture is None
        return
    assert picture is not None
    boxes = [picture.centre, *picture.boxes]
    assert all(apart(*pair) for pair in combinations(boxes, 2))
    assert all(0 <= box.x <= picture.width - BOX_WIDTH for box in boxes)
    assert all(0 <= box.y <= picture.height - box.height for box in boxes)
    assert len(picture.edges) == len(picture.boxes)
    for place, neighbours in around.items():
        drawn = [box for box in picture.boxes if box.place == place]
        told = sum(int(box.name.value.removeprefix("+ ")) if not box.iri else 1 for box in drawn)
        assert told == len(neighbours)
        assert len(drawn) <= MOST[place]


def use(start: dt.date | None, end: dt.date | None, number: int) -> Mapping:
    """A use of a field."""
    return Mapping(f"use-{number}", COLUMN, "mål", "c", start=start, end=end)


DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31))


@given(st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS), min_size=2, max_size=8))
@settings(max_examples=40)
def test_a_timeline_is_drawn_in_its_frame(spans: list[tuple[dt.date | None, dt.date | None]]) -> None:
    """Every period has a bar in a row of its own, within the picture; each break stands where it happens."""
    uses = [use(start, end, number) for number, (start, end) in enumerate(spans)]
    answer = Comparability(Verdict.UNKNOWN, ())
    breaks = [SeriesBreak(each.start, each, each, answer) for each in uses if each.start]
    picture = timeline(uses, breaks, dt.date(2026, 11, 28))
    if not any(day for span in spans for day in span):
        assert picture is None
        return
    assert picture is not None
    assert [bar.y for bar in picture.bars] == sorted({bar.y for bar in picture.bars})
    assert len(picture.bars) == len(uses)
    assert all(bar.x >= 0 and bar.x + bar.width <= picture.width + 4 for bar in picture.bars)
    by_use = {bar.use.iri: bar for bar in picture.bars}
    assert all(mark.x == by_use[mark.found.after.iri].x for mark in picture.breaks)
    assert len(picture.ticks) <= 9


def test_one_period_needs_no_timeline() -> None:
    """A field that has always meant the same is told in words."""
    assert timeline([use(dt.date(2020, 1, 1), None, 1)], [], dt.date(2026, 1, 1)) is None


@given(st.lists(st.sets(st.integers(0, 9)), max_size=12), WORDS)
@settings(max_examples=30)
def test_coverage_has_a_mark_for_every_concept_an_owner_has(owned: list[set[int]], name: str) -> None:
    """Each mark stands in its own cell, in the row of its owner and the column of its concept."""
    concepts = [(f"c{number}", Text(f"begrep {number}", "nb")) for number in range(8)]
    owners = [
        OwnerCoverage(f"o{place}", name, "kommune", {f"c{number}": Covered(1, "utkast") for number in numbers})
        for place, numbers in enumerate(owned)
    ]
    picture = coverage(owners, concepts)
    assert len(picture.marks) == len({(m.x, m.y) for m in picture.marks}) == sum(len(n & set(range(8))) for n in owned)
    for mark in picture.marks:
        place, number = (mark.y - picture.top) // CELL, (mark.x - picture.left) // CELL
        assert f"c{number}" in owners[place].concepts
        assert mark.concept == concepts[number][1].value
        assert mark.y + CELL <= picture.height
