"""The words of the services (``words.toml``), in the language of the service."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from graph.texts import LANGUAGES
from graph.words import Words
from server.reconciliation.entity import Property


def word(table: str, name: str, lang: str) -> str:
    """The word for ``name`` in one of the tables; raises KeyError when there is none."""
    found: str = _tables()[table][name][lang]
    return found


def pair(table: str, name: str, lang: str) -> tuple[str, str]:
    """The name and the explanation of something that has both."""
    name_, explanation = _tables()[table][name][lang]
    return name_, explanation


def properties(table: str, services: Mapping[str, str]) -> tuple[Property, ...]:
    """The properties of a service; ``services`` names those whose values are entities of a service."""
    return tuple(
        Property(name, _words(entry, 0), _words(entry, 1), services.get(name))
        for name, entry in _tables()[table].items()
    )


def _words(entry: Mapping[str, list[str]], place: int) -> Words:
    return {lang: entry[lang][place] for lang in LANGUAGES}


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
