"""The catalogue described for other catalogues: DCAT-AP-NO 2.2 (and what the draft of 3.0 asks for besides) and VoID.

The catalogue, a dataset for all of it and one for each vocabulary, their files, and the query endpoint as a data
service. Everything but the catalogue itself, its publisher and its contact is a fragment of the catalogue's IRI.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from graph.downloads.download import NAMES, Download, downloads
from graph.harvest.concepts import AGENT, CONTACT
from graph.harvest.statements import Statements, about, term
from graph.harvest.wording import wording
from graph.manifest import Manifest
from graph.namespaces import PREFIXES, graph_name
from graph.scheme import ConceptScheme, concept_schemes
from graph.store import CatalogueStore, Term
from graph.words import words_of

_EU: Final = "http://publications.europa.eu/resource/authority/"
_LICENCE: Final = ox.NamedNode(_EU + "licence/CC_BY_4_0")
_PROTOCOL: Final = ox.NamedNode("https://www.w3.org/TR/sparql11-protocol/")
_LANGUAGES: Final = tuple(ox.NamedNode(f"{_EU}language/{code}") for code in ("NOB", "NNO", "ENG"))
_FILE_TYPES: Final = {
    ".ttl": "RDF_TURTLE",
    ".trig": "RDF_TRIG",
    ".jsonld": "JSON_LD",
    ".nq": "RDF_N_QUADS",
    ".rdf": "RDF_XML",
    ".csv": "CSV",
    ".excel.csv": "CSV",
    ".xlsx": "XLSX",
}
_CATALOGUE: Final = ("rdf:type", "dct:title", "dct:description", "dct:publisher", "dcat:contactPoint", "dct:license")
_VOCABULARIES: Final = ("skos", "skosno", "euvoc", "xkos", "cmp", "modelldcatno")


def describe_catalogue(store: CatalogueStore, manifest: Manifest) -> list[ox.Triple]:
    """Return the description of the catalogue that ``store`` holds; none when nothing is said about it there."""
    writer = _Description(store, manifest)
    return sorted(set(writer.triples()), key=str)


class _Description:
    def __init__(self, store: CatalogueStore, manifest: Manifest) -> None:
        self._manifest, self._base = manifest, manifest.base
        self._said = Statements(store.quads(graph_name(self._base, "katalog")))
        self._schemes = concept_schemes(store, self._base)
        self._files = downloads(store, self._base)
        self._catalogue = ox.NamedNode(f"{self._base}katalog")
        self._service = self._part("sparql")
        self._endpoint = ox.NamedNode(f"{self._base}sparql")
        self._publishers = self._said.of(self._catalogue, "dct:publisher")
        self._contacts = self._said.of(self._catalogue, "dcat:contactPoint")

    def triples(self) -> Iterator[ox.Triple]:
        if not self._said.of(self._catalogue, "rdf:type"):
            return
        yield from self._said.picked(self._catalogue, _CATALOGUE)
        everything = self._part("alt")
        datasets = [everything, *(self._dataset_of(scheme) for scheme in self._schemes)]
        yield from about(
            self._catalogue,
            {
                "dct:identifier": ox.Literal(self._catalogue.value),
                "dct:language": _LANGUAGES,
                "dct:modified": self._modified,
                "dcat:dataset": datasets,
                "dcat:service": self._service,
            },
        )
        yield from self._dataset(everything, "everything", "")
        yield from self._void(everything, datasets[1:])
        for scheme, node in zip(self._schemes, datasets[1:], strict=True):
            yield from self._dataset(node, "vocabulary", _slug(scheme), _names(scheme))
        yield from self._data_service(datasets)
        yield from self._parties()

    def _dataset(
        self, node: ox.NamedNode, entry: str, vocabulary: str, names: Mapping[str, str] | None = None
    ) -> Iterator[ox.Triple]:
        files = {self._part(f"fil-{each.name}"): each for each in self._files if each.vocabulary == vocabulary}
        yield from about(
            node,
            {
                "rdf:type": (term("dcat:Dataset"), term("void:Dataset")),
                **_texts(entry, names),
                **self._common(node),
                "dcat:theme": ox.NamedNode(f"{_EU}data-theme/GOVE"),
                "dct:accessRights": ox.NamedNode(f"{_EU}access-right/PUBLIC"),
                "dct:accrualPeriodicity": ox.NamedNode(f"{_EU}frequency/IRREG"),
                "dct:language": _LANGUAGES,
                "dct:license": _LICENCE,
                "dct:modified": self._modified,
                "dcat:distribution": list(files),
                "void:dataDump": [self._address(each) for each in files.values()],
            },
        )
        for part, each in files.items():
            yield from self._distribution(part, each)

    def _distribution(self, node: ox.NamedNode, file: Download) -> Iterator[ox.Triple]:
        name = NAMES[file.suffix]
        yield from about(
            node,
            {
                "rdf:type": term("dcat:Distribution"),
                "dct:title": [ox.Literal(name, language=lang) for lang in ("nb", "nn", "en")],
                "dcat:accessURL": self._address(file),
                "dcat:downloadURL": self._address(file),
                "dct:format": ox.NamedNode(f"{_EU}file-type/{_FILE_TYPES[file.suffix]}"),
                "dcat:mediaType": ox.NamedNode(f"https://www.iana.org/assignments/media-types/{file.media_type}"),
                "dct:license": _LICENCE,
            },
        )

    def _void(self, everything: ox.NamedNode, parts: Iterable[ox.NamedNode]) -> Iterator[ox.Triple]:
        """What tools that read VoID look for in the dataset of everything."""
        manifest = self._manifest
        yield from about(
            everything,
            {
                "void:sparqlEndpoint": self._endpoint,
                "void:uriSpace": ox.Literal(self._base),
                "void:triples": ox.Literal(sum(manifest.graphs.values())),
                "void:entities": ox.Literal(manifest.counts.get("concepts", 0)),
                "void:vocabulary": [ox.NamedNode(PREFIXES[prefix]) for prefix in _VOCABULARIES],
                "void:subset": parts,
            },
        )

    def _data_service(self, datasets: list[ox.NamedNode]) -> Iterator[ox.Triple]:
        yield from about(
            self._service,
            {
                "rdf:type": term("dcat:DataService"),
                **_texts("service"),
                **self._common(self._service),
                "dcat:theme": ox.NamedNode(f"{_EU}data-theme/GOVE"),
                "dcat:endpointURL": self._endpoint,
                "dcat:endpointDescription": self._endpoint,
                "dct:conformsTo": _PROTOCOL,
                "dct:license": _LICENCE,
                "dct:accessRights": ox.NamedNode(f"{_EU}access-right/PUBLIC"),
                "dct:format": [
                    ox.NamedNode(f"{_EU}file-type/{name}") for name in ("SPARQLQRES", "RDF_TURTLE", "JSON_LD")
                ],
                "dcat:servesDataset": datasets,
            },
        )
        title = ox.Literal("SPARQL 1.1 Protocol", language="en")
        yield from about(_PROTOCOL, {"rdf:type": term("dct:Standard"), "dct:title": title})

    def _parties(self) -> Iterator[ox.Triple]:
        for publisher in self._said.nodes(self._catalogue, "dct:publisher"):
            yield from self._said.picked(publisher, AGENT)
        for contact in self._said.nodes(self._catalogue, "dcat:contactPoint"):
            yield from self._said.picked(contact, CONTACT)

    def _common(self, node: ox.NamedNode) -> dict[str, Term | Iterable[Term]]:
        return {
            "dct:identifier": ox.Literal(node.value),
            "dct:publisher": self._publishers,
            "dcat:contactPoint": self._contacts,
        }

    @property
    def _modified(self) -> ox.Literal:
        return ox.Literal(self._manifest.build_date.isoformat(), datatype=term("xsd:date"))

    def _dataset_of(self, scheme: ConceptScheme) -> ox.NamedNode:
        return self._part(f"vokabular-{_slug(scheme)}")

    def _address(self, file: Download) -> ox.NamedNode:
        return ox.NamedNode(f"{self._base}nedlasting/{file.name}")

    def _part(self, name: str) -> ox.NamedNode:
        return ox.NamedNode(f"{self._catalogue.value}#{name}")


def _texts(entry: str, names: Mapping[str, str] | None = None) -> dict[str, Iterable[Term]]:
    return {f"dct:{part}": wording(entry, part, names) for part in ("title", "description")}


def _names(scheme: ConceptScheme) -> Mapping[str, str]:
    return words_of((ox.Literal(title.value, language=title.lang or "nb") for title in scheme.title), _slug(scheme))


def _slug(scheme: ConceptScheme) -> str:
    return scheme.iri.rpartition("/")[2]
