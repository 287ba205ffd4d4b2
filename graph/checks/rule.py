"""The rules the checks go by: ids, reasons, examples and words, read from ``rules/*.toml``.

An id names one fault and is never used again for another. Each file holds one stage; each rule has

* ``severity``, ``title``, ``why``, ``bad``, ``good``, ``source``: what the rule's page shows;
* ``say`` (not where shapes have the words): for each way of breaking it, message and remedy in nb, nn and en, with
  ``{names}`` to fill in; ``levels``: ways of breaking it that have another severity.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

from graph.finding import Finding, Severity

Words = Mapping[str, str]

LANGUAGES: Final = ("nb", "nn", "en")
LANGUAGE_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "nb": {"nb": "bokmål", "nn": "bokmål", "en": "bokmål"},
    "nn": {"nb": "nynorsk", "nn": "nynorsk", "en": "nynorsk"},
    "en": {"nb": "engelsk", "nn": "engelsk", "en": "English"},
    "se": {"nb": "nordsamisk", "nn": "nordsamisk", "en": "Northern Sami"},
    "sma": {"nb": "sørsamisk", "nn": "sørsamisk", "en": "Southern Sami"},
    "smj": {"nb": "lulesamisk", "nn": "lulesamisk", "en": "Lule Sami"},
}
_FOLDER: Final = Path(__file__).with_name("rules")


def spoken(tag: str) -> Words | str:
    """What a language tag is called in each language; the tag itself when it has no name here."""
    return LANGUAGE_NAMES.get(tag, tag or "–")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what its page says, and the words of its findings.

    ``say`` maps the name of a variant to (message, remedy); both map nb, nn and en to a template. ``levels`` has the
    variants whose severity is not the rule's.
    """

    id: str
    severity: Severity
    title: Words
    why: Words
    bad: str
    good: str
    source: str
    say: Mapping[str, tuple[Words, Words]]
    levels: Mapping[str, Severity]


@cache
def stage_rules(stage: str) -> Mapping[str, Rule]:
    """The rules of one stage (``fil``, ``syn``, …) by id, in the order of the file.

    Raises ``KeyError`` when there is no such stage.
    """
    path = _FOLDER / f"{stage}.toml"
    if not path.is_file():
        raise KeyError(stage)
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {rule_id: _rule(rule_id, table) for rule_id, table in tables.items()}


def rules() -> tuple[Rule, ...]:
    """Every rule, sorted by id."""
    found = [rule for path in _FOLDER.glob("*.toml") for rule in stage_rules(path.stem).values()]
    return tuple(sorted(found, key=lambda rule: rule.id))


def rule(rule_id: str) -> Rule:
    """The rule of an id such as ``FIL-12``; raises ``KeyError`` when there is none."""
    return stage_rules(rule_id.partition("-")[0].lower())[rule_id]


def finding(rule_id: str, variant: str, *, file: str = "", line: int = 1, column: int = 1, **values: object) -> Finding:
    """A finding in the words of ``variant`` of a rule, its ``{names}`` filled from ``values``.

    A value that is a mapping of nb, nn and en is filled in language by language.
    """
    found = rule(rule_id)
    message, remedy = found.say[variant]
    words = {lang: {"line": line, **_in(lang, values)} for lang in LANGUAGES}
    return Finding(
        rule=rule_id,
        severity=found.levels.get(variant, found.severity),
        file=file,
        line=line,
        column=column,
        message={lang: message[lang].format(**words[lang]) for lang in LANGUAGES},
        remedy={lang: remedy[lang].format(**words[lang]) for lang in LANGUAGES if remedy[lang]},
    )


def _in(lang: str, values: Mapping[str, object]) -> dict[str, object]:
    return {name: value[lang] if isinstance(value, Mapping) else value for name, value in values.items()}


def _rule(rule_id: str, table: Mapping[str, Any]) -> Rule:
    say = {
        variant: (
            {lang: texts[lang][0] for lang in LANGUAGES},
            {lang: texts[lang][1] for lang in LANGUAGES},
        )
        for variant, texts in table.get("say", {}).items()
    }
    return Rule(
        id=rule_id,
        severity=cast(Severity, table["severity"]),
        title=table["title"],
        why=table["why"],
        bad=table["bad"],
        good=table["good"],
        source=table["source"],
        say=say,
        levels=table.get("levels", {}),
    )
