"""The answer for two figures, case by case, on the catalogue in tests/data/sammenligning."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pyoxigraph as ox
import pytest

from graph.comparing.comparability import Comparability, compare
from graph.comparing.difference import Kind
from graph.comparing.formula import Formula
from graph.comparing.measure import Measure, common_meaning
from graph.comparing.sector import Sector
from graph.comparing.verdict import Verdict
from graph.mapping import SEVERAL, UNKNOWN, Mapping, Relation, load_mappings
from graph.store import CatalogueStore
from graph.words import alike

Measures = dict[str, Measure]
Lookup = Callable[[str], Mapping]

BEGREP = "https://w3id.org/begrepskatalog/begrep/personell/"
KJ = "https://w3id.org/begrepskatalog/kjennetegn/"
OSLO = "oslo/hr/fravaer/sykefr_pst"
LEGEMELDT = "oslo/hr/fravaer/legem_pst"
EGENMELDT = "oslo/hr/fravaer/egenm_pst"
ANDEL = "bergen/personal/fravaer/andel"
BARN = "bergen/personal/fravaer/barn"


def _kinds(answer: Comparability) -> list[tuple[Kind, Verdict]]:
    """The reasons that weigh anything, by kind and verdict."""
    return [(reason.kind, reason.verdict) for reason in answer.reasons if reason.verdict]


def _about(answer: Comparability, slug: str) -> tuple[Kind, Verdict]:
    """The one reason about a characteristic."""
    (found,) = [reason for reason in answer.reasons if reason.characteristic == KJ + slug]
    return found.kind, found.verdict


def _answered(use: Mapping, **answers: str) -> Mapping:
    changed = {KJ + slug: value for slug, value in answers.items()}
    return replace(use, answers={**use.answers, **changed})


def test_same_field_in_the_same_period(measures: Measures, use: Lookup) -> None:
    """A use is comparable with itself, even one that is not reviewed."""
    answer = compare(measures, use("drammen/hr/fravaer/pst"), use("drammen/hr/fravaer/pst"))
    assert _kinds(answer) == []
    assert answer.verdict is Verdict.COMPARABLE
    assert answer.reasons[0].text["nb"] == "Samme felt i samme periode."


def test_narrower_and_broader_describe_the_local_side(measures: Measures, use: Lookup) -> None:
    """A use with skos:broadMatch counts less than the concept (snevrere), one with skos:narrowMatch more (videre)."""
    narrower, broader = use(LEGEMELDT), use(BARN)
    assert narrower.relation is Relation.LOCAL_NARROWER
    assert narrower.relation.iri == "http://www.w3.org/2004/02/skos/core#broadMatch"
    assert broader.relation is Relation.LOCAL_BROADER
    assert broader.relation.iri == "http://www.w3.org/2004/02/skos/core#narrowMatch"
    for mapping, words in (
        (narrower, {"nb": "snevrere enn", "nn": "snevrare enn", "en": "narrower than"}),
        (broader, {"nb": "videre enn", "nn": "vidare enn", "en": "broader than"}),
    ):
        undescribed = replace(mapping, answers=use(ANDEL).answers)
        (reason,) = [r for r in compare(measures, use(OSLO), undescribed).reasons if r.kind is Kind.UNDESCRIBED]
        assert all(words[lang] in reason.text[lang] for lang in words)


def test_unit_conversion_gives_a_formula_both_ways(measures: Measures, use: Lookup) -> None:
    """A proportion becomes a percentage times 100, and back times 0.01, exactly."""
    there = compare(measures, use(ANDEL), use(OSLO))
    back = compare(measures, use(OSLO), use(ANDEL))
    assert (there.verdict, there.formula) == (Verdict.CONVERTIBLE, Formula(Fraction(100)))
    assert (back.verdict, back.formula) == (Verdict.CONVERTIBLE, Formula(Fraction(1, 100)))
    assert there.reasons[0].text == {
        "nb": "Bergen (Personal) bruker andel, Oslo (HR) bruker prosent. Regn om: Oslo = Bergen × 100.",
        "nn": "Bergen (Personal) bruker del, Oslo (HR) bruker prosent. Rekn om: Oslo = Bergen × 100.",
        "en": "Bergen (Personal) uses proportion, Oslo (HR) uses percent. Convert: Oslo = Bergen × 100.",
    }
    assert "Bergen = Oslo × 0,01" in back.reasons[0].text["nb"]
    assert "Bergen = Oslo × 0.01" in back.reasons[0].text["en"]


def test_example_marks_the_answer(measures: Measures, use: Lookup) -> None:
    """An example passes the gate unreviewed, and every answer it is part of is marked."""
    assert use(ANDEL).status == "utkast"
    assert compare(measures, use(ANDEL), use(OSLO)).example
    assert not compare(measures, use(LEGEMELDT), use(OSLO)).example


def test_recipe_needs_the_data_on_one_of_the_sides(measures: Measures, use: Lookup) -> None:
    """A rule converts when a side states its data; unstated data leaves it unknown, none makes it not comparable."""
    oslo, doctor = use(OSLO), use(LEGEMELDT)
    unstated = compare(measures, oslo, doctor)
    assert _about(unstated, "fravaerstype") == (Kind.DATA_NOT_STATED, Verdict.UNKNOWN)
    assert (
        "«egenmeldt prosent» finnes hos Oslo (HR, SYKEFR_PST) eller hos Oslo (HR, LEGEM_PST)"
        in (unstated.reasons[0].text["nb"])
    )
    for has in (oslo, doctor):
        other = doctor if has is oslo else oslo
        stated = _answered(has, **{"data-egenmeldt": KJ + "ja-nei#ja"})
        answer = compare(measures, stated, other)
        assert (answer.verdict, answer.formula, answer.transfer) == (Verdict.CONVERTIBLE, None, None)
        assert [recipe["nb"][:2] for recipe in answer.recipes] == ["p("]
    neither = [_answered(each, **{"data-egenmeldt": KJ + "ja-nei#nei"}) for each in (oslo, doctor)]
    assert _about(compare(measures, neither[0], neither[1]), "fravaerstype") == (
        Kind.DATA_MISSING,
        Verdict.NOT_COMPARABLE,
    )


def test_a_formula_for_part_of_the_way_is_not_given(measures: Measures, use: Lookup) -> None:
    """Where a recipe is needed too, the unit's factor alone would give a wrong figure: no formula at all."""
    answer = compare(measures, use(ANDEL), use(LEGEMELDT))
    assert [reason.kind for reason in answer.reasons[:2]] == [Kind.RULED_CONVERTIBLE, Kind.UNIT_CONVERTIBLE]
    assert (answer.verdict, answer.formula, answer.transfer) == (Verdict.CONVERTIBLE, None, None)


