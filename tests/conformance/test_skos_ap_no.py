"""The content follows SKOS-AP-NO-Begrep 2.0, judged by the profile's own shapes.

The official shapes and the vocabularies they look values up in are not part of the project. They are
looked for in ``$BEGREP_STANDARDS``, else in a folder beside the checkout; without them these tests are skipped.
"""

import os
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCTERMS, ORG, RDF, SKOS

from graph.store import CatalogueStore

BASE = "https://w3id.org/begrepskatalog/"
BESIDE = Path(__file__).parents[3] / "shared" / "standards" / "vocab"
STANDARDS = Path(os.environ.get("BEGREP_STANDARDS", BESIDE))
SHAPES = STANDARDS / "skos-ap-no-begrep-shacl-v2.ttl"
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
PROFILE_GRAPHS = ("graf/vokabular/", "graf/katalog", "graf/avledet")

needs_shapes = pytest.mark.skipif(
    not SHAPES.is_file(), reason=f"the official SKOS-AP-NO-Begrep shapes are not in {STANDARDS}"
)


def payload(store: CatalogueStore) -> rdflib.Graph:
    """Return what the profile describes: concepts with their parts, the collections, the publisher."""
    quads = [
        quad
        for quad in store.quads()
        if isinstance(quad.graph_name, ox.NamedNode)
        and quad.graph_name.value.removeprefix(BASE).startswith(PROFILE_GRAPHS)
    ]
    data = rdflib.Graph()
    triples = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
    data.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    return data


def context(data: rdflib.Graph) -> rdflib.Graph:
    """Return types of values that live outside the catalogue, which the shapes ask for."""
    types = rdflib.Graph()
    foreign = {value for value in data.objects() if isinstance(value, rdflib.URIRef) and BASE not in value}
    listed = rdflib.Graph()
    for name in ("concept-status", "audience-type", "relationship-with-source-type", "los"):
        listed.parse(STANDARDS / f"{name}.ttl")
    for value in foreign & set(listed.subjects()):
        types.add((value, RDF.type, SKOS.Concept))
    return types


def judged(data: rdflib.Graph) -> set[rdflib.term.Node]:
    """Return what the profile describes: concepts under /begrep/ with their parts, and collections."""
    ours = {subject for subject in data.subjects() if str(subject).startswith(BASE + "begrep/")}
    return ours | set(data.subjects(RDF.type, SKOS.Collection))


def results(data: rdflib.Graph, focus: set[rdflib.term.Node]) -> list[str]:
    """Return the official shapes' results on ``focus``, in words."""
    shapes = rdflib.Graph().parse(SHAPES)
    _, report, _ = pyshacl.validate(data + context(data), shacl_graph=shapes, advanced=False)
    assert isinstance(report, rdflib.Graph)
    return [
        f"{report.value(result, SH.focusNode)} {report.value(result, SH.resultPath)}: "
        f"{report.value(result, SH.resultMessage)}"
        for result in report.subjects(RDF.type, SH.ValidationResult)
        if report.value(result, SH.focusNode) in focus
    ]


@needs_shapes
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_content_conforms(real_store: CatalogueStore) -> None:
    """Every concept, definition, relation and collection passes the official shapes."""
    data = payload(real_store)
    focus = judged(data)
    assert len([node for node in focus if (node, RDF.type, SKOS.Concept) in data]) >= 118
    assert len([node for node in focus if (node, RDF.type, SKOS.Collection) in data]) == 7
    assert (rdflib.URIRef(BASE + "organisasjon/begrepskatalogen"), RDF.type, ORG.Organization) in data
    assert results(data, focus) == []


@needs_shapes
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_shapes_do_bite(real_store: CatalogueStore) -> None:
    """A concept without its nynorsk term and with a plain string as identifier is caught."""
    data = payload(real_store)
    concept = rdflib.URIRef(BASE + "begrep/personell/ansatt")
    for label in list(data.objects(concept, SKOS.prefLabel)):
        if isinstance(label, rdflib.Literal) and label.language == "nn":
            data.remove((concept, SKOS.prefLabel, label))
    data.set((concept, DCTERMS.identifier, rdflib.Literal("ansatt")))
    found = results(data, {concept})
    assert any("prefLabel" in result for result in found)
    assert any("identifier" in result for result in found)
