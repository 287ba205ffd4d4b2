"""One concept's place among others: what is right above, below and beside it, all the way up and all the way down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Final, Literal

from graph.namespaces import PREFIXES
from graph.searching.term_book import Entry
from graph.store import iri, value_of
from server.skosmos.contexts import context, labels, of_ids
from server.skosmos.request import argument, bad, wanted
from server.skosmos.vocabulary import Vocabulary, alphabetically, name_in, name_or_other, notation

Answer = tuple[dict[str, Any], dict[str, Any]]
Direction = Literal["broader", "narrower"]
MOST: Final = 1000
_HAS_CHILDREN: Final = {"hasChildren": "onki:hasChildren"}


def beside(vocabulary: Vocabulary, name: str, lang: str) -> Answer:
    """``broader``, ``narrower`` and ``related``: the concepts one step away, by label."""
    entry = vocabulary.concept(wanted("uri"))
    names = _related(vocabulary, entry) if name == "related" else _next(vocabulary, entry, name)
    found = [{"uri": name, "prefLabel": _label(vocabulary, name, lang)} for name in names]
    found.sort(key=lambda each: alphabetically(each["prefLabel"]))
    return context(lang=lang, **labels("prefLabel", name)), {"uri": entry.iri, name: found}


def transitive(vocabulary: Vocabulary, name: Direction, lang: str) -> Answer:
    """``broaderTransitive`` and ``narrowerTransitive``: the concept and all above or below it, by IRI."""
    entry = vocabulary.concept(wanted("uri"))
    key = f"{name}Transitive"
    found: dict[str, dict[str, Any]] = {}
    for iri_, steps in islice(_walk(vocabulary, entry, name), _limit()):
        found[iri_] = {"uri": iri_, "prefLabel": _label(vocabulary, iri_, lang)} | ({name: steps} if steps else {})
    terms = {name: of_ids(f"skos:{name}"), key: {"@id": f"skos:{key}", "@container": "@index"}}
    return context(lang=lang, **labels("prefLabel"), **terms), {"uri": entry.iri, key: found}


def children(vocabulary: Vocabulary, lang: str) -> Answer:
    """The concepts right below one, each with whether there is more below it."""
    entry = vocabulary.concept(wanted("uri"))
    found = [_child(vocabulary, name, lang, "prefLabel") for name in _next(vocabulary, entry, "narrower")]
    terms = labels("prefLabel", "narrower", "notation") | _HAS_CHILDREN
    return context("onki", lang=lang, **terms), {"uri": entry.iri, "narrower": _sorted(found, "prefLabel")}


def hierarchy(vocabulary: Vocabulary, lang: str) -> Answer:
    """Every way up from a concept, with what is below each step, and the other concepts at the top."""
    entry = vocabulary.concept(wanted("uri"))
    tops = {each.iri for each in vocabulary.served.outline.tops(vocabulary.scheme.iri, "nb")}
    found = {name: _step(vocabulary, name, steps, tops, lang) for name, steps in _walk(vocabulary, entry, "broader")}
    for child in (_child(vocabulary, name, lang, "prefLabel") for name in sorted(tops - set(found))):
        found[child["uri"]] = child | _top(vocabulary)
    terms: dict[str, Any] = labels("prefLabel", "notation", "narrower")
    terms |= {"broader": of_ids("skos:broader")}
    terms |= {"broaderTransitive": {"@id": "skos:broaderTransitive", "@container": "@index"}}
    terms |= dict.fromkeys(("top", "tops"), of_ids("skos:topConceptOf")) | _HAS_CHILDREN
    return context("onki", lang=lang, **terms), {"uri": entry.iri, "broaderTransitive": found}


def top_concepts(vocabulary: Vocabulary, lang: str) -> Answer:
    """The concepts of a vocabulary with nothing above them."""
    schemes = argument("scheme").split()
    here = not schemes or vocabulary.scheme.iri in schemes
    tops = vocabulary.served.outline.tops(vocabulary.scheme.iri, lang) if here else []
    found = []
    for top in tops:
        child = _child(vocabulary, top.iri, lang, "label")
        found.append({"uri": top.iri, "topConceptOf": vocabulary.scheme.iri} | child)
    terms: dict[str, Any] = labels("notation") | _HAS_CHILDREN
    terms |= {"topconcepts": "skos:hasTopConcept", "topConceptOf": of_ids("skos:topConceptOf")}
    data = {"uri": vocabulary.scheme.iri, "topconcepts": _sorted(found, "label")}
    return context("onki", lang=lang, **terms, label="skos:prefLabel"), data


def _step(vocabulary: Vocabulary, name: str, above: list[str], tops: set[str], lang: str) -> dict[str, Any]:
    entry = vocabulary.served.term_book.entries[name]
    found: dict[str, Any] = {"uri": name, "prefLabel": name_or_other(entry, lang)} | notation(entry)
    if above:
        found["broader"] = above
    below = [_child(vocabulary, each, lang, "label") for each in _next(vocabulary, entry, "narrower")]
    if below:
        found["narrower"] = _sorted(below, "label")
    return found | (_top(vocabulary) if name in tops else {})


def _top(vocabulary: Vocabulary) -> dict[str, Any]:
    return {"top": vocabulary.scheme.iri, "tops": [vocabulary.scheme.iri]}


def _child(vocabulary: Vocabulary, name: str, lang: str, key: str) -> dict[str, Any]:
    entry = vocabulary.served.term_book.entries[name]
    more = vocabulary.served.outline.narrower_count(name) > 0
    return {"uri": name, key: name_or_other(entry, lang), "hasChildren": more} | notation(entry)


def _sorted(found: Iterable[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    return sorted(found, key=lambda each: (alphabetically(each[key]), each["uri"]))


def _next(vocabulary: Vocabulary, entry: Entry, name: str) -> list[str]:
    outline = vocabulary.served.outline
    step: Callable[..., Any] = outline.broader if name == "broader" else outline.narrower
    return [concept.iri for concept, _ in step(entry.iri, "nb")]


def _walk(vocabulary: Vocabulary, entry: Entry, name: Direction) -> Iterator[tuple[str, list[str]]]:
    """Every concept in one direction from ``entry``, itself first, with the steps that lead on from it."""
    entries = vocabulary.served.term_book.entries
    seen, waiting = {entry.iri}, [entry.iri]
    while waiting:
        current = waiting.pop(0)
        steps = [each for each in _next(vocabulary, entries[current], name) if each in entries]
        yield current, steps
        for each in steps:
            if each not in seen:
                seen.add(each)
                waiting.append(each)


def _related(vocabulary: Vocabulary, entry: Entry) -> list[str]:
    rows = vocabulary.served.store.select(
        "skos_values", concept=iri(entry.iri), property=iri(PREFIXES["skos"] + "related")
    )
    return list(dict.fromkeys(value_of(row["value"]) for row in rows))


def _label(vocabulary: Vocabulary, name: str, lang: str) -> str | None:
    entry = vocabulary.served.term_book.entries.get(name)
    return name_in(entry, lang) if entry else None


def _limit() -> int:
    written = argument("limit")
    if not written:
        return MOST
    if not (written.isascii() and written.isdigit()) or not int(written[:9]):
        raise bad("Invalid limit parameter")
    return int(written[:9])
