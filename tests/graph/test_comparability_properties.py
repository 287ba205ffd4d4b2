"""What holds for any catalogue whatever its content: properties of the comparability engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations

import pyoxigraph as ox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy

from graph.comparing.characteristic import Characteristic, Code
from graph.comparing.comparability import compare
from graph.comparing.comparison_graph import ComparisonWriter
from graph.comparing.difference import GATES
from graph.comparing.measure import Component, Effect, Measure, common_meaning, load_measures
from graph.comparing.profile import Profile, profile_of
from graph.comparing.verdict import Verdict
from graph.mapping import UNKNOWN, Mapping, load_mappings
from graph.store import CatalogueStore
from graph.words import alike

CONCEPT = "https://w3id.org/begrepskatalog/begrep/personell/sykefravaersprosent"
ANSWERS = "https://w3id.org/begrepskatalog/graf/sammenligning"
DAY = date(2026, 11, 21)
DAY_LITERAL = ox.Literal(DAY.isoformat(), datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
thorough = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
Catalogues = SearchStrategy[CatalogueStore]


def _uses(store: CatalogueStore) -> tuple[dict[str, Measure], list[Mapping]]:
    measures = load_measures(store)
    return measures, [common_meaning(measures[CONCEPT]), *load_mappings(store)]


def _pairs(store: CatalogueStore) -> Iterator[tuple[dict[str, Measure], Mapping, Mapping]]:
    measures, uses = _uses(store)
    for a, b in combinations(uses, 2):
        yield measures, a, b


def _deciding(measure: Measure, *profiles: Profile) -> list[Characteristic]:
    codes = frozenset().union(*(profile.codes for profile in profiles))
    return [c.characteristic for c in measure.components if c.decides and c.asked_of(codes)]


def _complete(measure: Measure, asked: list[Characteristic], profile: Profile) -> bool:
    answered = all(profile.by_characteristic[c.iri] in c.codes for c in asked)
    return answered and profile.measured_in is not None and profile.trusted and profile.current


@thorough
@given(data=st.data())
def test_reflexive(random_catalogues: Catalogues, data: DataObject) -> None:
    """A use is always comparable with itself, whatever is unknown about it."""
    measures, uses = _uses(data.draw(random_catalogues))
    for use in uses:
        assert compare(measures, use, use).verdict is Verdict.COMPARABLE


@thorough
@given(data=st.data())
def test_symmetric_with_the_inverse_formula(random_catalogues: Catalogues, data: DataObject) -> None:
    """Turning the question round keeps verdict and reasons' weights, and inverts the formula exactly."""
    for measures, a, b in _pairs(data.draw(random_catalogues)):
        there, back = compare(measures, a, b), compare(measures, b, a)
        assert there.verdict is back.verdict
        assert there.preliminary is back.preliminary
        assert [r.verdict for r in there.reasons] == [r.verdict for r in back.reasons]
        assert (there.formula.inverse if there.formula else None) == back.formula


@thorough
@given(data=st.data())
def test_only_complete_uses_are_comparable(random_catalogues: Catalogues, data: DataObject) -> None:
    """No verdict better than unknown unless both uses answer everything asked, have a unit, and pass the gate."""
    for measures, a, b in _pairs(data.draw(random_catalogues)):
        if compare(measures, a, b).verdict <= Verdict.CAVEAT:
            measure = measures[CONCEPT]
            profiles = profile_of(measure, a), profile_of(measure, b)
            asked = _deciding(measure, *profiles)
            assert all(_complete(measure, asked, profile) for profile in profiles)


@thorough
@given(data=st.data())
def test_comparable_means_equal_answers(random_catalogues: Catalogues, data: DataObject) -> None:
    """Comparable without conversion only where every deciding answer is the same and the units agree."""
    for measures, a, b in _pairs(data.draw(random_catalogues)):
        if compare(measures, a, b).verdict is Verdict.COMPARABLE:
            measure = measures[CONCEPT]
            one, other = profile_of(measure, a), profile_of(measure, b)
            for asked in _deciding(measure, one, other):
                assert one.by_characteristic[asked.iri] == other.by_characteristic[asked.iri]
            conversion = a.unit.to(b.unit) if a.unit and b.unit else None
            assert conversion
            assert conversion.is_identity


@thorough
@given(data=st.data())
def test_removing_an_answer_leaves_unknown(random_catalogues: Catalogues, data: DataObject) -> None:
    """Take away any one required answer, or make it «ukjent», and the pair is unknown or not comparable."""
    for measures, a, b in _pairs(data.draw(random_catalogues)):
        measure = measures[CONCEPT]
        for asked in _deciding(measure, profile_of(measure, b)):
            without = {key: value for key, value in a.answers.items() if key != asked.iri}
            for answers in (without, {**without, asked.iri: UNKNOWN}):
                poorer = replace(a, answers=answers)
                assert compare(measures, poorer, b).verdict >= Verdict.UNKNOWN


