from __future__ import annotations

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, SH, VOID

from graph.builds import Build
from graph.example_query import example_queries
from graph.service_description import Usage, describe_service
from graph.store import CatalogueStore, write_triples

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
ENDPOINT = URIRef("https://begrep.example/sparql")


@pytest.fixture(scope="module")
def description(small_build: Build, small_store: CatalogueStore) -> Graph:
    """The description of an endpoint over the small catalogue, read by another library."""
    usage = Usage.of(small_store)
    triples = describe_service(usage, small_build.manifest, str(ENDPOINT), ["Turtle", "SPARQL_Results_JSON"])
    return Graph().parse(data=write_triples(triples, "application/n-triples", {}), format="nt")


def test_service(description: Graph) -> None:
    """The service says where it is, what it speaks, in which formats, and that its default graph is the union."""
    assert (ENDPOINT, RDF.type, SD.Service) in description
    assert list(description.objects(None, SD.endpoint)) == [ENDPOINT]
    assert (ENDPOINT, SD.supportedLanguage, SD.SPARQL11Query) in description
    assert list(description.objects(ENDPOINT, SD.feature)) == [SD.UnionDefaultGraph]
    assert {str(name).rpartition("/")[2] for name in description.objects(ENDPOINT, SD.resultFormat)} == {
        "Turtle",
        "SPARQL_Results_JSON",
    }


def test_every_named_graph_is_there_with_its_size(
    description: Graph, small_build: Build, small_store: CatalogueStore
) -> None:
    """Named graphs and their numbers of triples are those of the store."""
    dataset = description.value(ENDPOINT, SD.defaultDataset)
    described = {}
    for named in description.objects(dataset, SD.namedGraph):
        assert (named, RDF.type, SD.NamedGraph) in description
        count = description.value(description.value(named, SD.graph), VOID.triples)
        assert isinstance(count, Literal)
        described[str(description.value(named, SD.name))] = int(count)
    assert described == dict(small_build.manifest.graphs)
    assert described == {name: len(list(small_store.quads(name))) for name in described}


def test_dataset_counts(description: Graph, small_store: CatalogueStore) -> None:
    """The number of triples is that of the union: a statement in two graphs counts once."""
    dataset = description.value(ENDPOINT, SD.defaultDataset)
    distinct = len({quad.triple for quad in small_store.quads()})
    assert int(str(description.value(dataset, VOID.triples))) == distinct
    partitions = list(description.objects(dataset, VOID.propertyPartition))
    assert sum(int(str(description.value(part, VOID.triples))) for part in partitions) == distinct
    concepts = description.value(None, VOID["class"], URIRef("http://www.w3.org/2004/02/skos/core#Concept"))
    assert int(str(description.value(concepts, VOID.entities))) > 0
    assert URIRef("http://www.w3.org/2004/02/skos/core#") in set(description.objects(dataset, VOID.vocabulary))
    assert description.value(dataset, DCTERMS.license) is not None


def test_examples_are_executable(description: Graph, small_store: CatalogueStore) -> None:
    """Every example is a SHACL executable of its own kind, in three languages, and runs as it stands."""
    executables = set(description.subjects(RDF.type, SH.SPARQLExecutable))
    assert len(executables) == len(example_queries())
    for executable in executables:
        texts = [
            str(text) for kind in ("select", "ask", "construct") for text in description.objects(executable, SH[kind])
        ]
        assert len(texts) == 1
        small_store.query(texts[0])


def test_prefixes_are_declared(description: Graph) -> None:
    """Editors can complete prefixes from the description."""
    declared = {
        str(description.value(declaration, SH.prefix)): str(description.value(declaration, SH.namespace))
        for declaration in description.objects(ENDPOINT, SH.declare)
    }
    assert declared["skos"] == "http://www.w3.org/2004/02/skos/core#"
    assert len(declared) > 20


def test_endpoint_must_be_an_iri(small_build: Build, small_store: CatalogueStore) -> None:
    """An address that is no IRI is not written into RDF."""
    with pytest.raises(ValueError, match="IRI"):
        describe_service(Usage.of(small_store), small_build.manifest, "http://a b/", [])
