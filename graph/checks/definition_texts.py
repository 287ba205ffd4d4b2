"""Stage DEF, each text by itself: how a definition is worded (Termlosen 2 and Termleia; NS-ISO 704)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from graph.checks.definition import DefinitionText, definitions
from graph.checks.material import Material
from graph.checks.wording import patterns, without_abbreviations, words
from graph.finding import Finding

_LANGUAGES: Final = frozenset({"nb", "nn", "en", "se", "sma", "smj"})
_MARKUP: Final = re.compile(r"</?[A-Za-z][^>]*>|&(?:[a-z]+|#\d+);")
_SENTENCE_END: Final = re.compile(r"[.!?]\s+(?=[A-ZÆØÅ])")
_PARENTHESIS: Final = re.compile(r"\(([^()]*)\)")
_LONGEST: Final = 40
_LONGEST_PARENTHESIS: Final = 4


def check_definition_texts(material: Material) -> list[Finding]:
    """Findings on language tags, form and wording of every definition, DEF-04 to DEF-16 and DEF-26."""
    found = list(_tags(material))
    for concept in material.concepts:
        for definition in definitions(material, concept):
            found.extend(_form(definition))
            found.extend(_beginning(definition))
            found.extend(_wording(definition, bool(material.values(concept, "cmp:structure"))))
    return found


def _tags(material: Material) -> Iterator[Finding]:
    """DEF-04, for every text in the files: bokmål is nb and nynorsk nn, never no, and no region."""
    for subject, properties in material.facts.items():
        for predicate, values in properties.items():
            for value in values:
                tag = getattr(value, "language", None)
                if tag and tag not in _LANGUAGES:
                    yield material.found("DEF-04", "tag", subject, predicate, value, tag=tag)


def _form(definition: DefinitionText) -> Iterator[Finding]:
    """DEF-05, DEF-08, DEF-12, DEF-13."""
    text = definition.text
    if not text.strip():
        yield definition.found("DEF-05", "empty")
        return
    for variant, is_wrong in (
        ("space", text != text.strip()),
        ("lines", "\n" in text.strip()),
        ("double", "  " in text.strip()),
        ("markup", bool(_MARKUP.search(text))),
    ):
        if is_wrong:
            yield definition.found("DEF-05", variant)
    plain = without_abbreviations(text.strip(), definition.language)
    if plain[-1] in ".;:,":
        yield definition.found("DEF-08", "end", mark=plain[-1])
    if _SENTENCE_END.search(plain):
        yield definition.found("DEF-12", "sentences")
    count = len(words(text))
    if count > _LONGEST:
        yield definition.found("DEF-13", "long", count=count)


def _beginning(definition: DefinitionText) -> Iterator[Finding]:
    """DEF-09, DEF-10, DEF-11: small letter, no article, not about the word."""
    text = definition.text.strip()
    first = text.split()[0] if text.split() else ""
    if first[:1].isupper() and first[1:].islower() and definition.language != "en":
        yield definition.found("DEF-09", "capital", word=first)
    known = patterns(definition.language)
    for name, rule_id, variant in (
        ("about_the_word", "DEF-11", "word"),
        ("article", "DEF-10", "article"),
        ("determiner", "DEF-10", "determiner"),
    ):
        if name in known and (match := known[name].match(text)):
            yield definition.found(rule_id, variant, word=match.group().strip())
            return


def _wording(definition: DefinitionText, is_measure: bool) -> Iterator[Finding]:
    """DEF-14, DEF-15, DEF-16, and for measures DEF-26."""
    known = patterns(definition.language)
    for name, rule_id, variant in (
        ("example", "DEF-14", "marker"),
        ("hidden", "DEF-15", "marker"),
        ("negative", "DEF-16", "negative"),
        ("vague", "DEF-26", "vague"),
    ):
        if name in known and (rule_id != "DEF-26" or is_measure) and (match := known[name].search(definition.text)):
            yield definition.found(rule_id, variant, word=match.group().strip())
    for inner in _PARENTHESIS.findall(definition.text):
        if len(words(inner)) > _LONGEST_PARENTHESIS:
            yield definition.found("DEF-15", "parenthesis", words=inner)
