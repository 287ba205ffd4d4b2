"""The crosswalk: from the columns of one table to those of others, on the catalogue in tests/data/sammenligning."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest

from graph.comparing.measure import Measure
from graph.comparing.period import Period
from graph.comparing.question import Known
from graph.comparing.uses import Uses
from graph.comparing.verdict import Verdict
from graph.errors import TableUnclear
from graph.harmonising.crosswalk import Link, crosswalk, find_others, named
from graph.harmonising.local_table import LocalTable, load_table, matches, table_of
from graph.mapping import load_mappings
from graph.store import CatalogueStore

BASE = "https://w3id.org/begrepskatalog/"
DAY = date(2026, 11, 21)
HEADER = ["AVDELING", "SYKEFR_PST", "LEGEM_PST", "EGENM_PST", "ARSVERK"]


@pytest.fixture(scope="module")
def oslo(figures: CatalogueStore) -> LocalTable:
    """Oslo's table of absence."""
    return load_table(figures, BASE, "oslo/hr/fravaer")


def links_to(
    figures: CatalogueStore, measures: dict[str, Measure], table: LocalTable, to: str | None, *header: str
) -> list[Link]:
    """The links of ``header`` to an organisation or, for None, to the common definitions."""
    others = load_mappings(figures, organisation=f"{BASE}organisasjon/{to}") if to else None
    return crosswalk(measures, header, table, others, Period(DAY, DAY, stated=False))


def told(links: list[Link]) -> list[tuple[str, str, str]]:
    """Column, counterpart and answer."""
    return [
        (
            link.column,
            link.target.field.name if link.target else "",
            link.comparability.verdict.symbol if link.comparability else "",
        )
        for link in links
    ]


def test_table_is_found_by_its_columns(figures: CatalogueStore) -> None:
    """The header tells the table when it holds just its columns, in any order."""
    assert table_of(figures, BASE, reversed_header := HEADER[::-1]).path == "oslo/hr/fravaer"
    assert matches(figures, reversed_header)[0].exact


def test_the_only_table_with_all_known_columns_is_taken(figures: CatalogueStore) -> None:
    """A column more or less does not hide the table, but one shared column alone tells none."""
    for header in (HEADER[1:], [*HEADER, "EKSTRA"]):
        assert table_of(figures, BASE, header).path == "oslo/hr/fravaer"
    for header in (["SYKEFR_PST"], ["SYKEFR_PST", "EKSTRA"]):
        with pytest.raises(TableUnclear) as unclear:
            table_of(figures, BASE, header)
        assert unclear.value.choices[0] == "oslo/hr/fravaer"
        assert "oslo/hr/fravaer (" in unclear.value.words["nb"]


def test_unknown_columns_lead_nowhere(figures: CatalogueStore) -> None:
    """A header no table shares a column with has no choices."""
    with pytest.raises(TableUnclear) as unclear:
        table_of(figures, BASE, ["FORNAVN", "ETTERNAVN"])
    assert unclear.value.choices == ()


def test_two_tables_with_the_same_columns_are_ambiguous(figures: CatalogueStore) -> None:
    """When several tables have exactly the columns, both are named and none is chosen."""
    of_table = ox.NamedNode("https://data.norge.no/vocabulary/modelldcatno#hasProperty")
    copy = ox.NamedNode(f"{BASE}felt/asker/hr/fravaer")
    quads = list(figures.quads())
    oslo = ox.NamedNode(f"{BASE}felt/oslo/hr/fravaer")
    quads += [
        ox.Quad(copy, of_table, quad.object, quad.graph_name)
        for quad in quads
        if (quad.subject, quad.predicate) == (oslo, of_table)
    ]
    with pytest.raises(TableUnclear) as unclear:
        table_of(CatalogueStore.from_quads(quads), BASE, HEADER)
    assert set(unclear.value.choices) == {"asker/hr/fravaer", "oslo/hr/fravaer"}


@pytest.mark.parametrize("path", ["oslo/hr/fravar", "oslo/hr", "oslo", "", "oslo/hr/fravaer/sykefr_pst"])
def test_unknown_table_suggests_the_nearest(figures: CatalogueStore, path: str) -> None:
    """A misspelt path is refused, with what was perhaps meant."""
    with pytest.raises(TableUnclear) as unclear:
        load_table(figures, BASE, path)
    assert ("Mente du oslo/hr/fravaer?" in unclear.value.words["nb"]) == (len(path) > len("oslo/hr"))


def test_a_table_is_named_by_path_or_address(figures: CatalogueStore) -> None:
    """The path, with any case, and the IRI name the same table; a column has all its periods."""
    for name in ("oslo/hr/fravaer", "Oslo/HR/fravaer", f"{BASE}felt/oslo/hr/fravaer"):
        table = load_table(figures, BASE, name)
        assert sorted(table.columns) == sorted(HEADER)
        assert len(table.columns["SYKEFR_PST"]) == 2
        assert (table.place.organisation_name, table.place.system, table.place.table) == ("Oslo", "HR", "fravaer")


