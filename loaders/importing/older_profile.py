"""Concepts as Felles datakatalog serves them, brought to the form the profile has now (SKOS-AP-NO-Begrep 2.0).

Data of the profile's first version still circulates (SKOS-XL labels, definitions as ``skosno:Definisjon``), and the
national registration tool puts a definition in several languages in one object, and identifiers as plain strings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from graph.changes.content import term
from graph.namespaces import PREFIXES
from graph.store import Term

Node = ox.NamedNode | ox.BlankNode

_XL: Final = "http://www.w3.org/2008/05/skos-xl#"
_SCHEMA: Final = ("http://schema.org/", "https://schema.org/")
_SKOSNO: Final = PREFIXES["skosno"]
_VALUE: Final = term("rdf:value")
_LABELS: Final = {_XL + name: term(f"skos:{name}") for name in ("prefLabel", "altLabel", "hiddenLabel")}
_DEFINITIONS: Final = frozenset(_SKOSNO + name for name in ("definisjon", "betydningsbeskrivelse"))
_RENAMED: Final = {
    _SKOSNO + "forholdTilKilde": term("skosno:relationshipWithSource"),
    _SKOSNO + "omfang": term("skosno:valueRange"),
    _SKOSNO + "bruksområde": term("dct:subject"),
}
_CODES: Final = {
    _SKOSNO + "basertPåKilde": PREFIXES["relsource"] + "derived-from-source",
    _SKOSNO + "egendefinert": PREFIXES["relsource"] + "self-composed",
    _SKOSNO + "sitatFraKilde": PREFIXES["relsource"] + "direct-from-source",
    _SKOSNO + "allmennheten": PREFIXES["audience"] + "public",
    _SKOSNO + "fagspesialist": PREFIXES["audience"] + "specialist",
}
# What the first version said of a definition, and the second says of the concept.
_OF_CONCEPT: Final = frozenset((term("skos:scopeNote"), term("skos:example"), term("skosno:valueRange")))


def renewed(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return the statements in the form of the profile's second version; what is in that form already stays."""
    return list(dict.fromkeys(_Renewing(triples).triples()))


class _Renewing:
    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._triples = [_with_new_names(triple) for triple in triples]
        self._said: defaultdict[Term, list[ox.Triple]] = defaultdict(list)
        for triple in self._triples:
            self._said[triple.subject].append(triple)
        self._replaced: set[Term] = set()

    def triples(self) -> Iterator[ox.Triple]:
        changed = [new for triple in self._triples for new in self._changed(triple)]
        return (triple for triple in changed if triple.subject not in self._replaced)

    def _changed(self, triple: ox.Triple) -> Iterator[ox.Triple]:
        subject, predicate, value = triple.subject, triple.predicate.value, triple.object
        if predicate in _LABELS:
            self._replaced.add(value)
            yield from (
                ox.Triple(subject, ox.NamedNode(_LABELS[predicate]), each.object)
                for each in self._said[value]
                if each.predicate.value == _XL + "literalForm"
            )
        elif predicate in _DEFINITIONS or predicate == term("euvoc:xlDefinition"):
            yield from self._definitions(subject, value)
        elif predicate == _SKOSNO + "datastrukturterm" and not isinstance(value, ox.Literal):
            self._replaced.add(value)
            labels = (each.object for each in self._said[value] if isinstance(each.object, ox.Literal))
            yield from (ox.Triple(subject, ox.NamedNode(term("skosno:dataStructureLabel")), label) for label in labels)
        elif predicate == term("dct:identifier") and isinstance(value, ox.Literal):
            yield ox.Triple(subject, triple.predicate, ox.Literal(value.value, datatype=_node("xsd:anyURI")))
        elif predicate == PREFIXES["dct"] + "temporal":
            self._replaced.add(value)
            yield from self._period(subject, value)
        else:
            yield triple

    def _definitions(self, concept: Term, note: Term) -> Iterator[ox.Triple]:
        """A definition object for each language of one."""
        if not isinstance(concept, ox.NamedNode | ox.BlankNode):
            return
        said = self._said[note]
        texts = [t.object for t in said if t.predicate.value in (_VALUE, term("rdfs:label"))]
        literals = [text for text in texts if isinstance(text, ox.Literal)]
        if len(literals) > 1 or not isinstance(note, ox.NamedNode):
            self._replaced.add(note)
        rest = [t for t in said if t.predicate.value not in (_VALUE, term("rdfs:label"), term("rdf:type"))]
        for text in literals:
            node: Node = note if isinstance(note, ox.NamedNode) and len(literals) == 1 else ox.BlankNode()
            yield ox.Triple(concept, _node("euvoc:xlDefinition"), node)
            yield ox.Triple(node, _node("rdf:type"), _node("euvoc:XlNote"))
            yield ox.Triple(node, _node("rdf:value"), text)
            for triple in rest:
                of_concept = triple.predicate.value in _OF_CONCEPT
                yield ox.Triple(concept if of_concept else node, triple.predicate, self._source(triple.object))

    def _source(self, value: Term) -> Term:
        """A source that is a blank node with a name is the name, or the address it gives."""
        if not isinstance(value, ox.BlankNode):
            return value
        said = self._said[value]
        addresses = [
            t.object for t in said if isinstance(t.object, ox.NamedNode) and t.predicate.value != term("rdf:type")
        ]
        names = [t.object for t in said if t.predicate.value == term("rdfs:label")]
        return next(iter([*addresses, *names]), value)

    def _period(self, concept: Term, period: Term) -> Iterator[ox.Triple]:
        for triple in self._said[period]:
            for schema in _SCHEMA:
                for old, new in (("startDate", "euvoc:startDate"), ("endDate", "euvoc:endDate")):
                    if triple.predicate.value == schema + old and isinstance(concept, ox.NamedNode | ox.BlankNode):
                        yield ox.Triple(concept, _node(new), triple.object)


def _with_new_names(triple: ox.Triple) -> ox.Triple:
    predicate = ox.NamedNode(_RENAMED.get(triple.predicate.value, triple.predicate.value))
    value = triple.object
    if isinstance(value, ox.NamedNode) and value.value in _CODES:
        value = ox.NamedNode(_CODES[value.value])
    return ox.Triple(triple.subject, predicate, value)


def _node(name: str) -> ox.NamedNode:
    return ox.NamedNode(term(name))
