"""From what is written in an address to concepts, figures and organisations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyoxigraph as ox
import pytest

from graph.comparing.figure import find_figure, require_concept
from graph.comparing.measure import load_measures
from graph.comparing.period import Period, read_period
from graph.comparing.question import Known, Question, Side, find_measure, find_side
from graph.comparing.uses import Uses
from graph.errors import QuestionRefused
from graph.namespaces import PREFIXES
from graph.store import CatalogueStore

BASE = "https://w3id.org/begrepskatalog/"
RATE = BASE + "begrep/personell/sykefravaersprosent"
TODAY = read_period("", "", date(2026, 11, 21))
OSLO = "oslo/hr/fravaer/sykefr_pst"


@pytest.fixture(scope="module")
def known(real_store: CatalogueStore) -> Known:
    """What questions to the real catalogue are answered from."""
    return Known(real_store, BASE, load_measures(real_store), Uses(real_store))


def side(known: Known, written: str, period: Period = TODAY) -> Side:
    """The side «a» of a question about the sickness absence rate."""
    return find_side(known, known.measures[RATE], "a", written, period)


@pytest.mark.parametrize(
    "written",
    [RATE, "personell/sykefravaersprosent", "sykefravaersprosent", "Sykefraværsprosent", "sickness absence rate"],
)
def test_a_concept_is_found_however_it_is_named(known: Known, written: str) -> None:
    """By IRI, by vocabulary and slug, by slug, and by its term in any language."""
    assert find_measure(known, written).concept == RATE


@pytest.mark.parametrize(
    ("written", "kind", "meant"),
    [
        ("", "begrep-mangler", ()),
        ("sykefravarsprosent", "ukjent-begrep", ("personell/sykefravaersprosent",)),
        ("helse/sykefravaersprosent", "ukjent-begrep", ("personell/sykefravaersprosent",)),
        ("qqqq", "ukjent-begrep", ()),
        ("befolkning/innbygger", "ingen-tall", ()),
        ("<script>", "ukjent-begrep", ()),
    ],
)
def test_a_concept_that_is_not_found_is_explained(
    known: Known, written: str, kind: str, meant: tuple[str, ...]
) -> None:
    """Missing, misspelt (with what was meant), nothing like it, and a concept nobody has figures for."""
    with pytest.raises(QuestionRefused) as refused:
        find_measure(known, written)
    assert (refused.value.kind, refused.value.meant) == (kind, meant)


def test_a_slug_of_two_vocabularies_is_ambiguous(known: Known) -> None:
    """Both are named, and nothing is guessed."""
    scheme = ox.NamedNode(BASE + "vokabular/okonomi")
    same = ox.NamedNode(BASE + "begrep/okonomi/sykefravaersprosent")
    graph = ox.NamedNode(BASE + "graf/vokabular/okonomi")
    in_scheme = ox.NamedNode(PREFIXES["skos"] + "inScheme")
    store = CatalogueStore.from_quads([*known.store.quads(), ox.Quad(same, in_scheme, scheme, graph)])
    with pytest.raises(QuestionRefused) as refused:
        find_measure(Known(store, BASE, known.measures, Uses(store)), "sykefravaersprosent")
    assert refused.value.kind == "tvetydig-begrep"
    assert refused.value.meant == ("okonomi/sykefravaersprosent", "personell/sykefravaersprosent")


@pytest.mark.parametrize("written", ["sykefravær", "Sykefravaer", "personell/sykefravaer", "sjukefråvær"])
def test_a_concept_without_figures_leads_to_those_near_it(known: Known, written: str) -> None:
    """It is there, and says so; what begins like it and what stands near it in the catalogue can be asked about."""
    with pytest.raises(QuestionRefused) as refused:
        find_measure(known, written)
    assert (refused.value.kind, refused.value.value) == ("ingen-tall", "personell/sykefravaer")
    assert refused.value.meant[0] == "personell/sykefravaersprosent"


@pytest.mark.parametrize("written", [OSLO, BASE + "felt/" + OSLO, "Oslo/HR/fravaer/SYKEFR_PST"])
def test_a_field_is_found_by_path_and_by_iri(known: Known, written: str) -> None:
    """All its periods come with it, the newest last."""
    (figure,) = side(known, written).figures
    assert (figure.iri, figure.address, figure.named) == (BASE + "felt/" + OSLO, OSLO, False)
    assert [str(use.start) for use in figure.uses] == ["2018-10-01", "2025-01-01"]


def test_one_use_of_a_field_is_found_by_its_day(known: Known) -> None:
    """A use is a figure of its own, and is named by the day it starts."""
    (figure,) = side(known, f"{OSLO}/2018-10-01").figures
    assert figure.named
    assert figure.address == f"{OSLO}/2018-10-01"
    assert [use.iri for use in figure.uses] == [figure.iri]


@pytest.mark.parametrize("written", ["felles", RATE + "#felles"])
def test_the_common_definition_is_a_side(known: Known, written: str) -> None:
    """By its short name and by its IRI."""
    (figure,) = side(known, written).figures
    assert figure.common
    assert figure.address == "felles"


@pytest.mark.parametrize("written", ["oslo", "Oslo", BASE + "organisasjon/oslo"])
def test_an_organisation_stands_for_all_its_figures(known: Known, written: str) -> None:
    """Only figures, only of the concept; on a day those that have a meaning then, in a period all there are."""
    found = side(known, written)
    assert [figure.field.name for figure in found.figures] == ["SYKEFR", "LEGEM_PST", "SYKEFR_PST", "PST_UTEN_PERM"]
    early = side(known, written, read_period("2019", "2019", date(2026, 11, 21)))
    assert [figure.iri for figure in early.figures] == [figure.iri for figure in found.figures]
    ks = side(known, "ks", read_period("2016", "2018", date(2026, 11, 21)))
    assert [str(figure.current.start) for figure in ks.figures] == ["2026-11-21"]


def test_a_system_or_survey_stands_for_its_own_figures(known: Known) -> None:
    """AKU is one of SSB's, and can be asked about by itself, by whatever capital letters."""
    full = known.measures[BASE + "begrep/personell/heltidsansatt"]
    aku = find_side(known, full, "a", "SSB/AKU", TODAY)
    assert [figure.address for figure in aku.figures] == ["ssb/aku/ordforklaring-heltid/heltid"]
    assert aku.name["nb"] == "SSB (SSB Arbeidskraftundersøkelsen (AKU))"
    ssb = find_side(known, full, "b", "ssb", TODAY)
    pairs = Question(full, aku, ssb, TODAY).pairs
    assert len(pairs) == len(ssb.figures) - 1
    assert side(known, "oslo/hr/fravaer").address == "oslo/hr/fravaer"


