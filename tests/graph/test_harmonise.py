"""The plan for a file, and its rows, on the catalogue in tests/data/sammenligning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.comparing.formula import Formula
from graph.comparing.measure import Measure
from graph.comparing.verdict import Verdict
from graph.errors import FileUnusable
from graph.harmonising.csv_numbers import DecimalMark, read_number
from graph.harmonising.harmonise import Request, harmonise
from graph.harmonising.local_table import LocalTable, load_table
from graph.harmonising.plan import ColumnPlan, Drop, Plan, Treatment
from graph.harmonising.rows import RowHarmoniser
from graph.mapping import Mapping
from graph.store import CatalogueStore

BASE = "https://w3id.org/begrepskatalog/"
HEADER = ["AVDELING", "PERIODE", "SYKEFR_PST", "LEGEM_PST", "MERKNAD"]
Measures = dict[str, Measure]
Planner = Callable[..., Plan]


def with_period(table: LocalTable) -> LocalTable:
    """The table with a column PERIODE that says which period each row is about."""
    field = replace(table.place, iri=f"{table.iri}/periode", name="PERIODE")
    return LocalTable(table.iri, {**table.columns, "PERIODE": (Mapping(f"{field.iri}/udatert", field, "periode"),)})


@pytest.fixture(scope="module")
def oslo(figures: CatalogueStore) -> LocalTable:
    """Oslo's table of absence, with a column for the period."""
    return with_period(load_table(figures, BASE, "oslo/hr/fravaer"))


@pytest.fixture(scope="module")
def bergen(figures: CatalogueStore) -> LocalTable:
    """Bergen's table of absence."""
    return load_table(figures, BASE, "bergen/personal/fravaer")


@pytest.fixture(scope="module")
def plan(measures: Measures, oslo: LocalTable, bergen: LocalTable) -> Planner:
    """Plan a file from Oslo to Bergen over 2025 and 2026, unless told otherwise."""

    def make(header: list[str] = HEADER, **changes: object) -> Plan:
        request = Request(oslo, bergen, date(2025, 1, 1), date(2026, 12, 31))
        return harmonise(measures, header, replace(request, **changes))  # type: ignore[arg-type]

    return make


def column(plan: Plan, name: str) -> ColumnPlan:
    """What the plan does with one column."""
    (found,) = [each for each in plan.columns if each.column == name]
    return found


def rows(plan: Plan, header: list[str] = HEADER, mark: str = ",") -> RowHarmoniser:
    """The rows of a file with decimal comma."""
    return RowHarmoniser(plan, header, DecimalMark(mark))


def passed(harmoniser: RowHarmoniser, *cells: str) -> list[str] | None:
    """One row through the plan; None when it is dropped."""
    found = [list(row) for row in harmoniser.rows([cells])]
    return found[0] if found else None


def test_each_column_is_treated_for_what_it_is(plan: Planner) -> None:
    """Keys and periods are kept, figures converted or refused, unknown columns left out."""
    assert [(each.column, each.treatment, each.output) for each in plan().columns if each.kept] == [
        ("AVDELING", Treatment.KEPT, "AVDELING"),
        ("PERIODE", Treatment.KEPT, "PERIODE"),
        ("SYKEFR_PST", Treatment.CONVERTED, "ANDEL"),
    ]
    assert [each.column for each in plan().refused] == ["LEGEM_PST"]
    assert column(plan(), "MERKNAD").treatment is Treatment.LEFT_OUT


def test_unknown_is_refused_with_the_reason(plan: Planner, figures: CatalogueStore) -> None:
    """A figure that cannot be known to be comparable is left out, and the reason says whom to ask."""
    drammen = load_table(figures, BASE, "drammen/hr/fravaer")
    refused = column(plan(["PST"], source=drammen, target=None), "PST")
    assert (refused.treatment, refused.verdict) == (Treatment.REFUSED, Verdict.UNKNOWN)
    assert refused.note["nb"] == "Koblingen for Drammen (HR) er ikke kontrollert. Spør Drammen."