def test_best_rule_counts(measures: Measures, use: Lookup) -> None:
    """When one of two rules for a pair is ruled out for want of data, the other still answers."""
    oslo = _answered(use(OSLO), **{"data-egenmeldt": KJ + "ja-nei#ja"})
    doctor = _answered(use(LEGEMELDT), **{"data-egenmeldt": KJ + "ja-nei#nei"})
    assert compare(measures, oslo, doctor).verdict is Verdict.CONVERTIBLE


def test_source_of_a_rule_given_as_a_link_is_named(measures: Measures, use: Lookup) -> None:
    """The source shown for a rule is its text, or the label of the page it links to, with the address."""
    doctor = _answered(use(LEGEMELDT), **{"data-egenmeldt": KJ + "ja-nei#ja"})
    answer = compare(measures, use(OSLO), doctor)
    assert re.fullmatch("SSB: Sykefravær, https?://[^ ]+", answer.reasons[0].source)
    assert answer.reasons[0].remarks["bias"]["nb"] == "legemeldt er lavest"


def test_rule_needing_two_data_sets_names_both(measures: Measures, use: Lookup) -> None:
    """Everything a rule needs is told, and whom to ask for it."""
    answer = compare(measures, use(LEGEMELDT), replace(use(BARN), answers={
        **use(BARN).answers, KJ + "populasjon": KJ + "populasjon#alle"}))  # fmt: skip
    text = answer.reasons[0].text["nb"]
    assert "«egenmeldt prosent» og «prosent for sykt barn» finnes hos Oslo (HR)" in text
    assert text.endswith("Spør Oslo (hr@oslo.example.org).")


