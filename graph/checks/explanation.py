"""What there is to say about a rule beyond its findings: its stage, the messages it may give, its page as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import dedent, indent
from typing import Final

from graph.checks.profile import rule_of
from graph.checks.report import REMEDY, SEVERITY
from graph.checks.rule import Rule, Words
from graph.checks.shape_reader import every_shape

STAGES: Final[Mapping[str, Words]] = {
    "FIL": {"nb": "Filer", "nn": "Filer", "en": "Files"},
    "SYN": {"nb": "Skrivemåten i Turtle", "nn": "Skrivemåten i Turtle", "en": "Turtle syntax"},
    "TRM": {
        "nb": "Kjente egenskaper og klasser",
        "nn": "Kjende eigenskapar og klassar",
        "en": "Known properties and classes",
    },
    "SKO": {"nb": "SKOS og lenker", "nn": "SKOS og lenkjer", "en": "SKOS and links"},
    "PRO": {
        "nb": "Profilen SKOS-AP-NO-Begrep",
        "nn": "Profilen SKOS-AP-NO-Begrep",
        "en": "The profile SKOS-AP-NO-Begrep",
    },
    "DEF": {"nb": "Definisjoner", "nn": "Definisjonar", "en": "Definitions"},
    "TERM": {"nb": "Termer", "nn": "Termar", "en": "Terms"},
    "MAP": {"nb": "Koblinger", "nn": "Koplingar", "en": "Mappings"},
    "KJ": {
        "nb": "Kjennetegn, koder og enheter",
        "nn": "Kjenneteikn, kodar og einingar",
        "en": "Characteristics, codes and units",
    },
    "STA": {"nb": "Status og versjon", "nn": "Status og versjon", "en": "Status and version"},
    "UTG": {"nb": "Utgivelser", "nn": "Utgivingar", "en": "Releases"},
    "LNK": {"nb": "Lenker ut av katalogen", "nn": "Lenkjer ut av katalogen", "en": "Links out of the catalogue"},
}
"""What each stage is about, in the order in which they are checked."""

_HEADINGS: Final = {
    "nb": {"why": "Hvorfor", "bad": "Galt", "good": "Riktig", "says": "Slik lyder det", "source": "Kilde"},
    "nn": {"why": "Kvifor", "bad": "Gale", "good": "Rett", "says": "Slik lyder det", "source": "Kjelde"},
    "en": {"why": "Why", "bad": "Wrong", "good": "Right", "says": "What it says", "source": "Source"},
}
_FILLED_IN: Final = re.compile(r"\{\w+\}")


_OWN_SOURCES: Final[Mapping[str, Words]] = {
    "Begrepskatalogens koblinger": {"nn": "Begrepskatalogens koplingar", "en": "The catalogue's own mappings"},
    "Begrepskatalogens kjennetegn": {
        "nn": "Begrepskatalogens kjenneteikn",
        "en": "The catalogue's own characteristics",
    },
    "Begrepskatalogens regler for status og versjon": {
        "nn": "Begrepskatalogens reglar for status og versjon",
        "en": "The catalogue's own rules for status and version",
    },
    "Begrepskatalogens filer": {"nn": "Begrepskatalogens filer", "en": "The catalogue's own files"},
    "Begrepskatalogens tabeller": {"nn": "Begrepskatalogens tabellar", "en": "The catalogue's own tables"},
    "Begrepskatalogens skriveform for Turtle": {
        "nn": "Begrepskatalogens skriveform for Turtle",
        "en": "The catalogue's own form of Turtle",
    },
}


def source(rule: Rule, lang: str) -> str:
    """Where a rule comes from: titles and chapters as their publishers write them, the catalogue's own in ``lang``."""
    parts = rule.source.split("; ")
    return "; ".join(_OWN_SOURCES.get(part, {}).get(lang, part) for part in parts)


def stage_of(rule: Rule) -> str:
    """The stage of a rule: the first part of its id."""
    return rule.id.partition("-")[0]


def messages(rule: Rule, lang: str) -> list[tuple[str, str]]:
    """Message and remedy of each way of breaking a rule, with … for what is filled in, each once."""
    stated = [(message[lang], remedy[lang]) for message, remedy in rule.say.values()]
    shapes = (shape for shape in every_shape() if rule_of(shape.iri) == rule.id and shape.message)
    stated += [(shape.message[lang], shape.remedy.get(lang, "")) for shape in shapes]
    return list(dict.fromkeys((_blank(message), _blank(remedy)) for message, remedy in stated))


def as_text(rule: Rule, lang: str) -> str:
    """The rule with its severity, its reason, its messages, an example of wrong and of right, and its source."""
    heading = _HEADINGS[lang]
    said = "\n".join(
        f"    {message}" + (f"\n        {REMEDY[lang]}{remedy}" if remedy else "")
        for message, remedy in messages(rule, lang)
    )
    parts = [
        f"{rule.id}: {rule.title[lang]} ({SEVERITY[lang][rule.severity]})",
        f"{heading['why']}: {rule.why[lang]}",
        f"{heading['bad']}:\n{indent(example(rule.bad), '    ')}",
        f"{heading['good']}:\n{indent(example(rule.good), '    ')}",
        f"{heading['says']}:\n{said}",
        f"{heading['source']}: {source(rule, lang)}",
    ]
    return "\n\n".join(parts) + "\n"


def _blank(template: str) -> str:
    return _FILLED_IN.sub("…", template.replace("{hint}", ""))


def example(text: str) -> str:
    """An example of a rule without the margin that all its lines have."""
    return dedent(text).strip("\n")
