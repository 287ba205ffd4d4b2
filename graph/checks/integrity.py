"""Stage SKO: the integrity conditions of SKOS (SKOS Reference, appendix A), and links that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.checks.material import Material
from graph.checks.reading import term
from graph.checks.rule import spoken
from graph.checks.suggestion import did_you_mean
from graph.finding import Finding
from graph.turtle.ordering import Term

_LABELS: Final = ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel")
_DISJOINT: Final = (
    ("skos:Concept", "skos:ConceptScheme", "SKO-09"),
    ("skos:Collection", "skos:Concept", "SKO-37"),
    ("skos:Collection", "skos:ConceptScheme", "SKO-37"),
)
_TOLD_ELSEWHERE: Final = frozenset(
    term(name)
    for name in (
        "cmp:fromCode",
        "cmp:toCode",
        "euvoc:xlDefinition",
        "skosno:isFromConceptIn",
        "skosno:hasGenericConceptRelation",
        "skosno:hasPartitiveConceptRelation",
        "dct:publisher",
        "dct:creator",
        "dcat:contactPoint",
    )
)
_LINKED_KINDS: Final = (
    "begrep/",
    "kjennetegn/",
    "enhet/",
    "kodeliste/",
    "organisasjon/",
    "kontakt/",
    "vokabular/",
)


def check_integrity(material: Material) -> list[Finding]:
    """Every breach of S9, S13, S14, S37 and S46, one-way relations, broken links and orphans."""
    return [
        *_classes(material),
        *_labels(material),
        *_related(material),
        *_matches(material),
        *_links(material),
        *_orphans(material),
    ]


def _classes(material: Material) -> Iterator[Finding]:
    """S9 and S37: a thing is a concept, a scheme or a collection."""
    for subject in material.facts:
        for first, second, rule_id in _DISJOINT:
            if material.is_a(subject, first) and material.is_a(subject, second):
                values = {"name": material.short(subject), "first": first, "second": second}
                yield material.found(rule_id, "both", subject, "rdf:type", NamedNode(term(second)), **values)


def _labels(material: Material) -> Iterator[Finding]:
    """S13 and S14: one preferred term per language, and no term of two kinds."""
    for subject in material.concepts:
        kinds: dict[Term, str] = {}
        for predicate in _LABELS:
            for label in material.texts_of(subject, predicate):
                first = kinds.setdefault(label, predicate)
                if first != predicate:
                    values = {"label": label.value, "first": _KIND[first], "second": _KIND[predicate]}
                    yield material.found("SKO-13", "both", subject, predicate, label, **values)
        yield from _preferred(material, subject)


_KIND: Final = {
    "skos:prefLabel": {"nb": "anbefalt", "nn": "tilrådd", "en": "preferred"},
    "skos:altLabel": {"nb": "tillatt", "nn": "tillaten", "en": "admitted"},
    "skos:hiddenLabel": {"nb": "frarådd", "nn": "frårådd", "en": "deprecated"},
}


def _preferred(material: Material, subject: str) -> Iterator[Finding]:
    seen: dict[str, Literal] = {}
    for label in material.texts_of(subject, "skos:prefLabel"):
        first = seen.setdefault(label.language or "", label)
        if first is not label:
            values = {"spoken": spoken(label.language or ""), "first": first.value, "second": label.value}
            yield material.found("SKO-14", "two", subject, "skos:prefLabel", label, **values)


def _related(material: Material) -> Iterator[Finding]:
    """A relation between two concepts of the catalogue that only one of them states."""
    for concept in material.concepts:
        for other in material.iris(concept, "skos:related"):
            known = other.startswith(f"{material.base}begrep/") and material.knows(other)
            if known and concept not in material.iris(other, "skos:related"):
                values = {"one": material.short(concept), "other": material.short(other)}
                yield material.found("SKO-51", "oneway", concept, "skos:related", NamedNode(other), **values)


def _matches(material: Material) -> Iterator[Finding]:
    """S46: what matches exactly does not match as broader or related too."""
    for concept in material.concepts:
        exact = set(material.iris(concept, "skos:exactMatch"))
        for predicate in ("skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"):
            for other in material.iris(concept, predicate):
                back = concept in material.iris(other, "skos:exactMatch")
                if other in exact or back:
                    values = {"other": material.short(other), "name": predicate}
                    yield material.found("SKO-46", "both", concept, predicate, NamedNode(other), **values)


def _links(material: Material) -> Iterator[Finding]:
    """A link to something of the catalogue that no file describes."""
    starts = tuple(material.base + kind for kind in _LINKED_KINDS)
    scheme = f"{material.base}vokabular/"
    for subject, properties in material.facts.items():
        for predicate, values in properties.items():
            if predicate in _TOLD_ELSEWHERE:
                continue
            for value in values:
                is_link = isinstance(value, NamedNode) and value.value.startswith(starts)
                if is_link and not value.value.startswith(scheme) and not material.exists(value.value):
                    yield _broken(material, subject, predicate, value)


def _broken(material: Material, subject: str, predicate: str, value: Term) -> Finding:
    near = material.names_beside(value.value)
    name = material.short(value.value)
    return material.found("SKO-52", "broken", subject, predicate, value, name=name, hint=did_you_mean(name, near))


def _orphans(material: Material) -> Iterator[Finding]:
    """A concept that is in no vocabulary, or in another than its folder says."""
    for concept in material.concepts:
        folder = concept.removeprefix(f"{material.base}begrep/").partition("/")[0]
        scheme = f"{material.base}vokabular/{folder}"
        stated = material.iris(concept, "skos:inScheme")
        if not stated:
            yield material.found("SKO-53", "none", concept, folder=folder)
        for other in stated:
            if other != scheme:
                values = {"folder": folder, "other": material.short(other)}
                yield material.found("SKO-53", "other", concept, "skos:inScheme", NamedNode(other), **values)
        if not material.exists(scheme):
            yield material.found("SKO-53", "undescribed", concept, "skos:inScheme", folder=folder)
