"""Statistics of one vocabulary: how many concepts it has, and how many labels of each kind in each language."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from graph.searching.term_book import Entry
from server.skosmos.contexts import context
from server.skosmos.vocabulary import COLLECTION, CONCEPT, Vocabulary, title_in
from server.skosmos.words import class_label, language_name

_LABELS: Final = ("prefLabel", "altLabel", "hiddenLabel")


def concept_counts(vocabulary: Vocabulary, lang: str, address: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """How many things there are of each class; ``deprecatedCount`` of them no longer hold."""
    entries = vocabulary.entries
    others = sorted({kind for entry in entries for kind in entry.types} - {CONCEPT})
    terms: dict[str, Any] = {"id": "onki:vocabularyIdentifier", "concepts": "void:classPartition"}
    terms |= {"label": "rdfs:label", "class": {"@id": "void:class", "@type": "@id"}}
    terms |= {"subTypes": {"@id": "void:class", "@type": "@id"}, "count": "void:entities", "@base": address}
    data: dict[str, Any] = {"uri": "", "id": vocabulary.id, "title": title_in(vocabulary.title, lang)}
    data["concepts"] = {"class": CONCEPT, "label": class_label(CONCEPT, lang)} | _counted(entries)
    data["subTypes"] = [_sub_type(entries, kind, lang) for kind in others]
    if vocabulary.collection:
        counts = {"count": 1, "deprecatedCount": 0}
        data["conceptGroups"] = {"class": COLLECTION, "label": class_label(COLLECTION, lang)} | counts
    return context("rdfs", "void", "onki", lang=lang, **terms), data


def label_counts(vocabulary: Vocabulary, lang: str, address: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """How many labels there are of each kind in each language of the vocabulary."""
    counted = Counter(
        (text.lang, kind) for entry in vocabulary.entries for kind in _LABELS for text in entry.terms.get(kind, ())
    )
    found = [
        {
            "language": code,
            "literal": language_name(code, lang),
            "properties": [{"property": f"skos:{kind}", "labels": counted[code, kind]} for kind in _LABELS],
        }
        for code in vocabulary.languages
    ]
    terms = {"id": "onki:vocabularyIdentifier", "languages": "void-ext:languagePartition"}
    terms |= {"language": "void-ext:language", "properties": "void:propertyPartition", "labels": "void:triples"}
    terms |= {"property": "void:property", "literal": "rdfs:label", "@base": address}
    data = {"uri": "", "id": vocabulary.id, "title": title_in(vocabulary.title, lang), "languages": found}
    return context("rdfs", "void", "void-ext", "onki", **terms), data


def _sub_type(entries: list[Entry], kind: str, lang: str) -> dict[str, Any]:
    label = class_label(kind, lang)
    found: dict[str, Any] = {"type": kind} | _counted([entry for entry in entries if kind in entry.types])
    return found | ({"label": label} if label else {})


def _counted(entries: list[Entry]) -> dict[str, int]:
    return {"count": len(entries), "deprecatedCount": sum(not entry.valid for entry in entries)}
