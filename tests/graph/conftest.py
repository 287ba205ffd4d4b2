"""Catalogues for the tests of comparability: one written by hand, and random ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from graph.comparing.measure import Measure, load_measures
from graph.mapping import Mapping, load_mappings
from graph.store import CatalogueStore

BASE = "https://w3id.org/begrepskatalog/"
HAND_WRITTEN = Path(__file__).parents[1] / "data" / "sammenligning" / "katalog.ttl"
PREFIXES = f"""
@base <{BASE}> .
@prefix cmp: <{BASE}ns#> .
@prefix csvw: <http://www.w3.org/ns/csvw#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix euvoc: <http://publications.europa.eu/ontology/euvoc#> .
@prefix kj: <{BASE}kjennetegn/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix qudt: <http://qudt.org/schema/qudt/> .
@prefix sdmx: <http://purl.org/linked-data/sdmx/2009/attribute#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<enhet/prosent> a qudt:Unit ; qudt:hasQuantityKind <storrelse/andel> ; qudt:conversionMultiplier 0.01 .
<enhet/andel> a qudt:Unit ; qudt:hasQuantityKind <storrelse/andel> ; qudt:conversionMultiplier 1.0 .
<enhet/promille> a qudt:Unit ; qudt:hasQuantityKind <storrelse/andel> ; qudt:conversionMultiplier 0.001 ;
  qudt:conversionOffset 1.0 .
<enhet/dagsverk> a qudt:Unit ; qudt:hasQuantityKind <storrelse/dagsverk> ; qudt:conversionMultiplier 1.0 .
<enhet/indeks> a qudt:Unit ; qudt:hasQuantityKind <storrelse/andel> .
kj:ja-nei a skos:ConceptScheme .
<kjennetegn/ja-nei#ja> skos:inScheme kj:ja-nei ; skos:notation "ja" .
<kjennetegn/ja-nei#nei> skos:inScheme kj:ja-nei ; skos:notation "nei" .
kj:data-egenmeldt a qb:AttributeProperty ; cmp:aspect cmp:Data ; qb:codeList kj:ja-nei .
kj:data-nevner a qb:AttributeProperty ; cmp:aspect cmp:Data ; qb:codeList kj:ja-nei .
<begrep/personell/sykefravaersprosent> cmp:structure <begrep/personell/sykefravaersprosent#struktur> ;
  owl:versionInfo "2.1.0" ; sdmx:unitMeasure <enhet/prosent> .
