"""Groups of interchangeable uses, and the stored answers between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pyoxigraph as ox
import pytest

from graph.comparing.comparison_graph import ComparisonWriter
from graph.comparing.groups import groups_of
from graph.comparing.measure import Measure, common_meaning
from graph.comparing.verdict import Verdict
from graph.mapping import Mapping, load_mappings
from graph.namespaces import CMP, PREFIXES
from graph.store import CatalogueStore

Measures = dict[str, Measure]
Lookup = Callable[[str], Mapping]
DAY = date(2026, 11, 21)
GRAPH = "https://w3id.org/begrepskatalog/graf/sammenligning"
CONCEPT = "https://w3id.org/begrepskatalog/begrep/personell/sykefravaersprosent"
FELT = "https://w3id.org/begrepskatalog/felt/"
KJ = "https://w3id.org/begrepskatalog/kjennetegn/"


@pytest.fixture(scope="module")
def stored(figures: CatalogueStore, measures: Measures) -> CatalogueStore:
    """Only the stored answers, without what they were computed from."""
    uses = load_mappings(figures)
    return CatalogueStore.from_quads(ComparisonWriter(GRAPH).answers(measures, uses, DAY))


def _objects(store: CatalogueStore, subject: ox.NamedNode, name: str) -> set[str]:
    predicate = ox.NamedNode(CMP + name)
    return {
        quad.object.value
        for quad in store.quads()
        if quad.subject == subject
        and quad.predicate == predicate
        and isinstance(quad.object, ox.NamedNode | ox.Literal)
    }


def _group(store: CatalogueStore, member: str) -> ox.NamedNode:
    (group,) = {
        quad.subject
        for quad in store.quads()
        if quad.predicate.value == CMP + "member" and quad.object == ox.NamedNode(member)
    }
    assert isinstance(group, ox.NamedNode)
    return group


def _comparison(store: CatalogueStore, first: ox.NamedNode, second: ox.NamedNode) -> ox.NamedNode:
    compares = ox.NamedNode(CMP + "compares")
    of_each = [
        {quad.subject for quad in store.quads() if quad.predicate == compares and quad.object == group}
        for group in (first, second)
    ]
    (found,) = of_each[0] & of_each[1]
    assert isinstance(found, ox.NamedNode)
    return found


def test_uses_that_say_the_same_share_a_group(measures: Measures, use: Lookup) -> None:
    """«som felles» and the same code stated outright are one profile, and the common definition is in it."""
    oslo = use("oslo/hr/fravaer/sykefr_pst")
    stated = replace(oslo, iri="urn:bergen", answers={**oslo.answers, **common_meaning(measures[CONCEPT]).answers})
    unanswered = replace(oslo, iri="urn:drammen", answers={})
    groups = groups_of(measures[CONCEPT], [oslo, stated, unanswered], DAY)
    assert sorted(len(group.members) for group in groups) == [1, 1, 2]
    assert groups == sorted(groups, key=lambda group: group.iri)
    shared = next(group for group in groups if len(group.members) == 2)
    assert set(shared.members) == {oslo.iri, "urn:bergen"}
    assert shared.within.verdict is Verdict.COMPARABLE
    alone = next(group for group in groups if group.members == ("urn:drammen",))
    assert alone.within.verdict is Verdict.UNKNOWN


def test_only_figures_of_the_concept_valid_on_the_day_are_members(measures: Measures, use: Lookup) -> None:
    """Keys, other concepts and uses that have ended are in no group."""
    oslo = use("oslo/hr/fravaer/sykefr_pst")
    others = [
        replace(oslo, iri="urn:nokkel", role="nøkkel"),
        replace(oslo, iri="urn:avsluttet", end=date(2026, 11, 20)),
        use("oslo/hr/fravaer/arsverk"),
    ]
    groups = groups_of(measures[CONCEPT], [oslo, *others], DAY)
    assert {member for group in groups for member in group.members} == {oslo.iri, f"{CONCEPT}#felles"}


def test_a_group_tells_nothing_of_one_member_only(measures: Measures, use: Lookup) -> None:
    """Nobody knows and nobody answered, one old version and another, are one profile, told in words that fit all."""
    stavanger, drammen = use("stavanger/hr/fravaer/sykefr"), use("drammen/hr/fravaer/gammel")
    graded = f"{KJ}gradering"
    unanswered = {key: value for key, value in stavanger.answers.items() if key != graded}
    uses = [
        stavanger,
        replace(stavanger, iri="urn:tromso", answers=unanswered),
        drammen,
        replace(drammen, iri="urn:barum", version="0.9"),
    ]
    groups = groups_of(measures[CONCEPT], uses, DAY)
    assert sorted(len(group.members) for group in groups) == [1, 2, 2]
    texts = [reason.text["nb"] for group in groups for reason in group.within.reasons]
    assert not any("er ikke kjent" in text or "versjon 1" in text for text in texts)
    assert any("Gradert sykmelding er ikke oppgitt for den første gruppen" in text for text in texts)
    assert any("er koblet til en annen versjon av definisjonen" in text for text in texts)


def test_names_of_groups_are_the_same_in_every_build(measures: Measures, use: Lookup) -> None:
    """A group is named by its profile: other members or another order do not change the name."""
    oslo = use("oslo/hr/fravaer/sykefr_pst")
    one = groups_of(measures[CONCEPT], [oslo, replace(oslo, iri="urn:kopi")], DAY)
    other = groups_of(measures[CONCEPT], [oslo], DAY)
    assert [group.iri for group in one] == [group.iri for group in other]
    assert all(group.iri.startswith(f"{CONCEPT}/sammenligning#gruppe-") for group in one)


def test_a_comparison_is_stored_with_its_formula_from_first_to_second(stored: CatalogueStore) -> None:
    """Verdict, example mark and factor of the stored answer are those of the engine, in IRI order of the groups."""
    percent = _group(stored, FELT + "oslo/hr/fravaer/sykefr_pst/2025-01-01")
    share = _group(stored, FELT + "bergen/personal/fravaer/andel/2019-01-01")
    comparison = _comparison(stored, percent, share)
    assert _objects(stored, comparison, "verdict") == {CMP + "Convertible"}
    assert _objects(stored, comparison, "example") == {"true"}
    first, second = sorted((percent.value, share.value))
    assert _objects(stored, comparison, "first") == {first}
    assert _objects(stored, comparison, "second") == {second}
    expected = "100" if first == share.value else "0.01"
    assert _objects(stored, comparison, "factor") == {expected}
    assert _objects(stored, comparison, "offset") == {"0"}


def test_a_gated_comparison_keeps_its_preliminary_answer(stored: CatalogueStore) -> None:
    """Behind an «ukjent» that is only due to a missing review stands the computed answer."""
    percent = _group(stored, FELT + "oslo/hr/fravaer/sykefr_pst/2025-01-01")
    unreviewed = _group(stored, FELT + "drammen/hr/fravaer/pst/2020-01-01")
    comparison = _comparison(stored, percent, unreviewed)
    assert _objects(stored, comparison, "verdict") == {CMP + "Unknown"}
    assert _objects(stored, comparison, "preliminary") == {CMP + "Comparable"}


def test_reasons_name_codes_and_no_organisations(stored: CatalogueStore) -> None:
    """A stored reason has its characteristic, codes, verdict and a text in three languages that fits all members."""
    population = _group(stored, FELT + "bergen/personal/fravaer/barn/2019-01-01")
    percent = _group(stored, FELT + "oslo/hr/fravaer/sykefr_pst/2025-01-01")
    reasons = _objects(stored, _comparison(stored, population, percent), "reason")
    about = {
        next(iter(_objects(stored, ox.NamedNode(reason), "characteristic"))): ox.NamedNode(reason)
        for reason in reasons
        if _objects(stored, ox.NamedNode(reason), "characteristic")
    }
    reason = about["https://w3id.org/begrepskatalog/kjennetegn/populasjon"]
    assert _objects(stored, reason, "verdict") == {CMP + "NotComparable"}
    codes = _objects(stored, reason, "firstCode") | _objects(stored, reason, "secondCode")
    assert {code.rpartition("#")[2] for code in codes} == {"alle", "faste"}
    description = ox.NamedNode(PREFIXES["dct"] + "description")
    texts = {
        quad.object.language: quad.object.value
        for quad in stored.quads()
        if quad.subject == reason and quad.predicate == description and isinstance(quad.object, ox.Literal)
    }
    assert set(texts) == {"nb", "nn", "en"}
    assert "«alle arbeidsforhold» i den" in texts["nb"]
    assert not any(name in text for text in texts.values() for name in ("Oslo", "Bergen"))


def test_a_reason_is_stored_once(stored: CatalogueStore) -> None:
    """However many comparisons have a reason, what it says is stored once."""
    verdict = ox.NamedNode(CMP + "verdict")
    for reason in {quad.object for quad in stored.quads() if quad.predicate.value == CMP + "reason"}:
        said = [quad for quad in stored.quads() if quad.subject == reason and quad.predicate == verdict]
        assert len(said) == 1


def test_the_status_of_the_concept_is_not_repeated(stored: CatalogueStore) -> None:
    """That a concept is only a candidate stands on the concept, not on every comparison of its figures."""
    oslo = _group(stored, FELT + "oslo/hr/fravaer/arsverk/2020-01-01")
    bergen = _group(stored, FELT + "bergen/personal/fravaer/arsverk/2020-01-01")
    comparison = _comparison(stored, oslo, bergen)
    assert len(_objects(stored, comparison, "reason")) == 1
    assert _objects(stored, comparison, "verdict") == {CMP + "Convertible"}


def test_concepts_that_count_as_the_same_are_compared(stored: CatalogueStore) -> None:
    """Groups of two current concepts matched exactly have stored answers between them; others have none."""
    absence = _group(stored, FELT + "stavanger/hr/fravaer/fravar/2020-01-01")
    share = _group(stored, FELT + "stavanger/hr/fravaer/fravarsandel/2020-01-01")
    assert _objects(stored, _comparison(stored, absence, share), "verdict") == {CMP + "Unknown"}
    compares = ox.NamedNode(CMP + "compares")
    rate = _group(stored, FELT + "oslo/hr/fravaer/sykefr_pst/2025-01-01")
    of_rate = {quad.subject for quad in stored.quads() if quad.predicate == compares and quad.object == rate}
    of_share = {quad.subject for quad in stored.quads() if quad.predicate == compares and quad.object == share}
    assert not of_rate & of_share


def test_the_common_definition_is_described(stored: CatalogueStore) -> None:
    """The pseudo-use every concept has is said to be one, and of which concept."""
    common = ox.NamedNode(f"{CONCEPT}#felles")
    said = {(quad.predicate.value, quad.object) for quad in stored.quads() if quad.subject == common}
    assert said == {
        (PREFIXES["rdf"] + "type", ox.NamedNode(CMP + "CommonMeaning")),
        (PREFIXES["dct"] + "subject", ox.NamedNode(CONCEPT)),
    }


def test_everything_is_in_the_named_graph(stored: CatalogueStore) -> None:
    """Computed answers keep to their own named graph."""
    assert {quad.graph_name for quad in stored.quads()} == {ox.NamedNode(GRAPH)}
