"""Which answers to «may these figures be compared?» change when the content does.

Fields are taken together where they say the same before and say the same after: then every pair of two such sets
changes in one way, and a catalogue of thousands of fields needs few answers worked out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import date
from itertools import combinations_with_replacement, islice
from typing import Final

from graph.changes.change import VerdictChange
from graph.changes.content import Figures
from graph.changes.naming import word
from graph.comparing.comparability import compare
from graph.comparing.measure import Measure, common_meaning
from graph.comparing.profile import Profile, profile_of
from graph.comparing.verdict import Verdict
from graph.mapping import Mapping
from graph.words import Words, alike

_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class _Field:
    """One field on the day asked about, on both sides; None where it is no figure of the concept then."""

    name: Words
    before: Mapping | None
    after: Mapping | None


def verdict_changes(before: Figures, after: Figures, day: date) -> dict[str, tuple[VerdictChange, ...]]:
    """The verdicts on ``day`` that are others after than before, by concept, the gravest first."""
    sides = _by_concept(before, day), _by_concept(after, day)
    changes = {
        concept: tuple(_concept_changes(concept, before, after, sides[0].get(concept, {}), sides[1].get(concept, {})))
        for concept in sorted({*sides[0], *sides[1]})
    }
    return {concept: found for concept, found in changes.items() if found}


def _by_concept(figures: Figures, day: date) -> dict[str, dict[str, Mapping]]:
    """The figures of each concept valid on ``day``, by field, the common definition among them."""
    found: defaultdict[str, dict[str, Mapping]] = defaultdict(dict)
    for use in figures.uses:
        if use.measured and use.concept in figures.measures and use.valid_on(day):
            found[use.concept or ""][use.field.iri] = use
    for concept in found:
        common = common_meaning(figures.measures[concept])
        found[concept][common.iri] = common
    return found


def _concept_changes(
    concept: str, before: Figures, after: Figures, old: dict[str, Mapping], new: dict[str, Mapping]
) -> Iterator[VerdictChange]:
    measures = before.measures.get(concept), after.measures.get(concept)
    sets: defaultdict[tuple[Profile | None, Profile | None], list[_Field]] = defaultdict(list)
    for iri in sorted({*old, *new}):
        pair = old.get(iri), new.get(iri)
        profiles = tuple(
            profile_of(measure, use).anonymous() if measure and use else None
            for measure, use in zip(measures, pair, strict=True)
        )
        sets[profiles[0], profiles[1]].append(_Field(_name(pair[1] or pair[0]), *pair))
    if measures[0] == measures[1] and all(one == other for one, other in sets):
        return
    found = _pairs_by_change(before, after, list(sets.values()))
    yield from sorted(found, key=lambda change: (-change.weight, _rank(change.before), _rank(change.after)))


def _pairs_by_change(before: Figures, after: Figures, sets: Sequence[list[_Field]]) -> Iterator[VerdictChange]:
    counts: defaultdict[tuple[Verdict | None, Verdict | None], int] = defaultdict(int)
    named: defaultdict[tuple[Verdict | None, Verdict | None], list[tuple[Words, Words]]] = defaultdict(list)
    for one, other in combinations_with_replacement(sets, 2):
        pairs = _pairs(one, other)
        first = next(pairs, None)
        if first is None:
            continue
        change = tuple(
            _answer(figures.measures, *fields)
            for figures, fields in (
                (before, (first[0].before, first[1].before)),
                (after, (first[0].after, first[1].after)),
            )
        )
        if change[0] == change[1]:
            continue
        key = change[0], change[1]
        counts[key] += len(one) * (len(one) - 1) // 2 if one is other else len(one) * len(other)
        some = [first, *islice(pairs, _NAMED)]
        named[key].extend(_in_order(a.name, b.name) for a, b in some)
    for key, count in counts.items():
        pairs_named = sorted(named[key], key=lambda pair: (pair[0]["nb"], pair[1]["nb"]))
        yield VerdictChange(*key, count, tuple(pairs_named[:_NAMED]))


def _pairs(one: list[_Field], other: list[_Field]) -> Iterator[tuple[_Field, _Field]]:
    if one is other:
        return ((a, b) for place, a in enumerate(one) for b in one[place + 1 :])
    return ((a, b) for a in one for b in other)


def _answer(measures: MappingOf[str, Measure], a: Mapping | None, b: Mapping | None) -> Verdict | None:
    return compare(measures, a, b).verdict if a and b else None


def _in_order(one: Words, other: Words) -> tuple[Words, Words]:
    return (one, other) if one["nb"] <= other["nb"] else (other, one)


def _name(use: Mapping | None) -> Words:
    if use is None or use.common:
        return word("common-definition")
    field = use.field
    return alike(" · ".join(filter(None, (field.organisation_name, field.system, field.name))))


def _rank(verdict: Verdict | None) -> int:
    return -1 if verdict is None else int(verdict)
