"""``mappings``: the concepts of other vocabularies that one concept is mapped to, in the manner of JSKOS."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

import pyoxigraph as ox

from graph.namespaces import PREFIXES
from graph.searching.term_book import Entry
from graph.store import iri
from graph.texts import Texts, references
from server.filters import local_link
from server.skosmos.json_ld import compacted
from server.skosmos.rdf import around
from server.skosmos.request import flag, language, wanted
from server.skosmos.vocabulary import Vocabulary, in_language, notation, title_in, vocabularies
from server.skosmos.words import mapping_label
from server.tool_answers import written_json

RELATIONS: Final = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")


def mappings(vocabulary: Vocabulary, lang: str) -> dict[str, Any]:
    """The mappings of a concept, and the concept itself as JSON-LD in a text."""
    entry = vocabulary.concept(wanted("uri"))
    shown_in = language("clang", lang)
    # Labels come from this catalogue alone, so there is nothing outside to leave alone; the word is still checked.
    flag("external", default=True)
    found = []
    for relation in RELATIONS:
        rows = vocabulary.served.store.select(
            "skos_values", concept=iri(entry.iri), property=iri(PREFIXES["skos"] + relation)
        )
        targets = references((row for row in rows if isinstance(row["value"], ox.NamedNode)), "value")
        found += [_mapping(vocabulary, entry, relation, each.iri, each.label, shown_in, lang) for each in targets]
    return {"mappings": found, "graph": written_json(compacted(around(vocabulary.served.store, entry.iri)))}


def _mapping(
    vocabulary: Vocabulary, entry: Entry, relation: str, target: str, names: Texts, shown_in: str, lang: str
) -> dict[str, Any]:
    served = vocabulary.served
    known = served.term_book.entries.get(target)
    label = in_language(names, shown_in) or next(iter(names), None)
    owner = next((each for each in vocabularies(served) if known and each.scheme.iri == known.scheme), None)
    member: dict[str, Any] = {"uri": target} | (notation(known) if known else {})
    if label:
        member["prefLabel"] = {label.lang or "und": label.value}
    found: dict[str, Any] = {
        "uri": entry.iri,
        "notation": notation(known).get("notation") if known else None,
        "type": [f"skos:{relation}"],
        "prefLabel": label.value if label else target,
        "from": {"memberSet": [{"uri": entry.iri}]},
        "to": {"memberSet": [member]},
        "hrefLink": local_link(target, served.manifest.base, "nb") or target,
        "lang": label.lang if label else "",
        "vocabName": title_in(owner.title, lang) if owner else urlsplit(target).hostname or target,
        "typeLabel": mapping_label(relation, lang),
        "fromScheme": {"uri": entry.scheme},
    }
    return found | ({"toScheme": {"uri": owner.scheme.iri}} if owner else {})