def test_what_one_rule_needs_together_and_what_rules_need_instead(measures: Measures, use: Lookup) -> None:
    """«og» stands between what one rule needs, «eller» between the rules that would do."""
    answer = compare(measures, use("bergen/personal/fravaer/arsverk"), use("bergen/personal/fravaer/avrundet"))
    assert _about(answer, "arsverksnorm") == (Kind.DATA_NOT_STATED, Verdict.UNKNOWN)
    assert (
        "hvis «timer per ansatt» finnes hos Bergen (Personal, ARSVERK) og hos Bergen (Personal, AVRUNDET) "
        "eller «lønn per ansatt» finnes hos Bergen (Personal, AVRUNDET). Spør Bergen."
    ) in answer.reasons[0].text["nb"]


def test_a_definition_is_not_asked_for_data(measures: Measures, use: Lookup) -> None:
    """What it takes to follow the common definition is asked of the field alone, whichever way round."""
    field = _answered(use(LEGEMELDT), **{"data-egenmeldt": UNKNOWN})
    common = common_meaning(measures[field.concept or ""])
    for a, b in ((field, common), (common, field)):
        (reason,) = [r for r in compare(measures, a, b).reasons if r.kind is Kind.DATA_NOT_STATED]
        assert "finnes hos Oslo" in reason.text["nb"]
        assert "etter den felles definisjonen eller" not in reason.text["nb"]
        assert reason.text["nb"].endswith("Spør Oslo (hr@oslo.example.org).")


def test_pair_without_a_rule_follows_the_effect(measures: Measures, use: Lookup) -> None:
    """Without a rule a pairwise difference is unknown, a blocking one decisive, a caveat a reservation."""
    answer = compare(measures, use(OSLO), use(BARN))
    assert _kinds(answer) == [
        (Kind.BLOCKING, Verdict.NOT_COMPARABLE),
        (Kind.NOT_ASSESSED, Verdict.UNKNOWN),
    ]
    assert answer.reasons[1].text["nb"].endswith("Forskjellen er ikke vurdert. Spør Arbeidsgruppe HR (hr@example.org).")
    register = _answered(use(OSLO), kilde=KJ + "kilde#register")
    caveat = compare(measures, use(OSLO), replace(register, iri="urn:x", relation=Relation.CLOSE))
    assert _kinds(caveat) == [(Kind.CAVEAT, Verdict.CAVEAT)]
    assert caveat.transfer == Formula(Fraction(1))


def test_rule_may_rule_a_pair_out(measures: Measures, use: Lookup) -> None:
    """A rule that says not comparable decides, with its source."""
    answer = compare(measures, use(LEGEMELDT), use(EGENMELDT))
    assert _about(answer, "fravaerstype") == (Kind.RULED_OUT, Verdict.NOT_COMPARABLE)
    assert answer.reasons[0].source == "egen vurdering"
    assert answer.reasons[0].remarks == {}


def test_linear_rule_converts_both_ways(measures: Measures, use: Lookup) -> None:
    """A factor turns figures with one code into the other, and its inverse back."""
    oslo, bergen = use("oslo/hr/fravaer/arsverk"), use("bergen/personal/fravaer/arsverk")
    assert compare(measures, oslo, bergen).formula == Formula(Fraction(5, 4))
    assert compare(measures, bergen, oslo).formula == Formula(Fraction(4, 5))
    assert compare(measures, oslo, bergen).verdict is Verdict.CONVERTIBLE


def test_unit_and_rule_multiply(measures: Measures, use: Lookup) -> None:
    """A conversion of unit and one by rule make one formula."""
    oslo, bergen = use("oslo/hr/fravaer/arsverk"), use("bergen/personal/fravaer/arsverk")
    unit = oslo.unit
    assert unit
    in_tens = replace(bergen, unit=replace(unit, iri="urn:tiarsverk", multiplier=Fraction(10)))
    answer = compare(measures, oslo, in_tens)
    assert answer.formula == Formula(Fraction(1, 8))


@pytest.mark.parametrize(
    ("column", "kind", "verdict", "note"),
    [
        ("avrundet", Kind.RULED_CONVERTIBLE, Verdict.CAVEAT, "Omregningen er tilnærmet."),
        ("laerer", Kind.RULED_CONVERTIBLE, Verdict.CAVEAT, "Regelen er ikke kontrollert mot en kilde."),
        ("turnus", Kind.RULED_CAVEAT, Verdict.CAVEAT, "Tallene kan sammenlignes med forbehold."),
    ],
)
def test_rules_that_only_allow_reservations(
    measures: Measures, use: Lookup, column: str, kind: Kind, verdict: Verdict, note: str
) -> None:
    """An approximate conversion, one from memory and a stated caveat all give «med forbehold», and say why."""
    answer = compare(measures, use("oslo/hr/fravaer/arsverk"), use(f"bergen/personal/fravaer/{column}"))
    assert _kinds(answer) == [(kind, verdict)]
    assert note in answer.reasons[0].text["nb"]


