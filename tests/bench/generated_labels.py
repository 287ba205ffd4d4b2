"""Concepts of a catalogue of any size, made of Norwegian word stems: the same ones at every run."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from graph.namespaces import BASE, PREFIXES

LABELS_EACH: Final = 5
_SCHEMES: Final = 20
_SEED: Final = 2026
_STEMS: Final = tomllib.loads(Path(__file__).with_name("stems.toml").read_text(encoding="utf-8"))
_FIRST, _MIDDLE, _LAST, _BEFORE = (_STEMS[name].split() for name in ("first", "middle", "last", "before"))
_AFTER: Final = _STEMS["after"].strip().splitlines()


def concepts(labels: int) -> Iterator[ox.Quad]:
    """Yield the statements of concepts with ``labels`` distinct labels between them, five to a concept.

    Each concept has a preferred term in three languages, two permitted terms and one short definition. All are made of
    Norwegian stems, and of as many different words as so much text has (Heaps' law).
    """
    made = terms(labels)
    graph = ox.NamedNode(BASE + "graf/vokabular/maling")
    for number in range(_SCHEMES):
        yield from _scheme(number, graph)
    for number in range(labels // LABELS_EACH):
        yield from _concept(number, [next(made) for _ in range(LABELS_EACH)], graph)


def terms(count: int) -> Iterator[str]:
    """Yield ``count`` distinct terms, which share words as so many terms do."""
    chance = random.Random(_SEED)
    words = _vocabulary(chance, count)
    seen: set[str] = set()
    for _ in range(count):
        yield _label(chance, words, seen)


def _vocabulary(chance: random.Random, labels: int) -> list[str]:
    """Compounds, of two or three stems."""
    words: dict[str, None] = {}
    while len(words) < 10 * labels**0.65:
        middle = chance.choice(_MIDDLE) if chance.random() < 0.6 else ""
        words[chance.choice(_FIRST) + middle + chance.choice(_LAST)] = None
    return list(words)


def _label(chance: random.Random, words: list[str], seen: set[str]) -> str:
    while True:
        # A few words are used much more than most.
        label = words[int(len(words) * chance.random() ** 2)]
        if chance.random() < 0.3:
            label = f"{label} {words[int(len(words) * chance.random() ** 2)]}"
        if chance.random() < 0.5:
            label = f"{chance.choice(_BEFORE)} {label}"
        if chance.random() < 0.4:
            label = f"{label} {chance.choice(_AFTER)}"
        if label not in seen:
            seen.add(label)
            return label


def _scheme(number: int, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    scheme = ox.NamedNode(f"{BASE}vokabular/maling-{number}")
    title = ox.Literal(f"Måling {number}", language="nb")
    kind = ox.NamedNode(PREFIXES["skos"] + "ConceptScheme")
    yield ox.Quad(scheme, ox.NamedNode(PREFIXES["rdf"] + "type"), kind, graph)
    yield ox.Quad(scheme, ox.NamedNode(PREFIXES["dct"] + "title"), title, graph)


def _concept(number: int, labels: list[str], graph: ox.NamedNode) -> Iterator[ox.Quad]:
    skos = PREFIXES["skos"]
    scheme = number % _SCHEMES
    concept = ox.NamedNode(f"{BASE}begrep/maling-{scheme}/begrep-{number}")
    kinds = (("prefLabel", "nb"), ("prefLabel", "nn"), ("prefLabel", "en"), ("altLabel", "nb"), ("altLabel", "nb"))
    yield ox.Quad(concept, ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(skos + "Concept"), graph)
    yield ox.Quad(concept, ox.NamedNode(skos + "inScheme"), ox.NamedNode(f"{BASE}vokabular/maling-{scheme}"), graph)
    for (kind, lang), label in zip(kinds, labels, strict=True):
        yield ox.Quad(concept, ox.NamedNode(skos + kind), ox.Literal(label, language=lang), graph)
    definition = ox.Literal(f"det som regnes som {labels[0]} når {labels[3]} er trukket fra", language="nb")
    yield ox.Quad(concept, ox.NamedNode(skos + "definition"), definition, graph)
