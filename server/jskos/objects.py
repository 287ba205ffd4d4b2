"""Objects of JSKOS (data format for knowledge organisation systems, version 0.6): vocabularies, concepts and mappings.

Texts without a language stand under ``und`` (BCP 47), since JSKOS has no place for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from graph.concept import Concept, load_concept
from graph.errors import NotFound
from graph.mapping_set import StatedMapping
from graph.namespaces import PREFIXES
from graph.organisation import Organisation
from graph.scheme import ConceptScheme
from graph.searching.term_book import Entry
from graph.texts import Reference, Texts
from server.catalogue import Served

CONTEXT: Final = "https://gbv.github.io/jskos/context.json"
SKOS: Final = PREFIXES["skos"]
_NO_LANGUAGE: Final = "und"

Object = dict[str, Any]


def scheme_object(served: Served, scheme: ConceptScheme) -> Object:
    """A vocabulary."""
    found: Object = {
        "@context": CONTEXT,
        "uri": scheme.iri,
        "type": [SKOS + "ConceptScheme"],
        "notation": [scheme.iri.removeprefix(f"{served.manifest.base}vokabular/")],
        "prefLabel": one_each(scheme.title),
        # Not known here, and asked for at their own addresses.
        "concepts": [None] if scheme.concept_count else [],
        "topConcepts": [None] if scheme.concept_count else [],
    }
    languages = list(served.term_book.languages(scheme.iri))
    return found | _some({"languages": languages, "definition": several(scheme.description)})


def concept_object(served: Served, entry: Entry) -> Object:
    """A concept with everything JSKOS has a place for."""
    found = concept_line(served, entry) | {"@context": CONTEXT}
    outline = served.outline
    above, below = outline.broader(entry.iri, "nb"), outline.narrower(entry.iri, "nb")
    found |= {
        "broader": [reference(each.iri, each.label) for each, _ in above],
        "narrower": [reference(each.iri, each.label) for each, _ in below],
    }
    described = _described(served, entry.iri)
    return found | (_from_description(described) if described else {})


def concept_line(served: Served, entry: Entry) -> Object:
    """A concept as it stands in a list."""
    terms = entry.terms
    found: Object = {
        "uri": entry.iri,
        "type": list(entry.types),
        "prefLabel": one_each(terms.get("prefLabel", ())),
        "inScheme": [{"uri": entry.scheme}],
        "altLabel": several(terms.get("altLabel", ())),
        "hiddenLabel": several(terms.get("hiddenLabel", ())),
        "notation": [text.value for text in terms.get("notation", ())],
        "topConceptOf": [{"uri": entry.scheme}] if served.outline.is_top(entry.iri) else [],
        "created": entry.created.date().isoformat() if entry.created else None,
        "modified": entry.modified.date().isoformat() if entry.modified else None,
        "replacedBy": [{"uri": each} for each in entry.replaced_by],
        "deprecated": True if not entry.valid else None,
    }
    return _some(found)


def mapping_object(served: Served, stated: StatedMapping, owner: Organisation) -> Object:
    """What an organisation says of one use of a field: how it stands to a concept."""
    use = reference(stated.use, ()) | {"notation": [stated.column]}
    # The system a column stands in is the vocabulary of its names: organisation and system, of the field's own IRI.
    space = f"{served.manifest.base}felt/"
    system = space + "/".join(stated.use.removeprefix(space).split("/")[:2])
    found: Object = {
        "from": {"memberSet": [use]},
        "fromScheme": {"uri": system},
        "publisher": [{"uri": owner.iri, "prefLabel": {_NO_LANGUAGE: owner.name}}],
        "contributor": [{"prefLabel": {_NO_LANGUAGE: stated.reviewer}}] if stated.reviewer else [],
        "modified": stated.reviewed.isoformat() if stated.reviewed else None,
        "startDate": stated.start.isoformat() if stated.start and stated.start_stated else None,
        "endDate": stated.end.isoformat() if stated.end else None,
        "note": {_NO_LANGUAGE: [stated.note]} if stated.note else {},
    }
    return _some(found) | _mapped(served, stated.relation, stated.concept)


def concept_mapping(served: Served, entry: Entry, relation: str, target: str) -> Object:
    """What a concept itself is mapped to; ``relation`` is the name of the SKOS property."""
    own = {
        "from": {"memberSet": [reference(entry.iri, entry.terms.get("prefLabel", ()))]},
        "fromScheme": {"uri": entry.scheme},
    }
    return own | _mapped(served, relation, target)


def one_each(texts: Texts) -> dict[str, str]:
    """The first text of each language."""
    found: dict[str, str] = {}
    for text in texts:
        found.setdefault(text.lang or _NO_LANGUAGE, text.value)
    return found


def several(texts: Iterable[Any]) -> dict[str, list[str]]:
    """All texts of each language."""
    found: dict[str, list[str]] = {}
    for text in texts:
        found.setdefault(text.lang or _NO_LANGUAGE, []).append(text.value)
    return found


def reference(iri: str, label: Texts) -> Object:
    """Another thing by IRI and name."""
    return {"uri": iri} | _some({"prefLabel": one_each(label)})


def _mapped(served: Served, relation: str, concept: str) -> Object:
    entry = served.term_book.entries.get(concept)
    found: Object = {
        "@context": CONTEXT,
        "type": [SKOS + relation],
        "to": {"memberSet": [reference(concept, entry.terms.get("prefLabel", ()) if entry else ())]},
    }
    return found | ({"toScheme": {"uri": entry.scheme}} if entry else {})


def _described(served: Served, concept: str) -> Concept | None:
    try:
        return load_concept(served.store, concept)
    except NotFound:
        # Without an identifier it is no concept of the profile; JSKOS asks for less.
        return None


def _from_description(concept: Concept) -> Object:
    def all_of(found: Iterable[Reference]) -> list[Object]:
        return [reference(each.iri, each.label) for each in found]

    return _some(
        {
            "definition": several(each.text for each in concept.definitions),
            "scopeNote": several(concept.scope_note),
            "example": several(concept.example),
            "editorialNote": several(concept.editorial_note),
            "related": all_of(concept.related),
            "publisher": all_of([concept.publisher] if concept.publisher else []),
            "startDate": concept.valid_from.isoformat() if concept.valid_from else None,
            "endDate": concept.valid_to.isoformat() if concept.valid_to else None,
            "url": concept.iri,
        }
    )


def _some(found: Mapping[str, Any]) -> Object:
    """The members that have a value."""
    return {name: value for name, value in found.items() if value not in (None, {}, [])}