def test_rule_that_does_not_tell_how(measures: Measures, use: Lookup) -> None:
    """A rule that says convertible without factor or recipe leaves the answer unknown."""
    answer = compare(measures, use("bergen/personal/fravaer/arsverk"), use("bergen/personal/fravaer/laerer"))
    assert _kinds(answer) == [(Kind.RULE_INCOMPLETE, Verdict.UNKNOWN)]


def test_missing_and_unknown_answers_are_told_apart(measures: Measures, use: Lookup) -> None:
    """Both leave the answer unknown; the text says whether nobody has answered or nobody knows."""
    answer = compare(measures, use(OSLO), use("stavanger/hr/fravaer/sykefr"))
    assert [reason.text["nb"] for reason in answer.reasons] == [
        "Gradert sykmelding er ikke kjent for Stavanger (HR). "
        "Da kan vi ikke vite om tallene måler det samme. Spør Stavanger.",
        "Datakilde er ikke oppgitt for Stavanger (HR). Da kan vi ikke vite om tallene måler det samme. Spør Stavanger.",
        "Til opplysning: Periode: «måned» hos Oslo (HR), ikke oppgitt hos Stavanger (HR).",
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (UNKNOWN, "er ikke kjent for"),
        (SEVERAL, "er besvart på flere måter for"),
        (KJ + "gradering#halvt", "har en verdi som ikke står i kodelisten, for"),
    ],
)
def test_unusable_answers_are_unknown(measures: Measures, use: Lookup, value: str, words: str) -> None:
    """An answer nobody knows, that contradicts itself or is in no list, leaves the figure unknown."""
    answer = compare(measures, use(OSLO), _answered(use(ANDEL), gradering=value))
    assert _about(answer, "gradering") == (Kind.NO_ANSWER, Verdict.UNKNOWN)
    assert words in answer.reasons[0].text["nb"]


def test_residual_answers_never_equal(measures: Measures, use: Lookup) -> None:
    """Two figures that both count «annet» may count different things."""
    other = use("stavanger/hr/fravaer/annet")
    answer = compare(measures, other, replace(other, iri=other.iri + "-kopi"))
    assert _about(answer, "fravaerstype") == (Kind.NO_ANSWER, Verdict.UNKNOWN)
    assert "er «annet» for" in answer.reasons[0].text["nb"]


def test_characteristic_is_asked_only_when_it_applies(measures: Measures, use: Lookup) -> None:
    """Graded sick leave is not asked of two figures of self-certified absence; one that counts it asks both."""
    own = use(EGENMELDT)
    copy = _answered(replace(own, iri="urn:kopi"), gradering=KJ + "gradering#vektet")
    assert compare(measures, own, copy).verdict is Verdict.COMPARABLE
    both = _about(compare(measures, own, use(LEGEMELDT)), "gradering")
    assert both == (Kind.NOT_ASSESSED, Verdict.UNKNOWN)


def test_informative_difference_is_told_last(measures: Measures, use: Lookup) -> None:
    """An informative characteristic never changes the verdict and comes after the reasons."""
    answer = compare(measures, use(OSLO), use(ANDEL))
    assert answer.reasons[-1].kind is Kind.INFORMATIVE
    assert answer.reasons[-1].text["nn"] == (
        "Til opplysning: Periode: «månad» hos Oslo (HR), «kvartal» hos Bergen (Personal)."
    )


def test_related_is_not_comparable(measures: Measures, use: Lookup) -> None:
    """A field mapped as related measures something else, whatever else is known of it."""
    answer = compare(measures, use(OSLO), use("fint/fint/arbeidsforhold/lonnsprosent"))
    assert answer.verdict is Verdict.NOT_COMPARABLE
    assert _kinds(answer)[0] == (Kind.RELATED, Verdict.NOT_COMPARABLE)