def test_without_a_counterpart_a_figure_is_refused(plan: Planner, figures: CatalogueStore) -> None:
    """A figure the other table has no column for is refused and not quietly lost."""
    drammen = load_table(figures, BASE, "drammen/hr/fravaer")
    refused = column(plan(["ARSVERK"], target=drammen), "ARSVERK")
    assert refused.treatment is Treatment.REFUSED
    assert refused.note["nb"] == "Ingen kolonne i drammen/hr/fravaer er koblet til begrepet."


def test_to_the_common_definition(plan: Planner) -> None:
    """A figure that follows the definition gets its concept's name and keeps its value."""
    followed = column(plan(target=None), "SYKEFR_PST")
    assert (followed.treatment, followed.output) == (Treatment.RENAMED, "sykefravaersprosent")
    harmoniser = rows(plan(target=None))
    assert passed(harmoniser, "Skole", "2025", "8,40", "7,1", "x") == ["Skole", "2025", "8,40"]


def test_a_caveat_must_be_accepted(plan: Planner, measures: Measures, use: Callable[[str], Mapping]) -> None:
    """A figure with a reservation is refused until somebody accepts it, and then still says so."""
    source = LocalTable(f"{BASE}felt/oslo/hr/fravaer", {"ARSVERK": (use("oslo/hr/fravaer/arsverk"),)})
    target = LocalTable(f"{BASE}felt/bergen/p/f", {"AVRUNDET": (use("bergen/personal/fravaer/avrundet"),)})
    refused = column(plan(["ARSVERK"], source=source, target=target), "ARSVERK")
    assert (refused.treatment, refused.verdict) == (Treatment.REFUSED, Verdict.CAVEAT)
    assert refused.note["nb"].startswith("Tallene er sammenlignbare med forbehold, og blir bare med når")
    assert "Godta forbeholdet med --accept-caveat" in refused.note["nb"]
    accepted = column(plan(["ARSVERK"], source=source, target=target, accept_caveat=True), "ARSVERK")
    assert (accepted.treatment, accepted.verdict) == (Treatment.CONVERTED, Verdict.CAVEAT)
    assert "Omregningen er tilnærmet." in accepted.note["nb"]


def test_a_recipe_is_no_formula(plan: Planner, use: Callable[[str], Mapping]) -> None:
    """A conversion told in words needs more than one figure, so the column is refused though the answer is «=*»."""
    with_data = replace(
        use("oslo/hr/fravaer/legem_pst"),
        answers={
            **use("oslo/hr/fravaer/legem_pst").answers,
            f"{BASE}kjennetegn/data-egenmeldt": f"{BASE}kjennetegn/ja-nei#ja",
        },
    )
    source = LocalTable(f"{BASE}felt/oslo/hr/fravaer", {"LEGEM_PST": (with_data,)})
    refused = column(plan(["LEGEM_PST"], source=source, target=None), "LEGEM_PST")
    assert (refused.treatment, refused.verdict) == (Treatment.REFUSED, Verdict.CONVERTIBLE)
    assert refused.note["nb"].startswith("Tallene kan bli sammenlignbare etter omregning, men det kan ikke gjøres her.")


def test_two_columns_never_get_one_name(plan: Planner, use: Callable[[str], Mapping]) -> None:
    """When two figures fit one column equally well, neither is chosen; a key's name is never taken."""
    twin = use("oslo/hr/fravaer/sykefr_pst")
    key = replace(twin, role="nøkkel", concept=None, relation=None)
    both = LocalTable(f"{BASE}felt/oslo/hr/fravaer", {"A": (twin,), "B": (twin,), "ANDEL": (key,)})
    found = plan(["A", "B"], source=both)
    assert [each.treatment for each in found.columns] == [Treatment.REFUSED] * 2
    assert found.columns[0].note["nb"] == "B gir allerede ANDEL."
    taken = plan(["A", "ANDEL"], source=both)
    assert [each.treatment for each in taken.columns] == [Treatment.REFUSED, Treatment.KEPT]


