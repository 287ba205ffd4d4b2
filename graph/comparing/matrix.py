"""Matrix: may the figures of a concept be compared, every field against every other?

Fields that say the same of themselves in every segment of the period get the same answers, so an answer is worked
out once for two such groups, when it is first looked at, and never for each pair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from dataclasses import field as member
from datetime import date
from itertools import chain, combinations
from typing import Any, Final

from graph.comparing.comparability import compare_profiles
from graph.comparing.figure import Figure, common_figure, figures_of
from graph.comparing.measure import Measure
from graph.comparing.parties import group_parties
from graph.comparing.period import Period
from graph.comparing.periods import cuts, nearest_use
from graph.comparing.profile import Profile, profile_of
from graph.comparing.verdict import Verdict
from graph.mapping import Mapping

# What a field says of itself in each segment: an index into what fields say, or one of these two where it
# contradicts itself or is no figure of a concept.
_NOTHING: Final = -1
_NOTHING_IN_EXAMPLE: Final = -2
Signature = tuple[int, ...]

# Up to so many groups are all held against each other at once (some 3,000 answers).
_GROUPS_AT_ONCE: Final = 80
_USABLE: Final = (Verdict.COMPARABLE, Verdict.CONVERTIBLE, Verdict.CAVEAT)


@dataclass(frozen=True, slots=True)
class Line:
    """A field in the matrix; ``group`` numbers the fields that get the same answers, of which there are ``size``."""

    figure: Figure
    signature: Signature
    group: int = 0
    size: int = 1

    @property
    def use(self) -> Mapping:
        """The use to describe the field by: the newest."""
        return self.figure.current

    @property
    def sector(self) -> str | None:
        """The IRI of the sector the figures are about, None when they are about the whole organisation."""
        return self.use.sector.iri if self.use.sector else None

    @property
    def national(self) -> bool:
        """Does the field belong to a national source, and not to a municipality or county?"""
        return not self.figure.common and not self.figure.field.municipal


@dataclass(frozen=True, slots=True)
class Cell:
    """An answer in the matrix; ``preliminary`` as in Comparability, ``example`` when an illustration is involved."""

    verdict: Verdict
    preliminary: Verdict | None = None
    example: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """How many have one answer, and how many of those answers rest on an illustration."""

    number: int
    examples: int


@dataclass(frozen=True, slots=True)
class _Said:
    """What a field says of itself in a segment; ``assumed`` where that is known of other days only."""

    measure: Measure
    profile: Profile
    assumed: bool


@dataclass(frozen=True)
class Matrix:
    """Every field that measures the concept on some day of the period, those with the same answers together.

    ``lines`` are municipalities first; in each part those come first that agree with the common definition, then
    those whose own group agrees within itself, then those that can stand beside most others, then the larger groups.
    """

    measure: Measure
    period: Period
    common: Line
    lines: tuple[Line, ...]
    _said: Sequence[_Said] = member(repr=False)
    _known: dict[tuple[Signature, Signature], Cell] = member(default_factory=dict, compare=False, repr=False)

    def cell(self, row: Line, column: Line) -> Cell:
        """The answer for two different fields, the worst of the period."""
        key = (row.signature, column.signature)
        if key not in self._known:
            self._known[key] = self._known[key[::-1]] = self._worked_out(*key)
        return self._known[key]

    @property
    def pair_count(self) -> int:
        """How many pairs there are: each field with the common definition, and with every other field once."""
        return len(self.lines) * (len(self.lines) + 1) // 2

    def pairs(self) -> Iterator[tuple[Figure, Figure]]:
        """Yield those pairs, in the order of the lines."""
        figures = [line.figure for line in self.lines]
        yield from ((self.common.figure, figure) for figure in figures)
        yield from combinations(figures, 2)

    def pair_tally(self) -> dict[Verdict, Count] | None:
        """How many pairs of fields have each answer, best first; None when there are too many groups to tell soon."""
        sizes = Counter(line.signature for line in self.lines)
        if len(sizes) > _GROUPS_AT_ONCE:
            return None
        firsts = list({line.signature: line for line in self.lines}.values())
        within = ((self.cell(one, one), sizes[one.signature] * (sizes[one.signature] - 1) // 2) for one in firsts)
        across = (
            (self.cell(one, other), sizes[one.signature] * sizes[other.signature])
            for one, other in combinations(firsts, 2)
        )
        return _tally(chain(within, across))

    def tally(self) -> dict[Verdict, Count]:
        """How many fields have each answer when held against the common definition, best answer first."""
        return _tally((self.cell(line, self.common), 1) for line in self.lines)

    def _worked_out(self, first: Signature, second: Signature) -> Cell:
        found = [self._answer(a, b) for a, b in zip(first, second, strict=True)]
        verdict = max(cell.verdict for cell in found)
        waiting = verdict is Verdict.UNKNOWN and any(cell.preliminary is not None for cell in found)
        computed = max(cell.verdict if cell.preliminary is None else cell.preliminary for cell in found)
        return Cell(verdict, computed if waiting else None, any(cell.example for cell in found))

    def _answer(self, first: int, second: int) -> Cell:
        if first < 0 or second < 0:
            known = [self._said[index].profile for index in (first, second) if index >= 0]
            example = _NOTHING_IN_EXAMPLE in (first, second) or any(profile.example for profile in known)
            return Cell(Verdict.UNKNOWN, example=example)
        a, b = self._said[first], self._said[second]
        answer = compare_profiles((a.measure, b.measure), a.profile, b.profile, group_parties())
        if a.assumed or b.assumed:
            return Cell(Verdict.UNKNOWN, answer.computed, answer.example)
        return Cell(answer.verdict, answer.preliminary, answer.example)


def matrix(
    measures: MappingOf[str, Measure],
    measure: Measure,
    uses: Iterable[Mapping],
    period: Period,
    name_order: Callable[[str], Any] = str.casefold,
) -> Matrix:
    """The matrix of a concept over a period, from the uses of its fields (Uses.of_concept).

    ``name_order`` is what names of organisations are sorted by.
    """
    figures = figures_of(uses, measure.concept, period)
    days = cuts((use for figure in figures for use in figure.uses), period.start, period.end)
    signer = _Signer(measures, days)
    common = common_figure(measure)
    unordered = Matrix(
        measure,
        period,
        Line(common, signer.signature(common)),
        tuple(Line(figure, signer.signature(figure)) for figure in figures),
        signer.said,
    )
    return replace(unordered, lines=_ordered(unordered, name_order))


def _tally(counted: Iterable[tuple[Cell, int]]) -> dict[Verdict, Count]:
    """The verdicts that occur, best first, from cells and how many pairs each is the answer for."""
    numbers: Counter[Verdict] = Counter()
    examples: Counter[Verdict] = Counter()
    for cell, number in counted:
        numbers[cell.verdict] += number
        examples[cell.verdict] += number if cell.example else 0
    return {verdict: Count(numbers[verdict], examples[verdict]) for verdict in Verdict if numbers[verdict]}


class _Signer:
    """Numbers what fields say of themselves, the same number for the same."""

    def __init__(self, measures: MappingOf[str, Measure], days: Sequence[date]) -> None:
        self.said: list[_Said] = []
        self._measures = measures
        self._days = days
        self._places: dict[tuple[Profile, bool], int] = {}
        self._by_use: dict[tuple[str, bool], int] = {}

    def signature(self, figure: Figure) -> Signature:
        return tuple(self._on(figure, day) for day in self._days)

    def _on(self, figure: Figure, day: date) -> int:
        valid = [use for use in figure.uses if use.valid_on(day)]
        use = nearest_use(figure.uses, day)
        if len(valid) > 1 or use.concept not in self._measures:
            return _NOTHING_IN_EXAMPLE if use.example else _NOTHING
        key = (use.iri, not valid)
        if key not in self._by_use:
            self._by_use[key] = self._place(self._measures[use.concept or ""], use, assumed=not valid)
        return self._by_use[key]

    def _place(self, measure: Measure, use: Mapping, *, assumed: bool) -> int:
        profile = profile_of(measure, use).anonymous()
        place = self._places.setdefault((profile, assumed), len(self.said))
        if place == len(self.said):
            self.said.append(_Said(measure, profile, assumed))
        return place


def _ordered(found: Matrix, name_order: Callable[[str], Any]) -> tuple[Line, ...]:
    sizes = Counter(line.signature for line in found.lines)
    firsts = {line.signature: line for line in reversed(found.lines)}

    def merit(signature: Signature) -> tuple[Any, ...]:
        one = firsts[signature]
        against, within = found.cell(one, found.common).verdict, found.cell(one, one).verdict
        return against, within, -usable[signature], -sizes[signature], one.figure.iri

    usable = {one.signature: _usable(found, one, sizes, firsts.values()) for one in firsts.values()}
    ranked = sorted(sizes, key=merit)
    rank = {signature: place for place, signature in enumerate(ranked)}

    def order(line: Line) -> tuple[Any, ...]:
        owner = name_order(line.figure.field.organisation_name)
        return line.national, rank[line.signature], owner, line.figure.iri

    ordered = sorted(found.lines, key=order)
    numbers = {one: place for place, one in enumerate(dict.fromkeys(line.signature for line in ordered), 1)}
    return tuple(replace(line, group=numbers[line.signature], size=sizes[line.signature]) for line in ordered)


def _usable(found: Matrix, one: Line, sizes: MappingOf[Signature, int], others: Iterable[Line]) -> int:
    """How many fields the figures can stand beside, as long as there are few enough groups to ask about."""
    if len(sizes) > _GROUPS_AT_ONCE:
        return 0
    return sum(sizes[other.signature] for other in others if found.cell(one, other).verdict in _USABLE)
