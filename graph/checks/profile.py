"""Stage PRO: the profile SKOS-AP-NO-Begrep, as the catalogue's own shapes state it.

A shape is called after its rule (``…/regler/PRO-02#nn``), and carries the words of its findings: ``sh:message`` what
is wrong, ``sh:description`` how to mend it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from graph.checks.material import Material
from graph.checks.reading import term
from graph.checks.shacl import Result, Shape, judge
from graph.checks.shape_reader import shapes
from graph.finding import Finding, Severity

_SEVERITY: Final[dict[str, Severity]] = {"Violation": "error", "Warning": "warning", "Info": "info"}
_CLASSES: Final[Mapping[str, tuple[str, ...]]] = {
    "begrep": (
        "skos:Concept",
        "euvoc:XlNote",
        "skosno:AssociativeConceptRelation",
        "skosno:GenericConceptRelation",
        "skosno:PartitiveConceptRelation",
    ),
    "begrepssamling": ("skos:Collection",),
    "vokabular": ("skos:ConceptScheme",),
    "kontakt": ("vcard:Organization", "vcard:Group"),
    "organisasjon": ("org:Organization",),
}


def check_profile(material: Material) -> list[Finding]:
    """Findings on concepts under ``/begrep/``, their definitions and relations, vocabularies and contacts."""
    return [
        *(as_finding(material, result) for result in results(material)),
        *_identifiers(material),
        *_two_forms(material),
    ]


def results(material: Material) -> list[Result]:
    """The SHACL results on what the profile is about; a date that is none is not also in the wrong order."""
    found: list[Result] = []
    for subject in material.facts:
        own = list(judge(material, subject, _shapes_for(_kind(material, subject))))
        no_date = any(rule_of(result.shape.iri) == "PRO-08" for result in own)
        found.extend(result for result in own if not (no_date and rule_of(result.shape.iri) == "PRO-09"))
    return found


def _kind(material: Material, subject: str) -> str:
    """The kind of thing a subject, or what it is a nameless part of, is by its address; empty outside the base."""
    owner = material.owner(subject)
    return owner[len(material.base) :].partition("/")[0] if owner.startswith(material.base) else ""


@cache
def _shapes_for(kind: str) -> tuple[Shape, ...]:
    """The shapes a kind is judged by: the codes of a characteristic, for one, are concepts outside the profile."""
    classes = {term(name) for name in _CLASSES.get(kind, ())}
    return tuple(shape for shape in shapes() if shape.targets & classes)


def as_finding(material: Material, result: Result) -> Finding:
    """A SHACL result as a finding, at the value, else at the property, else at the subject."""
    path = "" if result.shape.wants_more else result.path
    file, line, column = material.place(result.focus, path, result.value if path else None)
    return Finding(
        rule=rule_of(result.shape.iri),
        severity=_SEVERITY[result.shape.severity],
        file=file,
        line=line,
        column=column,
        message=result.shape.message,
        remedy=result.shape.remedy,
    )


def rule_of(shape: str) -> str:
    """The id of the rule a shape belongs to: the last part of its IRI, before ``#``."""
    return shape.rpartition("/")[2].partition("#")[0]


def _identifiers(material: Material) -> Iterator[Finding]:
    """An identifier that is not the concept's own address (profile: it repeats the IRI)."""
    for concept in material.concepts:
        for identifier in material.texts_of(concept, "dct:identifier"):
            if identifier.value != concept:
                yield material.found("PRO-31", "other", concept, "dct:identifier", identifier, iri=concept)


def _two_forms(material: Material) -> Iterator[Finding]:
    """A plain definition beside an object without audience: the national import refuses both at once."""
    for concept in material.concepts:
        plain = material.texts_of(concept, "skos:definition")
        objects = material.iris(concept, "euvoc:xlDefinition")
        if plain and any(not material.values(note, "dct:audience") for note in objects):
            yield material.found("PRO-32", "both", concept, "skos:definition", plain[0])