def test_equal_that_deviates_contradicts_itself(measures: Measures, use: Lookup) -> None:
    """«lik» with an answer that differs from the common definition is unknown, and the answer is named."""
    answer = compare(measures, use(OSLO), replace(use(LEGEMELDT), relation=Relation.EXACT))
    (reason,) = [r for r in answer.reasons if r.kind is Kind.CONTRADICTED]
    assert reason.verdict is Verdict.UNKNOWN
    assert (
        "«Hvilket fravær er med» er «bare legemeldt» (felles definisjon: «legemeldt og egenmeldt»)"
        in (reason.text["nb"])
    )


def test_relation_not_stated_is_unknown(measures: Measures, use: Lookup) -> None:
    """A field mapped without a relation, or to nothing, is unknown."""
    without = replace(use(ANDEL), relation=None)
    assert _kinds(compare(measures, use(OSLO), without))[0] == (Kind.NOT_STATED, Verdict.UNKNOWN)
    nothing = replace(use(ANDEL), concept=None, relation=None)
    assert _kinds(compare(measures, use(OSLO), nothing)) == [(Kind.NO_CONCEPT, Verdict.UNKNOWN)]


def test_different_concepts_are_not_comparable(measures: Measures, use: Lookup) -> None:
    """Two concepts are two things, and a kind of another is said to be so, whichever comes first."""
    rate, absence = use(OSLO), use("stavanger/hr/fravaer/fravar")
    for pair in ((rate, absence), (absence, rate)):
        answer = compare(measures, *pair)
        assert _kinds(answer) == [(Kind.OTHER_CONCEPT, Verdict.NOT_COMPARABLE)]
        assert (
            answer.reasons[0]
            .text["nb"]
            .endswith("Det er to ulike begreper. Sykefraværsprosent er et underbegrep av fraværsprosent.")
        )


def test_direct_exact_match_of_current_concepts_is_one_concept(measures: Measures, use: Lookup) -> None:
    """Two current concepts matched exactly are compared by the characteristics of both, the stricter effect first."""
    absence, share = use("stavanger/hr/fravaer/fravar"), use("stavanger/hr/fravaer/fravarsandel")
    answer = compare(measures, absence, share)
    # «Datakilde» is asked by the second concept only, so the first has no answer of its own to it.
    assert _about(answer, "kilde") == (Kind.NO_ANSWER, Verdict.UNKNOWN)
    strict = compare(measures, absence, _answered(share, populasjon=KJ + "populasjon#faste"))
    assert _kinds(strict)[0] == (Kind.BLOCKING, Verdict.NOT_COMPARABLE)
    draft = {**measures, share.concept or "": replace(measures[share.concept or ""], status="DRAFT")}
    assert _kinds(compare(draft, absence, share)) == [(Kind.OTHER_CONCEPT, Verdict.NOT_COMPARABLE)]


def test_concept_without_characteristics_is_unknown(measures: Measures, use: Lookup) -> None:
    """Figures of a concept that asks for nothing cannot be compared by anything."""
    satisfaction = use("drammen/hr/fravaer/trivsel")
    answer = compare(measures, satisfaction, replace(satisfaction, iri="urn:kopi"))
    assert _kinds(answer) == [(Kind.NO_CHARACTERISTICS, Verdict.UNKNOWN)]


def test_unit_missing_of_another_kind_or_not_described(measures: Measures, use: Lookup) -> None:
    """No unit is unknown, another kind of quantity not comparable, a unit nobody described unknown."""
    oslo, bergen = use(OSLO), use(ANDEL)
    working_days, points = use("oslo/hr/fravaer/arsverk").unit, use("drammen/hr/fravaer/trivsel").unit
    for unit, expected in (
        (None, (Kind.UNIT_MISSING, Verdict.UNKNOWN)),
        (working_days, (Kind.UNIT_KIND, Verdict.NOT_COMPARABLE)),
        (points, (Kind.UNIT_UNDESCRIBED, Verdict.UNKNOWN)),
    ):
        assert _kinds(compare(measures, oslo, replace(bergen, unit=unit))) == [expected]