@thorough
@given(data=st.data())
def test_the_worst_reason_wins(random_catalogues: Catalogues, data: DataObject) -> None:
    """The verdict is that of the worst reason; a gate replaces it by unknown and keeps it as preliminary."""
    for measures, a, b in _pairs(data.draw(random_catalogues)):
        answer = compare(measures, a, b)
        computed = max((r.verdict for r in answer.reasons if r.kind not in GATES), default=Verdict.COMPARABLE)
        if any(reason.kind in GATES for reason in answer.reasons):
            assert (answer.verdict, answer.preliminary) == (Verdict.UNKNOWN, computed)
        else:
            assert (answer.verdict, answer.preliminary) == (computed, None)
        weights = [reason.verdict for reason in answer.reasons]
        assert weights == sorted(weights, reverse=True)


@thorough
@given(data=st.data())
def test_comparable_is_transitive(random_catalogues: Catalogues, data: DataObject) -> None:
    """If a is comparable with b and b with c, without conversion, then so is a with c."""
    measures, uses = _uses(data.draw(random_catalogues))
    for a, b, c in ((x, y, z) for x in uses for y in uses for z in uses if x.iri < z.iri):
        if compare(measures, a, b).verdict is compare(measures, b, c).verdict is Verdict.COMPARABLE:
            assert compare(measures, a, c).verdict is Verdict.COMPARABLE


@thorough
@given(data=st.data(), effect=st.sampled_from([Effect.BLOCKING, Effect.CAVEAT, Effect.PAIRWISE]))
def test_a_new_characteristic_makes_every_answer_careful(
    random_catalogues: Catalogues, data: DataObject, effect: Effect
) -> None:
    """Ask one more thing of a concept, and nothing is comparable until it is answered for each use."""
    store = data.draw(random_catalogues)
    for measures, a, b in _pairs(store):
        measure = measures[CONCEPT]
        new = _new_characteristic()
        component = Component(new, effect, None, 99, frozenset())
        asked = {CONCEPT: replace(measure, components=(*measure.components, component))}
        before, after = compare(measures, a, b).verdict, compare(asked, a, b).verdict
        assert after >= Verdict.UNKNOWN
        assert after >= before or before is Verdict.NOT_COMPARABLE


def _new_characteristic() -> Characteristic:
    iri = "https://w3id.org/begrepskatalog/kjennetegn/vikarer"
    code = Code(f"{iri}#med", "med", alike("med"), False)
    return Characteristic(iri, alike("Vikarer"), "Population", {code.iri: code}, {})


@thorough
@given(data=st.data())
def test_stored_groups_answer_as_the_engine(random_catalogues: Catalogues, data: DataObject) -> None:
    """Groups and stored comparisons together give the engine's verdict for every pair valid on the day."""
    store = data.draw(random_catalogues)
    measures, uses = load_measures(store), load_mappings(store)
    stored = CatalogueStore.from_quads([*store.quads(), *ComparisonWriter(ANSWERS).answers(measures, uses, DAY)])
    rows = stored.select("comparable_fields", concept=ox.NamedNode(CONCEPT))
    answered = {(str(row["useA"]), str(row["useB"])): str(row["answer"]) for row in rows}
    valid = sorted((use for use in uses if use.valid_on(DAY)), key=lambda use: use.iri)
    assert answered == {
        (f"<{a.iri}>", f"<{b.iri}>"): f"<{compare(measures, a, b).verdict.iri}>" for a, b in combinations(valid, 2)
    }


@thorough
@given(data=st.data())
def test_the_engine_answers_as_sparql(random_catalogues: Catalogues, data: DataObject) -> None:
    """Verdict and preliminary verdict of every pair valid on the day are those the query derives from the rules."""
    store = data.draw(random_catalogues)
    measures, uses = load_measures(store), load_mappings(store)
    rows = store.select("derived_verdicts", concept=ox.NamedNode(CONCEPT), day=DAY_LITERAL)
    derived = {
        (str(row["a"]), str(row["b"])): (str(row["severity"]), str(row["computed"])) for row in rows if "a" in row
    }
    expected = {}
    valid = sorted((use for use in uses if use.valid_on(DAY)), key=lambda use: use.iri)
    for a, b in combinations(valid, 2):
        answer = compare(measures, a, b)
        computed = answer.verdict if answer.preliminary is None else answer.preliminary
        expected[f"<{a.iri}>", f"<{b.iri}>"] = (_integer(answer.verdict), _integer(computed))
    assert derived == expected


def _integer(verdict: Verdict) -> str:
    return str(ox.Literal(int(verdict)))


@thorough
@given(data=st.data())
def test_every_reason_is_told_in_three_languages(random_catalogues: Catalogues, data: DataObject) -> None:
    """Each reason has a text in nb, nn and en, with everything filled in; an unknown one says whom to ask."""
    asks = {"nb": "Spør ", "nn": "Spør ", "en": "Ask "}
    for measures, a, b in _pairs(data.draw(random_catalogues)):
        for reason in compare(measures, a, b).reasons:
            for lang, text in reason.text.items():
                assert text.endswith(".")
                assert not set("{}") & set(text)
                assert (asks[lang] in text) == (reason.verdict is Verdict.UNKNOWN)
