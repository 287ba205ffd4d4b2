"""The exact words of the rules that no file can break by itself, and the assertion that a finding has them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graph.checks.rule import LANGUAGES
from graph.finding import Finding

_FILE = Path(__file__).parent / "data" / "rules" / "elsewhere.toml"
ELSEWHERE: list[dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["case"]


def words(rule: str, variant: str, **values: object) -> dict[str, list[str]]:
    """Message and remedy by language."""
    case = next(case for case in ELSEWHERE if (case["rule"], case["variant"]) == (rule, variant))
    return {lang: [text.format(**values) for text in case[lang]] for lang in LANGUAGES}


def said(message: Mapping[str, str], remedy: Mapping[str, str]) -> dict[str, list[str]]:
    """Message and remedy in the same form."""
    return {lang: [message[lang], remedy[lang]] for lang in LANGUAGES}


def assert_told(found: Finding, rule: str, variant: str, place: tuple[str, int, int], **values: object) -> None:
    """The finding is the rule's, at exactly this file, line and column, in exactly its words in three languages."""
    assert (found.rule, found.file, found.line, found.column) == (rule, *place)
    assert said(found.message, found.remedy) == words(rule, variant, **values)
