"""Worked numbers: the shipped recipes give them, and the shortcuts that would be wrong are refused.

A recipe is a text for people. Here its right-hand side is calculated as it stands, each name replaced by a number.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import pytest

from graph.comparing.characteristic import PairRule
from graph.comparing.comparability import Comparability, compare
from graph.comparing.measure import Measure, common_meaning, load_measures
from graph.comparing.verdict import Verdict
from graph.mapping import Mapping as Use
from graph.mapping import Relation
from graph.store import CatalogueStore

BASE = "https://w3id.org/begrepskatalog/"
Measures = dict[str, Measure]
Numbers = Mapping[str, str]
Rows = Sequence[Numbers]

OPERATORS: Final[Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@pytest.fixture(scope="module")
def measures(real_store: CatalogueStore) -> Measures:
    """The measures of the shipped catalogue."""
    return load_measures(real_store)


def _calculate(expression: str, numbers: Numbers) -> Fraction:
    """The value of an arithmetic expression in Norwegian notation, with the names in ``numbers`` filled in."""
    for name in sorted(numbers, key=len, reverse=True):
        expression = expression.replace(name, f"({numbers[name]})")
    plain = expression.replace("×", "*").replace("−", "-")
    return _value(ast.parse(re.sub(r"(\d),(\d)", r"\1.\2", plain).strip(), mode="eval").body)


def _value(node: ast.expr) -> Fraction:
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    assert isinstance(node, ast.Constant), ast.dump(node)
    return Fraction(str(node.value))


def _right_hand_side(recipe: str) -> str:
    """What a recipe says to calculate, without the explanation after it."""
    _, _, right = recipe.partition(" = ")
    return re.sub(r"(, der | over | \(\d+,\d+| \(barnetrinn).*$", "", right)


def _by_recipe(recipe: str, rows: Rows) -> Fraction:
    """What a recipe gives; one that sums («Σ …») is calculated for each row."""
    right = _right_hand_side(recipe)
    if right.startswith("Σ") and not any(name.startswith("Σ") for name in rows[0]):
        return sum((_calculate(right.removeprefix("Σ"), row) for row in rows), Fraction(0))
    (numbers,) = rows
    return _calculate(right, numbers)


def _rule(measures: Measures, concept: str, slug: str, codes: tuple[str, str]) -> PairRule:
    measure = measures[f"{BASE}begrep/{concept}"]
    (asked,) = [c.characteristic for c in measure.components if c.characteristic.slug == slug]
    pair = tuple(f"{asked.iri}#{code}" for code in codes)
    (rule,) = [each for each in asked.rules[frozenset(pair)] if (each.from_code, each.to_code) == pair]
    return rule


def _compared(measures: Measures, concept: str, slug: str, codes: tuple[str, str], data: str | None) -> Comparability:
    """The answer for two uses that differ in one characteristic only, both with all data answered ``data``."""
    measure = measures[f"{BASE}begrep/{concept}"]
    one, other = (_use(measure, slug, code, data) for code in codes)
    return compare(measures, one, other)


def _use(measure: Measure, slug: str, code: str, data: str | None) -> Use:
    common = common_meaning(measure)
    # Where the common definition is silent, any answer will do as long as both uses give it.
    answers = {
        c.characteristic.iri: c.reference or min(key for key in c.characteristic.codes if c.characteristic.usable(key))
        for c in measure.components
    }
    asked = f"{BASE}kjennetegn/{slug}"
    references = {c.characteristic.iri: c.reference for c in measure.components}
    answers[asked] = f"{asked}#{code}"
    equal = references[asked] in (None, answers[asked])
    answers |= {key: f"{BASE}kjennetegn/ja-nei#{data}" for key in measure.data if data}
    return replace(
        common,
        iri=f"urn:{code}",
        common=False,
        example=True,
        relation=Relation.EXACT if equal else Relation.CLOSE,
        answers=answers,
    )


@dataclass(frozen=True, slots=True)
class Worked:
    """A worked example: the pair, the numbers, the right answer, and the answer of a tempting shortcut."""

    concept: str
    slug: str
    codes: tuple[str, str]
    rows: Rows
    right: str
    shortcut: str


SYKEFRAVAER = "personell/sykefravaersprosent"
WORKED: Final = {
    "sykehjem, 40 på 100 % og 20 på 50 % med 35,5 timer": Worked(
        "personell/arsverk-avtalt",
        "regnemaate",
        ("prosent", "timer-37-komma-5"),
        [
            {"årsverk_a i gruppen": "40", "timer i full stilling": "35.5"},
            {"årsverk_a i gruppen": "10", "timer i full stilling": "35.5"},
        ],
        right="47.33",
        shortcut="50.00",
    ),
    "helkontinuerlig turnus, 10 på 100 % med 33,6 timer": Worked(
        "personell/arsverk-avtalt",
        "regnemaate",
        ("prosent", "timer-37-komma-5"),
        [{"årsverk_a i gruppen": "10", "timer i full stilling": "33.6"}],
        right="8.96",
        shortcut="10.00",
    ),
    "sykmeldt 50 % i 20 dager, 80 % stilling": Worked(
        SYKEFRAVAER,
        "gradering",
        ("vektet", "uvektet"),
        [{"p_g(vektet)": "20 * 0.8 * 0.5", "g": "0.5"}],
        right="16",
        shortcut="20",
    ),
    "vektet 6,0 % fordelt på to grader": Worked(
        SYKEFRAVAER,
        "gradering",
        ("vektet", "uvektet"),
        [{"p_g(vektet)": "4.0", "g": "1"}, {"p_g(vektet)": "2.0", "g": "0.5"}],
        right="8.0",
        shortcut="6.0",
    ),
    "52 legemeldte og 7 egenmeldte av 1 000 dagsverk": Worked(
        SYKEFRAVAER,
        "fravaerstype",
        ("legemeldt", "lege-og-egen"),
        [{"p(legemeldt)": "52 / 1000 * 100", "p(egenmeldt)": "7 / 1000 * 100"}],
        right="5.9",
        shortcut="5.2",
    ),
    "samlet 5,9 %, og 80 feriedagsverk trekkes fra": Worked(
        SYKEFRAVAER,
        "nevner-sykefravaersprosent",
        ("avtalte", "uten-ferie"),
        [{"p_a": "5.9", "nevner_a": "1000", "nevner_b": "920"}],
        right="6.41",
        shortcut="5.90",
    ),
    "januar 30 av 400 og februar 18 av 600 dagsverk": Worked(
        SYKEFRAVAER,
        "periode",
        ("maaned", "kvartal"),
        [{"Σ tapte dagsverk": "30 + 18", "Σ avtalte dagsverk": "400 + 600"}],
        right="4.80",
        shortcut="5.25",
    ),
    "månedsvedtak på 24 timer": Worked(
        "helse-omsorg/vedtakstimer",
        "ukeomregning",
        ("uker-4", "uker-4-komma-33"),
        [{"timer fra ukevedtak": "0", "timer fra månedsvedtak": "24 / 4"}],
        right="5.54",
        shortcut="6.00",
    ),
    "5 timer i ukevedtak og 24 timer i månedsvedtak": Worked(
        "helse-omsorg/vedtakstimer",
        "ukeomregning",
        ("uker-4", "uker-4-komma-33"),
        [{"timer fra ukevedtak": "5", "timer fra månedsvedtak": "24 / 4"}],
        right="10.54",
        shortcut="10.15",
    ),
    "barnehage, 20 små og 30 store barn på 12 årsverk": Worked(
        "oppvekst/bemanningstetthet-barnehage",
        "barn",
        ("raa", "korrigert"),
        [{"tetthet_a": "50 / 12", "korrigerte barn": "20 * 2 + 30", "antall barn": "50"}],
        right="5.83",
        shortcut="4.17",
    ),
    "bemanningsnorm, 18 små og 36 store barn på 12 ansatte": Worked(
        "oppvekst/bemanningstetthet-barnehage",
        "barn",
        ("raa", "korrigert"),
        [{"tetthet_a": "54 / 12", "korrigerte barn": "18 * 2 + 36", "antall barn": "54"}],
        right="6.00",
        shortcut="4.50",
    ),
    "50 % stilling med permisjonsgrad 0,6": Worked(
        "personell/stillingsprosent",
        "type-stillingsprosent",
        ("avtalt", "tilstede"),
        [{"avtalt": "50", "permisjonsgrad": "0.6", "fraværsgrad": "0"}],
        right="20",
        shortcut="-10",
    ),
    "100 konkluderte meldinger over to årsskifter": Worked(
        "oppvekst/bekymringsmelding",
        "utvalg",
        ("konkluderte", "mottatte"),
        [
            {
                "konkluderte": "100",
                "konkluderte som kom før perioden": "8",
                "mottatte uten konklusjon ved periodens slutt": "12",
            }
        ],
        right="104",
        shortcut="100",
    ),
}


@pytest.mark.parametrize("worked", WORKED.values(), ids=WORKED.keys())
def test_the_recipe_gives_the_number(measures: Measures, worked: Worked) -> None:
    """Calculated as written, the rule's recipe gives the worked number, which the shortcut does not."""
    rule = _rule(measures, worked.concept, worked.slug, worked.codes)
    decimals = len(worked.right.partition(".")[2])
    assert round(_by_recipe(rule.recipe["nb"], worked.rows), decimals) == Fraction(worked.right)
    assert Fraction(worked.shortcut) != Fraction(worked.right)