def test_two_equal_counterparts_are_not_chosen_between(plan: Planner, use: Callable[[str], Mapping]) -> None:
    """When a figure fits two columns equally well, it is refused and both are named."""
    share = use("bergen/personal/fravaer/andel")
    target = LocalTable(f"{BASE}felt/bergen/p/f", {"X": (share,), "Y": (replace(share, iri=share.iri + "2"),)})
    refused = column(plan(["SYKEFR_PST"], target=target), "SYKEFR_PST")
    assert (refused.treatment, refused.note["nb"]) == (Treatment.REFUSED, "Flere kolonner passer like godt: X og Y.")


def test_a_key_both_say_is_the_same_gets_the_other_name(plan: Planner, use: Callable[[str], Mapping]) -> None:
    """A key or code mapped as equal to the same concept by both is renamed; its values are left alone."""
    key = replace(
        use("oslo/hr/fravaer/avdeling"), concept=f"{BASE}begrep/personell/stilling", reviewed=date(2026, 1, 1)
    )
    same = replace(key, relation=use("oslo/hr/fravaer/sykefr_pst").relation)
    other = replace(same, field=replace(same.field, name="stilling_nr"))
    source, target = (LocalTable(f"{BASE}felt/x", {"NR": (one,)}) for one in (same, other))
    renamed = LocalTable(f"{BASE}felt/y", {"stilling_nr": target.columns["NR"]})
    assert plan(["NR"], source=source, target=renamed).columns[0].output == "stilling_nr"
    related = LocalTable(f"{BASE}felt/x", {"NR": (replace(same, relation=None),)})
    assert plan(["NR"], source=related, target=renamed).columns[0].treatment is Treatment.KEPT


def test_without_periods_the_whole_time_counts(plan: Planner) -> None:
    """Oslo's column changed meaning in 2025: without a period for each row the figures of both years are refused."""
    header = ["AVDELING", "SYKEFR_PST"]
    assert column(plan(header), "SYKEFR_PST").treatment is Treatment.CONVERTED
    longer = column(plan(header, start=date(2024, 1, 1)), "SYKEFR_PST")
    assert longer.treatment is Treatment.REFUSED
    assert len(longer.pieces) == 2


def test_with_periods_each_row_is_judged_by_itself(plan: Planner) -> None:
    """Rows of the years with another meaning are dropped and counted; so are those not wholly within the period."""
    harmoniser = rows(plan(start=date(2024, 1, 1)))
    assert harmoniser.header == ["AVDELING", "PERIODE", "ANDEL"]
    assert passed(harmoniser, "Skole", "2025K1", "8,4", "7", "") == ["Skole", "2025K1", "0,084"]
    for period in ("2024K1", "2024/25", "2023", "2026/27", ""):
        assert passed(harmoniser, "Skole", period, "8,4", "7", "") is None
    assert harmoniser.dropped == {Drop.REFUSED: 3, Drop.OUTSIDE: 2}
    assert harmoniser.passed_on == 1


def test_missing_figures_pass_unchanged(plan: Planner) -> None:
    """Every mark for a missing figure stands as it stood, also for a row's period when all days have one answer."""
    harmoniser = rows(plan())
    for mark in ("", ".", "..", ":"):
        assert passed(harmoniser, "Skole", "2025", mark, "", mark) == ["Skole", "2025", mark]
        assert passed(harmoniser, "Skole", mark, "8,4", "", "") == ["Skole", mark, "0,084"]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (["Skole", "2025", "ukjent", "", ""], "kolonne SYKEFR_PST: «ukjent» er ikke et tall"),
        (["Skole", "2025", "8,5 %", "", ""], "kolonne SYKEFR_PST: «8,5 %» er ikke et tall. Ta bort prosenttegnet"),
        (["Skole", "2025", "1.234,5", "", ""], "kolonne SYKEFR_PST: «1.234,5» er ikke et tall. Ta bort tegnet mellom"),
        (["Skole", "2025", "1.234", "", ""], "kolonne SYKEFR_PST: «1.234» kan bety to ting, for filen har «,»"),
        (["Skole", "i fjor", "8,4", "", ""], "kolonne PERIODE: «i fjor» er ikke en periode vi kan lese"),
    ],
)
def test_what_cannot_be_read_is_refused(plan: Planner, cells: list[str], message: str) -> None:
    """The column and the text are named; nothing is guessed and nothing left out in silence."""
    with pytest.raises(FileUnusable) as refused:
        passed(rows(plan()), *cells)
    assert refused.value.words["nb"].startswith(message)


