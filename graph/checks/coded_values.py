"""Coded values as people know them: what a status is called, and which one a Norwegian word stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from graph.checks.changes import STATUS_NAMES
from graph.checks.rule import LANGUAGES, Words
from graph.checks.suggestion import nearest

_NAMES: Final[Mapping[str, Words]] = {f"status:{code}": names for code, names in STATUS_NAMES.items()}


def called(value: str) -> Words:
    """A value with its prefix and, behind it, what it is called in nb, nn and en when it has a name."""
    names = _NAMES.get(value)
    return {lang: f"{value} ({names[lang]})" if names else value for lang in LANGUAGES}


def listed(values: Sequence[str]) -> Words:
    """The values of a list, those with a name first, in the order a concept goes through them, when some have one."""
    named = [value for value in _NAMES if value in values]
    words = [called(value) for value in named or values]
    return {lang: ", ".join(each[lang] for each in words) for lang in LANGUAGES}


def meant_by_name(value: str) -> str | None:
    """The value whose name, in any language, is like what ``value`` (with its prefix) says; None when none is."""
    prefix, _, word = value.partition(":")
    by_name = {name: code for code, names in _NAMES.items() if code.startswith(f"{prefix}:") for name in names.values()}
    found = nearest(word.replace("_", " "), by_name)
    return None if found is None else by_name[found]
