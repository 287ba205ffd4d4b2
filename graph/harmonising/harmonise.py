"""Harmonise: what may be done to each column of a file so that its figures can stand beside another party's.

A figure is passed on only where the engine says that it may be: as it is, by a formula, or, when the reservation is
accepted, with a caveat. Everything else is refused, with the reason. The plan is made before any figure is seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from graph.comparing.comparability import Comparability
from graph.comparing.formula import Formula
from graph.comparing.measure import Measure, common_meaning
from graph.comparing.periods import over_time
from graph.comparing.verdict import Verdict
from graph.harmonising.crosswalk import current, decisive, role_name, same_concept
from graph.harmonising.file_words import say
from graph.harmonising.local_table import LocalTable
from graph.harmonising.plan import ColumnPlan, Piece, Plan, Treatment
from graph.harmonising.recipe import not_here
from graph.mapping import Mapping, Relation
from graph.texts import local_name
from graph.words import AND, Words, listed

PASSED_ON: Final = ("nøkkel", "kode", "periode")
PERIOD: Final = "periode"


@dataclass(frozen=True, slots=True)
class Request:
    """From which table to which (None: the common definitions), over which days, and whether caveats are accepted."""

    source: LocalTable
    target: LocalTable | None
    start: date
    end: date
    accept_caveat: bool = False


def harmonise(measures: MappingOf[str, Measure], header: Sequence[str], request: Request) -> Plan:
    """Plan what becomes of each column of ``header``; names in it are unique."""
    periods = tuple(
        place for place, name in enumerate(header) if _role(request, request.source.columns.get(name, ())) == PERIOD
    )
    columns = [_column(measures, place, name, request, by_row=bool(periods)) for place, name in enumerate(header)]
    columns = [_with_recipe(column, columns) for column in _without_clashes(columns)]
    return Plan(tuple(columns), request.start, request.end, periods)


def _role(request: Request, uses: Sequence[Mapping]) -> str:
    return current(uses, request.end).role if uses else ""


def _column(measures: MappingOf[str, Measure], place: int, name: str, request: Request, *, by_row: bool) -> ColumnPlan:
    uses = request.source.columns.get(name, ())
    if not uses:
        return ColumnPlan(place, name, Treatment.LEFT_OUT, say("unmapped", table=request.source.path))
    use = current(uses, request.end)
    if use.measured:
        return _figure(measures, place, name, request, by_row=by_row)
    if use.role not in PASSED_ON:
        return ColumnPlan(place, name, Treatment.LEFT_OUT, say("only-figures", role=role_name(use)), use=use)
    output, note = _same_column(use, name, request)
    treatment = Treatment.KEPT if output == name else Treatment.RENAMED
    return ColumnPlan(place, name, treatment, note, output, use)


def _same_column(use: Mapping, name: str, request: Request) -> tuple[str, Words]:
    """The other party's name for a column that is no figure, where it is known to be the same; else its own."""
    unchanged = say("not-a-figure", role=role_name(use))
    if request.target is None:
        return name, unchanged
    others = _of_role(use.role, request.target, request)
    same = [other for other in others if _same_thing(use, other)]
    if use.role == PERIOD and not same and len(others) == len(_of_role(PERIOD, request.source, request)) == 1:
        # The role says all there is to know of it: which period each row is about.
        same = others
    if len(same) == 1:
        return same[0].field.name, unchanged
    if not others or any(other.field.name == name for other in others):
        return name, unchanged
    columns = {lang: listed([other.field.name for other in others], AND, lang) for lang in AND}
    return name, say("not-known-same", role=role_name(use), columns=columns)


def _of_role(role: str, table: LocalTable, request: Request) -> list[Mapping]:
    uses = (current(uses, request.end) for uses in table.columns.values())
    return [use for use in uses if use.role == role]


def _same_thing(use: Mapping, other: Mapping) -> bool:
    """Are both just the same concept or, where neither is mapped to one, called the same?"""
    if use.concept or other.concept:
        return use.concept == other.concept and _is_just(use) and _is_just(other)
    return local_name(use.field.iri) == local_name(other.field.iri)


def _is_just(use: Mapping) -> bool:
    return use.relation is Relation.EXACT and use.may_be_trusted


def _figure(measures: MappingOf[str, Measure], place: int, name: str, request: Request, *, by_row: bool) -> ColumnPlan:
    uses = request.source.columns[name]
    found = [
        _compared(measures, place, name, request, output, others)
        for output, others in _targets(measures, uses, request)
    ]
    if not found:
        table = request.target.path if request.target else "felles"
        note = say("no-counterpart-here", table=table)
        return ColumnPlan(place, name, Treatment.REFUSED, note, use=current(uses, request.end))
    best = min(found, key=lambda plan: plan.rank)
    rivals = [plan for plan in found if plan.rank == best.rank]
    if len(rivals) > 1 and best.usable_days:
        columns = {lang: listed([plan.output for plan in rivals], AND, lang) for lang in AND}
        return replace(best, treatment=Treatment.REFUSED, note=say("several-targets", columns=columns))
    return _judged(best, request, by_row=by_row)