@pytest.mark.parametrize("written", ["1 234,5", "1\u00a0234,5", "1\u202f234,5", "1234.5"])
def test_thousands_set_apart_by_a_space_are_read(plan: Planner, written: str) -> None:
    """The forms a refusal names are those that are read."""
    found = passed(rows(plan()), "Skole", "2025", written, "", "")
    assert found is not None
    assert found[2] == "12,345"


def test_refused_columns_may_hold_anything(plan: Planner) -> None:
    """What is left out is not read as numbers."""
    assert passed(rows(plan()), "Skole", "2025", "8,4", "ukjent", "fritekst") == ["Skole", "2025", "0,084"]


def test_two_period_columns_are_taken_together(plan: Planner, oslo: LocalTable) -> None:
    """A year and a quarter beside it cover the year: the wider of the two decides."""
    second = replace(oslo.columns["PERIODE"][0].field, name="KVARTAL")
    columns = {**oslo.columns, "KVARTAL": (replace(oslo.columns["PERIODE"][0], field=second),)}
    header = ["PERIODE", "KVARTAL", "SYKEFR_PST"]
    made = plan(header, source=LocalTable(oslo.iri, columns), end=date(2025, 6, 30))
    harmoniser = rows(made, header)
    assert passed(harmoniser, "2025K1", "1", "8,4") == ["2025K1", "1", "0,084"]
    assert passed(harmoniser, "2025", "2025K1", "8,4") is None


@given(value=st.decimals(min_value=-1000, max_value=1000, places=3))
def test_rows_hold_exactly_the_converted_figures(measures: Measures, figures: CatalogueStore, value: Decimal) -> None:
    """A percentage becomes the proportion that is exactly a hundredth of it."""
    source = with_period(load_table(figures, BASE, "oslo/hr/fravaer"))
    target = load_table(figures, BASE, "bergen/personal/fravaer")
    made = harmonise(measures, HEADER, Request(source, target, date(2025, 1, 1), date(2025, 12, 31)))
    row = passed(rows(made), "Skole", "2025", f"{value:f}".replace(".", ","), "", "")
    assert row is not None
    found = read_number(row[2])
    assert found is not None
    assert found[0].value == value / 100


def test_formulas_differ_between_segments(plan: Planner, oslo: LocalTable, use: Callable[[str], Mapping]) -> None:
    """A field that changes its unit is converted by each row's own formula, and refused when rows have no period."""
    old = replace(use("bergen/personal/fravaer/andel"), start=date(2019, 1, 1), end=date(2025, 12, 31))
    new = replace(old, unit=use("oslo/hr/fravaer/sykefr_pst").unit, start=date(2026, 1, 1), end=None, iri=old.iri + "b")
    target = LocalTable(f"{BASE}felt/bergen/p/f", {"ANDEL": (old, new)})
    made = plan(target=target)
    assert column(made, "SYKEFR_PST").transfer_over(date(2025, 1, 1), date(2025, 12, 31)) == Formula(Fraction(1, 100))
    harmoniser = rows(made)
    assert passed(harmoniser, "A", "2025", "8,4", "", "") == ["A", "2025", "0,084"]
    assert passed(harmoniser, "A", "2026", "8,4", "", "") == ["A", "2026", "8,4"]
    assert passed(harmoniser, "A", "2025/26", "8,4", "", "") is None
    whole = column(plan(["SYKEFR_PST"], target=target), "SYKEFR_PST")
    assert whole.note["nb"].startswith("Omregningen endrer seg i perioden.")