"""
CHARACTERISTICS = ("fravaerstype", "gradering", "nevner", "populasjon")
CODES = ("smal", "middels", "vid", "annet")
DATA = ("data-egenmeldt", "data-nevner")
UNITS = ("prosent", "andel", "promille", "dagsverk", "indeks", "ubeskrevet")
RELATIONS = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")


def _read(turtle: bytes) -> CatalogueStore:
    named = ox.NamedNode(BASE + "graf/katalog")
    return CatalogueStore.from_quads(
        ox.Quad(quad.subject, quad.predicate, quad.object, named) for quad in ox.parse(turtle, ox.RdfFormat.TURTLE)
    )


@pytest.fixture(scope="session")
def figures() -> CatalogueStore:
    """The catalogue written by hand (tests/data/sammenligning)."""
    return _read(HAND_WRITTEN.read_bytes())


@pytest.fixture(scope="session")
def measures(figures: CatalogueStore) -> dict[str, Measure]:
    """Its measures, by concept IRI."""
    return load_measures(figures)


@pytest.fixture(scope="session")
def use(figures: CatalogueStore) -> Callable[[str], Mapping]:
    """Look up its uses by ``organisation/system/table/column``: the newest use of the field."""
    newest = {mapping.field.path: mapping for mapping in load_mappings(figures)}
    return newest.__getitem__


@pytest.fixture(scope="session")
def random_catalogues() -> SearchStrategy[CatalogueStore]:
    """Catalogues with one measure, a few characteristics with rules, and a handful of uses that differ."""
    return _catalogues().map(lambda turtle: _read((PREFIXES + turtle).encode()))


@st.composite
def _catalogues(draw: DrawFn) -> str:
    names = CHARACTERISTICS[: draw(st.integers(1, 4))]
    asked = {name: draw(st.sampled_from([*CODES[:3] * 2, CODES[3], ""])) for name in names}
    parts = [draw(_characteristic(name)) for name in asked]
    parts += [draw(_component(order, *item)) for order, item in enumerate(asked.items())]
    for number in range(draw(st.integers(2, 5))):
        kind = draw(st.sampled_from([_tidy_use, _tidy_use, _any_use]))
        field = f"felt/kommune-{number}/hr/fravaer/pst"
        parts.append(
            f"<{field}> csvw:name 'PST' ; dct:publisher <organisasjon/kommune-{number}> ; "
            f"cmp:meaning <{field}/a> .\n<{field}/a> {draw(kind(asked))} ."
        )
    return "\n".join(parts)


@st.composite
def _characteristic(draw: DrawFn, name: str) -> str:
    codes = "".join(
        f"<kjennetegn/{name}#{code}> skos:inScheme <kjennetegn/{name}#koder> ; skos:notation '{code}' .\n"
        for code in CODES
    )
    rules = [draw(_rule(name, number)) for number in range(draw(st.integers(0, 3)))]
    return (
        f"kj:{name} a qb:AttributeProperty ; qb:codeList <kjennetegn/{name}#koder> .\n{codes}"
        f"<kjennetegn/{name}#annet> cmp:residual true .\n" + "\n".join(rules)
    )


@st.composite
def _rule(draw: DrawFn, name: str, number: int) -> str:
    pair = draw(st.permutations(CODES))[:2]
    said = [
        f"cmp:fromCode <kjennetegn/{name}#{pair[0]}> ; cmp:toCode <kjennetegn/{name}#{pair[1]}>",
        draw(st.sampled_from(["cmp:outcome cmp:Convertible", "cmp:outcome cmp:Convertible",
                              "cmp:outcome cmp:WithCaveat", "cmp:outcome cmp:NotComparable", ""])),
        draw(st.sampled_from(["cmp:recipe 'p_b = p_a × nevner_a / nevner_b'@nb", "cmp:factor 0.5",
                              "cmp:factor 12.5", "cmp:offset 3.0", "cmp:factor 0", ""])),
        draw(st.sampled_from(["cmp:confidence cmp:Verified", "cmp:confidence cmp:Partly",
                              "cmp:confidence cmp:FromMemory", ""])),
        draw(st.sampled_from(["", "cmp:exact false"])),
        draw(st.sampled_from(["", "", "cmp:needsFrom kj:data-egenmeldt",
                              "cmp:needsFrom kj:data-egenmeldt, kj:data-nevner"])),
        draw(st.sampled_from(["", "", "cmp:needsTo kj:data-nevner"])),
    ]  # fmt: skip
    rule = f"<kjennetegn/{name}#regel-{number}>"
    return f"kj:{name} cmp:pairRule {rule} . {rule} {' ; '.join(part for part in said if part)} ."


@st.composite
def _component(draw: DrawFn, order: int, name: str, reference: str) -> str:
    effect = draw(st.sampled_from(["Pairwise", "Pairwise", "Blocking", "Caveat", "Informative", ""]))
    when = draw(st.sampled_from(["", "", *CODES[:2]])) if order else ""
    said = [f"qb:attribute kj:{name} ; qb:order {order}"]
    said += [f"cmp:effect cmp:{effect}"] * bool(effect)
    said += [f"cmp:referenceValue <kjennetegn/{name}#{reference}>"] * bool(reference)
    said += [f"cmp:onlyWhen <kjennetegn/{CHARACTERISTICS[order - 1]}#{when}>"] * bool(when)
    here = "begrep/personell/sykefravaersprosent"
    return f"<{here}#struktur> qb:component <{here}#kj-{name}> . <{here}#kj-{name}> {' ; '.join(said)} ."


@st.composite
def _tidy_use(draw: DrawFn, asked: dict[str, str]) -> str:
    """A reviewed use that answers everything and whose relation agrees with its answers."""
    said, deviates = ["cmp:mappingStatus 'godkjent' ; cmp:reviewed '2026-03-02'^^xsd:date"], False
    for name, reference in asked.items():
        code = draw(st.sampled_from([reference or CODES[0], *CODES[:3]]))
        deviates = deviates or bool(reference and code != reference)
        as_common = code == reference and draw(st.booleans())
        said.append(f"kj:{name} {'cmp:AsCommon' if as_common else f'<kjennetegn/{name}#{code}>'}")
    relation = draw(st.sampled_from(RELATIONS[1:4])) if deviates else RELATIONS[0]
    unit = draw(st.sampled_from(["prosent", "prosent", *UNITS[:3]]))
    return _use(relation, "cmp:conceptVersion '2'", f"sdmx:unitMeasure <enhet/{unit}>", *said, *draw(_data()))


@st.composite
def _any_use(draw: DrawFn, asked: dict[str, str]) -> str:
    """A use with anything missing, wrong, unlisted, unreviewed or out of date."""
    said = [
        draw(st.sampled_from(["cmp:mappingStatus 'godkjent' ; cmp:reviewed '2026-03-02'^^xsd:date"] * 3
                             + ["cmp:mappingStatus 'godkjent'", "cmp:mappingStatus 'utkast'", ""])),
        draw(st.sampled_from(["", "", "cmp:example true"])),
        draw(st.sampled_from(["cmp:conceptVersion '2'"] * 3
                             + ["cmp:conceptVersion '2.0'", "cmp:conceptVersion '1'", ""])),
        draw(st.sampled_from(["", "euvoc:startDate '2020-01-01'^^xsd:date",
                              "euvoc:startDate '2027-01-01'^^xsd:date", "euvoc:endDate '2025-12-31'^^xsd:date",
                              "euvoc:startDate '2020-01-01'^^xsd:date ; euvoc:endDate '2029-12-31'^^xsd:date"])),
    ]  # fmt: skip
    unit = draw(st.sampled_from(["prosent"] * 3 + [*UNITS, ""]))
    said += [f"sdmx:unitMeasure <enhet/{unit}>"] * bool(unit)
    for name in asked:
        codes = [f"<kjennetegn/{name}#{code}>" for code in (*CODES, "ikke-i-listen")]
        answer = draw(st.sampled_from([*codes, *codes[:3], "cmp:AsCommon", "cmp:UnknownAnswer", ""]))
        said += [f"kj:{name} {answer}"] * bool(answer)
    return _use(draw(st.sampled_from(RELATIONS)), *said, *draw(_data()))


@st.composite
def _data(draw: DrawFn) -> list[str]:
    answers = {name: draw(st.sampled_from(["ja", "ja", "nei", ""])) for name in DATA}
    return [f"kj:{name} <kjennetegn/ja-nei#{word}>" for name, word in answers.items() if word]


def _use(relation: str, *said: str) -> str:
    concept = "<begrep/personell/sykefravaersprosent>"
    facts = ["a cmp:LocalMeaning ; cmp:role 'mål'", f"skos:{relation} {concept}", *said]
    return " ; ".join(fact for fact in facts if fact)
