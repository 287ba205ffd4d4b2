"""The metadata of a harmonised file (CSV on the Web, https://www.w3.org/TR/tabular-metadata/), as JSON.

Each column of the result says which concept it is of (``propertyUrl``), which field it comes from, the verdict, the
formula and the reasons. What was refused and why, and what changes on the way through the period, stand in ``notes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from graph.comparing.formula import Formula
from graph.comparing.reasons import Reason
from graph.harmonising.csv_numbers import MISSING, exact
from graph.harmonising.plan import ColumnPlan, Piece, Plan, Treatment
from graph.harmonising.suspicions import Notice
from graph.manifest import Manifest
from graph.namespaces import CMP
from graph.texts import LANGUAGES
from graph.words import alike

_CONTEXT: Final = "http://www.w3.org/ns/csvw"
_NAME: Final = re.compile(r"[^0-9A-Za-z]+")
_XSD_DATE: Final = "xsd:date"


def described(
    plan: Plan, manifest: Manifest, url: str, dialect: dict[str, Any], mark: str, notices: Iterable[Notice]
) -> dict[str, Any]:
    """The metadata document of the file ``url`` (relative to the document).

    ``dialect`` is the CSVW dialect description; ``mark`` is the decimal mark of the file, and ``notices``
    are what there is to tell of its values.
    """
    return {
        "@context": [_CONTEXT, {"@language": "nb"}],
        "url": url,
        "dc:source": {
            "@id": f"{manifest.base}katalog",
            "schema:version": manifest.revision,
            "dc:modified": {"@value": manifest.build_date.isoformat(), "@type": _XSD_DATE},
        },
        "dc:temporal": f"{plan.start.isoformat()}/{plan.end.isoformat()}",
        "dialect": dialect,
        "tableSchema": {"columns": [_column(column, number, mark) for number, column in enumerate(plan.kept, 1)]},
        "notes": [*map(_note, plan.columns), *map(_value_note, notices)],
    }


def told(reason: Reason) -> dict[str, Any]:
    """A reason with what follows from it, in nb, nn and en."""
    return {
        "verdict": reason.verdict.code,
        "characteristic": reason.characteristic,
        "text": {lang: reason.text[lang] for lang in LANGUAGES},
        "source": reason.source or None,
    }


def _column(plan: ColumnPlan, number: int, mark: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": _NAME.sub("_", plan.output).strip("_") or f"kolonne_{number}",
        "titles": plan.output,
        "null": sorted(MISSING),
    }
    if plan.use:
        found["dc:source"] = {"@id": plan.use.field.iri}
        concept = plan.target.concept if plan.target else plan.use.concept
        if concept:
            found["propertyUrl"] = concept
    if plan.pieces and plan.verdict is not None:
        found["datatype"] = {"base": "decimal", "format": {"decimalChar": mark}}
        found[CMP + "verdict"] = {"@id": plan.verdict.iri}
        found |= _transfer(plan)
        found[CMP + "reason"] = [{"@value": plan.note[lang], "@language": lang} for lang in LANGUAGES]
        if any(piece.comparability.example for piece in plan.pieces):
            found[CMP + "example"] = True
    return found


def _transfer(plan: ColumnPlan) -> dict[str, Any]:
    """The formula, when it is one and the same for the whole period."""
    formula = plan.transfer_over(plan.pieces[0].start, plan.pieces[-1].end)
    if formula is None or formula.is_identity:
        return {}
    written = formula.written(alike(plan.column), alike(plan.output))
    return {
        CMP + "expression": written["nb"],
        CMP + "factor": exact(formula.factor),
        CMP + "offset": exact(formula.offset),
    }


def _note(plan: ColumnPlan) -> dict[str, Any]:
    found: dict[str, Any] = {
        "column": plan.column,
        "treatment": plan.treatment.value,
        "text": {lang: plan.note[lang] for lang in LANGUAGES},
    }
    if plan.kept:
        found["result"] = plan.output
    if plan.treatment is Treatment.REFUSED and plan.use and plan.use.concept:
        found["concept"] = plan.use.concept
    if plan.pieces:
        found["segments"] = [_segment(piece) for piece in plan.pieces]
    return found


def _value_note(notice: Notice) -> dict[str, Any]:
    return {"notice": notice.kind, "doubt": notice.doubt, "text": {lang: notice.words[lang] for lang in LANGUAGES}}


def _segment(piece: Piece) -> dict[str, Any]:
    return {
        "from": piece.start.isoformat(),
        "to": piece.end.isoformat(),
        "verdict": piece.comparability.verdict.code,
        "used": piece.transfer is not None,
        "formula": _formula(piece.transfer),
        "reasons": [told(reason) for reason in piece.comparability.reasons],
        "example": piece.comparability.example,
    }


def _formula(formula: Formula | None) -> dict[str, str] | None:
    if formula is None or formula.is_identity:
        return None
    return {"factor": exact(formula.factor), "offset": exact(formula.offset)}
