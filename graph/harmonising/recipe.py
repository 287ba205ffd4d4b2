"""What to do about figures that can be converted, though not from the file alone: how, and with which data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from graph.comparing import lacking
from graph.comparing.reasons import Reason
from graph.comparing.verdict import Verdict
from graph.harmonising.file_words import say
from graph.harmonising.plan import ColumnPlan, Piece
from graph.texts import LANGUAGES
from graph.words import AND, Words, alike, listed

# p_b = p_a × n_a / n_b says the same with _a and _b changed round; no other recipe is turned.
_EITHER_WAY: Final = re.compile(r"(\w+)_b = \1_a × (\w+)_a / \2_b")


def not_here(piece: Piece, columns: Iterable[ColumnPlan]) -> Words | None:
    """Why the figures of ``piece`` cannot be converted here, how they can, and which ``columns`` may hold the data.

    None where they are converted, or no recipe would do it.
    """
    answer = piece.comparability
    reason = next((reason for reason in answer.reasons if reason.difference.by_recipe and reason.rule), None)
    if piece.transfer or answer.transfer or answer.verdict > Verdict.CAVEAT or reason is None:
        return None
    parts = [say("recipe-here", verdict=answer.verdict.words), _data(reason, columns), _way(reason)]
    return {lang: " ".join(part[lang] for part in parts if part[lang]) for lang in LANGUAGES}


def _data(reason: Reason, columns: Iterable[ColumnPlan]) -> Words:
    """Which data are needed, and which columns are in the unit of one of them."""
    rule = reason.rule
    needs = sorted(rule.needs_from | rule.needs_to) if rule else []
    if not needs:
        return alike("")
    data = {**reason.measures[1].data, **reason.measures[0].data}
    labels = [data[need].label["nb"].casefold() for need in needs]
    found = [column.column for column in columns if _in_unit_of(column, labels)]
    needed = {lang: lacking.needed(rule, reason.measures, lang) for lang in LANGUAGES}
    if not found:
        return say("recipe-no-column", needed=needed)
    return say("recipe-columns", needed=needed, columns={lang: listed(found, AND, lang) for lang in AND})


def _in_unit_of(column: ColumnPlan, labels: Iterable[str]) -> bool:
    unit = column.use.unit if column.use and not column.pieces else None
    return unit is not None and any(unit.label["nb"].casefold() in label.split() for label in labels)


def _way(reason: Reason) -> Words:
    """The recipe from the figures of the file to those of the other party, where it can be told that way."""
    rule, (ours, theirs) = reason.rule, reason.parties
    if rule is None:
        return alike("")
    if reason.forward or _EITHER_WAY.fullmatch(rule.recipe["nb"]):
        recipe = rule.recipe_between(rule.from_code, ours.short, theirs.short)
        return say("recipe-way", source=ours.name, target=theirs.name, recipe=recipe)
    return say("recipe-other-way", source=theirs.name, target=ours.name, recipe=reason.recipe)
