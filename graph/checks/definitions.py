"""Stage DEF, the definitions of a concept together and across concepts: which there are, and what they rest on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.checks.claiming import read_edge, text_key
from graph.checks.definition import DefinitionText, definition_nodes, definitions
from graph.checks.library import Claims
from graph.checks.material import Material
from graph.checks.rule import spoken
from graph.checks.wording import TermIndex, TermUse, find_terms, folded, stems, words
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
    """Findings on missing, doubled, copied and unsourced definitions, DEF-01 to -03, -06, -07 and -18 to -25."""
    texts = _texts(material)
    return [
        *_set(material, texts),
        *_sources(material),
        *_copies(material, texts),
        *_uses(material),
        *_places(material, texts),
    ]


Texts = Mapping[str, list[DefinitionText]]


def _texts(material: Material) -> Texts:
    return {
        concept: [text for text in definitions(material, concept) if text.text.strip()] for concept in material.concepts
    }


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


def _copies(material: Material, texts: Texts) -> Iterator[Finding]:
    """DEF-24: the same text on two concepts."""
    for concept, own in texts.items():
        for text in own:
            claimed = material.claimed("text", text_key(text.language, text.text))
            first = min((other for _, other in claimed), default=concept)
            if first < concept:
                yield text.found("DEF-24", "copy", other=material.short(first))


@dataclass(frozen=True, slots=True)
class _ClaimedTerms:
    """The terms all files claim, those in use or those that are deprecated."""

    claims: Claims
    kind: str

    def names(self, language: str, term: str) -> Collection[str]:
        """The concepts a folded term names."""
        return [concept for _, concept in self.claims.of(self.kind, f"{language} {term}")]

    def longer(self, language: str, word: str) -> Collection[str]:
        """The folded terms of several words that begin with a word."""
        kind = "longer" if self.kind == "term" else "longer-hidden"
        return {term for _, term in self.claims.of(kind, f"{language} {word}")}


@lru_cache(maxsize=1)
def _used(material: Material) -> list[tuple[DefinitionText, list[TermUse]]]:
    """The terms of the catalogue inside each definition."""
    known = _ClaimedTerms(material.claims, "term")
    found = []
    for own in _texts(material).values():
        for text in own:
            material.needs.update(f"word {text.language} {word}" for word in words(text.text))
            found.append((text, list(find_terms(known, text.text, text.language))))
    return found


def uses(material: Material) -> dict[str, set[str]]:
    """The other concepts whose terms each judged concept has in its definitions."""
    found: dict[str, set[str]] = {}
    for text, used in _used(material):
        others = {name for use in used for name in use.names} - {text.concept}
        if others:
            found.setdefault(text.concept, set()).update(others)
    return found


def _uses(material: Material) -> Iterator[Finding]:
    """DEF-07 and DEF-19: the concept's own term, and a deprecated one, inside a definition."""
    known, deprecated = (_ClaimedTerms(material.claims, kind) for kind in ("term", "hidden"))
    for text, used in _used(material):
        concept = text.concept
        broader = set(material.iris(concept, "xkos:specializes", "skos:broader"))
        is_only_term = folded(text.text) in _own_labels(material, concept)
        for use in used:
            if not is_only_term and concept in use.names and not (use.place == 0 and use.names & broader):
                yield text.found("DEF-07", "own", term=use.term)
                break
        for use in find_terms(deprecated, text.text, text.language):
            if concept not in use.names and not known.names(text.language, use.term):
                other = material.short(min(use.names))
                yield text.found("DEF-19", "deprecated", term=use.term, other=other)


def _places(material: Material, texts: Texts) -> Iterator[Finding]:
    """DEF-18 and DEF-20: the broader concept is named first, and no municipality or supplier at all."""
    owners = [row["navn"] for row in material.shared("eiere.csv") if row["type"] in _LOCAL and row["navn"]]
    local = TermIndex(("", name, name) for name in owners)
    for concept, own in texts.items():
        above = sorted(_broader(material, concept))
        for text in own:
            for use in find_terms(local, text.text, ""):
                yield text.found("DEF-20", "local", name=min(use.names))
            for broader in above:
                labels = [t for t in material.texts_of(broader, *_LABELS) if t.language == text.language]
                is_only_term = folded(text.text) in _own_labels(material, concept)
                is_named = is_only_term or _named_first(labels, text)
                if labels and not is_named and not _is_above(material, concept, broader):
                    yield text.found("DEF-18", "broader", term=labels[0].value)


def _broader(material: Material, concept: str) -> set[str]:
    """The concepts right above one in the generic hierarchy, whichever file states it."""
    steps = [read_edge(value) for _, value in material.claimed("edge", concept)]
    return {edge.broader for kind, edge in steps if kind == "generic"}


def _is_above(material: Material, lower: str, upper: str) -> bool:
    """Whether ``lower`` is above ``upper``, so that the two are in a circle."""
    reached: set[str] = set()
    waiting = [upper]
    while waiting:
        for other in _broader(material, waiting.pop()) - reached:
            reached.add(other)
            waiting.append(other)
    return lower in reached


def _named_first(labels: Sequence[Literal], text: DefinitionText) -> bool:
    """Whether a term, or its last word, is among the first words of a definition."""
    first = {stem for word in words(text.text)[:_FIRST_WORDS] for stem in stems(word)}
    ends = {words(label.value)[-1] for label in labels if words(label.value)}
    return any(stem == end for stem in first for end in ends)
