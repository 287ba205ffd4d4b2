"""The page of a rule as plain text: what it asks for, why, wrong and right, and where it comes from."""

from __future__ import annotations

from typing import Final

from graph.checks.report import SEVERITY
from graph.checks.rule import Rule

HEADINGS: Final = {
    "nb": {"why": "Hvorfor", "bad": "Slik skal det ikke være", "good": "Slik skal det være", "source": "Kilde"},
    "nn": {"why": "Kvifor", "bad": "Slik skal det ikkje vere", "good": "Slik skal det vere", "source": "Kjelde"},
    "en": {"why": "Why", "bad": "Wrong", "good": "Right", "source": "Source"},
}


def as_text(rule: Rule, lang: str) -> str:
    """The rule with its severity, its reason, an example of wrong and of right, and its source."""
    headings = HEADINGS[lang]
    return (
        f"{rule.id}: {rule.title[lang]} ({SEVERITY[lang][rule.severity]})\n\n"
        f"{headings['why']}: {rule.why[lang]}\n\n"
        f"{headings['bad']}:\n{_indented(rule.bad)}\n\n"
        f"{headings['good']}:\n{_indented(rule.good)}\n\n"
        f"{headings['source']}: {rule.source}\n"
    )


def _indented(example: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in example.strip("\n").split("\n"))
