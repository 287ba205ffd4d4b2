"""The query endpoint described in RDF, for tools that look before they ask.

SPARQL 1.1 Service Description (the service, its formats and its dataset), VoID (what the dataset holds, and how
much), and SHACL (prefixes and examples, ``sh:SPARQLExecutable``, that editors complete from). Everything but the
formats is read from the store and its manifest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from graph.example_query import ExampleQuery, example_queries
from graph.manifest import Manifest
from graph.namespaces import PREFIXES, prefixes_for
from graph.store import CatalogueStore, Row, Term, value_of

_FORMATS: Final = "http://www.w3.org/ns/formats/"
_LICENCE: Final = "http://creativecommons.org/licenses/by/4.0/"
_TITLE: Final[Mapping[str, str]] = {"nb": "Begrepskatalogen", "nn": "Omgrepskatalogen", "en": "The concept catalogue"}
_TARGET: Final = ox.NamedNode("https://schema.org/target")
# SHACL has no executable for DESCRIBE.
_EXECUTABLE: Final[Mapping[str, str]] = {"SELECT": "Select", "ASK": "Ask", "CONSTRUCT": "Construct"}

Subject = ox.NamedNode
Pairs = Iterable[tuple[str, Term]]


@dataclass(frozen=True, slots=True)
class Usage:
    """Which classes and properties a store uses, and how often: rows of class_counts and property_counts."""

    classes: tuple[Row, ...]
    properties: tuple[Row, ...]

    @classmethod
    def of(cls, store: CatalogueStore) -> Usage:
        """Count in ``store``; this looks at every statement."""
        return cls(tuple(store.select("class_counts")), tuple(store.select("property_counts")))


def describe_service(usage: Usage, manifest: Manifest, endpoint: str, formats: Iterable[str]) -> list[ox.Triple]:
    """Return the description of the endpoint at ``endpoint`` over a store with ``usage`` and ``manifest``.

    ``formats`` are the names of the formats it answers in, under ``http://www.w3.org/ns/formats/``. Raises
    ValueError when ``endpoint`` is not an absolute IRI.
    """
    writer = _Description(endpoint, manifest)
    triples = [
        *writer.service(formats),
        *writer.dataset(usage),
        *writer.graphs(),
        *writer.prefixes(),
        *(triple for example in example_queries(manifest.base) for triple in writer.example(example)),
    ]
    return sorted(triples, key=str)


class _Description:
    """Writes the parts of the description; everything of its own is a fragment of the endpoint's IRI."""

    def __init__(self, endpoint: str, manifest: Manifest) -> None:
        self._endpoint = endpoint
        self._manifest = manifest
        self._service = ox.NamedNode(endpoint)
        self._dataset = self._part("dataset")
        self._default = self._part("default-graph")

    def service(self, formats: Iterable[str]) -> Iterator[ox.Triple]:
        """What the service speaks, and about which dataset."""
        yield from _about(
            self._service,
            ("rdf:type", _term("sd:Service")),
            ("sd:endpoint", self._service),
            ("sd:supportedLanguage", _term("sd:SPARQL11Query")),
            ("sd:feature", _term("sd:UnionDefaultGraph")),
            ("sd:defaultDataset", self._dataset),
            *(("sd:resultFormat", ox.NamedNode(_FORMATS + name)) for name in formats),
        )

    def dataset(self, usage: Usage) -> Iterator[ox.Triple]:
        """What the dataset holds, class by class and property by property."""
        classes, properties = usage.classes, usage.properties
        yield from _about(
            self._dataset,
            ("rdf:type", _term("sd:Dataset")),
            ("rdf:type", _term("void:Dataset")),
            *(("dct:title", ox.Literal(text, language=language)) for language, text in _TITLE.items()),
            ("dct:license", ox.NamedNode(_LICENCE)),
            ("dct:modified", ox.Literal(self._manifest.built.isoformat(), datatype=_term("xsd:dateTime"))),
            ("sd:defaultGraph", self._default),
            ("void:sparqlEndpoint", self._service),
            ("void:uriSpace", ox.Literal(self._manifest.base)),
            ("void:triples", ox.Literal(sum(int(value_of(row["triples"])) for row in properties))),
            ("void:classes", ox.Literal(len(classes))),
            ("void:properties", ox.Literal(len(properties))),
            *(("void:vocabulary", ox.NamedNode(name)) for name in _vocabularies(classes, properties)),
        )
        for number, row in enumerate(classes, 1):
            yield from self._partition("class", number, row["class"], "entities", row["entities"])
        for number, row in enumerate(properties, 1):
            yield from self._partition("property", number, row["property"], "triples", row["triples"])

    def graphs(self) -> Iterator[ox.Triple]:
        """The default graph, and every named graph with the number of its triples."""
        yield from _about(self._default, ("rdf:type", _term("sd:Graph")))
        for name, count in sorted(self._manifest.graphs.items()):
            path = name.removeprefix(self._manifest.base).replace("/", "-")
            named, graph = self._part(path), self._part(path + "-innhold")
            yield ox.Triple(self._dataset, _term("sd:namedGraph"), named)
            yield from _about(
                named, ("rdf:type", _term("sd:NamedGraph")), ("sd:name", ox.NamedNode(name)), ("sd:graph", graph)
            )
            yield from _about(graph, ("rdf:type", _term("sd:Graph")), ("void:triples", ox.Literal(count)))

    def prefixes(self) -> Iterator[ox.Triple]:
        """The prefixes the examples use, as SHACL declares them; a query still has to declare its own."""
        datatype = _term("xsd:anyURI")
        for prefix, name in sorted(prefixes_for(self._manifest.base).items()):
            declaration = self._part(f"prefix-{prefix}")
            yield ox.Triple(self._service, _term("sh:declare"), declaration)
            yield from _about(
                declaration,
                ("rdf:type", _term("sh:PrefixDeclaration")),
                ("sh:prefix", ox.Literal(prefix)),
                ("sh:namespace", ox.Literal(name, datatype=datatype)),
            )

    def example(self, example: ExampleQuery) -> Iterator[ox.Triple]:
        """One query to start from."""
        kind = _EXECUTABLE[example.form]
        yield from _about(
            self._part(f"eksempel-{example.name}"),
            ("rdf:type", _term("sh:SPARQLExecutable")),
            ("rdf:type", _term(f"sh:SPARQL{kind}Executable")),
            *(("rdfs:comment", ox.Literal(text, language=lang)) for lang, text in example.question.items()),
            (f"sh:{kind.lower()}", ox.Literal(example.query)),
            ("sh:prefixes", self._service),
        )
        yield ox.Triple(self._part(f"eksempel-{example.name}"), _TARGET, self._service)

    def _partition(self, kind: str, number: int, of: Term, counted: str, count: Term) -> Iterator[ox.Triple]:
        part = self._part(f"{kind}-{number}")
        yield ox.Triple(self._dataset, _term(f"void:{kind}Partition"), part)
        yield from _about(
            part,
            ("rdf:type", _term("void:Dataset")),
            (f"void:{kind}", of),
            (f"void:{counted}", ox.Literal(int(value_of(count)))),
        )

    def _part(self, name: str) -> ox.NamedNode:
        return ox.NamedNode(f"{self._endpoint}#{name}")


def _about(subject: Subject, *facts: tuple[str, Term]) -> Iterator[ox.Triple]:
    for name, value in facts:
        yield ox.Triple(subject, _term(name), value)


def _term(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def _vocabularies(*tables: Iterable[Mapping[str, Term]]) -> list[str]:
    """Return the namespaces, among those the catalogue knows, of the classes and properties in ``tables``."""
    used = {value_of(term) for rows in tables for row in rows for term in row.values()}
    return sorted(space for space in set(PREFIXES.values()) if any(name.startswith(space) for name in used))
