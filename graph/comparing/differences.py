"""Every point where two profiles differ: relation to the concept, characteristics, review and version, unit.

The order of the result is the order reasons are told in among those of equal weight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from graph.comparing.characteristic import Characteristic
from graph.comparing.difference import BOTH, Difference, Kind, Side
from graph.comparing.measure import CURRENT, Component, Effect, Measure
from graph.comparing.pair_rules import judge
from graph.comparing.profile import Cause, Profile, Standing, deviations
from graph.comparing.verdict import Verdict

_STANDINGS: Final = {
    Standing.RELATED: (Kind.RELATED, Verdict.NOT_COMPARABLE),
    Standing.NOT_STATED: (Kind.NOT_STATED, Verdict.UNKNOWN),
    Standing.CONTRADICTED: (Kind.CONTRADICTED, Verdict.UNKNOWN),
    Standing.UNDESCRIBED: (Kind.UNDESCRIBED, Verdict.UNKNOWN),
}
_SEVERITY: Final = {
    Effect.BLOCKING: 3,
    Effect.PAIRWISE: 2,
    Effect.CAVEAT: 1,
    Effect.INFORMATIVE: 0,
}


def differences(measures: tuple[Measure, Measure], a: Profile, b: Profile) -> Iterator[Difference]:
    """Yield the differences between two profiles, each of its own measure.

    The measures are of one concept, or of two that count as the same (Measure.same_concept).
    """
    measure = measures[0] if measures[0] is measures[1] else joint(*measures)
    if not measure.components:
        yield Difference(Kind.NO_CHARACTERISTICS, Verdict.UNKNOWN)
    yield from _relations(measures, a, b)
    codes = a.codes | b.codes
    for component in measure.components:
        if component.asked_of(codes):
            yield from _of_characteristic(measure, component, a, b)
    yield from gates(measures, a, b)
    yield from _units(a, b)
    if measure.status != CURRENT:
        yield Difference(Kind.CONCEPT_STATUS, Verdict.COMPARABLE)


def gates(measures: tuple[Measure, Measure], a: Profile, b: Profile) -> Iterator[Difference]:
    """Yield what keeps the answer from being given at all: a mapping not reviewed, or of an older version."""
    for side, measure, profile in zip(Side, measures, (a, b), strict=True):
        if not profile.trusted:
            yield Difference(Kind.NOT_REVIEWED, Verdict.UNKNOWN, sides=(side,))
        if not profile.current:
            yield Difference(
                Kind.OTHER_VERSION,
                Verdict.UNKNOWN,
                first=profile.version,
                second=measure.version,
                sides=(side,),
            )


def _relations(measures: tuple[Measure, Measure], a: Profile, b: Profile) -> Iterator[Difference]:
    for side, measure, profile in zip(Side, measures, (a, b), strict=True):
        if profile.standing is Standing.AGREES:
            continue
        kind, verdict = _STANDINGS[profile.standing]
        found = Difference(kind, verdict, sides=(side,), first=profile.relation.iri if profile.relation else None)
        if profile.standing is Standing.CONTRADICTED:
            component, code = deviations(measure, profile.by_characteristic, profile.codes)[0]
            found = _contradicted(found, component, code)
        yield found


def _contradicted(found: Difference, component: Component, code: str) -> Difference:
    codes = component.characteristic.codes
    reference = codes.get(component.reference or "")
    return replace(
        found,
        characteristic=component.characteristic,
        first=code,
        first_label=codes[code].label,
        second=component.reference,
        second_label=reference.label if reference else None,
    )


def _of_characteristic(measure: Measure, component: Component, a: Profile, b: Profile) -> Iterator[Difference]:
    asked = component.characteristic
    first, second = a.by_characteristic.get(asked.iri), b.by_characteristic.get(asked.iri)
    usable = asked.usable(first), asked.usable(second)
    if all(usable) and first == second:
        return
    if not component.decides:
        yield _stated(Kind.INFORMATIVE, Verdict.COMPARABLE, asked, (first, second))
    elif first and second and (all(usable) or asked.has_rule(first, second)):
        yield judge(measure, component, (first, second), a, b)
    else:
        sides = tuple(side for side, answered in zip(Side, usable, strict=True) if not answered)
        causes = tuple(_cause(asked, a if side is Side.FIRST else b) for side in sides)
        yield _stated(Kind.NO_ANSWER, Verdict.UNKNOWN, asked, (first, second), sides, causes)


def _stated(
    kind: Kind,
    verdict: Verdict,
    asked: Characteristic,
    codes: tuple[str | None, str | None],
    sides: tuple[Side, ...] = BOTH,
    causes: tuple[Cause, ...] = (),
) -> Difference:
    first, second = codes
    return Difference(
        kind=kind,
        verdict=verdict,
        characteristic=asked,
        first=first,
        second=second,
        first_label=asked.codes[first].label if first else None,
        second_label=asked.codes[second].label if second else None,
        sides=sides,
        causes=causes,
    )


def _cause(asked: Characteristic, profile: Profile) -> Cause:
    if profile.by_characteristic.get(asked.iri):
        return Cause.RESIDUAL
    return profile.causes.get(asked.iri, Cause.MISSING)


def _units(a: Profile, b: Profile) -> Iterator[Difference]:
    first, second = a.measured_in, b.measured_in
    if not first or not second:
        units = zip(Side, (first, second), strict=True)
        lacking = tuple(side for side, unit in units if not unit)
        yield Difference(Kind.UNIT_MISSING, Verdict.UNKNOWN, sides=lacking)
        return
    kind, verdict, formula = Kind.UNIT_CONVERTIBLE, Verdict.CONVERTIBLE, None
    same_kind = first.same_kind(second)
    if same_kind is False:
        kind, verdict = Kind.UNIT_KIND, Verdict.NOT_COMPARABLE
    elif same_kind is None or not (formula := first.to(second)):
        kind, verdict = Kind.UNIT_UNDESCRIBED, Verdict.UNKNOWN
    if formula and formula.is_identity:
        return
    yield Difference(
        kind,
        verdict,
        first=first.iri,
        second=second.iri,
        first_label=first.label,
        second_label=second.label,
        formula=formula,
    )


def joint(one: Measure, other: Measure) -> Measure:
    """The measure two concepts that count as the same are compared by.

    It asks for the characteristics of both, with the stricter effect where both ask for one.
    """
    components = {c.characteristic.iri: c for c in one.components}
    for component in other.components:
        known = components.get(component.characteristic.iri, component)
        stricter = max(known.effect, component.effect, key=_SEVERITY.__getitem__)
        components[component.characteristic.iri] = replace(
            known,
            effect=stricter,
            only_when=_widest(known.only_when, component.only_when),
        )
    return replace(one, components=tuple(components.values()), data={**one.data, **other.data})


def _widest(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    # An empty set asks always, so it is the wider of the two.
    return one | other if one and other else frozenset()