@pytest.mark.parametrize("worked", WORKED.values(), ids=WORKED.keys())
def test_the_shortcut_is_refused(measures: Measures, worked: Worked) -> None:
    """With the data the figures are convertible, but never by a factor; without the data they are not comparable."""
    answered = {
        data: _compared(measures, worked.concept, worked.slug, worked.codes, data) for data in ("ja", "nei", None)
    }
    assert answered["ja"].verdict is Verdict.CONVERTIBLE
    assert (answered["ja"].formula, answered["ja"].transfer) == (None, None)
    assert answered[None].verdict is Verdict.UNKNOWN
    assert answered["nei"].verdict is Verdict.NOT_COMPARABLE


def test_a_recipe_names_the_figure_it_makes(measures: Measures) -> None:
    """Asked the other way round, the recipe still makes the same figure of the same, each by its name."""
    pair = ("kjerne", "med-timelonte")
    core, hourly = (_use(measures[f"{BASE}begrep/personell/ansatt"], "grupper-ansatt", code, "ja") for code in pair)
    core = replace(core, field=replace(core.field, organisation_name="Oslo"), common=False)
    hourly = replace(hourly, field=replace(hourly.field, organisation_name="Bergen"), common=False)
    for a, b in ((core, hourly), (hourly, core)):
        (recipe,) = compare(measures, a, b).recipes
        assert recipe["nb"] == "ansatte [Bergen] = ansatte [Oslo] + personer som bare er timelønte"


