"""Characteristic: one question two figures must answer alike, the codes it may be answered with, and the rules for
two different answers (``qb:AttributeProperty``, SKOS concept schemes, ``cmp:PairRule``)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import Final

from graph.comparing.formula import Formula
from graph.comparing.verdict import Verdict
from graph.facts import Facts, facts
from graph.namespaces import CMP
from graph.store import CatalogueStore, Row, value_of
from graph.texts import local_name
from graph.words import Words, alike

YES: Final = "ja"
NO: Final = "nei"
_SIDE: Final = re.compile(r"_([ab])\b")
_CONFIRMED: Final = frozenset({CMP + "Verified", CMP + "Partly"})


@dataclass(frozen=True, slots=True)
class Code:
    """One possible answer; a residual one («annet») says too little to equal even itself."""

    iri: str
    notation: str
    label: Words
    residual: bool


@dataclass(frozen=True, slots=True)
class PairRule:
    """What is known of figures that answer ``from_code`` and ``to_code``, in either order.

    ``formula`` turns a figure with ``from_code`` into one with ``to_code``; None when the way is told in words only
    (``recipe``) or not at all. ``needs_from`` and ``needs_to`` are the data characteristics each side must have.
    ``outcome`` is None when the rule states none of the three a rule may have. Not ``confirmed``: from memory only.
    ``advice`` is what to do rather than convert, for figures that are both from one of the organisations in
    ``advice_for`` (by IRI).
    """

    iri: str
    from_code: str
    to_code: str
    outcome: Verdict | None
    formula: Formula | None
    exact: bool
    confirmed: bool
    needs_from: frozenset[str]
    needs_to: frozenset[str]
    recipe: Words
    bias: Words
    explanation: Words
    source: str
    advice: Words = field(default_factory=lambda: alike(""))
    advice_for: frozenset[str] = frozenset()

    def recipe_between(self, code: str | None, first: Words, second: Words) -> Words:
        """The recipe for two figures by their names, the first with the answer ``code``.

        In a recipe ``_a`` is the figure with ``from_code`` and ``_b`` the one with ``to_code``, whichever comes first.
        """
        a, b = (first, second) if code == self.from_code else (second, first)
        names = {"a": a, "b": b}
        return {
            lang: "".join(
                f" [{names[part][lang]}]" if place % 2 else part for place, part in enumerate(_SIDE.split(recipe))
            )
            for lang, recipe in self.recipe.items()
        }


@dataclass(frozen=True, slots=True)
class Characteristic:
    """A question with its codes by IRI, and its rules by the unordered pair of codes they are about."""

    iri: str
    label: Words
    aspect: str
    codes: Mapping[str, Code]
    rules: Mapping[frozenset[str], tuple[PairRule, ...]]

    @property
    def slug(self) -> str:
        """The last part of the IRI, as the tables write it."""
        return local_name(self.iri)

    @property
    def data_needed(self) -> frozenset[str]:
        """Every data characteristic some rule asks for."""
        rules = [rule for pair in self.rules.values() for rule in pair]
        return frozenset().union(*(rule.needs_from | rule.needs_to for rule in rules))

    def usable(self, code: str | None) -> bool:
        """May a figure be compared by this answer? Not when missing, not in the list, or residual."""
        found = self.codes.get(code) if code else None
        return found is not None and not found.residual

    def has_rule(self, first: str, second: str) -> bool:
        """Has somebody assessed these two answers? Then the rule speaks, also about a residual one."""
        return frozenset({first, second}) in self.rules


def load_characteristics(store: CatalogueStore) -> dict[str, Characteristic]:
    """Every characteristic described in the store, by IRI."""
    codes = _codes_by_list(store.select("characteristic_codes"))
    rules = _rules_by_characteristic(store.select("pair_rules"))
    return {
        iri: Characteristic(
            iri=iri,
            label=said.words("rdfs:label", local_name(iri)),
            aspect=(said.iri("cmp:aspect") or "").removeprefix(CMP),
            codes=codes.get(said.iri("qb:codeList") or "", {}),
            rules=rules.get(iri, {}),
        )
        for iri, said in facts(store.select("characteristics"), "characteristic").items()
    }


def _codes_by_list(rows: list[Row]) -> dict[str, dict[str, Code]]:
    def list_of(row: Row) -> str:
        return value_of(row["list"])

    return {
        code_list: {iri: _code(iri, said) for iri, said in facts(of_list, "code").items()}
        for code_list, of_list in groupby(sorted(rows, key=list_of), key=list_of)
    }


def _code(iri: str, said: Facts) -> Code:
    notation = said.text("skos:notation") or local_name(iri)
    return Code(
        iri=iri,
        notation=notation,
        label=said.words("skos:prefLabel", notation),
        residual=said.says("cmp:residual", "true"),
    )


def _rules_by_characteristic(
    rows: list[Row],
) -> dict[str, dict[frozenset[str], tuple[PairRule, ...]]]:
    described = facts(rows, "rule")
    labels = {value_of(row["value"]): value_of(row["label"]) for row in rows if "label" in row}
    owners = {value_of(row["rule"]): value_of(row["characteristic"]) for row in rows}
    gathered: defaultdict[str, defaultdict[frozenset[str], list[PairRule]]] = defaultdict(lambda: defaultdict(list))
    for iri, said in described.items():
        rule = _rule(iri, said, labels)
        gathered[owners[iri]][frozenset({rule.from_code, rule.to_code})].append(rule)
    return {owner: {pair: tuple(rules) for pair, rules in by_pair.items()} for owner, by_pair in gathered.items()}


def _rule(iri: str, said: Facts, labels: Mapping[str, str]) -> PairRule:
    outcome = Verdict.from_iri(said.iri("cmp:outcome") or "")
    cited = said.iri("dct:source")
    return PairRule(
        iri=iri,
        from_code=said.iri("cmp:fromCode") or "",
        to_code=said.iri("cmp:toCode") or "",
        outcome=outcome if outcome in _OUTCOMES else None,
        formula=_formula(said),
        exact=not said.says("cmp:exact", "false"),
        confirmed=said.iri("cmp:confidence") in _CONFIRMED,
        needs_from=said.iris("cmp:needsFrom"),
        needs_to=said.iris("cmp:needsTo"),
        recipe=said.words("cmp:recipe"),
        bias=said.words("cmp:bias"),
        explanation=said.words("skos:scopeNote"),
        source=said.text("dct:source") or ", ".join(filter(None, (labels.get(cited or ""), cited))),
        advice=said.words("cmp:advice"),
        advice_for=said.iris("cmp:adviceFor"),
    )


_OUTCOMES: Final = (Verdict.CONVERTIBLE, Verdict.CAVEAT, Verdict.NOT_COMPARABLE)


def _formula(said: Facts) -> Formula | None:
    factor, offset = said.number("cmp:factor"), said.number("cmp:offset")
    if factor is None and offset is None:
        return None
    factor = Fraction(1) if factor is None else factor
    return Formula(factor, offset or Fraction(0)) if factor else None
