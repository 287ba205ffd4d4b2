"""Why there is no search, or why a search is refused, in the reader's words (``trouble.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from graph.errors import SearchRefused, SearchUnavailable
from graph.texts import LANGUAGES
from graph.words import Words


def told(error: SearchUnavailable | SearchRefused) -> Words:
    """Return the words for ``error``; raise KeyError when nobody wrote any, or its values do not fill them."""
    entry = _entries()[error.kind]
    return {lang: entry[lang].format_map(error.values) for lang in LANGUAGES}


@cache
def _entries() -> Mapping[str, Words]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
