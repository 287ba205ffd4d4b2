"""Stage KJ: what concepts ask of figures, the codes they are answered with, and the rules between codes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, permutations
from typing import Final

from pyoxigraph import NamedNode

from graph.checks.material import Material
from graph.checks.reading import term
from graph.checks.rule import spoken
from graph.checks.structure import StatedRule, asked, characteristics, codes, measures, rules
from graph.finding import Finding

_CORE: Final = frozenset({term("cmp:CountingUnit"), term("cmp:Population"), term("cmp:Time")})
_PAIRWISE: Final = term("cmp:Pairwise")
_CAVEAT: Final = term("cmp:WithCaveat")
_CONVERTIBLE: Final = term("cmp:Convertible")
_NOT_COMPARABLE: Final = term("cmp:NotComparable")
_LANGUAGES: Final = ("nb", "nn", "en")
_RESERVED: Final = re.compile(r"koder|regel-\d+")
_MONTH: Final = "jan|feb|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|des|dec"
_EXCEL_CHANGES: Final = re.compile(
    r"[-+]?\d+(?:[.,]\d+)?(?:e[-+]?\d+)?%?|\d+[-./ ]\d+(?:[-./ ]\d+)?|sann|usann|true|false|[-+=@].*"
    rf"|\d+[-. ]?(?:{_MONTH})\w*|(?:{_MONTH})\w*[-. ]?\d+",
    re.IGNORECASE,
)


def check_characteristics(material: Material) -> list[Finding]:
    """Findings on measures (KJ-01, -02, -09), codes (-06 to -08, -10), pair rules (-03 to -05, -11), units (-12)."""
    found: list[Finding] = []
    for concept in measures(material):
        found.extend(_measure(material, concept))
        found.extend(_components(material, concept))
    for characteristic in characteristics(material):
        found.extend(_description(material, characteristic))
        found.extend(_rules(material, characteristic))
        found.extend(_assessment(material, characteristic, _effects(material, characteristic)))
    for scheme in sorted(s for s in material.facts if s.startswith(f"{material.base}kjennetegn/")):
        if material.is_a(scheme, "skos:ConceptScheme"):
            found.extend(_codes(material, scheme))
    return [*found, *_units(material)]


def _measure(material: Material, concept: str) -> Iterator[Finding]:
    """KJ-01: a figure needs a unit, or a note on why it has none, and to say what is counted, among whom and when."""
    explained = any("enhet" in note.value for note in material.texts_of(concept, "skos:editorialNote"))
    if not explained and not material.values(concept, "sdmx-attribute:unitMeasure"):
        yield material.found("KJ-01", "unit", concept, "cmp:structure")
    components = asked(material, concept)
    aspects = {aspect for each in components for aspect in material.iris(each.characteristic, "cmp:aspect")}
    if not aspects & _CORE:
        yield material.found("KJ-01", "core", concept, "cmp:structure")


def _components(material: Material, concept: str) -> Iterator[Finding]:
    """KJ-02 and KJ-09: each component names a characteristic and an effect, and a reference value from its list."""
    for each in asked(material, concept):
        name = material.short(each.characteristic).rpartition("/")[2]
        if not each.characteristic:
            yield material.found("KJ-09", "attribute", each.node)
            continue
        if not each.effect:
            yield material.found("KJ-09", "effect", each.node)
        known = set(codes(material, each.characteristic).values())
        if not each.reference:
            yield material.found("KJ-02", "missing", each.node, "qb:attribute", name=name)
        elif known and each.reference not in known:
            value = NamedNode(each.reference)
            code = each.reference.partition("#")[2]
            yield material.found("KJ-09", "reference", each.node, "cmp:referenceValue", value, name=name, code=code)
        elif material.value(each.reference, "cmp:residual") == "true":
            value = NamedNode(each.reference)
            yield material.found("KJ-02", "residual", each.node, "cmp:referenceValue", value, name=name)


def _description(material: Material, characteristic: str) -> Iterator[Finding]:
    """KJ-10: a characteristic has its question in three languages, an aspect and a list of codes."""
    labels = {label.language for label in material.texts_of(characteristic, "rdfs:label")}
    for language in _LANGUAGES:
        if language not in labels:
            yield material.found("KJ-10", "label", characteristic, language=language, spoken=spoken(language))
    if not material.iris(characteristic, "cmp:aspect"):
        yield material.found("KJ-10", "aspect", characteristic)
    if not material.iris(characteristic, "qb:codeList"):
        yield material.found("KJ-10", "list", characteristic)


def _codes(material: Material, scheme: str) -> Iterator[Finding]:
    """KJ-06, KJ-07, KJ-08: codes that survive a spreadsheet, are told in three languages, and are unique."""
    first: dict[str, str] = {}
    for code in sorted(material.in_scheme(scheme)):
        labels = {label.language for label in material.texts_of(code, "skos:prefLabel")}
        for language in _LANGUAGES:
            if language not in labels:
                yield material.found("KJ-07", "label", code, language=language, spoken=spoken(language))
        notations = material.texts_of(code, "skos:notation")
        if len(notations) != 1:
            yield material.found("KJ-07", "notation", code)
        for notation in notations:
            word = notation.value
            own = code.partition("#")[2]
            if word in first:
                other = first[word]
                yield material.found("KJ-08", "twice", code, "skos:notation", notation, word=word, other=other)
            elif word != own:
                yield material.found("KJ-08", "other", code, "skos:notation", notation, word=word, own=own)
            elif _RESERVED.fullmatch(word):
                yield material.found("KJ-08", "reserved", code, "skos:notation", notation, word=word)
            elif _EXCEL_CHANGES.fullmatch(word) or not word[:1].isalpha():
                yield material.found("KJ-06", "changed", code, "skos:notation", notation, word=word)
            first.setdefault(word, own)


def _rules(material: Material, characteristic: str) -> Iterator[Finding]:
    """KJ-03 and KJ-11: a rule is whole, speaks of known codes, and does not contradict another."""
    known = set(codes(material, characteristic).values())
    outcomes: dict[tuple[str, str, frozenset[str], frozenset[str]], StatedRule] = {}
    for rule in rules(material, characteristic):
        stated = {"cmp:fromCode": rule.from_code, "cmp:toCode": rule.to_code, "cmp:outcome": rule.outcome}
        for name, value in stated.items():
            if not value:
                yield material.found("KJ-11", "missing", rule.node, name=name)
            elif known and name != "cmp:outcome" and value not in known:
                code = material.short(value).rpartition("#")[2]
                yield material.found("KJ-11", "code", rule.node, name, NamedNode(value), code=code)
        if not material.iris(rule.node, "cmp:confidence"):
            yield material.found("KJ-11", "missing", rule.node, name="cmp:confidence")
        factors = material.texts_of(rule.node, "cmp:factor")
        recipes = material.texts_of(rule.node, "cmp:recipe")
        if rule.outcome == _CONVERTIBLE and not factors and not recipes:
            yield material.found("KJ-03", "nothing", rule.node, "cmp:outcome")
        for factor in factors:
            if _is_nought(factor.value):
                yield material.found("KJ-03", "nought", rule.node, "cmp:factor", factor)
        key = (rule.from_code, rule.to_code, rule.needs_from, rule.needs_to)
        other = outcomes.setdefault(key, rule)
        if other.outcome != rule.outcome:
            first, second = (code.partition("#")[2] for code in (other.from_code, other.to_code))
            yield material.found("KJ-03", "contradiction", rule.node, "cmp:outcome", first=first, second=second)


def _is_nought(text: str) -> bool:
    try:
        return float(text) == 0
    except ValueError:
        return True


def _assessment(material: Material, characteristic: str, asking: set[str]) -> Iterator[Finding]:
    """KJ-04 and KJ-05: pairs of codes that no rule speaks of, and caveats that do not add up."""
    own = [code for code in codes(material, characteristic).values() if material.value(code, "cmp:residual") != "true"]
    best: dict[frozenset[str], set[str]] = defaultdict(set)
    for rule in rules(material, characteristic):
        best[frozenset({rule.from_code, rule.to_code})].add(rule.outcome)
    without = [pair for pair in combinations(sorted(own), 2) if not best.get(frozenset(pair))]
    if _PAIRWISE in asking and without:
        pairs = ", ".join(" / ".join(code.partition("#")[2] for code in pair) for pair in without)
        yield material.found("KJ-05", "pairs", characteristic, count=len(without), pairs=pairs)
    for one, middle, other in permutations(sorted(own), 3):
        steps = (best.get(frozenset({one, middle}), set()), best.get(frozenset({middle, other}), set()))
        whole = best.get(frozenset({one, other}), set())
        if one < other and all(_CAVEAT in step for step in steps) and (not whole or whole == {_NOT_COMPARABLE}):
            names = [code.partition("#")[2] for code in (one, middle, other)]
            yield material.found("KJ-04", "broken", characteristic, one=names[0], middle=names[1], other=names[2])
            return


def _effects(material: Material, characteristic: str) -> set[str]:
    """With which effects a characteristic is asked for."""
    return {effect for _, effect in material.claimed("effect", characteristic)}


def _units(material: Material) -> Iterator[Finding]:
    """KJ-12: a unit has names, a kind of quantity and a multiplier above nought."""
    for unit in sorted(s for s in material.facts if s.startswith(f"{material.base}enhet/")):
        labels = {label.language for label in material.texts_of(unit, "rdfs:label")}
        for language in _LANGUAGES:
            if language not in labels:
                yield material.found("KJ-12", "label", unit, language=language, spoken=spoken(language))
        if not material.iris(unit, "qudt:hasQuantityKind"):
            yield material.found("KJ-12", "kind", unit)
        multipliers = material.texts_of(unit, "qudt:conversionMultiplier")
        if len(multipliers) != 1 or _is_nought(multipliers[0].value):
            yield material.found("KJ-12", "multiplier", unit, "qudt:conversionMultiplier")
