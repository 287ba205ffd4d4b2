"""The built catalogue a command answers from, and how it ends when a question or a file cannot be used."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from graph.builds import held_build
from graph.errors import (
    FileUnusable,
    QuestionRefused,
    SearchRefused,
    SearchUnavailable,
    StoreMissing,
    TableUnclear,
)
from graph.searching import trouble
from server.catalogue import Served
from server.cli.options import WRONG_USE
from server.cli.words import word
from server.comparison.problems import NO_FIGURES, told
from server.settings import Settings

INPUT_ERROR: Final = 1


def opened(settings: Settings, lang: str) -> Served:
    """The build in use; ends the command with a message when there is none."""
    try:
        return Served.of(*held_build(settings.store))
    except StoreMissing:
        click.echo(word("no-build", lang, folder=str(settings.store)), err=True)
        sys.exit(INPUT_ERROR)


@contextmanager
def ending(lang: str, *, reading: Path | None = None) -> Iterator[None]:
    """Turn what is refused in the block into a message and an exit code.

    ``reading`` is the file somebody brought, as they wrote it: 1 when it cannot be used, 2 when the question cannot.
    """
    try:
        yield
    except QuestionRefused as error:
        refusal = told(error)
        hint = "with-figures" if refusal.kind == NO_FIGURES else "meant"
        meant = word(hint, lang, meant=", ".join(refusal.meant)) if refusal.meant else ""
        _end(" ".join(filter(None, (refusal.detail[lang], meant or refusal.remedy[lang]))), WRONG_USE)
    except SearchUnavailable as error:
        _end(trouble.told(error)[lang], INPUT_ERROR)
    except SearchRefused as error:
        _end(trouble.told(error)[lang], WRONG_USE)
    except TableUnclear as error:
        hint = word("state-table", lang, table=error.choices[0]) if error.choices else ""
        _end(f"{error.words[lang]} {hint}".rstrip(), WRONG_USE)
    except FileUnusable as error:
        place = f"{reading}:{error.line}" if error.line else str(reading)
        _end(f"{place}: {error.words[lang]}", INPUT_ERROR)
    except OSError as error:
        missing = "no-file" if error.filename == str(reading) else "no-folder"
        problem = word(missing, lang) if isinstance(error, FileNotFoundError) else error.strerror
        _end(f"{error.filename or reading}: {problem}", INPUT_ERROR)


def _end(message: str, code: int) -> None:
    click.echo(message, err=True)
    sys.exit(code)
