"""What search engines read: schema.org's DefinedTerm and DefinedTermSet, as JSON-LD in the page itself.

A block of data is not a script, so the content policy lets it be; the template writes it without «<».
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.concept import Concept
from graph.scheme import ConceptScheme
from graph.texts import Text

_CONTEXT = "https://schema.org"


def defined_term(concept: Concept, host: str) -> dict[str, Any]:
    """Return a concept as a schema.org DefinedTerm, on the pages of ``host``."""
    said: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "DefinedTerm",
        "@id": concept.iri,
        "name": _values(concept.pref_label),
        "alternateName": _values(concept.alt_label),
        "description": _values(definition.text for definition in concept.definitions),
        "termCode": concept.iri.rpartition("/")[2],
        "url": host + concept.iri.partition("/begrep/")[1].lstrip("/") + concept.iri.partition("/begrep/")[2],
        "dateModified": concept.modified.isoformat() if concept.modified else None,
    }
    if concept.scheme:
        name = _values(concept.scheme.label)
        said["inDefinedTermSet"] = {"@type": "DefinedTermSet", "@id": concept.scheme.iri, "name": name}
    return {key: value for key, value in said.items() if value}


def defined_term_set(scheme: ConceptScheme) -> dict[str, Any]:
    """Return a vocabulary as a schema.org DefinedTermSet."""
    said = {
        "@context": _CONTEXT,
        "@type": "DefinedTermSet",
        "@id": scheme.iri,
        "name": _values(scheme.title),
        "description": _values(scheme.description),
    }
    return {key: value for key, value in said.items() if value}


def _values(texts: Iterable[Text]) -> list[dict[str, str]]:
    return [{"@value": text.value, "@language": text.lang} if text.lang else {"@value": text.value} for text in texts]
