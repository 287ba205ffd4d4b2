"""The words of the commands about comparability, read once from ``words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from graph.words import Words


def word(name: str, lang: str, **values: str | int) -> str:
    """The entry ``name`` in ``lang`` with ``values`` filled in; raises KeyError when there is none."""
    return _table()[name][lang].format(**values)


def rows(name: str, number: int, lang: str, **values: str) -> str:
    """The entry ``name``, or ``name-one`` for one row, with the number as the language writes it (``225 907``)."""
    written = f"{number:,}" if lang == "en" else f"{number:,}".replace(",", "\u00a0")
    return word(f"{name}-one" if number == 1 else name, lang, rows=written, **values)


@cache
def _table() -> dict[str, Words]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