def _targets(
    measures: MappingOf[str, Measure], uses: Sequence[Mapping], request: Request
) -> Iterable[tuple[str, Sequence[Mapping]]]:
    if request.target is None:
        use = current(uses, request.end)
        measure = measures.get(use.concept or "")
        if measure:
            yield local_name(measure.concept), [common_meaning(measure)]
        return
    mine = _described(uses, request)
    for name, others in request.target.columns.items():
        theirs = _described([other for other in others if other.measured], request)
        if any(same_concept(measures, use, other) for use in mine for other in theirs):
            yield name, others


def _described(uses: Sequence[Mapping], request: Request) -> Sequence[Mapping]:
    """The uses that hold in the period; where there are none, all: that nothing is known of it is then the answer."""
    return [use for use in uses if _overlaps(use, request)] or uses


def _overlaps(use: Mapping, request: Request) -> bool:
    return (use.begins or request.start) <= request.end and request.start <= (use.end or request.end)


def _compared(
    measures: MappingOf[str, Measure],
    place: int,
    name: str,
    request: Request,
    output: str,
    others: Sequence[Mapping],
) -> ColumnPlan:
    uses = request.source.columns[name]
    answers = over_time(measures, uses, others, request.start, request.end).segments
    return ColumnPlan(
        position=place,
        column=name,
        treatment=Treatment.REFUSED,
        note={},
        output=output,
        use=current(uses, request.end),
        target=current(others, request.end),
        pieces=tuple(
            Piece(each.start, each.end, each.comparability, _transfer(each.comparability, request)) for each in answers
        ),
    )


def _transfer(answer: Comparability, request: Request) -> Formula | None:
    if answer.verdict is Verdict.CAVEAT and not request.accept_caveat:
        return None
    return answer.transfer


def _judged(plan: ColumnPlan, request: Request, *, by_row: bool) -> ColumnPlan:
    """Decide what becomes of a figure that has been compared."""
    usable = [piece.transfer for piece in plan.pieces if piece.transfer]
    if not usable or (not by_row and len(usable) < len(plan.pieces)):
        return replace(plan, note=_refusal(plan))
    if not by_row and plan.transfer_over(request.start, request.end) is None:
        return replace(plan, note=say("formula-changes"))
    treatment = Treatment.RENAMED if plan.output != plan.column else Treatment.KEPT
    if any(not transfer.is_identity for transfer in usable):
        treatment = Treatment.CONVERTED
    return replace(plan, treatment=treatment, note=_explained(plan))


def _refusal(plan: ColumnPlan) -> Words:
    refused = [piece.comparability for piece in plan.pieces if piece.transfer is None]
    worst = max(refused, key=lambda answer: answer.verdict)
    reason = decisive(worst)
    told = reason.text if reason else say("alike")
    if worst.verdict > Verdict.CAVEAT:
        return told
    return say("caveat-not-accepted" if worst.transfer else "recipe-only", verdict=worst.verdict.words, reason=told)


def _with_recipe(plan: ColumnPlan, columns: Sequence[ColumnPlan]) -> ColumnPlan:
    """Tell of a figure that could be converted with more data how, and whether other columns may hold them."""
    refused = [piece for piece in plan.pieces if piece.transfer is None]
    if plan.kept or not refused:
        return plan
    way = not_here(max(refused, key=lambda piece: piece.comparability.verdict), columns)
    return replace(plan, note=way) if way and plan.note == _refusal(plan) else plan


def _explained(plan: ColumnPlan) -> Words:
    used = [piece.comparability for piece in plan.pieces if piece.transfer]
    worst = max(used, key=lambda answer: answer.verdict)
    reason = decisive(worst)
    return reason.text if reason else say("alike")


def _without_clashes(columns: Sequence[ColumnPlan]) -> Iterable[ColumnPlan]:
    """Let only one column have each name in the result: what is not a figure first, then the best figure."""
    by_output: defaultdict[str, list[ColumnPlan]] = defaultdict(list)
    for column in columns:
        if column.kept:
            by_output[column.output].append(column)
    for column in columns:
        rivals = [other for other in by_output.get(column.output, ()) if column.kept and other is not column]
        better = [other for other in rivals if not other.pieces or other.rank <= column.rank]
        if column.pieces and better:
            note = say("taken", column=better[0].column, output=column.output)
            yield replace(column, treatment=Treatment.REFUSED, note=note)
        elif column.treatment is Treatment.RENAMED and better:
            yield replace(column, treatment=Treatment.KEPT, output=column.column)
        else:
            yield column
