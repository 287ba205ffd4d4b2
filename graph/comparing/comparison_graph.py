"""The answers between groups of uses as RDF, for the named graph of computed answers.

``cmp:ComparabilityGroup`` holds uses that get the same answer against everything, ``cmp:Comparison``
the answer between two groups, ``cmp:Reason`` a reason, kept once however many comparisons have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from datetime import date
from fractions import Fraction
from typing import Final

import pyoxigraph as ox

from graph.comparing.comparability import Comparability
from graph.comparing.difference import GATES, Difference, Kind
from graph.comparing.groups import Group, between, fingerprint, groups_of, pairs_of_groups
from graph.comparing.measure import Measure, common_meaning
from graph.comparing.reasons import Reason
from graph.comparing.verdict import Verdict
from graph.mapping import Mapping
from graph.namespaces import CMP, PREFIXES
from graph.texts import LANGUAGES
from graph.words import number

Node = ox.NamedNode
Fact = tuple[Node, Node | ox.Literal]

_RDF_TYPE: Final = Node(PREFIXES["rdf"] + "type")
_SUBJECT: Final = Node(PREFIXES["dct"] + "subject")
_SOURCE: Final = Node(PREFIXES["dct"] + "source")
_DESCRIPTION: Final = Node(PREFIXES["dct"] + "description")
_TRUE: Final = ox.Literal(True)
_VERDICTS: Final = {verdict: Node(verdict.iri) for verdict in Verdict}
_ABOUT: Final = {
    Kind.RELATED: PREFIXES["skos"] + "mappingRelation",
    Kind.NOT_STATED: PREFIXES["skos"] + "mappingRelation",
    Kind.UNDESCRIBED: PREFIXES["skos"] + "mappingRelation",
    Kind.NOT_REVIEWED: CMP + "mappingStatus",
    Kind.OTHER_VERSION: CMP + "conceptVersion",
    Kind.NO_CHARACTERISTICS: CMP + "structure",
    Kind.UNIT_MISSING: PREFIXES["sdmx-attribute"] + "unitMeasure",
    Kind.UNIT_KIND: PREFIXES["sdmx-attribute"] + "unitMeasure",
    Kind.UNIT_CONVERTIBLE: PREFIXES["sdmx-attribute"] + "unitMeasure",
    Kind.UNIT_UNDESCRIBED: PREFIXES["sdmx-attribute"] + "unitMeasure",
}


def _own(name: str) -> Node:
    return Node(CMP + name)


_COMPARES, _FIRST, _SECOND = _own("compares"), _own("first"), _own("second")
_MEMBER, _VERDICT, _REASON = _own("member"), _own("verdict"), _own("reason")
_PRELIMINARY, _EXAMPLE = _own("preliminary"), _own("example")
_FACTOR, _OFFSET = _own("factor"), _own("offset")
_GROUP, _COMPARISON, _COMMON = _own("ComparabilityGroup"), _own("Comparison"), _own("CommonMeaning")


class ComparisonWriter:
    """Turns groups and the answers between them into quads of one named graph, each reason once."""

    def __init__(self, graph: str) -> None:
        """Write into the named graph ``graph`` (an IRI)."""
        self._graph = Node(graph)
        self._reasons: dict[tuple[object, ...], Node] = {}

    def answers(self, measures: MappingOf[str, Measure], uses: Iterable[Mapping], day: date) -> Iterator[ox.Quad]:
        """Yield all groups of uses valid on ``day``, and the answer between every two of them."""
        by_concept: dict[str, list[Mapping]] = {concept: [] for concept in measures}
        for use in uses:
            if use.concept in by_concept:
                by_concept[use.concept].append(use)
        groups = {concept: groups_of(measures[concept], found, day) for concept, found in sorted(by_concept.items())}
        for concept, found_groups in groups.items():
            yield from self._common(measures[concept])
            for group in found_groups:
                yield from self._group(group)
        for first, second in pairs_of_groups(groups):
            yield from self._comparison(first, second)

    def _common(self, measure: Measure) -> Iterator[ox.Quad]:
        subject = Node(common_meaning(measure).iri)
        yield self._quad(subject, _RDF_TYPE, _COMMON)
        yield self._quad(subject, _SUBJECT, Node(measure.concept))

    def _group(self, group: Group) -> Iterator[ox.Quad]:
        subject = Node(group.iri)
        yield self._quad(subject, _RDF_TYPE, _GROUP)
        yield self._quad(subject, _SUBJECT, Node(group.measure.concept))
        for member in group.members:
            yield self._quad(subject, _MEMBER, Node(member))
        yield from self._answer(subject, group.within)

    def _comparison(self, first: Group, second: Group) -> Iterator[ox.Quad]:
        one, other = first.iri.rpartition("-")[2], second.iri.rpartition("-")[2]
        subject = Node(f"{first.measure.concept}/sammenligning#par-{one}-{other}")
        answer = between(first, second)
        a, b = Node(first.iri), Node(second.iri)
        yield self._quad(subject, _RDF_TYPE, _COMPARISON)
        yield self._quad(subject, _COMPARES, a)
        yield self._quad(subject, _COMPARES, b)
        yield self._quad(subject, _FIRST, a)
        yield self._quad(subject, _SECOND, b)
        if answer.formula:
            yield self._quad(subject, _FACTOR, _decimal(answer.formula.factor))
            yield self._quad(subject, _OFFSET, _decimal(answer.formula.offset))
        yield from self._answer(subject, answer)

    def _answer(self, subject: Node, answer: Comparability) -> Iterator[ox.Quad]:
        yield self._quad(subject, _VERDICT, _VERDICTS[answer.verdict])
        if answer.preliminary is not None:
            yield self._quad(subject, _PRELIMINARY, _VERDICTS[answer.preliminary])
        if answer.example:
            yield self._quad(subject, _EXAMPLE, _TRUE)
        for reason in answer.reasons:
            # The concept's status is the same for all its figures and stands on the concept.
            if reason.kind is not Kind.CONCEPT_STATUS:
                yield from self._reason(subject, reason)

    def _reason(self, subject: Node, reason: Reason) -> Iterator[ox.Quad]:
        concepts = tuple(measure.concept for measure in reason.measures)
        key = (concepts, reason.difference.key, reason.turned)
        if key not in self._reasons:
            node = Node(f"{concepts[0]}/sammenligning#grunn-{fingerprint(key)}")
            self._reasons[key] = node
            for predicate, value in _reason_facts(reason):
                yield self._quad(node, predicate, value)
        yield self._quad(subject, _REASON, self._reasons[key])

    def _quad(self, subject: Node, predicate: Node, value: Node | ox.Literal) -> ox.Quad:
        return ox.Quad(subject, predicate, value, self._graph)


def _reason_facts(reason: Reason) -> Iterator[Fact]:
    found = reason.difference
    yield _RDF_TYPE, _own("Reason")
    yield _VERDICT, _VERDICTS[found.verdict]
    about = reason.characteristic or _ABOUT.get(found.kind)
    if about:
        yield _own("characteristic"), Node(about)
    yield from _codes(found)
    if reason.source:
        yield _SOURCE, ox.Literal(reason.source, language="nb")
    for lang in LANGUAGES:
        yield _DESCRIPTION, ox.Literal(reason.text[lang], language=lang)


def _codes(found: Difference) -> Iterator[Fact]:
    # What keeps an answer from being given is told with versions or days, which are no codes.
    if found.kind in GATES:
        return
    if found.first:
        yield _own("firstCode"), Node(found.first)
    if found.second:
        yield _own("secondCode"), Node(found.second)


def _decimal(value: Fraction) -> ox.Literal:
    digits = number(value, "en")
    if Fraction(digits) == value:
        return ox.Literal(digits, datatype=Node(PREFIXES["xsd"] + "decimal"))
    return ox.Literal(float(value))
