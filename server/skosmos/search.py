"""``search`` and ``lookup``: concepts by whole labels, with ``*`` for any letters."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import islice
from typing import Any, Final

from graph.errors import NotFound
from graph.searching.term_book import Entry, Named, speaks
from graph.searching.term_pattern import ANY, TermPattern, compared
from graph.store import iri, value_of
from server.catalogue import Served
from server.skosmos.contexts import ISOTHES, ONKI, SKOS, labels, whole
from server.skosmos.hits import Shown, best_of_each, fields_of, hit
from server.skosmos.request import argument, bad, count, flag, language, missing, wanted, words
from server.skosmos.vocabulary import COLLECTION, CONCEPT, Vocabulary

# Skosmos itself gives every hit there is.
MOST_HITS: Final = 10_000
_MATCHED: Final = ("prefLabel", "altLabel", "hiddenLabel")


def search(served: Served, known: list[Vocabulary], scope: Vocabulary | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The context and the data of a search in ``scope``, or in those vocabularies that ``vocab`` names."""
    chosen = [scope] if scope else _chosen(known)
    lang, labels_in = language(), language("labellang")
    shown_in = labels_in or lang or (chosen[0].default_language if scope else "")
    fields = fields_of(words("fields"))
    limit, offset = count("maxhits"), count("offset")
    found = _found(served, chosen, lang)
    if flag("unique"):
        found = iter(sorted(best_of_each(found, shown_in), key=lambda named: named.place))
    part = islice(found, offset, offset + min(limit or MOST_HITS, MOST_HITS))
    owners = {vocabulary.scheme.iri: vocabulary for vocabulary in chosen}
    shown = Shown(shown_in, fields, scoped=scope is not None)
    hits = [hit(named, owners[named.entry.scheme], shown) for named in part]
    return _context("results", labels_in or lang, fields, hits), {"uri": "", "results": hits}


def lookup(vocabulary: Vocabulary) -> tuple[dict[str, Any], dict[str, Any]]:
    """The context and the data of a look-up of one label: the best class of matches only.

    Raises Refused when nothing is called so.
    """
    label, lang = wanted("label"), language()
    called = vocabulary.served.term_book.called(label)
    found = [n for n in called if n.entry.scheme == vocabulary.scheme.iri and n.kind in _MATCHED and n.entry.valid]
    own = [named for named in found if speaks(named.term.lang, lang or vocabulary.default_language)]
    classes = [(own, "prefLabel")]
    if not lang:
        classes.append((found, "prefLabel"))
    classes += [(own, "altLabel"), (found if not lang else [], "altLabel")]
    for among, kind in classes:
        fitting = [named for named in among if named.kind == kind]
        exact = [named for named in fitting if named.term.value == label]
        if exact or fitting:
            shown = Shown(lang or vocabulary.default_language, (), scoped=True)
            hits = [hit(named, vocabulary, shown) for named in exact or fitting]
            return _context("result", lang, (), hits), {"uri": "", "result": hits}
    raise missing(f"Could not find label '{label}'")


def _context(key: str, lang: str, fields: tuple[str, ...], hits: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"skos": SKOS, "isothes": ISOTHES, "onki": ONKI, "uri": "@id", "type": "@type"}
    # The key is «result» where one label is looked up, and stands for the same.
    found[key] = {"@id": "onki:results", "@container": "@list"}
    found |= labels("prefLabel", "altLabel", "hiddenLabel")
    found |= {field: f"skos:{field}" for field in fields if field != "prefLabel"}
    if any("prefLabels" in each for each in hits):
        found["prefLabels"] = {"@id": "skos:prefLabel", "@container": "@language"}
    return found | ({"@language": lang} if lang else {})


def _chosen(known: list[Vocabulary]) -> list[Vocabulary]:
    ids = words("vocab")
    by_id = {vocabulary.id: vocabulary for vocabulary in known}
    for name in ids:
        if name not in by_id:
            raise missing(f"Vocabulary id '{name}' not found.")
    return [by_id[name] for name in dict.fromkeys(ids)] or known


def _found(served: Served, chosen: list[Vocabulary], lang: str) -> Iterator[Named]:
    query, parent, group = argument("query"), argument("parent"), argument("group")
    if not query.strip() and not parent and not group:
        raise bad("query parameter missing")
    pattern = TermPattern(query if query.strip() else ANY)
    if pattern.is_open and not parent and not group:
        return
    allowed = _Allowed(served, chosen, parent, group)
    for named in _named(served, chosen, pattern):
        if lang and named.kind != "notation" and not speaks(named.term.lang, lang):
            continue
        if allowed.has(named.entry):
            yield named


def _named(served: Served, chosen: list[Vocabulary], pattern: TermPattern) -> Iterator[Named]:
    """The terms of concepts that fit, and in a search of one vocabulary those of its collection, in their order."""
    found = served.term_book.fitting(pattern)
    collection = chosen[0].collection if len(chosen) == 1 else None
    if collection is None:
        return found
    terms: dict[str, list[Named]] = {}
    for text in collection.terms["prefLabel"]:
        terms.setdefault(compared(text.value), []).append(Named(collection, "prefLabel", text))
    own = (named for term in pattern.chosen(terms, sorted(terms)) for named in terms[term])
    return merge(found, own, key=lambda named: named.place)


class _Allowed:
    """Which concepts count in one search."""

    def __init__(self, served: Served, chosen: list[Vocabulary], parent: str, group: str) -> None:
        self._schemes = {vocabulary.scheme.iri for vocabulary in chosen}
        default = (CONCEPT, COLLECTION) if len(chosen) == 1 else (CONCEPT,)
        self._types = frozenset(map(whole, words("type"))) or frozenset(default)
        self._within = set(words("scheme"))
        self._below = _below(served, parent) if parent else None
        self._members = _members(served, group) if group else None

    def has(self, entry: Entry) -> bool:
        """Whether a concept counts."""
        return (
            entry.valid
            and entry.scheme in self._schemes
            and not self._types.isdisjoint(entry.types)
            and (not self._within or entry.scheme in self._within)
            and (self._below is None or entry.iri in self._below)
            and (self._members is None or entry.iri in self._members)
        )


def _below(served: Served, parent: str) -> set[str]:
    """A concept and everything below it."""
    found, waiting = {parent}, [parent]
    while waiting:
        for concept, _ in served.outline.narrower(waiting.pop(), "nb"):
            if concept.iri not in found:
                found.add(concept.iri)
                waiting.append(concept.iri)
    return found


def _members(served: Served, group: str) -> set[str]:
    try:
        collection = iri(group)
    except NotFound:
        return set()
    return {value_of(row["member"]) for row in served.store.select("collection_members", collection=collection)}