def test_figures_are_linked_and_compared(
    figures: CatalogueStore, measures: dict[str, Measure], oslo: LocalTable
) -> None:
    """Each figure is held against every figure of the same concept, the best answer first."""
    links = links_to(figures, measures, oslo, "bergen", "SYKEFR_PST", "AVDELING", "EKSTRA")
    assert told(links) == [
        ("SYKEFR_PST", "ANDEL", "=*"),
        ("SYKEFR_PST", "BARN", "≠"),
        ("AVDELING", "", ""),
        ("EKSTRA", "", ""),
    ]
    assert links[0].reason["nb"].endswith("Regn om: Bergen = Oslo × 0,01.")
    assert links[2].reason["nb"] == "Kolonnen (nøkkel) er ikke koblet til et begrep."
    assert links[3].reason["nb"] == "Kolonnen står ikke i oslo/hr/fravaer."
    assert (links[0].example, links[1].example) == (True, False)


def test_no_counterpart_is_said(figures: CatalogueStore, measures: dict[str, Measure], oslo: LocalTable) -> None:
    """A concept the other party has no field for leaves the column alone."""
    (link,) = links_to(figures, measures, oslo, "drammen", "ARSVERK")
    assert told([link]) == [("ARSVERK", "", "")]
    assert link.reason["nb"] == "Ingen kolonne hos motparten er koblet til begrepet."


def test_against_the_common_definition(figures: CatalogueStore, measures: dict[str, Measure], oslo: LocalTable) -> None:
    """«felles» holds each figure against the definition of its own concept."""
    links = links_to(figures, measures, oslo, None, "SYKEFR_PST", "AVDELING")
    assert links[0].comparability is not None
    assert links[0].comparability.verdict is Verdict.COMPARABLE
    assert links[0].target is not None
    assert links[0].target.common
    assert links[0].reason["nb"] == "Kjennetegnene og enheten er de samme."
    assert links[1].target is None


def test_a_related_field_is_no_counterpart_to_count_on(
    figures: CatalogueStore, measures: dict[str, Measure], oslo: LocalTable
) -> None:
    """A field mapped as related is shown, and not comparable."""
    links = links_to(figures, measures, oslo, "fint", "SYKEFR_PST")
    assert told(links) == [("SYKEFR_PST", "lonnsprosent", "≠")]


def test_the_day_decides_the_meaning(figures: CatalogueStore, measures: dict[str, Measure], oslo: LocalTable) -> None:
    """Before 2025 Oslo's column meant something else, and before 2018 nothing is known of it."""
    others = load_mappings(figures, organisation=f"{BASE}organisasjon/bergen")
    verdicts = {
        year: crosswalk(measures, ["SYKEFR_PST"], oslo, others, Period(date(year, 6, 1), date(year, 6, 1)))[
            0
        ].comparability
        for year in (2020, 2026)
    }
    assert verdicts[2026] is not None
    assert verdicts[2026].verdict is Verdict.CONVERTIBLE
    assert verdicts[2020] is None or verdicts[2020].verdict > Verdict.CONVERTIBLE


def test_the_same_owner_is_not_linked_to_the_same_field(
    figures: CatalogueStore, measures: dict[str, Measure], oslo: LocalTable
) -> None:
    """Within one organisation a column is linked to the others, never to itself."""
    links = links_to(figures, measures, oslo, "oslo", "SYKEFR_PST")
    assert {link.target.field.name for link in links if link.target} == {"LEGEM_PST", "EGENM_PST"}


def test_other_party_is_found_by_slug_name_or_address(figures: CatalogueStore, measures: dict[str, Measure]) -> None:
    """An organisation is found by its folder, its name and its IRI; «felles» is nobody's."""
    known = Known(figures, BASE, measures, Uses(figures))
    for written in ("bergen", "Bergen", f"{BASE}organisasjon/bergen"):
        found = find_others(known, written)
        assert found
        assert {use.field.organisation_name for use in found} == {"Bergen"}
    assert find_others(known, "felles") is None
    with pytest.raises(TableUnclear) as unclear:
        find_others(known, "bergn")
    assert unclear.value.words["nn"].endswith("Meinte du bergen?")


def test_concepts_are_named(figures: CatalogueStore, measures: dict[str, Measure], oslo: LocalTable) -> None:
    """The concepts of the links come with their names, each once."""
    names = named(figures, links_to(figures, measures, oslo, "bergen", *HEADER))
    assert {iri.rpartition("/")[2]: ref.label[0].value for iri, ref in names.items()} == {
        "sykefravaersprosent": "sykefraværsprosent",
        "arsverk": "avtalt årsverk",
    }
