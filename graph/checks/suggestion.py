"""«Mente du …?»: the nearest known word to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from graph.searching.likeness import nearest

__all__ = ["did_you_mean", "nearest", "question"]

_NOTHING: Final = {"nb": "", "nn": "", "en": ""}
_ASKED: Final = {"nb": " Mente du {}?", "nn": " Meinte du {}?", "en": " Did you mean {}?"}


def did_you_mean(word: str, known: Iterable[str]) -> Mapping[str, str]:
    """A question to put last in a message, with a space before it; empty when nothing is like ``word``."""
    return question(nearest(word, known))


def question(meant: str | Mapping[str, str] | None) -> Mapping[str, str]:
    """The same question about a word (or what it is called in nb, nn and en) found already; empty without one."""
    if meant is None:
        return _NOTHING
    words = dict.fromkeys(_ASKED, meant) if isinstance(meant, str) else meant
    return {lang: asked.format(words[lang]) for lang, asked in _ASKED.items()}
