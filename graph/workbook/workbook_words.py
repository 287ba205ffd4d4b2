"""What is said about workbooks, read from ``words.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from graph.words import Words


def say(name: str, **values: str) -> Words:
    """The entry ``name`` with ``values`` filled in; raises KeyError when there is none."""
    return {lang: text.format(**values) for lang, text in table()[name].items()}


@cache
def table() -> Mapping[str, Words]:
    """Every entry."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
