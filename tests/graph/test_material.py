from __future__ import annotations

from pyoxigraph import BlankNode

from graph.checks.every import read_material
from graph.checks.reading import term
from graph.namespaces import BASE

PATH = "vocabularies/personell/ansatt.ttl"
CONCEPT = f"{BASE}begrep/personell/ansatt"
TEXT = f"""\
@prefix euvoc: <http://publications.europa.eu/ontology/euvoc#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<{CONCEPT}>
    a skos:Concept ;
    skos:prefLabel "ansatt"@nb ;
    skos:prefLabel "tilsett"@nn ;
    euvoc:xlDefinition [
        a euvoc:XlNote ;
        rdf:value "person med arbeidsforhold"@nb ;
    ] ;
    .
"""
TABLE = "felt_id;gyldig_fra;kjennetegn;verdi;kilde\na.b.c;2018-10-01;gradering;ukjent;\n"


def test_facts_are_found_by_prefixed_names() -> None:
    """Properties and classes are asked for as they are written in the files."""
    material = read_material({PATH: TEXT.encode()})
    assert material.concepts == [CONCEPT]
    assert [label.value for label in material.texts_of(CONCEPT, "skos:prefLabel")] == ["ansatt", "tilsett"]
    assert material.is_a(CONCEPT, "skos:Concept")
    assert material.short(CONCEPT) == "personell/ansatt"


def test_a_nameless_node_is_placed_where_it_is_a_value() -> None:
    """What is wrong inside brackets is told at the bracket of its owner."""
    material = read_material({PATH: TEXT.encode()})
    node = next(str(v) for v in material.values(CONCEPT, "euvoc:xlDefinition") if isinstance(v, BlankNode))
    assert material.owner(node) == CONCEPT
    assert material.place(node, "rdf:value") == (PATH, 9, 24)


def test_labels_of_nameless_nodes_in_two_files_do_not_meet() -> None:
    """The same label in two files names two nodes."""
    text = "<urn:{0}> <urn:p> _:x . _:x <urn:q> {0} ."
    material = read_material({f"vocabularies/a/{n}.ttl": text.format(n).encode() for n in (1, 2)})
    nodes = [next(iter(material.of(f"urn:{n}")["urn:p"])) for n in (1, 2)]
    assert nodes[0] != nodes[1]
    assert [[v.value for v in material.of(str(node))["urn:q"]] for node in nodes] == [["1"], ["2"]]


def test_files_that_could_not_be_read_still_describe_something() -> None:
    """What a broken file describes exists, with all its parts."""
    material = read_material({}, unread=[PATH])
    assert material.exists(CONCEPT)
    assert material.exists(f"{CONCEPT}#def-nb")
    assert not material.exists(f"{BASE}begrep/personell/vikar")


def test_a_cell_has_its_place() -> None:
    """A finding on a row points at the cell of its column."""
    (row,) = read_material({"mappings/oslo/kjennetegn.csv": TABLE.encode()}).rows("kjennetegn.csv")
    found = row.found("MAP-08", "unknown", "verdi", word="ukjent", words="", hint={"nb": "", "nn": "", "en": ""})
    assert (row["verdi"], found.file, found.line, found.column) == ("ukjent", "mappings/oslo/kjennetegn.csv", 2, 28)


def test_terms_are_written_with_prefixes() -> None:
    """A prefixed name means the IRI the prefix table gives."""
    assert term("skos:prefLabel") == "http://www.w3.org/2004/02/skos/core#prefLabel"
