"""The rows of the tables people download: a line per pair and segment, and the matrix as it stands on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final

from graph.comparing.answer_table import AnswerCell, AnswerTable, Standing
from graph.comparing.comparability import Comparability
from graph.comparing.comparison import Comparison
from graph.comparing.figure import Figure, concept_address
from graph.comparing.matrix import Line, Matrix
from graph.comparing.period import Period
from graph.comparing.periods import SeriesBreak
from graph.comparing.reasons import Reason
from graph.comparing.verdict import Verdict
from graph.sheets.csv_file import Value

PAIR_COLUMNS: Final = (
    "begrep", "virksomhet_a", "felt_a", "virksomhet_b", "felt_b", "fra", "til", "svar", "svar_kode",
    "svar_hele_perioden", "faktor", "tillegg", "formel", "foreløpig", "eksempel", "grunner", "kilder", "lenke",
    "enhet_a", "enhet_b", "brudd", "katalogen_bygd",
)  # fmt: skip
_MATRIX_COLUMNS: Final = (
    "virksomhet", "felt", "enhet", "gruppe", "eksempel", "begrep", "fra", "til", "katalogen_bygd",
)  # fmt: skip
COMMON: Final = "Felles definisjon"
_STANDINGS: Final = {
    Standing.OPEN: "den felles definisjonen sier det ikke",
    Standing.VAGUE: "ikke presist nok",
    Standing.UNKNOWN: "ukjent",
    Standing.MISSING: "ikke oppgitt",
    Standing.NOT_ASKED: "ikke aktuelt",
}


def pair_rows(found: Iterable[Comparison], link: Callable[[Comparison], str], built: date) -> Iterator[list[Value]]:
    """The header, then a row for each segment of each answer; ``link`` gives the address of its page, ``built`` is the
    day of the catalogue the answers are from."""
    yield list(PAIR_COLUMNS)
    for comparison in found:
        yield from ([*row, built.isoformat()] for row in _pair(comparison, link(comparison)))


def matrix_rows(matrix: Matrix, rows: Iterable[Line], columns: Iterable[Line], built: date) -> Iterator[list[Value]]:
    """The header, then a row for each field: who, what and which days, and two cells for the definition and for each
    column: the answer, and the preliminary one behind it. ``built`` is the day of the catalogue."""
    against = (matrix.common, *columns)
    concept, period = concept_address(matrix.measure.concept), matrix.period
    yield [*_MATRIX_COLUMNS, *(head for column in against for head in _heads(column, period))]
    days = [period.start.isoformat(), period.end.isoformat(), built.isoformat()]
    for row in rows:
        field = row.figure.field
        first = [field.organisation_name, row.figure.address, _unit(row.figure, period), row.group, row.figure.example]
        yield [*first, concept, *days, *(cell for column in against for cell in _between(matrix, row, column))]


def answer_rows(table: AnswerTable) -> Iterator[list[Value]]:
    """The header, then how the definition and each field answer the characteristics."""
    yield ["virksomhet", "felt", *(part.characteristic.label["nb"] for part in table.components)]
    for row in (table.common, *table.rows):
        owner = COMMON if row.figure.common else row.figure.field.organisation_name
        yield [owner, row.figure.address, *map(_answer, row.cells)]


def full_name(figure: Figure) -> str:
    """The figure by all the names it has: owner, system, table and column."""
    field = figure.field
    return COMMON if figure.common else " · ".join((field.organisation_name, field.system, field.table, field.name))


def _heads(column: Line, period: Period) -> tuple[str, str]:
    """What the two cells of a column are called: the figure with its unit, and the preliminary answer about it."""
    name, unit = full_name(column.figure), _unit(column.figure, period)
    return (f"{name} ({unit})" if unit else name, f"{name}, foreløpig")


def _unit(figure: Figure, period: Period) -> str | None:
    unit = figure.within(period).current.unit
    return unit.label["nb"] if unit else None


def _between(matrix: Matrix, row: Line, column: Line) -> tuple[str, str | None]:
    if row.figure.iri == column.figure.iri:
        return "samme felt", None
    found = matrix.cell(row, column)
    return found.verdict.words["nb"], _word(found.preliminary)


def _word(verdict: Verdict | None) -> str | None:
    return None if verdict is None else verdict.words["nb"]


def _answer(cell: AnswerCell) -> str:
    label = cell.label["nb"] if cell.label else ""
    told = _STANDINGS.get(cell.standing, "")
    if cell.standing is Standing.DIFFERENT:
        return f"{label} (avviker)"
    return f"{label} ({told})" if label and told else label or told


def _pair(comparison: Comparison, link: str) -> Iterator[list[Value]]:
    units = [_unit(figure, comparison.period) for figure in (comparison.a, comparison.b)]
    breaks = "; ".join(_told(change) for change in comparison.changes)
    for segment in comparison.segments:
        found = segment.comparability
        formula = found.formula
        yield [
            concept_address(comparison.measure.concept),
            *_side(comparison.a),
            *_side(comparison.b),
            segment.start.isoformat(),
            segment.end.isoformat(),
            found.verdict.words["nb"],
            found.verdict.code,
            comparison.verdict.words["nb"],
            formula.factor if formula else None,
            formula.offset if formula else None,
            _conversions(found),
            _word(found.preliminary),
            found.example,
            " ".join(reason.told("nb") for reason in found.reasons),
            "; ".join(_sources(found.reasons)),
            link,
            *units,
            breaks or None,
        ]


def _conversions(found: Comparability) -> str | None:
    """Every step of the way, whose figures into whose, and what the letters in it stand for."""
    steps = [
        f"{step.source['nb']} til {step.target['nb']}: {step.text['nb'].rstrip(' .')}."
        + (f" {step.takes['nb']}" if step.takes else "")
        for step in found.conversions
    ]
    return " ".join([*steps, *([found.letters["nb"]] if found.letters else [])]) or None


def _told(change: SeriesBreak) -> str:
    """A break in the series of a figure held against itself, with the answer before against after."""
    found = change.comparability
    reasons = " ".join(reason.told("nb") for reason in found.reasons if not reason.informs)
    preliminary = f" (foreløpig: {_word(found.preliminary)})" if found.preliminary is not None else ""
    return f"{change.at.isoformat()}: {found.verdict.words['nb']}{preliminary}. {reasons}"


def _side(figure: Figure) -> tuple[str, str]:
    return (COMMON if figure.common else figure.field.organisation_name, figure.address)


def _sources(reasons: Iterable[Reason]) -> list[str]:
    return list(dict.fromkeys(reason.source for reason in reasons if reason.source))
