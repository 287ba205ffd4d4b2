"""AnswerTable: how each field answers the characteristics its concept asks for, beside the common definition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.comparing.figure import Figure, common_figure
from graph.comparing.measure import Component, Measure
from graph.comparing.profile import Cause, Profile, profile_of
from graph.mapping import AS_COMMON, Mapping
from graph.words import Words


class Standing(StrEnum):
    """How an answer stands to that of the common definition."""

    REFERENCE = "reference"
    SAME = "same"
    DIFFERENT = "different"
    OPEN = "open"
    VAGUE = "vague"
    UNKNOWN = "unknown"
    MISSING = "missing"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """One answer: its ``label`` where there is one, and its source.

    OPEN: the definition itself does not say. VAGUE: an answer that says too little, or several. NOT_ASKED: other
    answers make the question idle.
    """

    standing: Standing
    label: Words | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A figure with its answers, in the order of the table's components."""

    figure: Figure
    cells: tuple[AnswerCell, ...]


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """The characteristics asked for, the definition's own answers, and a row per figure."""

    components: tuple[Component, ...]
    common: AnswerRow
    rows: tuple[AnswerRow, ...]

    def varies(self, place: int) -> bool:
        """Do the rows answer the component at ``place`` in more than one way?"""
        given = {(cell.label or {}).get("nb") for row in self.rows if (cell := row.cells[place]).label}
        return len(given) > 1

    def silent(self, place: int) -> int:
        """How many of the rows that are asked have no answer to the component at ``place``?"""
        cells = [row.cells[place] for row in self.rows]
        return sum(not cell.label and cell.standing is not Standing.NOT_ASKED for cell in cells)


def answer_table(measure: Measure, figures: Iterable[Figure]) -> AnswerTable:
    """The answers of ``figures`` in their newest use; a use of another concept has none of this one's."""
    common = AnswerRow(common_figure(measure), _common(measure))
    rows = (common if figure.common else AnswerRow(figure, _cells(measure, figure.current)) for figure in figures)
    return AnswerTable(measure.components, common, tuple(rows))


def _common(measure: Measure) -> tuple[AnswerCell, ...]:
    codes = (component.characteristic.codes.get(component.reference or "") for component in measure.components)
    return tuple(AnswerCell(Standing.REFERENCE, code.label) if code else AnswerCell(Standing.OPEN) for code in codes)


def _cells(measure: Measure, use: Mapping) -> tuple[AnswerCell, ...]:
    if use.concept != measure.concept:
        return tuple(AnswerCell(Standing.NOT_ASKED) for _ in measure.components)
    profile = profile_of(measure, use)
    return tuple(_cell(component, profile, use) for component in measure.components)


def _cell(component: Component, profile: Profile, use: Mapping) -> AnswerCell:
    asked = component.characteristic
    code, source = profile.by_characteristic.get(asked.iri), use.sources.get(asked.iri, "")
    if code is None:
        if not component.asked_of(profile.codes):
            return AnswerCell(Standing.NOT_ASKED)
        return AnswerCell(_WITHOUT_CODE.get(profile.causes[asked.iri], Standing.VAGUE), source=source)
    label = asked.codes[code].label
    if not asked.usable(code):
        return AnswerCell(Standing.VAGUE, label, source)
    if not component.reference:
        return AnswerCell(Standing.OPEN, label, source)
    same = code == component.reference or use.answers.get(asked.iri) == AS_COMMON
    return AnswerCell(Standing.SAME if same else Standing.DIFFERENT, label, source)


_WITHOUT_CODE: Final = {
    Cause.MISSING: Standing.MISSING,
    Cause.UNKNOWN: Standing.UNKNOWN,
    Cause.NO_REFERENCE: Standing.OPEN,
}
