"""Warnings that the file they stand in explains: a note that begins with the id of the rule (CONTRIBUTING.md)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from graph.finding import Finding

_NOTE: Final = re.compile(r'^\s*skos:editorialNote\s+"([A-Z]+-\d+): .*"@([\w-]+)', re.MULTILINE)
_CELL: Final = re.compile(r"(?<![\w-])([A-Z]+-\d+): ")


def explained(findings: Sequence[Finding], files: Mapping[str, bytes]) -> list[Finding]:
    """The warnings among ``findings`` that are explained in ``files``, which are by the path the findings name.

    A concept has as many notes on a rule, in one language, as warnings of it, or none of these counts as explained:
    which one the missing note is about cannot be told. A row of a table explains itself.
    """
    by_rule: dict[tuple[str, str], list[Finding]] = {}
    for found in findings:
        if found.severity == "warning" and found.file in files:
            by_rule.setdefault((found.file, found.rule), []).append(found)
    texts = {file: files[file].decode("utf-8", errors="replace") for file in {file for file, _ in by_rule}}
    told = []
    for (file, rule), warnings in by_rule.items():
        if file.endswith(".csv"):
            told += [found for found in warnings if rule in _rules_in_row(texts[file], found.line)]
        elif _notes(texts[file])[rule] >= len(warnings):
            told += warnings
    return told


def _notes(text: str) -> Counter[str]:
    """How many notes each rule has, in the language that has most of them."""
    by_language = Counter(_NOTE.findall(text))
    most: Counter[str] = Counter()
    for (rule, _), count in by_language.items():
        most[rule] = max(most[rule], count)
    return most


def _rules_in_row(text: str, line: int) -> list[str]:
    lines = text.splitlines()
    return _CELL.findall(lines[line - 1]) if line <= len(lines) else []
