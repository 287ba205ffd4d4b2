"""The words of the commands: every entry in three languages, with the same things to fill in, and none left over."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from graph.texts import LANGUAGES
from server.cli import main
from server.cli.words import rows, word

FOLDER = Path(__file__).parents[2] / "server" / "cli"
TABLE = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_entry_is_whole(name: str) -> None:
    """Bokmål, nynorsk and English, with the same values."""
    assert set(TABLE[name]) == set(LANGUAGES)
    assert len({tuple(sorted(re.findall(r"\{\w+\}", text))) for text in TABLE[name].values()}) == 1


def test_no_entry_is_left_over() -> None:
    """Every entry is said by some command."""
    code = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    assert {name for name in TABLE if f'"{name.removesuffix("-one")}"' not in code} == set()


def test_numbers_are_written_as_the_language_does() -> None:
    """One row has words of its own; thousands are set apart by a hard space, in English by a comma."""
    assert rows("rows-written", 1, "nb", file="ut.csv") == "1 rad skrevet til ut.csv."
    assert rows("rows-written", 225_907, "nn", file="ut.csv") == "225\u00a0907 rader skrivne til ut.csv."
    assert rows("rows-written", 225_907, "en", file="ut.csv") == "225,907 rows written to ut.csv."
    assert word("example", "nn") == "døme"


def options(command: click.Command) -> Iterator[click.Option]:
    """Every option of a command and of those below it."""
    yield from (each for each in command.params if isinstance(each, click.Option))
    for below in getattr(command, "commands", {}).values():
        yield from options(below)


def test_help_is_words() -> None:
    """No option is explained by a table of translations."""
    every = list(options(main))
    assert len(every) > 50
    assert [each.name for each in every if "{" in (each.help or "")] == []
