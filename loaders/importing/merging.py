"""What is imported, laid over the files there are: statements come to, none are taken away.

Where a property has one value, and both sides say something else, nothing is written: somebody has to choose.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

import pyoxigraph as ox

from graph.changes.content import Content, term
from graph.store import value_of
from graph.turtle.canonical import rewritten
from graph.turtle.parsing import parse
from graph.words import Words
from loaders.enrichment import enrich
from loaders.importing.wording import say
from loaders.source import graph_of

Statement = tuple[object, object, object]

_NUMBERS: Final = frozenset(term(f"xsd:{name}") for name in ("decimal", "integer", "double", "float"))
_ONE_PER_LANGUAGE: Final = frozenset(term(name) for name in ("skos:prefLabel", "rdf:value", "dct:title"))
_ONE: Final = frozenset(
    term(name)
    for name in (
        "dct:created", "dct:publisher", "dct:identifier", "euvoc:status", "euvoc:startDate", "euvoc:endDate",
        "owl:versionInfo", "skosno:relationshipWithSource", "skos:notation", "sdmx-attribute:unitMeasure",
    )
)  # fmt: skip
# When a file was changed is not something two sides can disagree on: ours stays.
_OURS: Final = frozenset(term(name) for name in ("dct:modified",))


@dataclass
class Laid:
    """The new text of each file that changes, by path, and what the two sides disagree on, in words."""

    texts: dict[str, str] = field(default_factory=dict)
    conflicts: list[Words] = field(default_factory=list)


def lay(files: Mapping[str, list[ox.Triple]], content: Content) -> Laid:
    """Lay the statements for each file over ``content``; raises the errors of the canonical form for blank nodes."""
    known = _derived(files, content)
    laid = Laid()
    for path, triples in sorted(files.items()):
        before = content.texts.get(path, "")
        ours = parse(before, unique_labels=True)
        fresh = _fresh(triples, ours, known)
        conflicts = _conflicts(path, fresh, ours, content)
        laid.conflicts += conflicts
        if fresh and not conflicts:
            text = rewritten(before, [*ours, *fresh], content.base)
            if text != before:
                laid.texts[path] = text
    return laid


def _fresh(triples: Collection[ox.Triple], ours: list[ox.Triple], known: set[Statement]) -> list[ox.Triple]:
    """The statements that neither stand here nor follow from what does."""
    here = {_meant(t) for t in ours}
    said: set[tuple[object, str]] = {(t.subject, t.predicate.value) for t in ours}
    blank = {t.object for t in triples if isinstance(t.object, ox.BlankNode)}
    if blank and ours:
        # A list has no name to be known again by: one that stands here under the same property stays.
        triples = [t for t in triples if not _in_known_list(t, said, triples)]
    return [
        t
        for t in dict.fromkeys(triples)
        if _meant(t) not in here
        and (t.subject, t.predicate, t.object) not in known
        and not (t.predicate.value in _OURS and (t.subject, t.predicate.value) in said)
    ]


def _meant(triple: ox.Triple) -> Statement:
    """A statement with its number, if it has one, as it counts: a store writes 1.0 as 1."""
    value = triple.object
    if isinstance(value, ox.Literal) and value.datatype.value in _NUMBERS:
        try:
            return triple.subject, triple.predicate, (value.datatype, Decimal(value.value))
        except InvalidOperation:
            return triple.subject, triple.predicate, value
    return triple.subject, triple.predicate, value


def _in_known_list(triple: ox.Triple, said: set[tuple[object, str]], triples: Collection[ox.Triple]) -> bool:
    node: object = triple.subject
    if isinstance(triple.object, ox.BlankNode) and (node, triple.predicate.value) in said:
        return True
    seen = set()
    while isinstance(node, ox.BlankNode) and node not in seen:
        seen.add(node)
        above = next((t for t in triples if t.object == node), None)
        if above is None:
            return False
        if (above.subject, above.predicate.value) in said:
            return True
        node = above.subject
    return False


def _conflicts(path: str, fresh: list[ox.Triple], ours: list[ox.Triple], content: Content) -> list[Words]:
    there: defaultdict[tuple[object, str, str], list[ox.Triple]] = defaultdict(list)
    for triple in ours:
        there[_slot(triple)].append(triple)
    return [
        say(
            "conflict",
            file=path,
            property=_named(triple, content),
            ours=", ".join(_shown(each) for each in there[_slot(triple)]),
            theirs=_shown(triple),
        )
        for triple in fresh
        if _slot(triple)[1] and there.get(_slot(triple))
    ]


def _slot(triple: ox.Triple) -> tuple[object, str, str]:
    """What a statement is the one value of: subject, property, language; no property when there may be more."""
    predicate = triple.predicate.value
    if predicate in _ONE_PER_LANGUAGE and isinstance(triple.object, ox.Literal):
        return triple.subject, predicate, triple.object.language or ""
    return (triple.subject, predicate, "") if predicate in _ONE else (triple.subject, "", "")


def _named(triple: ox.Triple, content: Content) -> str:
    subject = content.short(value_of(triple.subject)) if isinstance(triple.subject, ox.NamedNode) else ""
    language = f"@{triple.object.language}" if isinstance(triple.object, ox.Literal) and triple.object.language else ""
    return f"{subject} {triple.predicate.value.replace('#', '/').rpartition('/')[2]}{language}"


def _shown(triple: ox.Triple) -> str:
    return value_of(triple.object) if isinstance(triple.object, ox.NamedNode | ox.Literal) else ""


def _derived(files: Mapping[str, list[ox.Triple]], content: Content) -> set[Statement]:
    """What the build derives from the files there are, and from these with what is imported and not derived itself."""
    texts = {path: parse(text, unique_labels=True) for path, text in content.texts.items()}
    here = [quad for path, triples in texts.items() for quad in _quads(path, triples, content)]
    titled = {t.subject for triples in files.values() for t in triples if t.predicate.value == term("dct:title")}
    coming = [
        quad
        for path, triples in files.items()
        for quad in _quads(path, triples, content)
        if quad.predicate.value not in _FOLLOWING
        and not (quad.subject in titled and quad.predicate.value == term("skos:prefLabel"))
    ]
    found = enrich(here, content.base) + enrich([*here, *coming], content.base)
    return {(quad.subject, quad.predicate, quad.object) for quad in found}


def _quads(path: str, triples: Iterable[ox.Triple], content: Content) -> Iterator[ox.Quad]:
    graph = ox.NamedNode(graph_of(path, content.base))
    return (ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)


# Properties that say from the other end what a file of ours says from this one.
_FOLLOWING: Final = frozenset(
    term(name)
    for name in (
        "skos:broader", "skos:narrower", "skos:topConceptOf", "skos:hasTopConcept", "uneskos:memberOf", "skos:member",
        "xkos:generalizes", "xkos:hasPart", "dct:replaces",
    )
)  # fmt: skip
