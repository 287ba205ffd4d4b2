from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat
from pyoxigraph import parse as oxigraph_parse
from pyshacl import validate
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib import Literal as RdflibLiteral

from graph.checks.shacl import Properties, Shape, judge, key
from graph.checks.shape_reader import read_shapes, shapes
from graph.namespaces import BASE, PREFIXES
from graph.turtle.ordering import Term, gather
from graph.turtle.parsing import parse
from tests.rule_words import said, words

ROOT = Path(__file__).parents[2]
SMALL = Path(__file__).parents[1] / "data" / "liten" / "vocabularies"
SH = Namespace(PREFIXES["sh"])
CONCEPT = f"{BASE}begrep/personell/sykefravaer"
FILES = ["_katalog.ttl", "personell/_vokabular.ttl", "personell/fravaer.ttl", "personell/sykefravaer.ttl"]
TEXT = "\n".join((SMALL / name).read_text(encoding="utf-8") for name in FILES)

Change = Callable[[str], str]
Found = tuple[str, str, str, str]


class Facts:
    """The facts of a Turtle text, as the shapes are asked about them."""

    def __init__(self, text: str) -> None:
        """Read the text."""
        self.facts = {key(node): own for node, own in gather(parse(text)).items()}

    def of(self, node: str) -> Properties:
        """The properties of a node."""
        return self.facts.get(node, {})


def own_results(text: str) -> Counter[Found]:
    """What our own judge finds: focus, path, value, shape; nameless nodes without their labels."""
    data = Facts(text)
    return Counter(
        (plain(result.focus), result.path, value_of(result.value, result.focus, result.path), result.shape.iri)
        for focus in data.facts
        for result in judge(data, focus, shapes())
    )


def plain(node: str) -> str:
    """A node's IRI, or ``_:`` for any nameless one."""
    return "_:" if node.startswith("_:") else node


def value_of(value: Term | None, focus: str, path: str) -> str:
    """A value as text; for a shape on the node itself the node."""
    if value is None:
        return ""
    if not path:
        return plain(focus)
    return "_:" if isinstance(value, BlankNode) else value.value


