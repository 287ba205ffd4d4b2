"""Stage TERM: the terms of each concept, and the same term on two concepts (Termlosen 3)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal

from graph.checks.material import Material
from graph.checks.wording import folded, patterns
from graph.finding import Finding


def check_labels(material: Material) -> list[Finding]:
    """Findings on the form of terms (TERM-01), homonyms (-02), possible synonyms (-04) and equal pairs (-05)."""
    return [*_form(material), *_homonyms(material), *_synonyms(material), *_equal(material)]


def _form(material: Material) -> Iterator[Finding]:
    for concept in material.concepts:
        for label in material.texts_of(concept, "skos:prefLabel"):
            variant = _wrong_form(label)
            if variant:
                yield material.found("TERM-01", variant, concept, "skos:prefLabel", label, term=label.value)


def _wrong_form(label: Literal) -> str:
    text = label.value
    known = patterns(label.language or "")
    if text != text.strip() or "  " in text or "\n" in text:
        return "space"
    if text[-1:] in {".", ",", ";", ":"}:
        return "end"
    if "article" in known and known["article"].match(text):
        return "article"
    first = text.split()[0] if text.split() else ""
    return "capital" if first[:1].isupper() and first[1:].islower() and label.language != "en" else ""


def _named(material: Material, label: Literal) -> list[str]:
    """The concepts that have a preferred term, sorted."""
    key = f"{label.language or ''} {folded(label.value)}"
    return sorted({concept for _, concept in material.claimed("pref", key)})


def _homonyms(material: Material) -> Iterator[Finding]:
    """The same preferred term on two concepts that no subject field tells apart."""
    for concept in material.concepts:
        for label in material.texts_of(concept, "skos:prefLabel"):
            for other in _named(material, label):
                if other < concept and not _apart(material, concept, other):
                    values = {"term": label.value, "other": material.short(other)}
                    yield material.found("TERM-02", "same", concept, "skos:prefLabel", label, **values)


def _apart(material: Material, concept: str, other: str) -> bool:
    """Whether the subjects of two concepts tell them apart."""
    fields = [{str(value) for value in material.values(c, "dct:subject")} for c in (concept, other)]
    return all(fields) and not fields[0] & fields[1]


def _synonyms(material: Material) -> Iterator[Finding]:
    """An admitted term that is another concept's preferred one."""
    for concept in material.concepts:
        for label in material.texts_of(concept, "skos:altLabel"):
            others = [other for other in _named(material, label) if other != concept]
            if others:
                values = {"term": label.value, "other": material.short(others[0])}
                yield material.found("TERM-04", "synonym", concept, "skos:altLabel", label, **values)


def _equal(material: Material) -> Iterator[Finding]:
    """A nynorsk term equal to the bokmål one: allowed, and worth a look."""
    for concept in material.concepts:
        terms = {label.language: label for label in material.texts_of(concept, "skos:prefLabel")}
        if "nb" in terms and "nn" in terms and terms["nb"].value == terms["nn"].value:
            values = {"term": terms["nn"].value}
            yield material.found("TERM-05", "equal", concept, "skos:prefLabel", terms["nn"], **values)
