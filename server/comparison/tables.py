"""The rows of the tables people download: a line per pair and segment, and the matrix as it stands on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from graph.comparing.answer_table import AnswerCell, AnswerTable, Standing
from graph.comparing.comparison import Comparison
from graph.comparing.figure import Figure, concept_address
from graph.comparing.matrix import Line, Matrix
from graph.comparing.reasons import Reason
from graph.sheets.csv_file import Value

PAIR_COLUMNS: Final = (
    "begrep", "virksomhet_a", "felt_a", "virksomhet_b", "felt_b", "fra", "til", "svar", "svar_kode",
    "svar_hele_perioden", "faktor", "tillegg", "foreløpig", "eksempel", "grunner", "kilder", "lenke",
)  # fmt: skip
COMMON: Final = "Felles definisjon"
_STANDINGS: Final = {
    Standing.OPEN: "den felles definisjonen sier det ikke",
    Standing.VAGUE: "ikke presist nok",
    Standing.UNKNOWN: "ukjent",
    Standing.MISSING: "ikke oppgitt",
    Standing.NOT_ASKED: "ikke aktuelt",
}


def pair_rows(found: Iterable[Comparison], link: Callable[[Comparison], str]) -> Iterator[list[Value]]:
    """The header, then a row for each segment of each answer; ``link`` gives the address of its page."""
    yield list(PAIR_COLUMNS)
    for comparison in found:
        yield from _pair(comparison, link(comparison))


def matrix_rows(matrix: Matrix, rows: Iterable[Line], columns: Iterable[Line]) -> Iterator[list[Value]]:
    """The header, then a row for each field: who, what, and its answer against the definition and each column."""
    against = tuple(columns)
    heads = [full_name(column.figure) for column in against]
    yield ["virksomhet", "felt", "enhet", "gruppe", "eksempel", COMMON, *heads]
    for row in rows:
        unit = row.use.unit.label["nb"] if row.use.unit else None
        first = [row.figure.field.organisation_name, row.figure.address, unit, row.group, row.figure.example]
        answers = [matrix.cell(row, matrix.common).verdict.words["nb"]]
        yield [*first, *answers, *(_between(matrix, row, column) for column in against)]


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


def _between(matrix: Matrix, row: Line, column: Line) -> str:
    if row.figure.iri == column.figure.iri:
        return "samme felt"
    return matrix.cell(row, column).verdict.words["nb"]


def _answer(cell: AnswerCell) -> str:
    label = cell.label["nb"] if cell.label else ""
    told = _STANDINGS.get(cell.standing, "")
    if cell.standing is Standing.DIFFERENT:
        return f"{label} (avviker)"
    return f"{label} ({told})" if label and told else label or told


def _pair(comparison: Comparison, link: str) -> Iterator[list[Value]]:
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
            None if found.preliminary is None else found.preliminary.words["nb"],
            found.example,
            " ".join(reason.told("nb") for reason in found.reasons),
            "; ".join(_sources(found.reasons)),
            link,
        ]


def _side(figure: Figure) -> tuple[str, str]:
    return (COMMON if figure.common else figure.field.organisation_name, figure.address)


def _sources(reasons: Iterable[Reason]) -> list[str]:
    return list(dict.fromkeys(reason.source for reason in reasons if reason.source))
