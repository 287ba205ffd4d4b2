"""``/katalog.ttl`` as the national harvester reads it, ``/dcat.ttl`` and ``/modellkatalog.ttl`` by the official shapes.

The reader below is written from the description of the harvester's rules (types, members, what can be reached, blank
nodes, the organisation number), not from what the catalogue writes. It knows nothing of the exporter.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyshacl
import pytest
import rdflib
from flask import Flask
from rdflib.namespace import DCAT, DCTERMS, RDF, RDFS, SKOS

BASE = "https://w3id.org/begrepskatalog/"
BESIDE = Path(__file__).parents[3] / "shared" / "standards"
STANDARDS = Path(os.environ.get("BEGREP_STANDARDS", BESIDE / "vocab"))
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
SKOSNO = rdflib.Namespace("https://data.norge.no/vocabulary/skosno#")
EUVOC = rdflib.Namespace("http://publications.europa.eu/ontology/euvoc#")
XKOS = rdflib.Namespace("http://rdf-vocabulary.ddialliance.org/xkos#")
MODELL = rdflib.Namespace("https://data.norge.no/vocabulary/modelldcatno#")
FILE_TYPES = rdflib.URIRef("http://publications.europa.eu/resource/authority/file-type")
PHYSICAL = rdflib.URIRef("https://data.norge.no/vocabulary/information-model-type#physical-model")
MOST_BYTES: Final = 75 << 20

# The properties of the profile, class by class (SKOS-AP-NO-Begrep 2.0).
PROFILE: Final = {
    *(SKOS[name] for name in ("prefLabel", "altLabel", "hiddenLabel", "definition", "scopeNote", "example", "member")),
    *(SKOS[name] for name in ("exactMatch", "closeMatch", "related")),
    *(DCTERMS[name] for name in ("identifier", "publisher", "creator", "created", "modified", "subject", "source")),
    *(DCTERMS[name] for name in ("audience", "isReplacedBy", "replaces", "title", "description")),
    *(EUVOC[name] for name in ("xlDefinition", "startDate", "endDate", "status")),
    *(XKOS[name] for name in ("generalizes", "specializes", "hasPart", "isPartOf")),
    *(SKOSNO[name] for name in ("dataStructureLabel", "valueRange", "relationshipWithSource", "relationRole")),
    *(SKOSNO[name] for name in ("hasGenericConceptRelation", "hasPartitiveConceptRelation", "isFromConceptIn")),
    *(SKOSNO[name] for name in ("hasToConcept", "hasGenericConcept", "hasSpecificConcept")),
    *(SKOSNO[name] for name in ("hasPartitiveConcept", "hasComprehensiveConcept")),
    RDF.type,
    RDF.value,
    RDF.first,
    RDF.rest,
    RDFS.label,
    RDFS.seeAlso,
    DCAT.contactPoint,
    rdflib.OWL.versionInfo,
    rdflib.URIRef("http://www.w3.org/ns/adms#versionNotes"),
    rdflib.FOAF.name,
    *(rdflib.URIRef(f"http://www.w3.org/2006/vcard/ns#{name}") for name in ("fn", "hasEmail", "hasOrganizationName")),
}


class Harvester:
    """Reads a document as the national harvester does, given the Accept value its source is registered with."""

    FORMATS: Final = {
        "text/turtle": "turtle",
        "application/rdf+xml": "xml",
        "application/n-triples": "nt",
    }

    def __init__(self, app: Flask, path: str, accept: str) -> None:
        response = app.test_client().get(path, headers={"Accept": accept})
        assert response.status_code == 200
        assert "Content-Encoding" not in response.headers, "it is taken for a character set"
        assert len(response.data) <= MOST_BYTES
        # The parser is chosen by what was asked for, not by what the answer says it is.
        self.graph = rdflib.Graph().parse(
            data=response.data.decode("utf-8"), format=self.FORMATS[accept], publicID="http://example.com/"
        )

    def concepts(self) -> set[rdflib.URIRef]:
        return {s for s in self.graph.subjects(RDF.type, SKOS.Concept) if isinstance(s, rdflib.URIRef)}

    def collections(self) -> dict[rdflib.URIRef, set[rdflib.term.Node]]:
        return {
            s: set(self.graph.objects(s, SKOS.member))
            for s in self.graph.subjects(RDF.type, SKOS.Collection)
            if isinstance(s, rdflib.URIRef) and (s, SKOS.member, None) in self.graph
        }

    def record(self, concept: rdflib.term.Node) -> rdflib.Graph:
        """What is said about a concept and all that can be reached from it, up to the next concept."""
        found, waiting, seen = rdflib.Graph(), [concept], {concept}
        others = set(self.graph.subjects(RDF.type, SKOS.Concept)) - {concept}
        while waiting:
            for triple in self.graph.triples((waiting.pop(), None, None)):
                found.add(triple)
                if triple[2] not in seen | others and not isinstance(triple[2], rdflib.Literal):
                    seen.add(triple[2])
                    waiting.append(triple[2])
        return found


@pytest.fixture(scope="module")
def harvested(app: Flask) -> Harvester:
    return Harvester(app, "/katalog.ttl", "text/turtle")


def test_every_concept_is_ours_and_in_a_collection(harvested: Harvester, app: Flask) -> None:
    """No typed code of others, no concept without an IRI or a collection, nothing lost on the way."""
    concepts = harvested.concepts()
    counted = app.test_client().get("/helse").get_json()["counts"]["concepts"]
    assert len(concepts) == counted >= 118
    assert concepts == set(harvested.graph.subjects(RDF.type, SKOS.Concept))
    assert all(str(concept).startswith(f"{BASE}begrep/") for concept in concepts)
    members = set().union(*harvested.collections().values())
    assert members == concepts
    assert len(harvested.collections()) == 7


def test_nothing_but_the_profile_is_there(harvested: Harvester) -> None:
    """Every property is one of the profile's; no scheme, structure, mapping or answer can be reached."""
    assert set(harvested.graph.predicates()) <= PROFILE
    described = {str(subject) for subject in harvested.graph.subjects() if str(subject).startswith(BASE)}
    kinds = {subject.removeprefix(BASE).partition("/")[0] for subject in described}
    assert kinds == {"begrep", "begrepssamling", "organisasjon", "kontakt"}


