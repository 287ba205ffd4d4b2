"""May these two figures be compared, and if not, why? The answer is computed from what the mappings say.

Missing information never makes figures comparable: what is not stated, not reviewed or not assessed is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from fractions import Fraction

from graph.comparing.conversion import Conversion, conversion
from graph.comparing.difference import ASSUMES, GATES, Difference, Kind, Side
from graph.comparing.differences import differences, gates
from graph.comparing.formula import Formula
from graph.comparing.measure import Measure
from graph.comparing.parties import Party, parties
from graph.comparing.parts import other_part
from graph.comparing.profile import Profile, profile_of
from graph.comparing.reasons import Reason, decisive_first
from graph.comparing.verdict import Verdict
from graph.mapping import Mapping
from graph.texts import local_name
from graph.words import Words, alike


@dataclass(frozen=True, slots=True)
class Comparability:
    """The answer for two figures, a and b.

    ``formula`` turns a figure of a into one of b, where conversions are needed, all are linear and the verdict allows
    it; ``conversions`` tell every step of the way in words. ``preliminary`` is the verdict computed behind an
    «unknown» that is due to a mapping not reviewed, of an older version or known of other days only. ``example``: an
    illustrative mapping is involved.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    formula: Formula | None = None
    conversions: tuple[Conversion, ...] = ()
    preliminary: Verdict | None = None
    example: bool = False
    must_convert: bool = False

    @property
    def computed(self) -> Verdict:
        """The verdict whatever keeps it from being given."""
        return self.verdict if self.preliminary is None else self.preliminary

    @property
    def tells_preliminary(self) -> bool:
        """Is there a preliminary verdict that says more than that the answer is unknown?"""
        return self.preliminary not in (None, Verdict.UNKNOWN)

    @property
    def decisive(self) -> Reason | None:
        """The reason the verdict follows from; None when nothing speaks against the figures."""
        found = [reason for reason in self.reasons if not reason.informs]
        gating = [reason for reason in found if reason.gates]
        return next(iter(gating or found), None)

    @property
    def behind(self) -> Reason | None:
        """The reason the preliminary verdict follows from; None without one, or when nothing speaks against it."""
        found = (reason for reason in self.reasons if not reason.informs and not reason.gates)
        return next(found, None) if self.preliminary is not None else None

    @property
    def recipes(self) -> tuple[Words, ...]:
        """The conversions where there is no formula."""
        return () if self.formula else tuple(step.text for step in self.conversions)

    @property
    def untold(self) -> tuple[Conversion, ...]:
        """Every conversion, where the decisive reason alone does not tell the whole of the way; else none."""
        told = self.decisive.conversion if self.decisive else None
        whole = len(self.conversions) == 1 and told == self.conversions[0] and not told.takes
        return () if whole else self.conversions

    @property
    def letters(self) -> Words | None:
        """What the letters in the conversions stand for; None when there are none."""
        return next((step.letters for step in self.conversions if step.letters), None)

    @property
    def formula_text(self) -> Words | None:
        """The formula between the names of the two, in nb, nn and en; None when there is no formula."""
        return self.conversions[0].text if self.formula else None

    @property
    def transfer(self) -> Formula | None:
        """What may be done to a figure of a so that it can stand beside those of b; None when nothing may."""
        if self.formula or self.must_convert or self.verdict > Verdict.CAVEAT:
            return self.formula
        return Formula(Fraction(1))


def compare(
    measures: MappingOf[str, Measure], a: Mapping, b: Mapping, given: Sequence[Difference] = ()
) -> Comparability:
    """May figures of use ``a`` be compared with figures of use ``b``?

    ``measures`` holds the measures by concept IRI (load_measures), those of both uses. Both are
    figures (Mapping.measured); either may be the concept's own definition (common_meaning). ``given`` is what is
    known beforehand to stand in the way.
    Symmetric: the reverse question has the same verdict and the inverse formula.
    """
    if a.iri == b.iri:
        return one_answer(measures, a, b, *given, Difference(Kind.SAME, Verdict.COMPARABLE))
    if not a.concept or not b.concept:
        concepts = zip(Side, (a.concept, b.concept), strict=True)
        lacking = tuple(side for side, concept in concepts if not concept)
        found = Difference(Kind.NO_CONCEPT, Verdict.UNKNOWN, sides=lacking)
        return one_answer(measures, a, b, *given, found)
    both = _measure(measures, a), _measure(measures, b)
    told = parties(a, b)
    points = [*given, *_differences(both, profile_of(both[0], a), profile_of(both[1], b)), *other_part(a, b)]
    reasons = [Reason(each, told, both, _source(each, a, b), note=_note(each, a, b)) for each in points]
    return _answer(reasons, example=a.example or b.example)


