"""What the shipped mappings answer: the same by the engine, by SPARQL, and from the stored groups."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import pyoxigraph as ox
import pytest

from graph.builds import Build
from graph.comparing.comparability import compare
from graph.comparing.measure import Measure, load_measures
from graph.comparing.verdict import Verdict
from graph.mapping import Mapping, load_mappings
from graph.store import CatalogueStore, value_of

XSD_DATE = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
Answers = dict[tuple[str, str], tuple[int, int]]


@pytest.fixture(scope="module")
def day(real_build: Build) -> date:
    """The day the stored answers hold for: that of the build."""
    return real_build.manifest.built.date()


@pytest.fixture(scope="module")
def measures(real_store: CatalogueStore) -> dict[str, Measure]:
    """The measures of the shipped catalogue."""
    return load_measures(real_store)


@pytest.fixture(scope="module")
def valid(real_store: CatalogueStore, day: date) -> list[Mapping]:
    """Its figures valid on the day, by IRI."""
    return [use for use in load_mappings(real_store) if use.measured and use.concept and use.valid_on(day)]


@pytest.fixture(scope="module")
def engine(measures: dict[str, Measure], valid: list[Mapping]) -> dict[str, Answers]:
    """For each concept the engine's verdict, and the one it computed, for every pair."""
    answers: dict[str, Answers] = {concept: {} for concept in measures}
    for a, b in combinations(valid, 2):
        if a.concept == b.concept and a.concept:
            answer = compare(measures, a, b)
            computed = answer.verdict if answer.preliminary is None else answer.preliminary
            answers[a.concept][a.iri, b.iri] = (answer.verdict, computed)
    return answers


def test_the_engine_answers_as_sparql(real_store: CatalogueStore, engine: dict[str, Answers], day: date) -> None:
    """For every pair of figures of every concept, the verdict is the one the query derives from the rules."""
    on = ox.Literal(day.isoformat(), datatype=XSD_DATE)
    for concept, expected in engine.items():
        rows = real_store.select("derived_verdicts", concept=ox.NamedNode(concept), day=on)
        derived = {
            (value_of(row["a"]), value_of(row["b"])): (
                int(value_of(row["severity"])),
                int(value_of(row["computed"])),
            )
            for row in rows
            if "a" in row
        }
        assert derived == expected


def test_the_stored_groups_answer_as_the_engine(real_store: CatalogueStore, engine: dict[str, Answers]) -> None:
    """«Kan disse sammenlignes?», asked of the store, gives the engine's verdict for every pair."""
    for concept, expected in engine.items():
        rows = real_store.select("comparable_fields", concept=ox.NamedNode(concept))
        stored = {(value_of(row["useA"]), value_of(row["useB"])): value_of(row["answer"]) for row in rows}
        assert stored == {pair: Verdict(verdict).iri for pair, (verdict, _) in expected.items()}


def test_all_five_answers_occur(engine: dict[str, Answers]) -> None:
    """Each of the five verdicts is seen in the three measures most is known about."""
    shown = ("/sykefravaersprosent", "/ansatt", "/heltidsstilling")
    chosen = [answers for concept, answers in engine.items() if concept.endswith(shown)]
    assert len(chosen) == len(shown)
    assert {verdict for answers in chosen for verdict, _ in answers.values()} == set(Verdict)


def test_every_rule_says_what_it_rests_on(measures: dict[str, Measure]) -> None:
    """No pair rule is without an outcome and a source; one that is an assessment of our own says so and is no fact."""
    asked = {c.characteristic.iri: c.characteristic for m in measures.values() for c in m.components}
    rules = [rule for each in asked.values() for pair in each.rules.values() for rule in pair]
    assert rules
    for rule in rules:
        assert rule.outcome is not None, rule.iri
        assert rule.source, rule.iri
        assert not (rule.confirmed and rule.source == "egen vurdering"), rule.iri


def test_a_rule_speaks_also_about_a_residual_answer(measures: dict[str, Measure], valid: list[Mapping]) -> None:
    """A local threshold never equals another one, but is known to differ from the common threshold of 100."""
    concept = next(iri for iri in measures if iri.endswith("/heltidsstilling"))
    threshold = concept.partition("begrep/")[0] + "kjennetegn/grense"
    counted = [use for use in valid if use.concept == concept]
    local = [use for use in counted if use.answers.get(threshold, "").endswith("#lokal")]
    common = [use for use in counted if use.answers.get(threshold, "").endswith(("#minst-100", "AsCommon"))]
    assert local
    assert common
    for a in local:
        for b in common:
            found = compare(measures, a, b)
            computed = found.verdict if found.preliminary is None else found.preliminary
            assert computed is Verdict.NOT_COMPARABLE
        copy = replace(a, iri=a.iri + "-kopi")
        assert compare(measures, a, copy).verdict is Verdict.UNKNOWN
