"""The whole answer to a question: over a period, for named uses, with what would be needed and who can answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from graph.comparing.comparison import Comparison, answer, breaks_in
from graph.comparing.difference import Kind
from graph.comparing.following import followings
from graph.comparing.headline import headline
from graph.comparing.measure import load_measures
from graph.comparing.period import Period, read_period
from graph.comparing.question import Known, find_side
from graph.comparing.uses import Uses
from graph.comparing.verdict import Verdict
from graph.store import CatalogueStore
from graph.words import alike

BASE = "https://w3id.org/begrepskatalog/"
TODAY = date(2026, 11, 21)
RATE = "personell/sykefravaersprosent"
SHARE = "personell/stillingsprosent"
OSLO, BERGEN = "oslo/hr/fravaer/sykefr_pst", "bergen/personal/sykefravaer/andel"
Ask = Callable[..., Comparison]


@pytest.fixture(scope="module")
def known(real_store: CatalogueStore) -> Known:
    """What questions to the real catalogue are answered from."""
    return Known(real_store, BASE, load_measures(real_store), Uses(real_store))


@pytest.fixture(scope="module")
def ask(known: Known) -> Ask:
    """Ask about two sides of a concept, as an address does."""

    def asked(concept: str, a: str, b: str, first: str = "", last: str = "") -> Comparison:
        measure, period = known.measures[f"{BASE}begrep/{concept}"], read_period(first, last, TODAY)
        (one,), (other,) = (find_side(known, measure, name, text, period).figures for name, text in
                            (("a", a), ("b", b)))  # fmt: skip
        return answer(known.measures, measure, one, other, period)

    return asked


def test_a_formula_is_told_with_the_names_of_both(ask: Ask) -> None:
    """Oslo's percentage is Bergen's share times a hundred, whichever is asked about first."""
    there, back = ask(RATE, OSLO, BERGEN), ask(RATE, BERGEN, OSLO)
    assert there.verdict is back.verdict is Verdict.CONVERTIBLE
    assert there.formula_text == {lang: f"Bergen = Oslo × {'0.01' if lang == 'en' else '0,01'}" for lang in
                                  ("nb", "nn", "en")}  # fmt: skip
    assert back.formula_text is not None
    assert back.formula_text["nb"] == "Oslo = Bergen × 100"
    assert not there.as_they_are
    assert there.example


def test_the_reverse_question_has_the_same_answer(ask: Ask) -> None:
    """Verdict and preliminary verdict are the same both ways, also over a period."""
    there = ask(RATE, OSLO, "drammen/hr/fravaer/fravaer_pst", "2018", "2026")
    back = ask(RATE, "drammen/hr/fravaer/fravaer_pst", OSLO, "2018", "2026")
    assert (there.verdict, there.preliminary) == (back.verdict, back.preliminary)
    assert [segment.start for segment in there.segments] == [segment.start for segment in back.segments]


def test_the_worst_segment_is_the_answer_and_its_reason_decides(ask: Ask) -> None:
    """Before Drammen's field there is nothing to compare by; after, the denominators differ. All segments are told."""
    found = ask(RATE, OSLO, "drammen/hr/fravaer/fravaer_pst", "2018", "2026")
    assert [segment.comparability.verdict for segment in found.segments] == [
        Verdict.UNKNOWN,
        Verdict.UNKNOWN,
        Verdict.NOT_COMPARABLE,
        Verdict.NOT_COMPARABLE,
    ]
    assert found.verdict is Verdict.NOT_COMPARABLE
    assert found.decisive is not None
    assert found.decisive.verdict is Verdict.NOT_COMPARABLE
    assert len({reason.told("nb") for reason in found.reasons}) == len(found.reasons)
    assert found.needs == ()


def test_uses_asked_about_by_name_are_compared_whatever_the_day(ask: Ask) -> None:
    """The old and the new meaning of one column: a break in the series, told with how to convert."""
    old, new = f"{OSLO}/2018-10-01", f"{OSLO}/2025-01-01"
    found = ask(RATE, old, new)
    assert found.verdict is Verdict.CONVERTIBLE
    before, after = "[Oslo (1.10.2018–31.12.2024)]", "[Oslo (fra 1.1.2025)]"
    assert found.recipes[0]["nb"] == f"p {before} = p {after} × nevner {after} / nevner {before}"
    assert ask(RATE, old, OSLO).verdict is Verdict.CONVERTIBLE
    assert ask(RATE, old, old).verdict is Verdict.COMPARABLE
    outside = ask(RATE, old, new, "2026", "2026")
    assert outside.verdict is Verdict.UNKNOWN
    assert outside.reasons[0].kind is Kind.ASSUMED


