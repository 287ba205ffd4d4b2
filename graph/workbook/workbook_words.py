"""What is said about workbooks (``words.toml``), and what they are written with (``headings.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from graph.words import Words, alike

_FOLDER: Final = Path(__file__).parent


def say(name: str, **values: str | Words) -> Words:
    """The entry ``name`` with ``values`` filled in, each in its language; raises KeyError when there is none."""
    filled = {key: alike(value) if isinstance(value, str) else value for key, value in values.items()}
    return {
        lang: text.format(**{key: value[lang] for key, value in filled.items()}) for lang, text in table()[name].items()
    }


@cache
def table() -> Mapping[str, Words]:
    """Every entry."""
    return tomllib.loads((_FOLDER / "words.toml").read_text(encoding="utf-8"))


def heading(kind: str, name: str) -> Words:
    """What a ``sheet``, a ``column`` or an ``answer`` is called; a column with a language keeps that («term nb»).

    Raises KeyError when it has no name there.
    """
    entries = headings()[kind]
    if name in entries:
        found: Words = entries[name]
        return found
    stem, _, language = name.rpartition(" ")
    return {lang: f"{text} {language}" for lang, text in entries[stem].items()}


@cache
def headings() -> Mapping[str, Any]:
    """Every name, by kind, and the lines of the first page under ``help``."""
    return tomllib.loads((_FOLDER / "headings.toml").read_text(encoding="utf-8"))