def one_answer(measures: MappingOf[str, Measure], a: Mapping, b: Mapping, *found: Difference) -> Comparability:
    """The answer that follows from differences known without looking at what the two measure."""
    both = _measure(measures, a), _measure(measures, b)
    told = parties(a, b)
    return _answer([Reason(each, told, both) for each in found], example=a.example or b.example)


def _measure(measures: MappingOf[str, Measure], use: Mapping) -> Measure:
    # A concept that asks for no characteristics is not among the measures.
    concept = use.concept or ""
    return measures.get(concept) or Measure(concept, alike(local_name(concept)), None, "", "", (), {})


def compare_profiles(
    measures: tuple[Measure, Measure], a: Profile, b: Profile, told: tuple[Party, Party]
) -> Comparability:
    """The same answer for any two different uses with these profiles, told about ``told``."""
    reasons = [
        Reason(found, told, measures, found.rule.source if found.rule else "") for found in _differences(measures, a, b)
    ]
    return _answer(reasons, example=a.example or b.example)


def _differences(measures: tuple[Measure, Measure], a: Profile, b: Profile) -> Iterable[Difference]:
    first, second = measures
    if first.same_concept(second):
        return differences(measures, a, b)
    other = Difference(
        Kind.OTHER_CONCEPT,
        Verdict.NOT_COMPARABLE,
        first=first.concept,
        second=second.concept,
        first_label=first.label,
        second_label=second.label,
    )
    return [other, *gates(measures, a, b)]


def _answer(reasons: Sequence[Reason], *, example: bool) -> Comparability:
    reasons = _one_way(reasons)
    found = [reason.difference for reason in reasons]
    computed = max((d.verdict for d in found if d.kind not in GATES), default=Verdict.COMPARABLE)
    gated = any(d.kind in GATES for d in found)
    verdict = Verdict.UNKNOWN if gated else computed
    reasons = [replace(reason, alone=computed is Verdict.UNKNOWN) if reason.assumes else reason for reason in reasons]
    usable = verdict <= Verdict.CAVEAT
    formula = _formula(found) if usable else None
    return Comparability(
        verdict=verdict,
        reasons=decisive_first(reasons),
        formula=formula,
        conversions=_conversions(reasons, formula) if usable else (),
        preliminary=computed if gated else None,
        example=example,
        must_convert=any(d.formula or d.by_recipe for d in found),
    )


def _conversions(reasons: Sequence[Reason], formula: Formula | None) -> tuple[Conversion, ...]:
    """Every conversion in words: leaving one out, such as that of the unit, would give a wrong figure."""
    if formula:
        return (conversion(formula, reasons[0].parties),)
    return tuple(step for reason in reasons if (step := reason.conversion))


def _one_way(reasons: Sequence[Reason]) -> Sequence[Reason]:
    """The reasons with their formulas told the way of the recipes, which cannot be turned, where those agree."""
    recipes = [reason for reason in reasons if reason.difference.by_recipe]
    if not recipes or any(reason.forward for reason in recipes):
        return reasons
    return [replace(reason, turned=True) for reason in reasons]


def _formula(found: Sequence[Difference]) -> Formula | None:
    steps = [difference.formula for difference in found if difference.formula]
    if not steps or any(difference.by_recipe for difference in found):
        return None
    # Which of two steps comes first matters as soon as one adds something, and nothing says which does.
    if len(steps) > 1 and any(step.offset for step in steps):
        return None
    whole = steps[0]
    for step in steps[1:]:
        whole = whole.then(step)
    return whole


def _note(found: Difference, a: Mapping, b: Mapping) -> str:
    """What somebody has written of a figure that is something else than the concept."""
    told = (a if side is Side.FIRST else b for side in found.sides)
    return " ".join(use.described for use in told if use.described) if found.kind is Kind.RELATED else ""


def _source(found: Difference, a: Mapping, b: Mapping) -> str:
    if found.rule:
        return found.rule.source
    if found.kind in (Kind.CONCEPT_STATUS, Kind.OTHER_PART) or found.kind in ASSUMES:
        return ""
    uses = [a if side is Side.FIRST else b for side in found.sides]
    if found.characteristic:
        asked = found.characteristic.iri
        sources = [use.sources.get(asked, "") for use in uses]
    else:
        sources = [use.source for use in uses]
    return "; ".join(dict.fromkeys(source for source in sources if source))
