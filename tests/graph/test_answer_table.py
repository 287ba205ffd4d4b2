"""How fields answer the characteristics, beside the common definition."""

from __future__ import annotations

from datetime import date

import pytest

from graph.comparing.answer_table import AnswerCell, AnswerTable, Standing, answer_table
from graph.comparing.figure import figures_of
from graph.comparing.measure import load_measures
from graph.comparing.period import Period
from graph.comparing.uses import Uses
from graph.store import CatalogueStore

RATE = "https://w3id.org/begrepskatalog/begrep/personell/sykefravaersprosent"
TODAY = Period(date(2026, 11, 21), date(2026, 11, 21))


@pytest.fixture(scope="module")
def table(real_store: CatalogueStore) -> AnswerTable:
    """The answers of every field of the sickness absence rate."""
    measure = load_measures(real_store)[RATE]
    return answer_table(measure, figures_of(Uses(real_store).of_concept(RATE), RATE, TODAY))


def cell(table: AnswerTable, field: str, characteristic: str) -> AnswerCell:
    """The answer of a field (by its path) to a characteristic (by its slug)."""
    (place,) = (p for p, part in enumerate(table.components) if part.characteristic.slug == characteristic)
    (row,) = (row for row in table.rows if row.figure.address == field)
    return row.cells[place]


def test_every_row_has_an_answer_to_every_characteristic(table: AnswerTable) -> None:
    """As many cells as characteristics, for the definition and for each field."""
    assert len(table.rows) > 10
    assert {len(row.cells) for row in (table.common, *table.rows)} == {len(table.components)}


def test_the_definition_says_what_it_settles(table: AnswerTable) -> None:
    """Its own answers are the reference, what it leaves open says so."""
    assert {each.standing for each in table.common.cells} == {Standing.REFERENCE, Standing.OPEN}


@pytest.mark.parametrize(
    ("field", "characteristic", "standing", "label"),
    [
        ("oslo/hr/fravaer/sykefr_pst", "gradering", Standing.SAME, "dagsverk ganget med sykmeldingsgrad"),
        ("oslo/hr/fravaer/legem_pst", "fravaerstype", Standing.DIFFERENT, "bare legemeldt"),
        ("oslo/helse/fravaer/sykefr", "gradering", Standing.UNKNOWN, None),
        ("stavanger/hr/fravaer/fravaer_pst", "dagtelling", Standing.OPEN, "faktiske vakter etter turnusplan"),
        ("tromso/hr/fravaer/sykefravaer_prosent", "kilde", Standing.MISSING, None),
    ],
)
def test_an_answer_stands_to_the_definition(
    table: AnswerTable, field: str, characteristic: str, standing: Standing, label: str | None
) -> None:
    """The same, different, unknown, not stated, or something the definition does not settle."""
    found = cell(table, field, characteristic)
    assert found.standing is standing
    assert (found.label or {}).get("nb") == label


def test_answers_carry_their_source(table: AnswerTable) -> None:
    """Where an answer is from stands with it."""
    assert cell(table, "oslo/hr/fravaer/legem_pst", "fravaerstype").source == "Eksempel"


def test_it_is_seen_where_fields_differ(table: AnswerTable, real_store: CatalogueStore) -> None:
    """A characteristic all fields answer alike does not vary, one they differ in does."""
    varying = {part.characteristic.slug: table.varies(place) for place, part in enumerate(table.components)}
    assert varying["fravaerstype"]
    alone = answer_table(load_measures(real_store)[RATE], [table.rows[0].figure])
    assert not any(alone.varies(place) for place in range(len(alone.components)))


def test_fields_without_an_answer_are_counted(table: AnswerTable) -> None:
    """That those who have answered agree is not that all do."""
    silent = {part.characteristic.slug: table.silent(place) for place, part in enumerate(table.components)}
    assert silent["gradering"] > 0
    unanswered = [row for row in table.rows if not cell(table, row.figure.address, "kilde").label]
    assert silent["kilde"] == len(unanswered) > 0


def test_a_field_of_another_concept_is_not_asked(real_store: CatalogueStore) -> None:
    """The characteristics of one concept are no questions to a field of another."""
    measures = load_measures(real_store)
    employee = RATE.replace("sykefravaersprosent", "ansatt")
    figures = figures_of(Uses(real_store).of_concept(employee), employee, TODAY)
    found = answer_table(measures[RATE], figures[:1])
    assert {each.standing for each in found.rows[0].cells} == {Standing.NOT_ASKED}
