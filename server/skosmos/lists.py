"""Lists of one vocabulary, and of all: titles, letters, groups, what is new, and which classes there are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from graph.namespaces import PREFIXES
from graph.searching.term_book import Entry, speaks
from graph.store import iri, value_of
from graph.texts import Text
from server.collation import sort_key
from server.skosmos.contexts import ISOTHES, context, labels, of_ids, short
from server.skosmos.request import lenient_count, missing, wanted
from server.skosmos.vocabulary import (
    COLLECTION,
    CONCEPT,
    Vocabulary,
    alphabetically,
    in_language,
    name_in,
    notation,
    title_in,
)
from server.skosmos.words import class_label

Answer = tuple[dict[str, Any], dict[str, Any]]
OTHER: Final = "!*"
DIGITS: Final = "0-9"
EVERY: Final = "*"
MOST_CHANGES: Final = 200


def titles(known: list[Vocabulary], lang: str, address: str) -> Answer:
    """Every vocabulary with its title."""
    found = [{"uri": each.id, "id": each.id, "title": title_in(each.title, lang) or each.id} for each in known]
    terms: dict[str, Any] = {"title": {"@id": "rdfs:label", "@language": lang}}
    terms |= {"vocabularies": "onki:hasVocabulary", "id": "onki:vocabularyIdentifier", "@base": address}
    return context("rdfs", "onki", **terms), {"uri": "", "vocabularies": sorted(found, key=lambda each: each["id"])}


def about(vocabulary: Vocabulary, lang: str, address: str) -> Answer:
    """What there is to know of a vocabulary before one asks it anything."""
    scheme: dict[str, Any] = {"uri": vocabulary.scheme.iri, "type": "skos:ConceptScheme"}
    title = title_in(vocabulary.title, lang) or vocabulary.id
    own = in_language(vocabulary.title, lang)
    if own:
        scheme |= {"prefLabel": own.value, "title": own.value}
    terms: dict[str, Any] = labels("prefLabel")
    terms |= {"conceptschemes": "onki:hasConceptScheme", "id": "onki:vocabularyIdentifier", "label": "rdfs:label"}
    terms |= {"defaultLanguage": "onki:defaultLanguage", "languages": "onki:language", "title": "dct:title"}
    data = {
        "uri": "",
        "id": vocabulary.id,
        "marcSource": False,
        "title": title,
        "defaultLanguage": vocabulary.default_language,
        "languages": list(vocabulary.languages),
        "conceptschemes": [scheme],
    }
    return context("rdfs", "onki", "dct", lang=lang, **terms) | {"@base": address}, data


def types(known: list[Vocabulary], lang: str, address: str) -> Answer:
    """The classes that have labelled things in them, and what they are called."""
    present = {kind for each in known for entry in each.entries for kind in entry.types}
    present |= {COLLECTION for each in known if each.collection}
    found = [{"uri": kind} | _named_class(kind, lang) for kind in sorted(present)]
    terms: dict[str, Any] = {"label": "rdfs:label", "superclass": of_ids("rdfs:subClassOf"), "types": "onki:hasType"}
    return context("rdfs", "onki", lang=lang, **terms) | {"@base": address}, {"uri": "", "types": found}


def letters(vocabulary: Vocabulary, lang: str) -> Answer:
    """The letters that preferred labels begin with, in the order of the alphabet; signs and digits last."""
    found = {_letter(text.value) for entry in _shown(vocabulary) for text in entry.in_language("prefLabel", lang)}
    ordered = sorted(found - {OTHER, DIGITS}, key=sort_key)
    ordered += [each for each in (OTHER, DIGITS) if each in found]
    term = {"@id": "skosmos:indexLetters", "@container": "@list", "@language": lang}
    return context(indexLetters=term), {"uri": "", "indexLetters": ordered}


def under_letter(vocabulary: Vocabulary, letter: str, lang: str) -> Answer:
    """The labels that begin with ``letter``; a permitted one leads to its concept."""
    found = sorted(_entries(vocabulary, letter, lang), key=lambda pair: (sort_key(pair[0]), pair[1]["uri"]))
    first, most = lenient_count("offset"), lenient_count("limit")
    part = found[first : first + most] if most else found[first:]
    term = {"@id": "skosmos:indexConcepts", "@container": "@list"}
    return context(indexConcepts=term), {"uri": "", "indexConcepts": [each for _, each in part]}


def groups(vocabulary: Vocabulary, lang: str) -> Answer:
    """The collections of a vocabulary."""
    collection = vocabulary.collection
    found = []
    if collection:
        label = name_in(collection, lang)
        named = {"prefLabel": label} if label else {}
        found.append({"uri": collection.iri} | named | {"hasMembers": bool(vocabulary.entries)})
    terms: dict[str, Any] = labels("prefLabel") | {"groups": "onki:hasGroup", "hasMembers": "onki:hasMembers"}
    terms["childGroups"] = of_ids("skos:member")
    return context("onki", lang=lang, **terms), {"uri": "", "groups": found}


def group_members(vocabulary: Vocabulary, lang: str) -> Answer:
    """The concepts in a collection; raises Refused when it is none."""
    uri = wanted("uri")
    collection = vocabulary.collection
    if collection is None or collection.iri != uri:
        raise missing(f"Could not find group <{uri}>")
    entries = vocabulary.served.term_book.entries
    rows = vocabulary.served.store.select("collection_members", collection=iri(uri))
    found = [_member(entries[name], lang) for name in map(value_of, (row["member"] for row in rows)) if name in entries]
    found.sort(key=lambda each: (alphabetically(each.get("prefLabel")), each["uri"]))
    return context(lang=lang, **labels("prefLabel"), members="skos:member"), {"uri": uri, "members": found}


def changes(vocabulary: Vocabulary, kind: str, lang: str) -> Answer:
    """``new`` and ``modified``: concepts by when they were made or changed, the newest month first."""
    dated = [(when, entry) for entry in _shown(vocabulary) if (when := getattr(entry, kind))]
    named = [(when, name, entry) for when, entry in dated if (name := name_in(entry, lang)) is not None]
    named.sort(key=lambda each: (alphabetically(each[1]), each[2].iri))
    named.sort(key=lambda each: (each[0].year, each[0].month), reverse=True)
    first, most = lenient_count("offset"), lenient_count("limit", MOST_CHANGES)
    found = [_change(vocabulary, *each, lang) for each in named[first : first + (most or MOST_CHANGES)]]
    date = {"@id": PREFIXES["dct"] + "date", "@type": PREFIXES["xsd"] + "dateTime"}
    return context("xsd", lang=lang, **labels("prefLabel"), date=date), {"changeList": found}


def _change(vocabulary: Vocabulary, when: datetime, name: str, entry: Entry, lang: str) -> dict[str, Any]:
    found: dict[str, Any] = {"uri": entry.iri, "prefLabel": name, "date": when.strftime("%Y-%m-%dT%H:%M:%S%z")}
    for other in entry.replaced_by[:1]:
        found["replacedBy"] = other
        successor = vocabulary.served.term_book.entries.get(other)
        label = name_in(successor, lang) if successor else None
        if label:
            found["replacingLabel"] = label
    return found


def _member(entry: Entry, lang: str) -> dict[str, Any]:
    label = name_in(entry, lang)
    found: dict[str, Any] = {"uri": entry.iri, "isSuper": False, "hasMembers": False}
    found["type"] = [short(kind) for kind in entry.types]
    return found | ({"prefLabel": label} if label else {}) | notation(entry)


def _named_class(kind: str, lang: str) -> dict[str, str]:
    label = class_label(kind, lang)
    found = {"label": label} if label else {}
    return found | ({"superclass": COLLECTION} if kind == ISOTHES + "ConceptGroup" else {})


def _shown(vocabulary: Vocabulary) -> Iterator[Entry]:
    return (entry for entry in vocabulary.entries if entry.valid and CONCEPT in entry.types)


def _entries(vocabulary: Vocabulary, letter: str, lang: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for entry in _shown(vocabulary):
        preferred = in_language(entry.terms.get("prefLabel", ()), lang)
        if preferred is None:
            continue
        if _begins(preferred, letter):
            yield preferred.value, _indexed(vocabulary, entry, preferred, {})
        for text in entry.terms.get("altLabel", ()):
            if speaks(text.lang, lang) and _begins(text, letter):
                yield text.value, _indexed(vocabulary, entry, preferred, {"altLabel": text.value})


def _indexed(vocabulary: Vocabulary, entry: Entry, preferred: Text, more: dict[str, str]) -> dict[str, Any]:
    name = entry.iri.removeprefix(vocabulary.space)
    return {"uri": entry.iri, "localname": name, "prefLabel": preferred.value, "lang": preferred.lang} | more


def _begins(text: Text, letter: str) -> bool:
    if letter == EVERY:
        return True
    if letter in (OTHER, DIGITS):
        return _letter(text.value) == letter
    return _composed(text.value).startswith(_composed(letter))


def _letter(label: str) -> str:
    first = unicodedata.normalize("NFC", label)[:1]
    if first.isdigit():
        return DIGITS
    return first.upper() if re.match(r"[^\W_]", first) else OTHER


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()
