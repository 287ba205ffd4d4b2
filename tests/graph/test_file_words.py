"""The words about files: every entry in three languages, with the same things to fill in."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from graph.harmonising.file_words import say
from graph.texts import LANGUAGES

TABLE = tomllib.loads((Path(__file__).parents[2] / "graph" / "harmonising" / "files.toml").read_text(encoding="utf-8"))
SOURCES = [
    path for folder in ("graph", "loaders", "server") for path in (Path(__file__).parents[2] / folder).rglob("*.py")
]


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_entry_is_whole(name: str) -> None:
    """Bokmål, nynorsk and English, with the same values."""
    entry = TABLE[name]
    assert set(entry) == set(LANGUAGES)
    assert len({tuple(sorted(re.findall(r"\{\w+\}", text))) for text in entry.values()}) == 1


def test_every_entry_is_said() -> None:
    """No entry is left over."""
    code = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    said = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', code))
    assert {name for name in TABLE if not name.startswith("role-")} <= said


def test_values_are_filled_in() -> None:
    """A value may be a text or words of its own in each language."""
    assert say("taken", column="A", output={"nb": "x", "nn": "y", "en": "z"})["en"] == "A already gives z."
    with pytest.raises(KeyError):
        say("taken", column="A")