def test_every_record_is_small_and_whole(harvested: Harvester) -> None:
    """The record of a concept has its terms, its definitions, its publisher and contact, and no other concept's."""
    for concept in harvested.concepts():
        record = harvested.record(concept)
        assert len(record) < 150, concept
        assert set(record.subjects(RDF.type, SKOS.Collection)) == set(), concept
        terms = {term.language for term in record.objects(concept, SKOS.prefLabel) if isinstance(term, rdflib.Literal)}
        assert {"nb", "nn"} <= terms, concept
        notes = set(record.objects(concept, EUVOC.xlDefinition))
        texts = {language for note in notes for language in languages(record, note)}
        assert texts & terms, concept
        assert all(len(languages(record, note)) == 1 for note in notes), "one language per definition object"
        assert not (notes and (concept, SKOS.definition, None) in record), "the import refuses both forms"
        [publisher] = record.objects(concept, DCTERMS.publisher)
        assert (publisher, rdflib.FOAF.name, None) in record
        assert (None, rdflib.URIRef("http://www.w3.org/2006/vcard/ns#hasEmail"), None) in record
        [version] = record.objects(concept, rdflib.OWL.versionInfo)
        assert len(str(version).split(".")) == 3


def languages(graph: rdflib.Graph, note: rdflib.term.Node) -> set[str | None]:
    return {text.language for text in graph.objects(note, RDF.value) if isinstance(text, rdflib.Literal)}


def test_relations_are_seen_by_the_portal(harvested: Harvester) -> None:
    """The portal reads relation objects only: every direct relation has one, with what the profile demands of it."""
    graph = harvested.graph
    for direct, link, end in (
        (XKOS.specializes, SKOSNO.hasGenericConceptRelation, SKOSNO.hasGenericConcept),
        (XKOS.generalizes, SKOSNO.hasGenericConceptRelation, SKOSNO.hasSpecificConcept),
        (XKOS.isPartOf, SKOSNO.hasPartitiveConceptRelation, SKOSNO.hasComprehensiveConcept),
        (XKOS.hasPart, SKOSNO.hasPartitiveConceptRelation, SKOSNO.hasPartitiveConcept),
        (SKOS.related, SKOSNO.isFromConceptIn, SKOSNO.hasToConcept),
    ):
        pairs = set(graph.subject_objects(direct))
        seen = {(s, other) for s, node in graph.subject_objects(link) for other in graph.objects(node, end)}
        assert pairs <= seen, direct
    for relation in graph.subjects(RDF.type, SKOSNO.AssociativeConceptRelation):
        roles = [
            role.language for role in graph.objects(relation, SKOSNO.relationRole) if isinstance(role, rdflib.Literal)
        ]
        assert len(roles) == len(set(roles)) > 0


def test_sources_have_names(harvested: Harvester) -> None:
    """An address of a source comes with its name, which is what the portal shows."""
    sources = {value for value in harvested.graph.objects(None, DCTERMS.source) if isinstance(value, rdflib.URIRef)}
    assert sources
    assert {source for source in sources if (source, RDFS.label, None) not in harvested.graph} == set()


def test_themes_have_names_and_are_no_concepts_of_ours(harvested: Harvester) -> None:
    """The portal shows a theme outside the national code lists by the name that comes with it, on an untyped node."""
    graph = harvested.graph
    themes = {theme for theme in graph.objects(None, DCTERMS.subject) if isinstance(theme, rdflib.URIRef)}
    assert len(themes) >= 10
    for theme in themes:
        assert set(graph.predicates(theme)) == {SKOS.prefLabel}
        assert {"nb", "nn"} <= {n.language for n in graph.objects(theme) if isinstance(n, rdflib.Literal)}


