"""The words of the description of the catalogue, as literals with their language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pyoxigraph as ox


def wording(entry: str, part: str, names: Mapping[str, str] | None = None) -> list[ox.Literal]:
    """One literal per language of ``part`` (title, description) of an entry; ``names`` fills in {name} by language."""
    return [
        ox.Literal(words.format(name=(names or {}).get(lang, "")), language=lang)
        for lang, words in _table()[entry][part].items()
    ]


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
