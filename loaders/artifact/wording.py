"""What is said about release artefacts, read from ``words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from graph.errors import ArtifactRefused
from graph.words import Words


def refusal(name: str, **values: object) -> ArtifactRefused:
    """The error to raise for an artefact that cannot be made or used; raises KeyError when ``name`` is no entry."""
    return ArtifactRefused({lang: text.format(**values) for lang, text in _table()[name].items()})


@cache
def _table() -> dict[str, Words]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