def pyshacl_results(text: str) -> Counter[Found]:
    """What pySHACL finds on the same shapes."""
    graph = Graph()
    for path in sorted((ROOT / "graph" / "shapes").glob("*.ttl")):
        graph.parse(path)
    _, report, _ = validate(Graph().parse(data=text, format="turtle"), shacl_graph=graph)
    assert isinstance(report, Graph)
    return Counter(
        (
            named(report.value(result, SH.focusNode)),
            named(report.value(result, SH.resultPath)),
            named(report.value(result, SH.value)),
            named(report.value(result, SH.sourceShape)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    )


def named(term: object) -> str:
    """A term of a report as text."""
    if term is None:
        return ""
    return str(term) if isinstance(term, URIRef | RdflibLiteral) else "_:"


def replace(old: str, new: str) -> Change:
    """A change of one thing in the text."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


def add(facts: str) -> Change:
    """A change that says something more about the concept or its parts."""
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    return lambda text: f"{prefixes}{text}\n@prefix del: <{CONCEPT}#> .\n{facts}"


SUBJECT = f"<{CONCEPT}>"
CHANGES: dict[str, Change] = {
    "nothing": lambda text: text,
    "no nynorsk term": replace('skos:prefLabel "sjukefråvær"@nn ;', ""),
    "no bokmål term": replace('skos:prefLabel "sykefravær"@nb ;', ""),
    "a term without language": add(f'{SUBJECT} skos:altLabel "borte" .'),
    "an identifier as string": replace('sykefravaer"^^xsd:anyURI', 'sykefravaer"'),
    "no identifier": replace("dct:identifier", "dct:relation"),
    "a date with time": add(f'{SUBJECT} euvoc:startDate "2026-01-01T00:00:00"^^xsd:dateTime .'),
    "a date that does not exist": add(f'{SUBJECT} euvoc:startDate "2026-02-30"^^xsd:date .'),
    "two dates": add(f'{SUBJECT} dct:modified "2026-12-01"^^xsd:date .'),
    "dates in the wrong order": add(
        f'{SUBJECT} euvoc:startDate "2026-02-01"^^xsd:date ; euvoc:endDate "2026-01-01"^^xsd:date .'
    ),
    "two publishers": add(f"{SUBJECT} dct:publisher <urn:annen> . <urn:annen> a org:Organization ; foaf:name 'x' ."),
    "a publisher that is none": replace("dct:publisher organisasjon:", "dct:publisher kontakt:"),
    "a status as text": replace("euvoc:status status:DRAFT", 'euvoc:status "utkast"@nb'),
    "two statuses": add(f"{SUBJECT} euvoc:status status:CURRENT ."),
    "a version in words": replace('owl:versionInfo "1.0.0"', 'owl:versionInfo "første"'),
    "a relation as text": add(f'{SUBJECT} skos:closeMatch "fravær"@nb .'),
    "a subject as number": add(f"{SUBJECT} dct:subject 15 ; skosno:valueRange 7 ."),
    "two texts in a definition": add('del:def-nb rdf:value "sykt fravær"@nn .'),
    "a definition without text": add(f"{SUBJECT} euvoc:xlDefinition [ a euvoc:XlNote ] ."),
    "a definition that is not described": add(f"{SUBJECT} euvoc:xlDefinition del:def-se ."),
    "a source without address": add('del:def-nb dct:source [ rdfs:label "SSB"@nb ] .'),
    "a list of sources": add("del:def-nb dct:source ( <urn:a> <urn:b> ) ."),
    "two audiences": add("del:def-nb dct:audience audience:public , audience:specialist ."),
    "an associative relation without role": add(
        f"{SUBJECT} skosno:isFromConceptIn del:r . del:r a skosno:AssociativeConceptRelation ;"
        " skosno:hasToConcept <urn:a> ."
    ),
    "an associative relation with two kinds of role": add(
        "del:r a skosno:AssociativeConceptRelation ; skosno:hasToConcept <urn:a> ;"
        ' skosno:relationRole <urn:rolle> , "fører til"@nb .'
    ),
    "an associative relation with one role": add(
        'del:r a skosno:AssociativeConceptRelation ; skosno:hasToConcept <urn:a> ; skosno:relationRole "fører til"@nb .'
    ),
    "a generic relation both ways": add(
        "del:r a skosno:GenericConceptRelation ; skosno:hasGenericConcept <urn:a> ; skosno:hasSpecificConcept <urn:b> ."
    ),
    "a generic relation with two criteria": add(
        "del:r a skosno:GenericConceptRelation ; skosno:hasGenericConcept <urn:a> ;"
        ' dct:description "etter varighet"@nb , "etter årsak"@nb , "by cause"@en , "by length"@en .'
    ),
    "a partitive relation without ends": add("del:r a skosno:PartitiveConceptRelation ."),
    "a relation of two kinds": add(
        "del:r a skosno:PartitiveConceptRelation , skosno:GenericConceptRelation ;"
        " skosno:hasPartitiveConcept <urn:a> ; skosno:hasGenericConcept <urn:a> ."
    ),
    "an empty collection": add(
        f'<{BASE}begrepssamling/personell> a skos:Collection ; dct:title "Personell"@nb , "Ansatte"@nb ;'
        ' dct:identifier "a"^^xsd:anyURI , "b"^^xsd:anyURI .'
    ),
    "a vocabulary without title": replace("dct:title", "dct:alternative"),
    "a contact without address": replace("vcard:hasEmail <mailto:begrep@example.org>", 'vcard:hasEmail "begrep"'),
    "a body without name": replace("foaf:name", "foaf:nick"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_findings_are_those_of_pyshacl(change: Change) -> None:
    """On the same shapes and data pySHACL finds the same: focus, path, value and shape, each as often."""
    text = change(TEXT)
    assert own_results(text) == pyshacl_results(text)


def test_the_changes_break_every_shape_they_should() -> None:
    """The comparison is not an empty one: nearly all changes are found, and with them a good part of the shapes."""
    found = {name: own_results(change(TEXT)) for name, change in CHANGES.items()}
    silent = {name for name, results in found.items() if not results}
    assert silent == {"nothing", "a list of sources", "an associative relation with one role"}
    assert len({shape for results in found.values() for *_, shape in results}) >= 35


def test_the_rules_no_file_can_break_are_broken_by_a_collection() -> None:
    """Collections are derived from folders; one with two identifiers and without members breaks PRO-26 and PRO-27."""
    found = {shape.rpartition("/")[2] for *_, shape in own_results(CHANGES["an empty collection"](TEXT))}
    assert found >= {"PRO-26#several", "PRO-27#missing"}
    good = {shape.rpartition("/")[2] for *_, shape in own_results(TEXT)}
    assert not good & {"PRO-26#several", "PRO-27#missing"}
    by_name = {shape.iri.rpartition("/")[2]: shape for shape in all_shapes(shapes())}
    for rule, variant in (("PRO-26", "several"), ("PRO-27", "missing")):
        shape = by_name[f"{rule}#{variant}"]
        assert said(shape.message, shape.remedy) == words(rule, variant)


class TestReading:
    def test_every_shape_says_what_to_do_in_three_languages(self) -> None:
        """A shape that can be broken has a message and a remedy in bokmål, nynorsk and English."""
        for shape in all_shapes(shapes()):
            if shape.demands:
                assert set(shape.message) == set(shape.remedy) == {"nb", "nn", "en"}, shape.iri

    def test_what_is_not_supported_is_refused(self) -> None:
        """A shape with a component this judge does not know cannot be read, rather than half judged."""
        unknown = (
            f"@prefix sh: <{PREFIXES['sh']}> . <urn:s> a sh:NodeShape ; sh:targetClass <urn:c> ;"
            " sh:property [ sh:path <urn:p> ; sh:maxLength 5 ] ."
        )
        with pytest.raises(ValueError, match="maxLength"):
            read_shapes([unknown.encode()])

    def test_the_shapes_files_are_turtle_for_everyone(self) -> None:
        """Another reader takes the shapes files too, and finds them valid against SHACL's own shapes."""
        for path in sorted((ROOT / "graph" / "shapes").glob("*.ttl")):
            quads = list(oxigraph_parse(path.read_bytes(), format=RdfFormat.TURTLE))
            assert len(Graph().parse(path)) == len({(q.subject, q.predicate, q.object) for q in quads})


def all_shapes(found: tuple[Shape, ...]) -> list[Shape]:
    """The shapes and those inside them."""
    return [each for shape in found for each in (shape, *all_shapes(shape.inner))]


def test_a_node_is_called_by_its_iri_or_label() -> None:
    """Named and nameless nodes are told apart."""
    assert key(NamedNode("urn:a")) == "urn:a"
    assert key(BlankNode("b")) == "_:b"
    assert key(Literal("a")) == '"a"'
