"""The words about files that people bring: their columns, what became of them, and what is wrong with them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from graph.texts import LANGUAGES
from graph.words import Words, alike


def say(name: str, /, **values: str | Words) -> Words:
    """The words of the entry ``name`` of ``files.toml`` in nb, nn and en, with ``values`` filled in.

    Raises KeyError when there is no such entry or a value is lacking.
    """
    told = {key: alike(value) if isinstance(value, str) else value for key, value in values.items()}
    templates = _table()[name]
    return {lang: templates[lang].format(**{key: words[lang] for key, words in told.items()}) for lang in LANGUAGES}


@cache
def _table() -> dict[str, Words]:
    return tomllib.loads(Path(__file__).with_name("files.toml").read_text(encoding="utf-8"))
