"""What is said about imports, read from ``words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from graph.errors import ImportRefused
from graph.words import Words


def say(name: str, **values: object) -> Words:
    """The entry ``name`` in nb, nn and en with ``values`` filled in; raises KeyError when there is none."""
    return {lang: text.format(**values) for lang, text in _table()[name].items()}


def refusal(name: str, **values: object) -> ImportRefused:
    """The error to raise for something that cannot be imported."""
    return ImportRefused(say(name, **values))


@cache
def _table() -> dict[str, Words]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
