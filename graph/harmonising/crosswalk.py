"""Crosswalk: from each column of a table, through the common concept, to the columns others have for it.

Only figures (role ``mål``) get a verdict. Other columns are linked, and the note says why nothing is compared.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from typing import Final

from graph.checks.suggestion import nearest, question
from graph.comparing.comparability import Comparability
from graph.comparing.figure import COMMON
from graph.comparing.headline import days
from graph.comparing.measure import Measure, common_meaning
from graph.comparing.period import Period
from graph.comparing.periods import Segment, joined, over_time, series_breaks
from graph.comparing.question import Known
from graph.comparing.reasons import Reason
from graph.comparing.verdict import Verdict
from graph.errors import TableUnclear
from graph.harmonising.file_words import say
from graph.harmonising.local_table import LocalTable
from graph.mapping import Mapping, Relation
from graph.organisation import organisations
from graph.store import CatalogueStore, iri
from graph.texts import LANGUAGES, Reference, references
from graph.words import Words


@dataclass(frozen=True, slots=True)
class Link:
    """One column and one counterpart of it, or none.

    ``use`` is None for a column that is not in the table. ``target`` is the counterpart's use, or the common
    definition. ``comparability`` is None where nothing is compared; ``note`` then tells why.
    ``comparability`` is the most careful answer of the period; where it ``varies``, the ``remarks`` tell each part.
    They also tell what a preliminary answer assumes, and the breaks in the series of the two.
    """

    column: str
    use: Mapping | None
    target: Mapping | None
    comparability: Comparability | None
    note: Words
    remarks: tuple[Words, ...] = ()
    varies: bool = False

    @property
    def concept(self) -> str | None:
        """The IRI of the concept that links the two."""
        return self.use.concept if self.use else None

    @property
    def decisive(self) -> Reason | None:
        """The reason that weighs most, None when none weighs anything."""
        return decisive(self.comparability) if self.comparability else None

    @property
    def reason(self) -> Words:
        """Why the answer is what it is, or why there is none."""
        if self.comparability is None:
            return self.note
        return self.decisive.text if self.decisive else say("alike")

    @property
    def example(self) -> bool:
        """Is the column or its counterpart an illustration?"""
        return any(use.example for use in (self.use, self.target) if use)


def crosswalk(
    measures: MappingOf[str, Measure],
    header: Iterable[str],
    table: LocalTable,
    others: Sequence[Mapping] | None,
    period: Period,
) -> list[Link]:
    """The links from each column of ``header`` to the columns ``others`` are the uses of, in ``period``.

    ``others`` is None for the common definitions. Columns come in the order of the header, counterparts best first.
    """
    return [link for column in header for link in _links(measures, column, table, others, period)]


def named(store: CatalogueStore, links: Iterable[Link]) -> dict[str, Reference]:
    """The concepts of ``links`` by IRI, with what they are called."""
    concepts = sorted({link.concept for link in links if link.concept})
    found: dict[str, Reference] = {}
    for concept in concepts:
        names = references(store.select("names", thing=iri(concept)), "thing")
        found[concept] = names[0] if names else Reference(concept)
    return found


def _links(
    measures: MappingOf[str, Measure],
    column: str,
    table: LocalTable,
    others: Sequence[Mapping] | None,
    period: Period,
) -> list[Link]:
    uses = table.columns.get(column, ())
    if not uses:
        return [Link(column, None, None, None, say("unmapped", table=table.path))]
    use = current(uses, period.end)
    if not use.concept:
        note = say("no-concept", role=role_name(use))
        return [Link(column, use, None, None, note)]
    if others is None:
        found = [_to_common(measures, column, uses, use, period)]
    else:
        found = [
            _linked(measures, column, uses, other, period) for other in _counterparts(measures, use, others, period)
        ]
    found.sort(key=_order)
    return found or [Link(column, use, None, None, say("no-counterpart"))]


def decisive(answer: Comparability) -> Reason | None:
    """The reason an answer hangs on, None when nothing speaks against comparing."""
    return next((reason for reason in answer.reasons if reason.verdict), None)


def current(uses: Sequence[Mapping], day: dt.date) -> Mapping:
    """The use in force on ``day``, else the latest that began before it, else the first; ``uses`` is not empty."""
    valid = [use for use in uses if use.valid_on(day)]
    past = [use for use in uses if not use.start or use.start <= day]
    return valid[0] if valid else max(past or uses[:1], key=lambda use: use.start or dt.date.min)


def same_concept(measures: MappingOf[str, Measure], a: Mapping, b: Mapping) -> bool:
    """Are two uses mapped to one concept, or to two that are stated to be one?"""
    if not a.concept or not b.concept or a.concept == b.concept:
        return bool(a.concept) and a.concept == b.concept
    first, second = measures.get(a.concept), measures.get(b.concept)
    return bool(first and second and first.same_concept(second))


def _counterparts(
    measures: MappingOf[str, Measure], use: Mapping, others: Sequence[Mapping], period: Period
) -> list[tuple[Mapping, ...]]:
    fields: defaultdict[str, list[Mapping]] = defaultdict(list)
    for other in others:
        if other.field.iri != use.field.iri:
            fields[other.field.iri].append(other)
    return [
        tuple(uses)
        for uses in fields.values()
        if any(period.touches(other.begins, other.end) and same_concept(measures, use, other) for other in uses)
    ]


def _linked(
    measures: MappingOf[str, Measure],
    column: str,
    uses: Sequence[Mapping],
    others: Sequence[Mapping],
    period: Period,
) -> Link:
    use, other = current(uses, period.end), current(others, period.end)
    if use.measured and other.measured:
        return _compared(measures, (column, use, other), uses, others, period)
    if Relation.RELATED in (use.relation, other.relation):
        return Link(column, use, other, None, say("only-related"))
    lesser = other if use.measured else use
    return Link(column, use, other, None, say("not-compared", role=role_name(lesser)))


def _to_common(
    measures: MappingOf[str, Measure], column: str, uses: Sequence[Mapping], use: Mapping, period: Period
) -> Link:
    measure = measures.get(use.concept or "")
    if use.measured and measure:
        common = common_meaning(measure)
        return _compared(measures, (column, use, common), uses, [common], period)
    related = use.relation is Relation.RELATED
    note = say("only-related") if related else say("not-compared", role=role_name(use))
    return Link(column, use, None, None, note)


def _compared(
    measures: MappingOf[str, Measure],
    ends: tuple[str, Mapping, Mapping],
    uses: Sequence[Mapping],
    others: Sequence[Mapping],
    period: Period,
) -> Link:
    """The most careful answer of the period, with each part of it where they differ, and the breaks it meets."""
    first, second = ([use for use in each if use.measured] for each in (uses, others))
    parts = joined(over_time(measures, first, second, period.start, period.end).segments, _answered)
    worst = max((part.comparability for part in parts), key=lambda answer: answer.verdict)
    told = [_part(part) for part in parts] if len(parts) > 1 else _assumptions(worst)
    for figure in (first, second):
        for found in series_breaks(measures, figure):
            if period.is_day or period.start < found.at <= period.end:
                told.append(say("series-break", field=found.after.field.path, day=found.at.isoformat()))
    return Link(*ends, worst, {}, tuple(told), len(parts) > 1)


def _answered(answer: Comparability) -> tuple[object, ...]:
    return answer.verdict, answer.preliminary, tuple(reason.told("nb") for reason in answer.reasons)


def _part(part: Segment) -> Words:
    """The days of a part, its answer, why or how to convert, and what a preliminary answer assumes."""
    answer = part.comparability
    weighs = decisive(answer)
    reasons = [weighs.text if weighs else say("alike"), *_assumptions(answer)]
    return {
        lang: " ".join(
            (
                f"{days(part.start, part.end, lang)}: {_verdict(answer, lang)}.",
                *(reason[lang] for reason in reasons),
                _steps(answer, lang),
            )
        ).rstrip()
        for lang in LANGUAGES
    }


def _assumptions(answer: Comparability) -> list[Words]:
    """What a preliminary answer takes to hold, where that is not the reason that is told anyway."""
    weighs = decisive(answer)
    return [reason.text for reason in answer.reasons if reason.assumes and reason != weighs]


def _verdict(answer: Comparability, lang: str) -> str:
    told = f"{answer.verdict.symbol} {answer.verdict.words[lang]}"
    # That it would stay unknown is nothing more to say.
    if answer.preliminary in (None, Verdict.UNKNOWN):
        return told
    return f"{told} ({say('preliminary', verdict=answer.computed.words)[lang]})"


def _steps(answer: Comparability, lang: str) -> str:
    """Every step of the conversion, where the reason does not tell the whole of it; several are numbered."""
    told = [step.text[lang] for step in answer.untold]
    if len(told) < 2:
        return "".join(told)
    return say("all-steps")[lang] + " " + "; ".join(f"{number}) {text}" for number, text in enumerate(told, 1))


def _order(link: Link) -> tuple[int, bool, str]:
    worst = link.comparability.verdict if link.comparability else 9
    target = link.target.field.iri if link.target else ""
    return worst, bool(link.comparability and link.comparability.transfer is None), target


_ROLES: Final = {"mål": "figure", "kode": "code", "nøkkel": "key", "periode": "period", "opplysning": "information"}


def role_name(use: Mapping) -> Words:
    """What the role of a column is called."""
    return say(f"role-{_ROLES.get(use.role, 'left-out')}")


def find_others(known: Known, written: str) -> tuple[Mapping, ...] | None:
    """The uses of the organisation that is ``written``, by its folder's name, its name or its IRI; None for «felles».

    Raises TableUnclear when there is no such organisation.
    """
    name = written.strip().removeprefix(f"{known.base}organisasjon/").casefold()
    if name == COMMON:
        return None
    owners = organisations(known.store)
    for owner in owners:
        if name in (owner.slug, owner.name.casefold()):
            return known.uses.of_organisation(owner.iri)
    meant = question(nearest(name, [owner.slug for owner in owners]))
    raise TableUnclear(say("no-such-owner", name=written, meant=meant))
