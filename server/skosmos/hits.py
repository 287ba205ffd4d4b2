"""Hits: concepts found by a label, with the keys a hit has in the REST API."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from graph.namespaces import PREFIXES
from graph.searching.term_book import TERMS, Entry, Named, speaks
from graph.store import CatalogueStore, Row, iri, value_of
from graph.texts import references, text_of
from server.skosmos.contexts import short
from server.skosmos.request import bad
from server.skosmos.vocabulary import Vocabulary, in_language, notation

_FIELD: Final = re.compile(r"[A-Za-z]{1,40}\Z")
_PREFERRED: Final = "prefLabel"
# With «unique»: a preferred label counts before a permitted one, a notation before what is hidden.
_BEST: Final = ("prefLabel", "altLabel", "notation", "hiddenLabel")


@dataclass(frozen=True, slots=True)
class Shown:
    """How hits are shown: the language of labels ("" for that of the match), further properties, and in whose name."""

    lang: str
    fields: tuple[str, ...]
    scoped: bool


def fields_of(names: Iterable[str]) -> tuple[str, ...]:
    """The names of SKOS properties to show; raises Refused when one cannot be such a name."""
    found = tuple(dict.fromkeys(names))
    for name in found:
        if not _FIELD.match(name):
            raise bad("fields parameter is invalid")
    return found


def best_of_each(found: Iterable[Named], lang: str) -> list[Named]:
    """One match for each concept, the best."""
    best: dict[str, tuple[tuple[int, bool], Named]] = {}
    for named in found:
        rank = (_BEST.index(named.kind), not speaks(named.term.lang, lang) if lang else False)
        if named.entry.iri not in best or rank < best[named.entry.iri][0]:
            best[named.entry.iri] = (rank, named)
    return [named for _, named in best.values()]


def hit(named: Named, owner: Vocabulary, shown: Shown) -> dict[str, Any]:
    """The hit as an object."""
    entry = named.entry
    lang = shown.lang or named.term.lang
    label = in_language(entry.terms.get(_PREFERRED, ()), lang)
    found: dict[str, Any] = {"uri": entry.iri, "type": [short(kind) for kind in entry.types]}
    if shown.scoped and entry.iri.startswith(owner.space):
        found["localname"] = entry.iri.removeprefix(owner.space)
    if label:
        found |= {_PREFERRED: label.value, "lang": label.lang}
    if named.kind != _PREFERRED and named.kind in TERMS[:3]:
        found |= {named.kind: named.term.value, "lang": named.term.lang}
    elif named.kind == _PREFERRED and (label is None or named.term != label):
        found |= {"matchedPrefLabel": named.term.value, "lang": named.term.lang}
    return found | notation(entry) | {"vocab": owner.id} | _further(owner.served.store, entry, shown.fields, lang)


def _further(store: CatalogueStore, entry: Entry, fields: tuple[str, ...], lang: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        if field == _PREFERRED:
            labels = {text.lang: text.value for text in reversed(entry.terms.get(_PREFERRED, ()))}
            found["prefLabels"] = labels
            continue
        rows = _values(store, entry.iri, field)
        named = references((row for row in rows if isinstance(row["value"], ox.NamedNode)), "value")
        things = [_thing(reference.iri, in_language(reference.label, lang)) for reference in named]
        texts = [text_of(row["value"]) for row in rows if isinstance(row["value"], ox.Literal)]
        values = [*things, *(text.value for text in texts if not text.lang or speaks(text.lang, lang))]
        if values:
            found[field] = values
    return found


def _values(store: CatalogueStore, concept: str, field: str) -> list[Row]:
    if field == "definition":
        # Definitions are things of their own here (euvoc:XlNote); whoever asks for SKOS wants the text.
        rows = store.select("definitions", concept=iri(concept))
        distinct = {(value_of(row["definition"]), value_of(row["text"])): row for row in rows}
        return [{"value": row["text"]} for row in distinct.values()]
    return store.select("skos_values", concept=iri(concept), property=iri(PREFIXES["skos"] + field))


def _thing(name: str, label: Any) -> Mapping[str, str]:
    return {"uri": name} | ({_PREFERRED: label.value} if label else {})