def test_full_time_across_employers_is_another_count(measures: Measures) -> None:
    """60 % and 40 % in two municipalities are full time at KS and two part-time jobs at SSB: not comparable."""
    pair = ("virksomhet", "sektor")
    answer = _compared(measures, "personell/heltidsansatt", "niva-heltidsansatt", pair, None)
    assert answer.verdict is Verdict.NOT_COMPARABLE
    assert answer.transfer is None
    rule = _rule(measures, "personell/heltidsansatt", "niva-heltidsansatt", pair)
    assert "60 % + 40 %" in rule.explanation["nb"]


def test_a_teachers_position_is_compared_in_percent(measures: Measures) -> None:
    """370.5 of 741 teaching hours is a 50 % position; comparing the hours themselves is only done with reservations."""
    pair = ("t37-komma-5", "laerer")
    rule = _rule(measures, "personell/heltidsstilling", "full-tid", pair)
    _, _, note = rule.explanation["nb"].partition("Stillingsprosent")
    assert "barnetrinn 741" in note
    numbers = {"undervisningstimer": "370.5", "årsramme": "741"}
    assert _by_recipe("Stillingsprosent" + note, [numbers]) == 50
    answer = _compared(measures, "personell/heltidsstilling", "full-tid", pair, None)
    assert (answer.verdict, answer.formula) == (Verdict.CAVEAT, None)


def test_an_elected_representative_is_no_employee(measures: Measures) -> None:
    """Staff resources and employees are two concepts; employees with the elected need the number of elected."""
    employees = _use(measures[f"{BASE}begrep/personell/ansatt"], "grupper-ansatt", "kjerne", None)
    resources = replace(employees, iri="urn:ressurser", concept=f"{BASE}begrep/personell/personalressurs")
    assert compare(measures, employees, resources).preliminary is Verdict.NOT_COMPARABLE
    pair = ("kjerne", "med-verv")
    assert _compared(measures, "personell/ansatt", "grupper-ansatt", pair, None).verdict is Verdict.UNKNOWN
    assert _compared(measures, "personell/ansatt", "grupper-ansatt", pair, "ja").verdict is Verdict.CONVERTIBLE
