"""Statements from elsewhere, sorted into the files they belong in.

What is published under our own base goes where its IRI says. A concept of others becomes a draft of ours, with a name
made from its term, ``skos:exactMatch`` to where it came from, and the publisher and contact of the vocabulary it goes
into; of what is said about it that is taken which SKOS-AP-NO-Begrep has a place for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from graph.changes.content import Content, term
from graph.checks.content_path import ContentPath, home_of, slug
from graph.harvest.concepts import CONCEPT as PROFILE
from graph.namespaces import PREFIXES
from graph.store import Term
from loaders.importing.wording import refusal

Node = ox.NamedNode | ox.BlankNode

_PARTS: Final = frozenset(
    term(name)
    for name in (
        "euvoc:XlNote",
        "skosno:AssociativeConceptRelation",
        "skosno:GenericConceptRelation",
        "skosno:PartitiveConceptRelation",
    )
)
_LANGUAGES: Final = ("nb", "nn", "en")
_MATCHES: Final = ("skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")
_OURS_TO_SAY: Final = frozenset(
    term(name)
    for name in (
        "dct:identifier", "dct:publisher", "dct:creator", "dcat:contactPoint", "dct:created", "dct:modified",
        "euvoc:status", "owl:versionInfo", "adms:versionNotes",
    )
)  # fmt: skip
_TAKEN: Final = frozenset(term(name) for name in (*PROFILE, *_MATCHES, "rdf:type")) - _OURS_TO_SAY
# How other tools write the hierarchy, and how the profile does; to a concept that is not ours only a match is left.
_HIERARCHY: Final = {
    term("skos:broader"): (term("xkos:specializes"), term("skos:broadMatch")),
    term("skos:narrower"): (term("xkos:generalizes"), term("skos:narrowMatch")),
    term("skos:related"): (term("skos:related"), term("skos:relatedMatch")),
    term("xkos:specializes"): (term("xkos:specializes"), term("skos:broadMatch")),
    term("xkos:generalizes"): (term("xkos:generalizes"), term("skos:narrowMatch")),
}


@dataclass
class Drafts:
    """What is to stand in each file, by its path, and what was left out (a property, a thing), and how often."""

    files: dict[str, list[ox.Triple]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)


def drafts(triples: Iterable[ox.Triple], content: Content, source: str, vocabulary: str, today: str) -> Drafts:
    """Sort ``triples`` from ``source`` into files; concepts of others go into ``vocabulary`` (the name of its folder).

    Raises ImportRefused when there is nothing to import, or a concept of others cannot be given a name or a place.
    """
    return _Sorting(list(triples), content, source, vocabulary, today).drafts()


def vocabularies_of(content: Content) -> list[str]:
    """The names of the vocabularies there are, sorted."""
    names = (ContentPath.of(path) for path in content.texts)
    return sorted({path.folder for path in names if path.stem == "_vokabular"})


class _Sorting:
    def __init__(self, triples: list[ox.Triple], content: Content, source: str, vocabulary: str, today: str) -> None:
        self._content, self._source, self._vocabulary, self._today = content, source, vocabulary, today
        self._said: defaultdict[Node, list[ox.Triple]] = defaultdict(list)
        for triple in triples:
            if isinstance(triple.subject, ox.NamedNode | ox.BlankNode):
                self._said[triple.subject].append(triple)
        self._found = Drafts()

    def drafts(self) -> Drafts:
        own, foreign = [], []
        for subject in self._said:
            if self._is_a(subject, "cmp:CommonMeaning"):
                continue  # computed by the build
            if isinstance(subject, ox.NamedNode) and home_of(subject.value, self._content.base):
                own.append(subject)
            elif self._is_a(subject, "skos:Concept") and not subject.value.startswith(self._content.base):
                foreign.append(subject)
        for subject in own:
            path = home_of(subject.value, self._content.base)
            if ContentPath.of(path).stem == "_katalog":
                self.leave_out(subject.value)
                continue
            self._found.files.setdefault(path, []).extend(self._with_names(self._said[subject]))
        if foreign:
            self._take_in(foreign)
        if not self._found.files:
            raise refusal("nothing", source=self._source)
        return self._found

    def _is_a(self, subject: Node, kind: str) -> bool:
        return ox.Triple(subject, ox.NamedNode(term("rdf:type")), ox.NamedNode(term(kind))) in self._said[subject]

    def _with_names(self, triples: list[ox.Triple]) -> Iterator[ox.Triple]:
        """The statements, the names of the sources among them, and the blank nodes below them."""
        yield from triples
        for triple in triples:
            if isinstance(triple.object, ox.BlankNode):
                yield from self._with_names(self._said.get(triple.object, []))
            elif triple.predicate.value == term("dct:source") and isinstance(triple.object, ox.NamedNode):
                yield from (t for t in self._said.get(triple.object, []) if t.predicate.value == term("rdfs:label"))

    def _take_in(self, foreign: list[Node]) -> None:
        named = [node for node in foreign if isinstance(node, ox.NamedNode)]
        if len(named) < len(foreign):
            raise refusal("nameless", source=self._source)
        known = vocabularies_of(self._content)
        if not self._vocabulary:
            raise refusal("no-vocabulary", known=", ".join(known))
        if self._vocabulary not in known:
            raise refusal("unknown-vocabulary", vocabulary=self._vocabulary, known=", ".join(known))
        names = self._names(sorted(named, key=str))
        for concept, ours in names.items():
            path = home_of(ours, self._content.base)
            self._found.files[path] = list(dict.fromkeys(_Adopted(self, concept, ours, names).triples()))

    def _names(self, concepts: list[ox.NamedNode]) -> dict[ox.NamedNode, str]:
        """Our IRI for each concept: that of the concept which is matched to it already, else a new one."""
        matched = {match: own for own in self._content.concepts for match in self._content.iris(own, "skos:exactMatch")}
        prefix = f"{self._content.base}begrep/{self._vocabulary}/"
        found: dict[ox.NamedNode, str] = {}
        taken = set(self._content.facts)
        for concept in concepts:
            name = slug(self._term_of(concept))
            if not name:
                raise refusal("termless", concept=concept.value)
            number = next(n for n in range(1, len(taken) + 2) if prefix + _numbered(name, n) not in taken)
            found[concept] = matched.get(concept.value) or prefix + _numbered(name, number)
            taken.add(found[concept])
        return found

    def _term_of(self, concept: ox.NamedNode) -> str:
        terms = {
            t.object.language: t.object.value
            for t in self._said[concept]
            if t.predicate.value == term("skos:prefLabel") and isinstance(t.object, ox.Literal)
        }
        return next((terms[lang] for lang in (*_LANGUAGES, *terms) if lang in terms), "")

    def said(self, node: Node) -> list[ox.Triple]:
        return self._said.get(node, [])

    def leave_out(self, what: str) -> None:
        self._found.left_out[what] += 1

    def start(self, ours: str) -> Iterator[ox.Triple]:
        """What every new concept of ours says: a draft, with its vocabulary's publisher and contact."""
        if ours in self._content.facts:
            return
        scheme = f"{self._content.base}vokabular/{self._vocabulary}"
        day = ox.Literal(self._today, datatype=ox.NamedNode(term("xsd:date")))
        said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            ("rdf:type", ox.NamedNode(term("skos:Concept"))),
            ("skos:inScheme", ox.NamedNode(scheme)),
            ("dct:created", day),
            ("dct:modified", day),
            ("euvoc:status", ox.NamedNode(PREFIXES["status"] + "DRAFT")),
            ("owl:versionInfo", ox.Literal("1.0.0")),
            ("dct:identifier", ox.Literal(ours, datatype=ox.NamedNode(term("xsd:anyURI")))),
        ]
        for name in ("dct:publisher", "dcat:contactPoint"):
            said += [(name, ox.NamedNode(iri)) for iri in self._content.iris(scheme, name)]
        yield from (ox.Triple(ox.NamedNode(ours), ox.NamedNode(term(name)), value) for name, value in said)


