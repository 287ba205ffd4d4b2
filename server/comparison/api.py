"""The answers as JSON, for tools: one for two figures, a page at a time for all pairs of a concept."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from graph.comparing.comparison import Comparison
from graph.comparing.difference import Kind, Side
from graph.comparing.formula import Formula
from graph.comparing.measure import Measure
from graph.comparing.period import Period
from graph.comparing.periods import Segment, SeriesBreak
from graph.comparing.reason_words import phrase
from graph.comparing.reasons import Reason
from graph.comparing.verdict import Verdict
from graph.words import Words


def document(comparison: Comparison) -> dict[str, Any]:
    """One answer; verdicts by their codes, things by their IRIs, texts in nb, nn and en."""
    return {
        "concept": comparison.measure.concept,
        "a": comparison.a.iri,
        "b": comparison.b.iri,
        "period": _period(comparison.period),
        "verdict": comparison.verdict.code,
        "formula": _formula(comparison.formula, comparison.formula_text),
        "segments": [_segment(segment) for segment in comparison.segments],
        "breaks": [_break(change) for change in comparison.changes],
        "nearest_break": _break(comparison.nearest_break) if comparison.nearest_break else None,
        "reasons": [_reason(reason) for reason in comparison.reasons],
        "preliminary": _code(comparison.preliminary),
        "example": comparison.example,
    }


def listing(
    measure: Measure,
    period: Period,
    found: Iterable[Comparison],
    *,
    total: int,
    following: str | None,
    note: Words | None = None,
) -> dict[str, Any]:
    """Several answers of ``total``; ``following`` is the address of those after them, None when there are no more.

    ``note`` tells why there are none.
    """
    return {
        "concept": measure.concept,
        "period": _period(period),
        "total": total,
        "pairs": [document(comparison) for comparison in found],
        "next": following,
        "note": dict(note) if note else None,
    }


def nobody(measure: Measure) -> Words:
    """That no field is a figure of the concept in the period."""
    return {lang: words.format(concept=measure.label[lang]) for lang, words in phrase("nobody").items()}


def _period(period: Period) -> dict[str, str]:
    return {"from": period.start.isoformat(), "to": period.end.isoformat()}


def _segment(segment: Segment) -> dict[str, Any]:
    found = segment.comparability
    return {
        "from": segment.start.isoformat(),
        "to": segment.end.isoformat(),
        "verdict": found.verdict.code,
        "formula": _formula(found.formula, found.formula_text),
        "reasons": [_reason(reason) for reason in found.reasons],
        "preliminary": _code(found.preliminary),
        "assumed": [_assumed(reason) for reason in found.reasons if reason.assumes],
    }


def _break(change: SeriesBreak) -> dict[str, Any]:
    """The day a series breaks, and the answer for figures from before it against those from then on."""
    found = change.comparability
    return {
        "at": change.at.isoformat(),
        "verdict": found.verdict.code,
        "preliminary": _code(found.preliminary),
        "formula": _formula(found.formula, found.formula_text),
        "reasons": [_reason(reason) for reason in found.reasons],
    }


def _assumed(reason: Reason) -> dict[str, Any]:
    """Whose description is taken to hold on other days than those it is known for, and which those are.

    Where its start is not stated, the description may hold on earlier days too.
    """
    found = reason.difference
    return {"side": "a" if Side.FIRST in found.sides else "b", "from": found.first, "to": found.second} | {
        "start_stated": reason.kind is not Kind.UNDATED
    }


def _formula(formula: Formula | None, text: Words | None) -> dict[str, Any] | None:
    if not formula:
        return None
    return {
        "factor": _number(formula.factor),
        "offset": _number(formula.offset),
        "text": dict(text) if text else None,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "verdict": reason.verdict.code,
        "characteristic": reason.characteristic,
        "text": dict(reason.text),
        "source": reason.source or None,
    }


def _code(verdict: Verdict | None) -> str | None:
    return None if verdict is None else verdict.code


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)