def test_mapping_not_reviewed_is_unknown_for_now(measures: Measures, use: Lookup) -> None:
    """A mapping nobody reviewed answers «ukjent», and the computed answer is shown as preliminary."""
    answer = compare(measures, use("drammen/hr/fravaer/pst"), use(ANDEL))
    assert (answer.verdict, answer.preliminary, answer.formula) == (Verdict.UNKNOWN, Verdict.CONVERTIBLE, None)
    assert answer.reasons[0].text["nb"] == "Koblingen for Drammen (HR) er ikke kontrollert. Spør Drammen."
    refused = compare(measures, use("drammen/hr/fravaer/pst"), use("fint/fint/arbeidsforhold/lonnsprosent"))
    assert (refused.verdict, refused.preliminary) == (Verdict.UNKNOWN, Verdict.NOT_COMPARABLE)


def test_mapping_to_an_older_version_is_unknown(measures: Measures, use: Lookup) -> None:
    """A mapping to another major version answers «ukjent», and its «som felles» says nothing about the present one."""
    answer = compare(measures, use("drammen/hr/fravaer/gammel"), use(OSLO))
    assert (answer.verdict, answer.preliminary) == (Verdict.UNKNOWN, Verdict.UNKNOWN)
    texts = [reason.text["nb"] for reason in answer.reasons]
    assert "Drammen (HR) er koblet til versjon 1 av definisjonen. Nå gjelder versjon 2. Spør Drammen." in texts
    assert any(text.startswith("Gradert sykmelding er ikke oppgitt for Drammen") for text in texts)


def test_a_minor_version_is_the_same_version(measures: Measures, use: Lookup) -> None:
    """«2.0.0» of the definition is as good as 2.1.0: only the major version counts."""
    assert use(ANDEL).version == "2.0.0"
    assert compare(measures, use(ANDEL), use(OSLO)).preliminary is None


def test_following_the_common_definition(measures: Measures, use: Lookup) -> None:
    """The common definition is a use of its own: what follows it is comparable with it."""
    measure = measures[BEGREP + "sykefravaersprosent"]
    common = common_meaning(measure)
    assert compare(measures, use(OSLO), common).verdict is Verdict.COMPARABLE
    assert compare(measures, use(ANDEL), common).formula == Formula(Fraction(100))
    differs = compare(measures, use(BARN), common)
    assert differs.verdict is Verdict.NOT_COMPARABLE
    assert "«alle arbeidsforhold» etter den felles definisjonen" in differs.reasons[0].text["nb"]


def test_concept_that_is_not_current_is_only_mentioned(measures: Measures, use: Lookup) -> None:
    """A candidate definition is good enough to compare by; its status is told for information."""
    answer = compare(measures, use("oslo/hr/fravaer/arsverk"), use("bergen/personal/fravaer/arsverk"))
    assert answer.verdict is Verdict.CONVERTIBLE
    assert answer.reasons[-1].text["nb"] == "Til opplysning: avtalt årsverk har status kandidat."


def _told_of_parts(answer: Comparability) -> list[str]:
    return [reason.text["nb"] for reason in answer.reasons if reason.kind is Kind.OTHER_PART]


def test_other_parts_are_told_and_decide_nothing(measures: Measures, use: Lookup) -> None:
    """A part beside a whole, and a part beside another, are told of either way round; verdict and formula stay."""
    health, school = Sector("urn:helse", alike("Helse og omsorg")), Sector("urn:skole", alike("Oppvekst"))
    oslo, bergen = use(OSLO), use(ANDEL)
    without = compare(measures, oslo, bergen)
    assert not _told_of_parts(without)
    for a, b, parts in (
        (replace(oslo, sector=health), bergen, "Helse og omsorg hos Oslo (HR), hele virksomheten hos Bergen"),
        (oslo, replace(bergen, sector=school), "hele virksomheten hos Oslo (HR), Oppvekst hos Bergen"),
        (replace(oslo, sector=health), replace(bergen, sector=school), "Helse og omsorg hos Oslo (HR), Oppvekst"),
    ):
        answer = compare(measures, a, b)
        (told,) = _told_of_parts(answer)
        assert parts in told
        assert answer.reasons[-1].informs
        assert (answer.verdict, answer.formula) == (without.verdict, without.formula)
        assert len(_told_of_parts(compare(measures, b, a))) == 1


