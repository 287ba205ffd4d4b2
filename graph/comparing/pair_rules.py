"""May figures with two different answers to a characteristic be compared? The pair rules say, or the effect."""

from __future__ import annotations

from typing import Final

from graph.comparing.characteristic import Characteristic, PairRule
from graph.comparing.difference import Difference, Kind, Lack, Side
from graph.comparing.formula import Formula
from graph.comparing.measure import Component, Effect, Measure
from graph.comparing.profile import Profile
from graph.comparing.verdict import Verdict

_BY_EFFECT: Final = {
    Effect.BLOCKING: (Kind.BLOCKING, Verdict.NOT_COMPARABLE),
    Effect.CAVEAT: (Kind.CAVEAT, Verdict.CAVEAT),
    Effect.PAIRWISE: (Kind.NOT_ASSESSED, Verdict.UNKNOWN),
}


def judge(measure: Measure, component: Component, codes: tuple[str, str], a: Profile, b: Profile) -> Difference:
    """The difference between two profiles that answer a deciding characteristic with two different codes.

    The best of the pair's rules counts; a rule holds in both orders. Without a rule the component's effect does.
    """
    asked = component.characteristic
    rules = asked.rules.get(frozenset(codes), ())
    if not rules:
        kind, verdict = _BY_EFFECT[component.effect]
        return _difference(asked, codes, kind, verdict)
    judged = sorted((_by_rule(measure, asked, codes, rule, a, b) for rule in rules), key=_rank)
    best = judged[0]
    if best.kind is not Kind.DATA_NOT_STATED:
        return best
    alternatives = [each.lacks[0] for each in judged if each.kind is Kind.DATA_NOT_STATED]
    return _difference(asked, codes, best.kind, best.verdict, best.rule, lacks=tuple(dict.fromkeys(alternatives)))


def _rank(difference: Difference) -> tuple[int, bool, bool, str]:
    # Independent of the order of the two figures, so that the reverse pair gets the inverse formula.
    incomplete = difference.kind is Kind.RULE_INCOMPLETE
    rule = difference.rule.iri if difference.rule else ""
    return (difference.verdict, incomplete, difference.formula is None, rule)


def _by_rule(
    measure: Measure,
    asked: Characteristic,
    codes: tuple[str, str],
    rule: PairRule,
    a: Profile,
    b: Profile,
) -> Difference:
    forward = rule.from_code == codes[0]
    if rule.outcome is Verdict.NOT_COMPARABLE:
        return _difference(asked, codes, Kind.RULED_OUT, rule.outcome, rule)
    lacks = _lacks(measure, rule, forward, a, b)
    for state, kind, verdict in _BY_DATA:
        lacking = tuple(lack for lack, stated in lacks if stated is state)
        if lacking:
            return _difference(asked, codes, kind, verdict, rule, lacks=(lacking,))
    formula = rule.formula if forward or not rule.formula else rule.formula.inverse
    told = bool(formula or rule.recipe["nb"])
    if rule.outcome is None or (rule.outcome is Verdict.CONVERTIBLE and not told):
        return _difference(asked, codes, Kind.RULE_INCOMPLETE, Verdict.UNKNOWN, rule)
    kind, verdict = Kind.RULED_CAVEAT, Verdict.CAVEAT
    if rule.outcome is Verdict.CONVERTIBLE:
        kind = Kind.RULED_CONVERTIBLE
        verdict = Verdict.CONVERTIBLE if rule.exact and rule.confirmed else Verdict.CAVEAT
    return _difference(asked, codes, kind, verdict, rule, formula=formula, told=told)


_BY_DATA: Final = (
    (False, Kind.DATA_MISSING, Verdict.NOT_COMPARABLE),
    (None, Kind.DATA_NOT_STATED, Verdict.UNKNOWN),
)


def _lacks(measure: Measure, rule: PairRule, forward: bool, a: Profile, b: Profile) -> list[tuple[Lack, bool | None]]:
    first, second = rule.needs_from, rule.needs_to
    if not forward:
        first, second = second, first
    needed = [(Side.FIRST, a, key) for key in sorted(first)]
    needed += [(Side.SECOND, b, key) for key in sorted(second)]
    return [(Lack(side, key, measure.data[key].label), profile.by_data.get(key)) for side, profile, key in needed]


def _difference(
    asked: Characteristic,
    codes: tuple[str, str],
    kind: Kind,
    verdict: Verdict,
    rule: PairRule | None = None,
    *,
    formula: Formula | None = None,
    told: bool = False,
    lacks: tuple[tuple[Lack, ...], ...] = (),
) -> Difference:
    first, second = codes
    return Difference(
        kind=kind,
        verdict=verdict,
        characteristic=asked,
        first=first,
        second=second,
        first_label=asked.codes[first].label,
        second_label=asked.codes[second].label,
        rule=rule,
        formula=formula,
        by_recipe=told and formula is None,
        lacks=lacks,
    )