def test_an_organisation_without_figures_is_no_error(known: Known) -> None:
    """Kartverket is known and has no figures for the concept."""
    assert side(known, "kartverket").figures == ()


@pytest.mark.parametrize(
    ("written", "kind", "meant"),
    [
        ("oslo/hr/fravaer/sykefrpst", "ukjent-felt", (OSLO,)),
        ("oslo/hrr", "ukjent-felt", ("oslo/hr",)),
        ("oslo/hr/fravaer/sykefr_pst/2019-01-01", "ukjent-felt", (OSLO,)),
        ("bergenn", "ukjent-felt", ("bergen",)),
        ("https://example.org/felt <x>", "ukjent-felt", ()),
        ("oslo/hr/fravaer/egenm_pst", "ikke-maal", ()),
    ],
)
def test_a_side_that_is_not_found_is_explained(known: Known, written: str, kind: str, meant: tuple[str, ...]) -> None:
    """The nearest field or organisation is offered; a field that is no measure has no verdict."""
    with pytest.raises(QuestionRefused) as refused:
        side(known, written)
    assert (refused.value.kind, refused.value.parameter, refused.value.meant) == (kind, "a", meant)


def test_fields_of_another_concept_are_refused(known: Known) -> None:
    """Two fields that measure something else are no answer about this concept; one of them against it is."""
    measure = known.measures[RATE]
    shares = [find_figure(known.uses, BASE, measure, "a", f"oslo/hr/stillinger/{name}") for name in
              ("stillingspst", "avtalte_aarsverk")]  # fmt: skip
    with pytest.raises(QuestionRefused) as refused:
        require_concept(known.measures, measure, {"a": shares[0], "b": shares[1]})
    assert refused.value.kind == "annet-begrep"
    assert refused.value.meant == ("personell/stillingsprosent",)
    rate = find_figure(known.uses, BASE, measure, "b", OSLO)
    require_concept(known.measures, measure, {"a": shares[0], "b": rate})


def test_within_one_organisation_every_pair_once(known: Known) -> None:
    """Oslo against Oslo is its four fields two and two, and the one that changed before and after.

    Where days are asked about, each field is what it was on those; Oslo against Bergen is every field against every.
    """
    measure, oslo, bergen = known.measures[RATE], side(known, "oslo"), side(known, "bergen")
    pairs = Question(measure, oslo, oslo, TODAY).pairs
    assert len(pairs) == 7
    before, after = pairs[-1]
    assert [use.address for use in (*before.uses, *after.uses)] == [
        "oslo/hr/fravaer/sykefr_pst/2018-10-01",
        "oslo/hr/fravaer/sykefr_pst/2025-01-01",
    ]
    assert len(Question(measure, oslo, oslo, replace(TODAY, stated=True)).pairs) == 6
    assert len(Question(measure, oslo, bergen, TODAY).pairs) == 8
    assert not Question(measure, oslo, bergen, TODAY).single
