"""Made-up concepts: as many as wanted, and the ones that break a page if anything does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from graph.namespaces import BASE, PREFIXES

VOCABULARY: Final = "prove"
MANY_NARROWER: Final = 5000
LONG_TERM: Final = "omsorgsbolig" + "stillingsprosent" * 18
SCRIPT_TERM: Final = "<script>alert('x')</script> & \"sitat\""
RTL_TERM: Final = "نسبة الإجازات المرضية"
HEBREW_TERM: Final = "\u202eאחוז היעדרות"
# Written apart from their letters: å as a + ring, é as e + acute, and a pile of marks on one letter.
COMBINING_TERM: Final = "a\u030arsverk e\u0301n Z" + "\u0335\u0321\u032e\u0348" * 6 + "algo"
_GRAPH: Final = ox.NamedNode(f"{BASE}graf/vokabular/{VOCABULARY}")
_BRANCHES: Final = 12


def iri(slug: str, vocabulary: str = VOCABULARY) -> str:
    """The IRI of a made-up concept."""
    return f"{BASE}begrep/{vocabulary}/{slug}"


def many(terms: Sequence[str], vocabularies: int = 8) -> Iterator[ox.Quad]:
    """Yield concepts in some vocabularies, each vocabulary one hierarchy with twelve below every concept.

    Each concept takes the next two of ``terms``: one in bokmål, one in nynorsk.
    """
    each = len(terms) // vocabularies // 2
    for place in range(vocabularies):
        name = f"{VOCABULARY}-{place}"
        graph = ox.NamedNode(f"{BASE}graf/vokabular/{name}")
        for quad in _hierarchy(name, terms[2 * each * place : 2 * each * (place + 1)]):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _hierarchy(name: str, terms: Sequence[str]) -> Iterator[ox.Quad]:
    yield from _scheme(name)
    for number, (nb, nn) in enumerate(zip(terms[::2], terms[1::2], strict=True)):
        above = f"begrep-{(number - 1) // _BRANCHES}" if number else None
        named = {"nb": nb, "nn": nn, "en": f"concept {number}"}
        yield from _concept(f"begrep-{number}", named, name, above)


def extremes() -> Iterator[ox.Quad]:
    """Yield one vocabulary of difficult concepts: ``mor`` has 5 000 below it, the others have difficult terms."""
    yield from _scheme(VOCABULARY)
    yield from _concept("mor", {"nb": "mor"})
    for number in range(MANY_NARROWER):
        yield from _concept(f"barn-{number:04}", {"nb": f"barn {number:04}"}, above="mor")
    yield from _concept("lang", {"nb": LONG_TERM}, above="mor-til-resten")
    yield from _concept("mor-til-resten", {"nb": "vanskelige termer"})
    yield from _concept("skript", {"nb": SCRIPT_TERM}, above="mor-til-resten")
    yield from _concept("arabisk", {"ar": RTL_TERM, "he": HEBREW_TERM}, above="mor-til-resten")
    yield from _concept("merker", {"nb": COMBINING_TERM}, above="mor-til-resten")
    yield from _concept("norsk", {"no": "uten målform"}, above="mor-til-resten")


def _scheme(name: str) -> Iterator[ox.Quad]:
    scheme = ox.NamedNode(f"{BASE}vokabular/{name}")
    yield _said(scheme, "rdf:type", ox.NamedNode(PREFIXES["skos"] + "ConceptScheme"))
    yield _said(scheme, "dct:title", ox.Literal(f"Prøve {name}", language="nb"))


def _concept(
    slug: str, terms: dict[str, str], vocabulary: str = VOCABULARY, above: str | None = None
) -> Iterator[ox.Quad]:
    subject = ox.NamedNode(iri(slug, vocabulary))
    yield _said(subject, "rdf:type", ox.NamedNode(PREFIXES["skos"] + "Concept"))
    yield _said(subject, "skos:inScheme", ox.NamedNode(f"{BASE}vokabular/{vocabulary}"))
    yield _said(subject, "dct:identifier", ox.Literal(subject.value))
    yield _said(subject, "euvoc:status", ox.NamedNode(PREFIXES["status"] + "DRAFT"))
    for language, term in terms.items():
        note = ox.NamedNode(f"{subject.value}#def-{language}")
        yield _said(subject, "skos:prefLabel", ox.Literal(term, language=language))
        yield _said(subject, "euvoc:xlDefinition", note)
        yield _said(note, "rdf:value", ox.Literal(f"definisjon av {term}", language=language))
    if above:
        wide = ox.NamedNode(iri(above, vocabulary))
        yield _said(subject, "xkos:specializes", wide)
        yield _said(subject, "skos:broader", wide)
        yield _said(wide, "xkos:generalizes", subject)
        yield _said(wide, "skos:narrower", subject)


def _said(subject: ox.NamedNode, term: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
    prefix, _, name = term.partition(":")
    return ox.Quad(subject, ox.NamedNode(PREFIXES[prefix] + name), value, _GRAPH)
