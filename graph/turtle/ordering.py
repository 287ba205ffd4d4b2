"""In which order the facts of a file are written: subjects, predicates and objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.namespaces import BASE, PREFIXES

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal
Facts = Mapping[Node, Mapping[str, Sequence[Term]]]

_ORDER_OF_PREDICATES: Final = """
    rdf:type skos:inScheme dct:title rdfs:label
    skos:prefLabel skos:altLabel skos:hiddenLabel
    skos:definition euvoc:xlDefinition rdf:value skos:scopeNote skos:example
    skos:broader skos:narrower skos:related
    xkos:specializes xkos:generalizes xkos:isPartOf xkos:hasPart
    skosno:hasGenericConceptRelation skosno:hasPartitiveConceptRelation skosno:isFromConceptIn
    skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch skos:relatedMatch
    rdfs:seeAlso dct:replaces dct:isReplacedBy
    dct:subject dct:source dct:creator dct:publisher
    dct:created dct:issued dct:modified euvoc:startDate euvoc:endDate
    euvoc:status owl:versionInfo adms:versionNotes
"""
_ORDER: Final = tuple(_ORDER_OF_PREDICATES.split())
_LANGUAGES: Final = ("nb", "nn", "se", "sma", "smj", "en")
_TYPE: Final = PREFIXES["rdf"] + "type"
_VALUE: Final = PREFIXES["rdf"] + "value"
_ORDER_IN_CUBE: Final = PREFIXES["qb"] + "order"
_CATALOGUE: Final = PREFIXES["dcat"] + "Catalog"


def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


_PREDICATE_RANK: Final = {_expand(name): rank for rank, name in enumerate(_ORDER)}
_LANGUAGE_RANK: Final = {language: rank for rank, language in enumerate(_LANGUAGES)}
_OTHER_LANGUAGE: Final = len(_LANGUAGES)


def gather(triples: Iterable[Triple]) -> Facts:
    """The facts by subject and predicate; the same fact stated twice counts once."""
    facts: dict[Node, dict[str, list[Term]]] = {}
    for triple in dict.fromkeys(triples):
        subject, value = triple.subject, triple.object
        if isinstance(subject, Triple) or isinstance(value, Triple):
            raise TypeError("triple terms are refused when the text is parsed")
        facts.setdefault(subject, {}).setdefault(triple.predicate.value, []).append(value)
    return facts


def main_subject(facts: Facts, base: str = BASE) -> str:
    """The IRI the file is about.

    Among the typed subjects that are not a ``#`` part of another: the catalogue itself, else one under
    ``base``, else the one with most parts, else the first by IRI. Empty when no IRI is described.
    """
    iris = {subject.value for subject in facts if isinstance(subject, NamedNode)}
    whole = [iri for iri in iris if iri.partition("#")[0] not in iris or "#" not in iri]
    typed = [iri for iri in whole if _TYPE in facts[NamedNode(iri)]]

    def rank(iri: str) -> tuple[bool, bool, int, str]:
        types = facts[NamedNode(iri)].get(_TYPE, ())
        parts = sum(other.startswith(iri + "#") for other in iris)
        return (NamedNode(_CATALOGUE) not in types, not iri.startswith(base), -parts, iri)

    return min(typed or whole, key=rank, default="")


def ordered_subjects(facts: Facts, main: str) -> list[NamedNode]:
    """The subjects that get a block: main, its parts, other described things, labelled sources."""

    def rank(subject: NamedNode) -> tuple[int, str]:
        iri = subject.value
        if iri == main:
            return (0, iri)
        if iri.startswith(main + "#"):
            return (1, iri)
        return (2 if _TYPE in facts[subject] else 3, iri)

    return sorted((subject for subject in facts if isinstance(subject, NamedNode)), key=rank)


def predicate_rank(iri: str, name: str) -> tuple[int, str]:
    """Sort key of a predicate: the fixed order, the rest by ``name`` as it is written."""
    return (_PREDICATE_RANK.get(iri, len(_ORDER)), name)


def object_rank(facts: Facts, term: Term, text: str) -> tuple[int, str, float, str, str]:
    """Sort key of an object written as ``text``: language, place in a data structure, then text.

    A part such as ``her:def-nb`` has the language of the text it holds, and a component the number its
    ``qb:order`` gives.
    """
    if isinstance(term, Literal):
        return (*_language_rank(term), 0.0, term.value, text)
    own = facts.get(term, {})
    values = [_language_rank(value) for value in own.get(_VALUE, ()) if isinstance(value, Literal)]
    places = [_number(value.value) for value in own.get(_ORDER_IN_CUBE, ()) if isinstance(value, Literal)]
    return (*min(values, default=(_OTHER_LANGUAGE + 1, "")), min(places, default=0.0), text, text)


def _language_rank(literal: Literal) -> tuple[int, str]:
    language = literal.language
    if not language:
        return (_OTHER_LANGUAGE + 1, "")
    return (_LANGUAGE_RANK.get(language, _OTHER_LANGUAGE), language)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