@pytest.mark.parametrize("accept", [accept for accept in Harvester.FORMATS if accept != "text/turtle"])
def test_the_document_comes_as_it_was_asked_for(app: Flask, harvested: Harvester, accept: str) -> None:
    """Whatever Accept the source is registered with, the same statements come, also at the address of the Turtle."""
    assert set(Harvester(app, "/katalog.ttl", accept).graph) == set(harvested.graph)


def test_the_document_is_stable_and_absolute(app: Flask, harvested: Harvester) -> None:
    """Twice the same bytes, no relative IRI, no blank node, and RDF/XML can be written of it."""
    client = app.test_client()
    assert client.get("/katalog.ttl").data == client.get("/katalog.ttl").data
    assert not [node for node in harvested.graph.all_nodes() if str(node).startswith("http://example.com/")]
    assert not [node for node in harvested.graph.all_nodes() if isinstance(node, rdflib.BNode)]
    harvested.graph.serialize(format="xml")


def test_an_unregistered_publisher_is_told(app: Flask) -> None:
    """The catalogue's own organisation has no number, and the document says so where an editor opens it."""
    assert app.test_client().get("/katalog.ttl").text.startswith("# Utgiveren i denne filen er ikke")


def validated(data: rdflib.Graph, shapes: str, *, context: tuple[str, ...] = (), types: bool = False) -> list[str]:
    """Return what the official shapes find about nodes of ours in ``data``, with vocabularies beside it."""
    path = STANDARDS / shapes
    if not path.is_file():
        pytest.skip(f"the official shapes {shapes} are not in {STANDARDS}")
    beside = rdflib.Graph()
    for name in context:
        beside.parse(STANDARDS / f"{name}.ttl")
    for listed in set(beside.subjects(RDF.type, EUVOC.FileType)):
        # The extract leaves out which list its codes are of, which the shapes look up.
        beside.add((listed, SKOS.inScheme, FILE_TYPES))
    if types:
        # The extracts of the vocabularies hold no types, which the shapes ask for.
        used = set(beside.subjects()) & set(data.objects())
        beside = rdflib.Graph()
        for node in used:
            beside.add((node, RDF.type, SKOS.Concept))
    _, report, _ = pyshacl.validate(data + beside, shacl_graph=rdflib.Graph().parse(path), advanced=False)
    assert isinstance(report, rdflib.Graph)
    return sorted(found_in(report, data))


def found_in(report: rdflib.Graph, data: rdflib.Graph) -> Iterator[str]:
    # What has no type in the document is somebody else's: it only lends a name.
    own = set(data.subjects(RDF.type))
    for result in report.subjects(RDF.type, SH.ValidationResult):
        if report.value(result, SH.focusNode) in own and report.value(result, SH.resultSeverity) == SH.Violation:
            path, message = report.value(result, SH.resultPath), report.value(result, SH.resultMessage)
            yield f"{report.value(result, SH.focusNode)} {path}: {message} {report.value(result, SH.sourceShape)}"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_harvest_document_passes_the_official_shapes(harvested: Harvester) -> None:
    """SKOS-AP-NO-Begrep, every concept, definition, relation and collection: no violation."""
    context = ("concept-status", "audience-type", "relationship-with-source-type", "los")
    assert validated(harvested.graph, "skos-ap-no-begrep-shacl-v2.ttl", context=context, types=True) == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_catalogue_passes_the_official_shapes(app: Flask) -> None:
    """DCAT-AP-NO 2.2, the catalogue, its datasets, files and service: no violation."""
    data = rdflib.Graph().parse(data=app.test_client().get("/dcat.ttl").data, format="turtle")
    context = ("data-theme", "access-right", "frequency", "languages", "file-type", "open-licenses")
    assert validated(data, "dcat-ap-no-shacl-2.2.ttl", context=context) == []
    assert len(set(data.subjects(RDF.type, DCAT.Dataset))) == 8
    [service] = data.subjects(RDF.type, DCAT.DataService)
    assert set(data.objects(service, DCAT.servesDataset)) == set(data.subjects(RDF.type, DCAT.Dataset))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_models_pass_the_official_shapes(app: Flask) -> None:
    """ModelDCAT-AP-NO 1.3: no violation, but for the one shape that nothing can satisfy (its contact point)."""
    data = rdflib.Graph().parse(data=app.test_client().get("/modellkatalog.ttl").data, format="turtle")
    fields = set(data.subjects(RDF.type, MODELL.Attribute))
    assert len(fields) >= 100
    assert all(len(set(data.objects(field, DCTERMS.subject))) <= 1 for field in fields)
    for concept in {*data.objects(None, DCTERMS.subject), PHYSICAL}:
        data.add((concept, RDF.type, SKOS.Concept))  # what the shapes ask of values that are described elsewhere
    found = validated(data, "modelldcat-ap-no-shacl.ttl", context=("modelldcatno",))
    assert [result for result in found if "contactPoint" not in result] == []
