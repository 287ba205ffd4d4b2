"""The words of reasons, read once from ``reasons.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from graph.words import Words


def template(section: str, name: str) -> Words:
    """The words of one entry, in nb, nn and en; raises KeyError when there is none of that name."""
    found: Words = _tables()[section][name]
    return found


def phrase(name: str) -> Words:
    """A phrase of the section ``phrase``; raises KeyError when there is none of that name."""
    return template("phrase", name)


def quoted(text: str, lang: str) -> str:
    """The text in the quotation marks of the language."""
    return phrase("quoted")[lang].format(text=text)


def known(section: str, name: str) -> bool:
    """Is there an entry of that name in the section?"""
    return name in _tables()[section]


@cache
def _tables() -> dict[str, dict[str, Any]]:
    path = Path(__file__).with_name("reasons.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
