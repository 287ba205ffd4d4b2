"""The matrix: what it shows is what the engine says, however few answers it works out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy

from graph.comparing.comparability import compare_profiles
from graph.comparing.comparison import Comparison, answer
from graph.comparing.figure import Figure
from graph.comparing.matrix import Line, Matrix, matrix
from graph.comparing.matrix_page import Selection, choices, matrix_page, pages_of, selected
from graph.comparing.measure import Measure, load_measures
from graph.comparing.period import Period
from graph.comparing.uses import Uses
from graph.comparing.verdict import Verdict
from graph.errors import QuestionRefused
from graph.mapping import Mapping
from graph.store import CatalogueStore
from tests.large_catalogue import MUNICIPALITIES, quads

BASE = "https://w3id.org/begrepskatalog/"
TODAY = Period(date(2026, 11, 21), date(2026, 11, 21), stated=False)
YEARS = Period(date(2015, 1, 1), date(2026, 12, 31))
RATE = BASE + "begrep/personell/sykefravaersprosent"
EMPLOYEE = BASE + "begrep/personell/ansatt"
Build = Callable[[str, Period], Matrix]


@pytest.fixture(scope="module")
def measures(real_store: CatalogueStore) -> dict[str, Measure]:
    """The measures of the real catalogue."""
    return load_measures(real_store)


@pytest.fixture(scope="module")
def build(real_store: CatalogueStore, measures: dict[str, Measure]) -> Build:
    """Make the matrix of a concept of the real catalogue."""
    uses = Uses(real_store)
    return lambda concept, period: matrix(measures, measures[concept], uses.of_concept(concept), period)


@pytest.fixture(scope="module")
def large(real_store: CatalogueStore, measures: dict[str, Measure]) -> Matrix:
    """The matrix of the sickness absence rate when 357 municipalities more have figures, alike in sixty ways."""
    measure = measures[RATE]
    assert measure.unit
    store = CatalogueStore.from_quads([*real_store.quads(), *quads(measure, measure.unit)])
    return matrix(measures, measure, Uses(store).of_concept(RATE), TODAY)


def pairs(found: Matrix) -> Iterator[tuple[Line, Line]]:
    """Every field against the definition and every other field, in both orders."""
    yield from ((line, found.common) for line in found.lines)
    yield from permutations(found.lines, 2)


def said(found: Comparison) -> tuple[Verdict, Verdict | None, bool]:
    """What a cell says of an answer."""
    return found.verdict, found.preliminary, found.example


@pytest.mark.parametrize("period", [TODAY, YEARS], ids=["day", "years"])
def test_every_cell_says_what_the_engine_says(build: Build, measures: dict[str, Measure], period: Period) -> None:
    """For every measure of the real catalogue, on a day and over eleven years: verdict, preliminary and example."""
    seen = 0
    for concept in measures:
        found = build(concept, period)
        for row, column in pairs(found):
            expected = answer(measures, found.measure, row.figure, column.figure, period)
            cell = found.cell(row, column)
            assert (cell.verdict, cell.preliminary, cell.example) == said(expected), (row.figure, column.figure)
            seen += 1
    assert seen > 500


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_catalogue_s_cells_say_what_the_engine_says(
    random_catalogues: SearchStrategy[CatalogueStore], data: DataObject
) -> None:
    """Whatever is missing, contradictory, unreviewed or out of date, on a day and over years."""
    store = data.draw(random_catalogues)
    measures = load_measures(store)
    uses = Uses(store).of_concept(RATE)
    for period in (TODAY, YEARS):
        found = matrix(measures, measures[RATE], uses, period)
        for row, column in pairs(found):
            expected = answer(measures, found.measure, row.figure, column.figure, period)
            cell = found.cell(row, column)
            assert (cell.verdict, cell.preliminary, cell.example) == said(expected)


def test_all_five_answers_occur(build: Build) -> None:
    """The matrix of «ansatt» has every answer, and its count of pairs is the count of its cells."""
    found = build(EMPLOYEE, TODAY)
    tally = found.pair_tally()
    assert tally is not None
    assert list(tally) == list(Verdict)
    assert sum(count.number for count in tally.values()) == found.pair_count - len(found.lines)
    cells = [found.cell(row, column) for row, column in combinations(found.lines, 2)]
    for verdict, count in tally.items():
        marked = [cell.example for cell in cells if cell.verdict is verdict]
        assert (count.number, count.examples) == (len(marked), sum(marked))
    assert any(count.examples > 0 for count in tally.values())


def test_the_definition_is_counted_against_every_field(build: Build) -> None:
    """The tally against the definition covers each field once."""
    found = build(EMPLOYEE, TODAY)
    assert sum(count.number for count in found.tally().values()) == len(found.lines) > 5


def test_every_pair_is_listed_once(build: Build) -> None:
    """The definition against each field, then each two fields, as many as the count says."""
    found = build(EMPLOYEE, TODAY)
    listed = [(a.iri, b.iri) for a, b in found.pairs()]
    assert len(listed) == len({frozenset(pair) for pair in listed}) == found.pair_count
    assert [a == found.common.figure.iri for a, _ in listed].count(True) == len(found.lines)
    assert listed[0][0] == found.common.figure.iri


def test_groups_stand_together_and_national_sources_apart(large: Matrix, build: Build) -> None:
    """Fields of a group follow each other, numbered; municipalities come before national sources."""
    order = [line.group for line in large.lines]
    assert order == sorted(order)
    assert len(set(order)) < 90
    assert all(line.size == order.count(line.group) for line in large.lines)
    share = build(BASE + "begrep/personell/stillingsprosent", TODAY)
    kinds = [line.national for line in share.lines]
    assert any(kinds)
    assert kinds == sorted(kinds)


def test_members_of_a_group_get_the_same_answers(large: Matrix) -> None:
    """Any two fields of a group have the same answer against everything else."""
    first = next(line for line in large.lines if line.size > 3)
    group = [line for line in large.lines if line.group == first.group]
    others = [line for line in large.lines if line.group != first.group][:80]
    for other in others:
        assert len({large.cell(line, other) for line in group}) == 1


def test_a_large_matrix_asks_the_engine_once_per_pair_of_groups(large: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    """374 fields are 70,000 pairs, but answers are worked out for groups only."""
    asked = 0

    def counted(*arguments: object) -> object:
        nonlocal asked
        asked += 1
        return compare_profiles(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("graph.comparing.matrix.compare_profiles", counted)
    fresh = replace(large, _known={})
    for row, column in permutations(fresh.lines, 2):
        fresh.cell(row, column)
    groups = len({line.signature for line in large.lines})
    assert len(large.lines) >= MUNICIPALITIES
    assert 0 < asked <= groups * (groups + 1) // 2


def test_pages_keep_groups_whole(large: Matrix) -> None:
    """Every field is on one page, no page is too long, and a group that fits on a page is not split needlessly."""
    pages = pages_of(large.lines, 25)
    assert [line for page in pages for line in page] == list(large.lines)
    assert all(0 < len(page) <= 25 for page in pages)
    for page, after in pairwise(pages):
        split = page[-1].group == after[0].group and page[-1].national == after[0].national
        assert not split or page[-1].size > 25 - 13, "a small group is split"


def test_no_lines_are_one_empty_page() -> None:
    """Nothing to show is still a page."""
    assert pages_of([], 25) == [()]


def test_a_page_after_the_last_is_the_last(large: Matrix) -> None:
    """Whoever asks for too high a page sees the last one, on both sides."""
    page = matrix_page(large, Selection(), 999, 2, 25)
    assert page.rows.page == page.rows.pages > 10
    assert page.columns.page == 2
    assert page.rows.total == page.columns.total == len(large.lines)
    assert [line for group in page.columns.groups for line in group] == list(page.columns.lines)


def test_rows_columns_and_sector_are_selected(build: Build) -> None:
    """Rows of one organisation, columns of another, or of a sort of organisation, within a sector."""
    found = build(BASE + "begrep/personell/stillingsprosent", TODAY)
    rows, columns = selected(found, Selection(rows="oslo", columns="nasjonale"))
    assert {line.figure.field.organisation_name for line in rows} == {"Oslo"}
    assert columns == tuple(line for line in found.lines if line.national)
    rows, columns = selected(build(RATE, TODAY), Selection(sector="helse-omsorg"))
    assert [line.figure.address for line in rows] == ["oslo/helse/fravaer/sykefr"]
    assert rows == columns


@pytest.mark.parametrize(
    ("selection", "kind", "parameter", "meant"),
    [
        (Selection(rows="osl"), "ukjent-virksomhet", "virksomhet", ("oslo",)),
        (Selection(columns="kartverket"), "ukjent-virksomhet", "mot", ()),
        (Selection(sector="helse-og-omsorg"), "ukjent-sektor", "sektor", ("helse-omsorg",)),
    ],
)
def test_what_has_no_fields_cannot_be_selected(
    build: Build, selection: Selection, kind: str, parameter: str, meant: tuple[str, ...]
) -> None:
    """The nearest that has is offered."""
    with pytest.raises(QuestionRefused) as refused:
        selected(build(RATE, TODAY), selection)
    assert (refused.value.kind, refused.value.parameter, refused.value.meant) == (kind, parameter, meant)


def test_choices_are_what_can_be_selected(build: Build) -> None:
    """Municipalities and national sources apart; every choice selects something."""
    found = build(BASE + "begrep/personell/stillingsprosent", TODAY)
    offered = choices(found)
    assert ("oslo", "Oslo") in offered.municipal
    assert ("fint", "FINT") in offered.national
    for slug, _ in (*offered.municipal, *offered.national):
        assert selected(found, Selection(rows=slug))[0]


def test_fields_come_and_go_with_the_period(build: Build) -> None:
    """A field without a use in the period is not in its matrix; one that ended is in that of its years."""
    lessons = BASE + "begrep/oppvekst/spesialundervisning"
    old = {line.figure.address for line in build(lessons, Period(date(2020, 1, 1), date(2020, 12, 31))).lines}
    now = {line.figure.address for line in build(lessons, TODAY).lines}
    assert old - now
    assert not build(lessons, Period(date(1990, 1, 1), date(1990, 1, 2))).lines


def test_uses_are_read_once_and_with_all_their_periods(real_store: CatalogueStore) -> None:
    """Asking again gives the same uses without asking the store, every period of a field among them."""
    uses = Uses(real_store)
    first: tuple[Mapping, ...] = uses.of_concept(RATE)
    assert uses.of_concept(RATE) is first
    oslo = [use for use in first if use.field.path == "oslo/hr/fravaer/sykefr_pst"]
    assert len(oslo) == 2
    assert EMPLOYEE in uses.measured_concepts
    assert Figure(oslo[0].field.iri, tuple(oslo)).current is oslo[-1]