class _Adopted:
    """One concept of others, as it becomes one of ours."""

    def __init__(self, sorting: _Sorting, concept: ox.NamedNode, ours: str, names: dict[ox.NamedNode, str]) -> None:
        self._sorting, self._concept, self._ours, self._names = sorting, concept, ours, names
        self._parts: dict[Node, ox.NamedNode] = {}

    def triples(self) -> Iterator[ox.Triple]:
        ours = ox.NamedNode(self._ours)
        yield from self._sorting.start(self._ours)
        yield ox.Triple(ours, ox.NamedNode(term("skos:exactMatch")), self._concept)
        for triple in self._sorting.said(self._concept):
            yield from self._of_concept(ours, triple)

    def _of_concept(self, ours: ox.NamedNode, triple: ox.Triple) -> Iterator[ox.Triple]:
        predicate, value = triple.predicate.value, triple.object
        if predicate in _HIERARCHY and isinstance(value, ox.NamedNode):
            inside, outside = _HIERARCHY[predicate]
            known = self._names.get(value)
            yield ox.Triple(ours, ox.NamedNode(inside if known else outside), ox.NamedNode(known) if known else value)
        elif predicate == term("rdf:type"):
            return
        elif predicate not in _TAKEN:
            self._sorting.leave_out(predicate)
        elif isinstance(value, ox.NamedNode | ox.BlankNode) and self._is_part(value):
            part = self._part(value)
            yield ox.Triple(ours, triple.predicate, part)
            yield from self._of_part(value, part)
        else:
            yield ox.Triple(ours, triple.predicate, self._renamed(value))

    def _is_part(self, node: Node) -> bool:
        return any(t.predicate.value == term("rdf:type") and _value(t) in _PARTS for t in self._sorting.said(node))

    def _of_part(self, node: Node, part: ox.NamedNode) -> Iterator[ox.Triple]:
        for triple in self._sorting.said(node):
            yield ox.Triple(part, triple.predicate, self._renamed(triple.object))
            if isinstance(triple.object, ox.BlankNode):
                yield from self._below(triple.object)
            elif triple.predicate.value == term("dct:source") and isinstance(triple.object, ox.NamedNode):
                names = self._sorting.said(triple.object)
                yield from (t for t in names if t.predicate.value == term("rdfs:label"))

    def _below(self, node: ox.BlankNode) -> Iterator[ox.Triple]:
        for triple in self._sorting.said(node):
            yield triple
            if isinstance(triple.object, ox.BlankNode):
                yield from self._below(triple.object)

    def _part(self, node: Node) -> ox.NamedNode:
        """The name of a part: ``#def-nb`` for a definition, ``#rel-1`` for a relation."""
        said = self._sorting.said(node)
        texts = [t.object for t in said if t.predicate.value == term("rdf:value") and isinstance(t.object, ox.Literal)]
        stem = f"def-{texts[0].language or 'und'}" if texts else "rel"
        for audience in (_value(t) for t in said if t.predicate.value == term("dct:audience")):
            stem += f"-{slug(audience.rpartition('#')[2])}"
        taken = {name.value for name in self._parts.values()}
        names = (f"{self._ours}#{stem}{f'-{n}' if n > 1 or not texts else ''}" for n in range(1, len(taken) + 2))
        self._parts[node] = ox.NamedNode(next(name for name in names if name not in taken))
        return self._parts[node]

    def _renamed(self, value: Term) -> Term:
        return ox.NamedNode(self._names[value]) if isinstance(value, ox.NamedNode) and value in self._names else value


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


def _value(triple: ox.Triple) -> str:
    return triple.object.value if isinstance(triple.object, ox.NamedNode | ox.Literal) else ""
