"""The command ``begrep init``: what a content repository needs so that every change is checked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final, NoReturn

import click

from server.cli.options import WRONG_USE, language_option
from server.cli.words import word

_FAILED: Final = 1


@click.command()
@click.option("--install", metavar="KOMMANDO", default="", help="hvordan begrep installeres på en tom maskin")
@click.option("--command", metavar="KOMMANDO", default="begrep", show_default=True, help="hvordan begrep kalles")
@click.option("--owner", metavar="@GRUPPE", default="", help="hvem som ser over endringer ingen annen eier")
@language_option
@click.argument("folder", metavar="MAPPE", default=".", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path, install: str, command: str, owner: str, lang: str) -> None:
    """Sett opp kontroll av endringer i et arkiv med innhold: pre-commit, GitHub, mal for forslag og eiere.

    Skriver alle filene eller ingen, og aldri over noe som er der.  Avslutter med 1 når noe er i veien.

    Eksempel: begrep init --install "pip install git+https://…/begrepskatalog" --owner @virksomhet/begreper
    """
    from loaders.scaffold import InTheWay, Scaffold, installed_from

    install = install or installed_from()
    if not install:
        _end(word("init-install", lang), WRONG_USE)
    if any("\n" in text for text in (install, command, owner)) or (owner and not owner.startswith("@")):
        _end(word("init-values", lang), WRONG_USE)
    try:
        new = Scaffold(install, command, owner).write(folder)
    except InTheWay as error:
        _end(word("init-in-the-way", lang, files=", ".join(error.paths)), _FAILED)
    except OSError as error:
        _end(word("init-failed", lang, file=str(error.filename), problem=str(error.strerror)), _FAILED)
    for path in new:
        click.echo(path)
    click.echo(word("init-done" if new else "init-nothing", lang), err=True)


def _end(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)
