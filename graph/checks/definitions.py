"""Stage DEF, the definitions of a concept together and across concepts: which there are, and what they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.checks.definition import DefinitionText, definition_nodes, definitions
from graph.checks.hierarchy import ancestors, cycles, edges, parents
from graph.checks.material import Material
from graph.checks.rule import spoken
from graph.checks.wording import TermIndex, folded, stems, words
from graph.finding import Finding
from graph.namespaces import PREFIXES

_NEEDS_SOURCE: Final = frozenset(
    {PREFIXES["relsource"] + "derived-from-source", PREFIXES["relsource"] + "direct-from-source"}
)
_OWN: Final = PREFIXES["relsource"] + "self-composed"
_LABELS: Final = ("skos:prefLabel", "skos:altLabel")
_LOCAL: Final = frozenset({"kommune", "fylkeskommune", "leverandør"})
_FIRST_WORDS: Final = 5


def check_definitions(material: Material) -> list[Finding]:
    """Findings on missing, doubled, circular, copied and unsourced definitions, DEF-01 to -03 and DEF-06 to -25."""
    texts = {
        concept: [text for text in definitions(material, concept) if text.text.strip()] for concept in material.concepts
    }
    return [
        *_set(material, texts),
        *_sources(material),
        *_copies(texts),
        *_uses(material, texts),
        *_places(material, texts),
    ]


Texts = Mapping[str, list[DefinitionText]]


def _set(material: Material, texts: Texts) -> Iterator[Finding]:
    """DEF-01, DEF-02, DEF-03, DEF-06, DEF-25: which texts there are."""
    for concept, own in texts.items():
        if not own and not definition_nodes(material, concept):
            yield material.found("DEF-01", "none", concept)
            continue
        seen: dict[tuple[str, str], DefinitionText] = {}
        labels = _own_labels(material, concept)
        for text in own:
            if seen.setdefault((text.language, text.audience), text) is not text:
                yield text.found("DEF-02", "two", spoken=spoken(text.language))
            if folded(text.text) in labels:
                yield text.found("DEF-06", "same")
        languages = {text.language for text in definitions(material, concept)}
        terms = {label.language for label in material.texts_of(concept, "skos:prefLabel")}
        if languages and not languages & terms:
            yield material.found("DEF-03", "apart", concept)
        for language, other in (("nb", "nn"), ("nn", "nb")):
            if language in languages and other not in languages:
                yield material.found("DEF-25", other, concept)


def _own_labels(material: Material, concept: str) -> set[str]:
    return {folded(label.value) for label in material.texts_of(concept, *_LABELS, "skos:hiddenLabel")}


def _sources(material: Material) -> Iterator[Finding]:
    """DEF-21, DEF-22, DEF-23: a source and what it is to the text go together."""
    for concept in material.concepts:
        for node in definition_nodes(material, concept):
            relations = material.iris(node, "skosno:relationshipWithSource")
            sources = material.values(node, "dct:source")
            if not sources and _NEEDS_SOURCE & set(relations):
                value = NamedNode(relations[0])
                yield material.found("DEF-21", "missing", node, "skosno:relationshipWithSource", value)
            if sources and not relations:
                yield material.found("DEF-22", "missing", node, "dct:source", sources[0])
            if sources and _OWN in relations:
                value = NamedNode(_OWN)
                yield material.found("DEF-23", "own", node, "skosno:relationshipWithSource", value)


def _copies(texts: Texts) -> Iterator[Finding]:
    """DEF-24: the same text on two concepts."""
    first: dict[tuple[str, str], DefinitionText] = {}
    for own in texts.values():
        for text in own:
            other = first.setdefault((text.language, folded(text.text)), text)
            if other.concept != text.concept:
                yield text.found("DEF-24", "copy", other=text.material.short(other.concept))


def _uses(material: Material, texts: Texts) -> Iterator[Finding]:
    """DEF-07, DEF-17, DEF-19: terms of the catalogue inside the definitions."""
    known = _terms(material, _LABELS)
    deprecated = _terms(material, ("skos:hiddenLabel",))
    uses: dict[str, set[str]] = defaultdict(set)
    for concept, own in texts.items():
        broader = set(material.iris(concept, "xkos:specializes", "skos:broader"))
        for text in own:
            used = list(known.find(text.text, text.language))
            is_only_term = folded(text.text) in _own_labels(material, concept)
            for use in used:
                if not is_only_term and concept in use.names and not (use.place == 0 and use.names & broader):
                    yield text.found("DEF-07", "own", term=use.term)
                    break
            uses[concept].update(*(use.names - {concept} for use in used))
            for use in deprecated.find(text.text, text.language):
                if concept not in use.names and (text.language, use.term) not in known:
                    other = material.short(min(use.names))
                    yield text.found("DEF-19", "deprecated", term=use.term, other=other)
    for cycle in cycles(uses):
        way = " -> ".join(material.short(concept) for concept in cycle)
        variant = "pair" if len(cycle) == 3 else "ring"
        yield texts[cycle[0]][0].found("DEF-17", variant, way=way, other=material.short(cycle[1]))


def _terms(material: Material, kinds: tuple[str, ...]) -> TermIndex:
    """The terms of some kinds, and the concepts they name."""
    return TermIndex(
        (label.language or "", label.value, concept)
        for concept in material.concepts
        for label in material.texts_of(concept, *kinds)
    )


def _places(material: Material, texts: Texts) -> Iterator[Finding]:
    """DEF-18 and DEF-20: the broader concept is named first, and no municipality or supplier at all."""
    above = parents(list(edges(material, "generic")))
    owners = [row["navn"] for row in material.rows("eiere.csv") if row["type"] in _LOCAL and row["navn"]]
    local = TermIndex(("", name, name) for name in owners)
    for concept, own in texts.items():
        for text in own:
            for use in local.find(text.text, ""):
                yield text.found("DEF-20", "local", name=min(use.names))
            for broader in sorted(above.get(concept, ())):
                labels = [t for t in material.texts_of(broader, *_LABELS) if t.language == text.language]
                in_circle = concept in ancestors(above, broader)
                is_only_term = folded(text.text) in _own_labels(material, concept)
                if labels and not in_circle and not is_only_term and not _named_first(labels, text):
                    yield text.found("DEF-18", "broader", term=labels[0].value)


def _named_first(labels: Sequence[Literal], text: DefinitionText) -> bool:
    """Whether a term, or its last word, is among the first words of a definition."""
    first = {stem for word in words(text.text)[:_FIRST_WORDS] for stem in stems(word)}
    ends = {words(label.value)[-1] for label in labels if words(label.value)}
    return any(stem == end for stem in first for end in ends)
