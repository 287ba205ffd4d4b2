"""Concepts as a table, one row each: the columns are SKOS properties with their language, as spreadsheet tools for SKOS
write them (``skos:prefLabel@nb``). Several values in a cell stand on a line each.

A definition is that for everybody, in its language; its sources stand beside it. Relations are those the concept's own
file states. Relation objects, definitions for
specialists and characteristics have no place in a table: they are in the RDF.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from graph.namespaces import PREFIXES
from graph.store import Term
from graph.workbook.cell import joined

IRI: Final = "URI"
LANGUAGES: Final = ("nb", "nn", "en")
_DEFINITION: Final = "skos:definition"
_SOURCE: Final = "dct:source"
TEXTS: Final = (
    "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", _DEFINITION, _SOURCE, "skos:scopeNote", "dct:subject",
)  # fmt: skip
VALUES: Final = ("euvoc:status", "owl:versionInfo", "adms:versionNotes@nb", "dct:created", "dct:modified")
RELATIONS: Final = ("skos:related", "xkos:specializes", "xkos:isPartOf", "rdfs:seeAlso", "dct:isReplacedBy")
MATCHES: Final = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")
COLUMNS: Final = (
    IRI, *(f"{name}@{lang}" for name in TEXTS for lang in LANGUAGES), *VALUES, *RELATIONS, *MATCHES, "skos:inScheme",
)  # fmt: skip

Said = Mapping[str, list[Term]]


def concept_rows(statements: Iterable[ox.Quad] | Iterable[ox.Triple], base: str) -> Iterator[tuple[str, ...]]:
    """The header, then a row for every concept of a vocabulary among ``statements``, by IRI."""
    facts: defaultdict[str, defaultdict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for said in statements:
        values = facts[_text(said.subject)][said.predicate.value]
        if said.object not in values:
            values.append(said.object)
    yield COLUMNS
    kind, prefix = ox.NamedNode(_term("skos:Concept")), f"{base}begrep/"
    for subject in sorted(facts):
        if subject.startswith(prefix) and kind in facts[subject][_term("rdf:type")]:
            yield tuple(_cell(subject, column, facts) for column in COLUMNS)


def _cell(concept: str, column: str, facts: Mapping[str, Said]) -> str:
    name, _, lang = column.partition("@")
    said = facts[concept]
    if column == IRI:
        return concept
    if name in (_DEFINITION, _SOURCE):
        notes = _notes(said, lang, facts)
        if name == _SOURCE:
            return joined(sorted(_text(value) for note in notes for value in note.get(_term(_SOURCE), ())))
        plain = _texts(said.get(_term(_DEFINITION), ()), lang)
        return joined([*(text for note in notes for text in _texts(note.get(_term("rdf:value"), ()), lang)), *plain])
    values = said.get(_term(name), ())
    if lang:
        return joined(_texts(values, lang))
    return joined(sorted(_text(value) for value in values))


def _notes(said: Said, lang: str, facts: Mapping[str, Said]) -> list[Said]:
    """The definitions for everybody in a language."""
    notes = [facts[_text(node)] for node in said.get(_term("euvoc:xlDefinition"), ()) if _text(node) in facts]
    open_to_all = [note for note in notes if not note.get(_term("dct:audience"))]
    return [note for note in open_to_all if _texts(note.get(_term("rdf:value"), ()), lang)]


def _texts(values: Iterable[Term], lang: str) -> list[str]:
    return sorted(value.value for value in values if isinstance(value, ox.Literal) and value.language == lang)


def _text(term: Term) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal) else str(term)


def _term(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local
