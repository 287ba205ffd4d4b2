"""Answers about figures and files as plain text for a terminal: the answer first, then why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from itertools import groupby
from pathlib import Path

from graph.comparing.comparability import Comparability
from graph.comparing.comparison import Comparison
from graph.comparing.conversion import Conversion
from graph.comparing.figure import Figure, concept_address
from graph.comparing.headline import headline
from graph.comparing.measure import Measure
from graph.comparing.period import Period
from graph.comparing.periods import SeriesBreak
from graph.comparing.verdict import Verdict
from graph.harmonising.crosswalk import Link
from graph.harmonising.file_words import say
from graph.harmonising.plan import ColumnPlan, Drop, Plan
from graph.harmonising.recipe import not_here
from graph.harmonising.suspicions import Notice
from graph.texts import Reference
from graph.words import sentence
from server.cli.words import rows, word
from server.comparison.crosswalk_forms import concept_name, target_name

_INDENT = "    "


def comparison_text(found: Comparison, lang: str) -> str:
    """The answer for two figures, with its reasons and their sources."""
    answer = f"{_verdict(found.verdict, lang)}{_marks(found.preliminary, lang, example=found.example)}"
    lines = [
        f"{sentence(found.measure.label[lang])}, {_period(found.period)}",
        f"{found.a.address} – {found.b.address}",
        *(
            [headline(found)[lang], word("whole-period", lang, answer=answer)]
            if found.varies or found.changes
            else [answer]
        ),
    ]
    if found.changes:
        breaks = (break_lines(found.measure, found.a, change, lang) for change in found.changes)
        return "\n".join([*lines, *(line for each in breaks for line in each)])
    stretches = found.stretches
    nearest = _nearest(found, lang)
    if len(stretches) == 1:
        return "\n".join([*lines, *_why(stretches[0].comparability, lang), *nearest])
    for part in stretches:
        told = part.comparability
        lines.append(f"{part.start} – {part.end}: {_verdict(told.verdict, lang)}{_marks(told.preliminary, lang)}")
        lines += _why(told, lang)
    return "\n".join([*lines, *nearest])


def _nearest(found: Comparison, lang: str) -> Iterator[str]:
    """The break that lies nearest a period without any."""
    if found.nearest_break and not found.period.is_day:
        yield word("no-break", lang)
        yield from break_lines(found.measure, found.a, found.nearest_break, lang)


def _why(answer: Comparability, lang: str) -> Iterator[str]:
    """How to convert, which way, and the reasons with their sources."""
    yield from _steps(answer, answer.conversions, lang)
    for reason in answer.reasons:
        yield f"  - {reason.text[lang]}"
        if reason.source:
            yield _INDENT + word("source", lang, source=reason.source)


def _steps(answer: Comparability, steps: Iterable[Conversion], lang: str) -> Iterator[str]:
    for step in steps:
        ends = {"source": step.source[lang], "target": step.target[lang]}
        takes = f". {step.takes[lang]}" if step.takes else ""
        yield _INDENT + word("convert", lang, recipe=step.text[lang], **ends) + takes
    if answer.letters:
        yield _INDENT + answer.letters[lang]


def break_lines(measure: Measure, figure: Figure, found: SeriesBreak, lang: str) -> Iterator[str]:
    """A day from which a column means something else than before: how the two compare, and how to ask."""
    answer = found.comparability
    verdict = f"{_verdict(answer.verdict, lang)}{_marks(answer.preliminary, lang, example=answer.example)}"
    yield word("series-break", lang, field=figure.address, day=found.at.isoformat(), answer=verdict)
    yield from _why(answer, lang)
    concept = concept_address(measure.concept)
    yield word("ask-break", lang, question=f"{concept} {found.before.address} {found.after.address}")


def crosswalk_text(
    table: str, period: Period, links: Iterable[Link], names: MappingOf[str, Reference], lang: str
) -> str:
    """Every column with its counterparts, the answer for each and the reason that weighs most."""
    lines = [
        word("table", lang, table=table),
        word("applies" if period.stated else "applies-today", lang, days=_period(period)),
    ]
    example = False
    for column, linked in groupby(links, key=lambda link: link.column):
        found = list(linked)
        concept = concept_name(found[0], names, lang) if found[0].concept else ""
        lines += ["", f"{column}{f' – {concept}' if concept else ''}"]
        for link in found:
            lines += _link_lines(link, lang)
            example = example or (link.example and link.comparability is not None)
    if example:
        lines += ["", word("examples-note", lang)]
    return "\n".join(lines)


def plan_text(plan: Plan, lang: str) -> str:
    """What became of every column of a file."""
    width = max(len(column.column) for column in plan.columns)
    return "\n".join(line for column in plan.columns for line in _column_lines(column, width, lang))


def rows_text(plan: Plan, result: Path, passed_on: int | None, dropped: MappingOf[Drop, int], lang: str) -> str:
    """How many rows were passed on and dropped, why, and where the result is described; None when no file is."""
    nothing = word("nothing-written", lang, file=str(result))
    lines = [nothing if passed_on is None else rows("rows-written", passed_on, lang, file=str(result))]
    if dropped.get(Drop.OUTSIDE):
        lines.append(rows("rows-outside", dropped[Drop.OUTSIDE], lang))
    if dropped.get(Drop.REFUSED):
        lines.append(rows("rows-refused", dropped[Drop.REFUSED], lang))
        lines += [line for column in plan.kept for line in _refused_pieces(column, plan, lang)]
    if passed_on is not None:
        lines.append(word("described", lang, file=f"{result}-metadata.json"))
    if any(piece.comparability.example for column in plan.columns for piece in column.pieces):
        lines.append(word("examples-note", lang))
    return "\n".join(lines)


def notices_text(notices: Iterable[Notice], lang: str) -> str:
    """What there is to tell of the values of a file, those that may be wrong marked."""
    return "\n".join(
        word("doubt" if notice.doubt else "notice", lang, told=sentence(notice.words[lang])) for notice in notices
    )


def _link_lines(link: Link, lang: str) -> Iterator[str]:
    target = target_name(link.target)
    if target or link.comparability:
        yield f"  → {target}{f'  {_answer(link.comparability, lang)}' if link.comparability else ''}"
    yield f"{_INDENT}{link.reason[lang]}"
    if link.comparability and not link.varies:
        yield from _steps(link.comparability, link.comparability.untold, lang)
    yield from (_INDENT + remark[lang] for remark in link.remarks)


def _column_lines(column: ColumnPlan, width: int, lang: str) -> Iterator[str]:
    renamed = f" → {column.output}" if column.kept and column.output != column.column else ""
    verdict = column.verdict
    # A column that is left out must not seem to be usable; its note tells what the figures could become.
    shown = verdict is not None and (column.kept or verdict > Verdict.CAVEAT)
    answer = f"  {_verdict(verdict, lang)}" if shown and verdict is not None else ""
    answer += _marks(column.preliminary, lang, example=any(piece.comparability.example for piece in column.pieces))
    yield f"{column.column.ljust(width)}  {say(column.treatment.value)[lang]}{renamed}{answer}"
    yield f"{' ' * width}  {column.note[lang]}"


def _refused_pieces(column: ColumnPlan, plan: Plan, lang: str) -> Iterator[str]:
    for piece in column.pieces:
        if piece.transfer is None:
            yield f"{_INDENT}{column.column} {piece.start} – {piece.end}: {_answer(piece.comparability, lang)}"
            way = not_here(piece, plan.columns)
            told = [way] if way else [reason.text for reason in piece.comparability.reasons[:1]]
            yield from (f"{_INDENT}{_INDENT}{words[lang]}" for words in told)


def _answer(answer: Comparability, lang: str) -> str:
    return _verdict(answer.verdict, lang) + _marks(answer.preliminary, lang, example=answer.example)


def _marks(preliminary: Verdict | None, lang: str, *, example: bool = False) -> str:
    marks = []
    # That it would stay unknown when it is reviewed is nothing more to say.
    if preliminary not in (None, Verdict.UNKNOWN):
        marks.append(word("preliminary", lang, verdict=preliminary.words[lang]))
    marks += [word("example", lang)] * example
    return f" ({'; '.join(marks)})" if marks else ""


def _verdict(verdict: Verdict, lang: str) -> str:
    return f"{verdict.symbol} {verdict.words[lang]}"


def _period(period: Period) -> str:
    return str(period.start) if period.is_day else f"{period.start} – {period.end}"
