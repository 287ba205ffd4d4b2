"""The real vocabularies and mappings: whole, honest about what is confirmed, and rich enough to be useful."""

from pathlib import Path

import pyoxigraph as ox
import pytest
import requests

from graph.namespaces import PREFIXES
from graph.store import CatalogueStore, value_of
from graph.tables.table import read_table
from graph.turtle.canonical import canonical

ROOT = Path(__file__).parents[2]
BASE = "https://w3id.org/begrepskatalog/"
MUNICIPALITIES = ("oslo", "bergen", "trondheim", "stavanger", "kristiansand", "tromso", "barum", "drammen")
TURTLE = sorted((ROOT / "vocabularies").rglob("*.ttl"))
HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


def column(store: CatalogueStore, query: str) -> list[str]:
    """Return the first column of a SELECT."""
    solutions = store.query(HEAD + query).result
    assert isinstance(solutions, ox.QuerySolutions)
    return [value_of(solution[0]) for solution in solutions]


def test_seven_vocabularies_hold_118_concepts(real_store: CatalogueStore) -> None:
    """Every concept of the first content is there, in its vocabulary."""
    found = column(
        real_store,
        "SELECT ?n { SELECT ?scheme (COUNT(DISTINCT ?c) AS ?n) { ?c a skos:Concept ; skos:inScheme ?scheme "
        f"FILTER(STRSTARTS(STR(?scheme), '{BASE}vokabular/')) }} GROUP BY ?scheme }}",
    )
    assert len(found) == 7
    assert sum(map(int, found)) == 118


def test_concepts_and_codes_are_told_apart_by_scheme(real_store: CatalogueStore) -> None:
    """All skos:Concepts are concepts of a vocabulary, codes of a characteristic, or codes of a code list."""
    schemes = column(real_store, "SELECT DISTINCT ?scheme { ?c a skos:Concept ; skos:inScheme ?scheme }")
    kinds = {scheme.removeprefix(BASE).split("/")[0] for scheme in schemes}
    assert kinds == {"vokabular", "kjennetegn", "kodeliste"}
    assert not column(real_store, "SELECT ?c { ?c a skos:Concept FILTER NOT EXISTS { ?c skos:inScheme ?scheme } }")


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
def test_every_concept_has_term_and_definition_in_three_languages(real_store: CatalogueStore, lang: str) -> None:
    """Bokmål, nynorsk and English stand on equal terms."""
    found = column(
        real_store,
        "SELECT DISTINCT ?c { ?c a skos:Concept ; skos:prefLabel ?term ; euvoc:xlDefinition/rdf:value ?text "
        f"FILTER(LANG(?term) = '{lang}' && LANG(?text) = '{lang}') }}",
    )
    assert len(found) == 118


def test_nothing_is_said_to_be_approved(real_store: CatalogueStore) -> None:
    """No concept has been approved by anyone, so none is CURRENT."""
    statuses = set(column(real_store, "SELECT DISTINCT ?s { ?c euvoc:status ?s }"))
    assert statuses <= {PREFIXES["status"] + "DRAFT", PREFIXES["status"] + "CANDIDATE"}


def test_derived_definitions_name_their_source(real_store: CatalogueStore) -> None:
    """A definition that says it builds on a source names one; one of our own names none."""
    without = (
        "SELECT ?d { ?d skosno:relationshipWithSource relsource:derived-from-source "
        "FILTER NOT EXISTS { ?d dct:source ?source } }"
    )
    assert not column(real_store, without)
    claimed = "SELECT ?d { ?d skosno:relationshipWithSource relsource:self-composed ; dct:source ?source }"
    assert not column(real_store, claimed)


@pytest.mark.parametrize("folder", MUNICIPALITIES)
def test_municipal_mappings_are_marked_as_examples(folder: str) -> None:
    """Nothing is claimed about a municipality: every row is an example until it confirms it."""
    rows = read_table("felt.csv", (ROOT / "mappings" / folder / "felt.csv").read_bytes())
    assert rows
    assert all(row["eksempel"] == "ja" for row in rows)