def test_who_is_about_no_part_is_beside_none(measures: Measures, use: Lookup) -> None:
    """The same sector, the common definition, and a national schema without a sector differ in no part."""
    health = Sector("urn:helse", alike("Helse og omsorg"))
    oslo = replace(use(OSLO), sector=health)
    bergen = use(ANDEL)
    schema = replace(bergen, field=replace(bergen.field, organisation_type="standard"))
    for other in (replace(bergen, sector=health), common_meaning(measures[oslo.concept or ""]), schema):
        assert not _told_of_parts(compare(measures, oslo, other))


def test_decisive_reasons_come_first(measures: Measures, use: Lookup) -> None:
    """Reasons are told by weight, the heaviest first."""
    answer = compare(measures, use(BARN), use("stavanger/hr/fravaer/sykefr"))
    weights = [reason.verdict for reason in answer.reasons]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] is Verdict.NOT_COMPARABLE


def test_mappings_are_read_for_a_concept_a_field_or_an_organisation(figures: CatalogueStore) -> None:
    """The three ways to ask for mappings give the uses of just that concept, field and organisation."""
    of_concept = load_mappings(figures, concept=BEGREP + "arsverk")
    assert len(of_concept) == 5
    assert {mapping.concept for mapping in of_concept} == {BEGREP + "arsverk"}
    field = load_mappings(figures, field=f"https://w3id.org/begrepskatalog/felt/{OSLO}")
    assert [str(mapping.start) for mapping in field] == ["2018-10-01", "2025-01-01"]
    oslo = load_mappings(figures, organisation="https://w3id.org/begrepskatalog/organisasjon/oslo")
    assert {mapping.field.organisation_name for mapping in oslo} == {"Oslo"}
    assert [mapping.field.name for mapping in oslo if not mapping.measured] == ["AVDELING"]


def test_two_answers_to_one_question_are_no_answer(figures: CatalogueStore, measures: Measures, use: Lookup) -> None:
    """When the files answer a characteristic in two ways, neither answer is believed."""
    oslo = use(OSLO)
    second = ox.Quad(
        ox.NamedNode(oslo.iri),
        ox.NamedNode(KJ + "gradering"),
        ox.NamedNode(KJ + "gradering#uvektet"),
        ox.DefaultGraph(),
    )
    store = CatalogueStore.from_quads([*figures.quads(), second])
    (twice,) = [mapping for mapping in load_mappings(store) if mapping.iri == oslo.iri]
    assert twice.answers[KJ + "gradering"] == SEVERAL
    assert compare(measures, twice, use(ANDEL)).verdict is Verdict.UNKNOWN


def test_answers_and_their_sources_are_read(use: Lookup) -> None:
    """An answer's own source is kept beside it."""
    oslo = use(OSLO)
    assert oslo.sources == {KJ + "fravaerstype": "Rutine 2025, pkt. 3"}
    assert oslo.field.contact == "hr@oslo.example.org"
    assert (oslo.field.system, oslo.field.table, oslo.field.name) == ("HR", "fravaer", "SYKEFR_PST")


def test_no_conversion_is_left_out(measures: Measures, use: Lookup) -> None:
    """Where one conversion is a recipe, those of the unit and of other answers are told beside it."""
    answer = compare(measures, use(LEGEMELDT), use(ANDEL))
    told = [recipe["nb"] for recipe in answer.recipes]
    assert answer.verdict is Verdict.CONVERTIBLE
    assert answer.formula is None
    assert any("p(" in recipe for recipe in told)
    assert any("× 100" in recipe for recipe in told)


def test_every_conversion_tells_which_way_it_goes(measures: Measures, use: Lookup) -> None:
    """A recipe that gives the first figure from the second takes the unit the same way, whichever is asked first."""
    for a, b in ((LEGEMELDT, ANDEL), (ANDEL, LEGEMELDT)):
        answer = compare(measures, use(a), use(b))
        ways = {(step.source["nb"], step.target["nb"]) for step in answer.conversions}
        assert ways == {("Bergen (Personal)", "Oslo (HR)")}
        (formula,) = [step.text["nb"] for step in answer.conversions if "×" in step.text["nb"]]
        assert formula == "Oslo = Bergen × 100"
        assert "Regn om fra Bergen (Personal) til Oslo (HR): p(" in " ".join(r.told("nb") for r in answer.reasons)
    (only,) = compare(measures, use(ANDEL), use(OSLO)).conversions
    assert (only.source["nb"], only.text["nb"]) == ("Bergen (Personal)", "Oslo = Bergen × 100")
