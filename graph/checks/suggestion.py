"""«Mente du …?»: the nearest known word to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from graph.searching.likeness import nearest

__all__ = ["did_you_mean", "nearest", "question"]

_NOTHING: Final = {"nb": "", "nn": "", "en": ""}


def did_you_mean(word: str, known: Iterable[str]) -> Mapping[str, str]:
    """A question to put last in a message, with a space before it; empty when nothing is like ``word``."""
    return question(nearest(word, known))


def question(meant: str | None) -> Mapping[str, str]:
    """The same question about a word that is found already; empty when there is none."""
    if meant is None:
        return _NOTHING
    return {"nb": f" Mente du {meant}?", "nn": f" Meinte du {meant}?", "en": f" Did you mean {meant}?"}