def test_national_mappings_name_their_source() -> None:
    """A field of a national schema is real, so its row says where it was read."""
    for table in (ROOT / "mappings").glob("*/felt.csv"):
        if table.parent.name not in MUNICIPALITIES:
            for row in read_table("felt.csv", table.read_bytes()):
                assert row["kilde"], f"{table}:{row.line}"
                assert row["eksempel"] == "", f"{table}:{row.line}"


def test_examples_carry_a_flag_in_the_store(real_store: CatalogueStore) -> None:
    """Machines can tell an example from a fact: every municipal meaning has cmp:example true."""
    unmarked = column(
        real_store,
        "SELECT ?use { ?o cmp:organisationType 'kommune' . ?f dct:publisher ?o ; cmp:meaning ?use "
        "FILTER NOT EXISTS { ?use cmp:example true } }",
    )
    assert not unmarked


def test_all_five_verdicts_occur(real_store: CatalogueStore) -> None:
    """The mappings show every answer there is for sickness absence, employees and full-time positions."""
    subjects = ", ".join(
        f"<{BASE}begrep/personell/{slug}>" for slug in ("sykefravaersprosent", "ansatt", "heltidsstilling")
    )
    found = column(
        real_store,
        "SELECT DISTINCT ?v { ?g dct:subject ?concept . "
        f"FILTER(?concept IN ({subjects})) {{ ?g cmp:verdict ?v }} UNION "
        "{ ?x cmp:compares ?g ; cmp:verdict ?v } }",
    )
    names = {"Comparable", "Convertible", "WithCaveat", "Unknown", "NotComparable"}
    assert {verdict.removeprefix(PREFIXES["cmp"]) for verdict in found} == names


def test_sickness_absence_has_fields(real_store: CatalogueStore) -> None:
    """At least five fields carry the sickness absence rate."""
    concept = f"<{BASE}begrep/personell/sykefravaersprosent>"
    assert len(column(real_store, f"SELECT ?f {{ ?f dct:subject {concept} }}")) >= 5


def test_internal_links_lead_somewhere(real_store: CatalogueStore) -> None:
    """No file points to a concept, characteristic, unit, code or sector that does not exist."""
    kinds = "begrep/|kjennetegn/|enhet/|kodeliste/|sektor/|organisasjon/|kontakt/|vokabular/"
    broken = column(
        real_store,
        f"SELECT DISTINCT ?o {{ ?s ?p ?o FILTER(ISIRI(?o) && REGEX(STR(?o), '^{BASE}({kinds})')) "
        "FILTER NOT EXISTS { ?o ?any ?thing } }",
    )
    assert broken == []


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: str(path.relative_to(ROOT / "vocabularies")))
def test_files_are_canonical(path: Path) -> None:
    """Every Turtle file is in the canonical form, so that a diff shows only what changed."""
    text = path.read_text(encoding="utf-8")
    assert canonical(text) == text


def test_the_running_endpoint_counts_concepts_and_codes(server: str) -> None:
    """Asked over HTTP, skos:Concept is the common concepts and the codes, and schemes tell them apart."""
    count = "SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c a skos:Concept %s }"

    def counted(where: str) -> int:
        answer = requests.post(f"{server}/sparql", data={"query": HEAD + count % where}, timeout=30)
        return int(answer.json()["results"]["bindings"][0]["n"]["value"])

    def of(kind: str) -> int:
        return counted(f"; skos:inScheme ?s FILTER(STRSTARTS(STR(?s), '{BASE}{kind}/'))")

    assert of("vokabular") == 118
    assert of("kjennetegn") > 0
    assert of("kodeliste") > 0
    assert counted("") == of("vokabular") + of("kjennetegn") + of("kodeliste")