def test_a_figure_held_against_itself_over_a_break_is_as_good_as_the_break(ask: Ask) -> None:
    """Each day it is the same figure; figures of different days are compared too, and the worst of it all counts."""
    across = ask(RATE, OSLO, OSLO, "2024", "2025")
    (change,) = across.changes
    assert {segment.comparability.verdict for segment in across.segments} == {Verdict.COMPARABLE}
    assert across.verdict is change.comparability.verdict is Verdict.CONVERTIBLE
    assert (across.formula, across.reasons[0]) == (None, change.comparability.reasons[0])
    assert across.names[0] == across.names[1] == alike("Oslo (HR)")
    assert headline(across)["nb"].startswith("Brudd i tallserien 1.1.2025. Før mot etter:")
    for within in (ask(RATE, OSLO, OSLO, "2025", "2026"), ask(RATE, OSLO, OSLO)):
        assert (within.changes, within.verdict) == ((), Verdict.COMPARABLE)
        assert within.unchanged
        assert within.nearest_break == change
        over = within.over_nearest_break
        assert over
        assert ask(RATE, OSLO, OSLO, *over.query.values()).changes == (change,)
    assert across.nearest_break is None
    assert not across.unchanged
    assert not ask(RATE, OSLO, OSLO, "2015", "2019").unchanged


def test_breaks_are_those_of_the_period(known: Known, ask: Ask) -> None:
    """A day's question tells every break of the two, a period's only those within it, a named use's none."""

    def days(found: Comparison) -> list[date]:
        return [change.at for _, change in breaks_in(known.measures, found)]

    assert days(ask(RATE, OSLO, BERGEN)) == [date(2025, 1, 1)]
    assert days(ask(RATE, OSLO, BERGEN, "2019", "2026")) == [date(2025, 1, 1)]
    assert days(ask(RATE, OSLO, BERGEN, "2019", "2024")) == []
    assert days(ask(RATE, OSLO, BERGEN, "2025-01-01", "2026")) == []
    assert days(ask(RATE, f"{OSLO}/2018-10-01", BERGEN)) == []


def test_a_mapping_that_waits_for_review_decides_and_the_computed_answer_is_kept(ask: Ask) -> None:
    """FINT's percentages: unknown until reviewed, with the preliminary answer and the gate first among the reasons."""
    found = ask(SHARE, *(f"fint/fint/arbeidsforhold/{name}" for name in ("ansettelsesprosent", "lonnsprosent")))
    assert found.verdict is Verdict.UNKNOWN
    assert found.preliminary is Verdict.NOT_COMPARABLE
    assert found.reasons[0].kind is Kind.NOT_REVIEWED
    assert found.decisive == found.reasons[0]
    assert not found.example


def test_what_is_needed_is_told_with_who_can_answer(ask: Ask) -> None:
    """Each need once, in three languages, and whom to ask."""
    owned = "fint/fint/arbeidsforhold/ansettelsesprosent"
    found = ask(SHARE, owned, "nav/aa-registeret/ansettelsesdetaljer/avtaltstillingsprosent")
    needs = {need["nb"]: who["nb"] for need, who in found.needs}
    assert needs["Svar på «Timelønte» for Nav (NAV Aa-registeret (API v2))."] == "Nav"
    assert any(need.startswith("Kontroller og godkjenn koblingen for FINT") for need in needs)
    assert all(set(need) == set(who) == {"nb", "nn", "en"} for need, who in found.needs)


def test_nothing_is_asked_for_in_vain(ask: Ask) -> None:
    """Figures that will not be comparable whatever is answered need a review only, to make that answer final."""
    found = ask(SHARE, *(f"fint/fint/arbeidsforhold/{name}" for name in ("ansettelsesprosent", "lonnsprosent")))
    assert found.preliminary is Verdict.NOT_COMPARABLE
    assert found.needs
    assert all(need["nb"].startswith("Kontroller og godkjenn koblingen") for need, _ in found.needs)
    assert found.behind
    assert "måler noe annet" in found.behind.text["nb"]


def test_a_recipe_tells_what_data_it_takes(ask: Ask) -> None:
    """A conversion in words names the other figures it needs."""
    found = ask(RATE, "oslo/hr/fravaer/legem_pst", BERGEN)
    assert found.verdict is Verdict.CONVERTIBLE
    (need, _), *_ = found.needs
    assert "Til det trengs «" in need["nb"]


def test_figures_that_agree_need_nothing(ask: Ask) -> None:
    """Two comparable fields have no difference to tell, and may stand as they are."""
    found = ask("personell/ansatt", "oslo/hr/ansatte/antall_ansatte", "bergen/personal/ansatte/ansatte")
    assert found.verdict is Verdict.COMPARABLE
    assert found.decisive is None
    assert found.needs == ()
    assert found.as_they_are


def test_an_organisation_s_figures_are_held_against_the_definitions(known: Known) -> None:
    """Each figure of Oslo once per concept it measures today, codes and keys left out."""
    period = Period(TODAY, TODAY, stated=False)
    found = followings(known.measures, known.uses.of_organisation(BASE + "organisasjon/oslo"), period)
    fields = [(each.measure.concept, each.figure.iri) for each in found]
    assert len(fields) == len(set(fields)) > 10
    assert all(each.comparison.b.common for each in found)
    assert Verdict.COMPARABLE in {each.comparison.verdict for each in found}
    assert not followings(known.measures, known.uses.of_organisation(BASE + "organisasjon/kartverket"), period)
