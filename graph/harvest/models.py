"""The local fields as information models: ModelDCAT-AP-NO 1.3, a model for each system, with its tables and columns.

The link to a concept is ``dct:subject``, at most one. How well a field fits, and in which period, has no place in the
standard: it stands in the catalogue's own RDF. Systems with example rows only say so in their description.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from graph.harvest.concepts import AGENT, CONTACT
from graph.harvest.statements import Statements, Subject, about, term
from graph.harvest.wording import wording
from graph.namespaces import graph_name
from graph.store import CatalogueStore, Term, value_of

_PHYSICAL: Final = ox.NamedNode("https://data.norge.no/vocabulary/information-model-type#physical-model")
_YES: Final = ox.Literal("true", datatype=term("xsd:boolean"))


def describe_models(store: CatalogueStore, base: str) -> list[ox.Triple]:
    """Return the models of every organisation's systems, and the catalogue of them; none when there are no fields."""
    shared = graph_name(base, "katalog")
    mapped = [name for name in _graphs(store, base) if name.startswith(f"{base}graf/kobling/")]
    said = Statements(quad for name in (shared, *mapped) for quad in store.quads(name))
    return sorted(set(_Models(said, base).triples()), key=str)


def _graphs(store: CatalogueStore, base: str) -> list[str]:
    rows = store.select("graphs", base=ox.Literal(base))
    return sorted(value_of(row["graph"]) for row in rows if "graph" in row)


class _Models:
    def __init__(self, said: Statements, base: str) -> None:
        self._said, self._base = said, base
        self._owner = ox.NamedNode(f"{base}katalog")
        self._catalogue = ox.NamedNode(f"{base}katalog#modeller")
        self._contacts = said.of(self._owner, "dcat:contactPoint")

    def triples(self) -> Iterator[ox.Triple]:
        models = self._said.typed("modelldcatno:InformationModel")
        if not models:
            return
        yield from about(
            self._catalogue,
            {
                "rdf:type": term("dcat:Catalog"),
                "dct:title": wording("models", "title"),
                "dct:description": wording("models", "description"),
                "dct:identifier": ox.Literal(self._catalogue.value),
                "dct:publisher": self._said.of(self._owner, "dct:publisher"),
                "dcat:contactPoint": self._contacts,
                "dct:hasPart": models,
                "modelldcatno:model": models,
            },
        )
        for model in models:
            yield from self._model(model)
        parties = {party for thing in (self._owner, *models) for party in self._said.nodes(thing, "dct:publisher")}
        for party in parties:
            yield from self._said.picked(party, AGENT)
        for contact in self._said.nodes(self._owner, "dcat:contactPoint"):
            yield from self._said.picked(contact, CONTACT)

    def _model(self, model: ox.NamedNode) -> Iterator[ox.Triple]:
        tables = self._said.nodes(model, "modelldcatno:containsModelElement")
        columns = [column for table in tables for column in self._said.nodes(table, "modelldcatno:hasProperty")]
        types = {datatype.value for column in columns for datatype in self._datatypes(column)}
        yield from self._said.picked(model, ("rdf:type", "dct:title", "dct:publisher"))
        yield from about(
            model,
            {
                "dct:identifier": _identifier(model),
                "dct:type": _PHYSICAL,
                "dcat:contactPoint": self._contacts,
                "dct:subject": {concept for column in columns for concept in self._said.nodes(column, "dct:subject")},
                "modelldcatno:containsModelElement": [*tables, *(self._type(model, name) for name in sorted(types))],
            },
        )
        if all(self._example(column) for column in columns):
            yield from about(model, {"dct:description": wording("example", "description")})
        for name in types:
            title = ox.Literal(name, language="nb")
            said: dict[str, Term] = {"rdf:type": term("modelldcatno:SimpleType"), "dct:title": title}
            yield from about(self._type(model, name), said)
        for table in tables:
            yield from self._said.picked(table, ("rdf:type", "dct:title", "modelldcatno:hasProperty"))
            yield from about(table, {"dct:identifier": _identifier(table)})
        for column in columns:
            yield from self._column(model, column)

    def _column(self, model: ox.NamedNode, column: Subject) -> Iterator[ox.Triple]:
        yield from about(column, {"rdf:type": term("modelldcatno:Attribute"), "dct:identifier": _identifier(column)})
        yield from self._said.picked(column, ("dct:title", "dct:subject"))
        for datatype in self._datatypes(column):
            yield from about(column, {"modelldcatno:hasSimpleType": self._type(model, datatype.value)})

    def _datatypes(self, column: Subject) -> list[ox.Literal]:
        return [value for value in self._said.of(column, "csvw:datatype") if isinstance(value, ox.Literal)]

    def _example(self, column: Subject) -> bool:
        uses = self._said.nodes(column, "cmp:meaning")
        return bool(uses) and all(_YES in self._said.of(use, "cmp:example") for use in uses)

    def _type(self, model: ox.NamedNode, name: str) -> ox.NamedNode:
        return ox.NamedNode(f"{model.value}#type-{name}")


def _identifier(node: Subject) -> ox.Literal:
    return ox.Literal(node.value)
