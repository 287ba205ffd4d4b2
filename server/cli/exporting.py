"""The command ``begrep export``: what is built here, for use elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from server.cli.options import language_option, store_option, with_settings
from server.cli.words import word
from server.progress import Reporter
from server.settings import Settings

ARTIFACT: Final = "begrepskatalog.tar.gz"
_FAILED: Final = 1


@click.group()
def export() -> None:
    """Pakk det som er bygget her, til bruk andre steder.

    Eksempel: begrep export artifact -o begrepskatalog.tar.gz
    """


@export.command()
@store_option
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path(ARTIFACT),
    show_default=True,
    help="filen som skal skrives; hashen legges i en fil ved siden av",
)
@language_option
@with_settings
def artifact(settings: Settings, output: Path, lang: str) -> None:
    """Pakk bygget som vises, i én fil: data, søk, historikk, nedlastinger, utgivelser, og hashen av hver fil.

    Filen og hashen ved siden av byttes inn når de er hele, så en tjener som følger adressen, aldri får en halv.

    Eksempel: begrep export artifact -o begrepskatalog.tar.gz
    """
    write_artifact(settings, settings.store, output, lang)


def write_artifact(settings: Settings, folder: Path, output: Path, lang: str) -> None:
    """Pack the build ``folder`` serves into ``output`` and say so; ends the command when that cannot be done."""
    from graph.errors import ArtifactRefused, BuildFailed
    from loaders.artifact.packing import pack
    from loaders.disk import told_as_failed
    from loaders.fetching import MEGABYTE

    try:
        with told_as_failed(output.parent), Reporter(sys.stderr) as reporter:
            packed = pack(folder, output, store_above=settings.artifact_store_mb * MEGABYTE, say=reporter)
    except ArtifactRefused as error:
        click.echo(error.words[lang], err=True)
        sys.exit(_FAILED)
    except BuildFailed as error:
        name = "artifact-full" if error.kind == "full" else "artifact-unwritable"
        click.echo(word(name, lang, folder=error.folder, problem=error.problem), err=True)
        sys.exit(_FAILED)
    size = f"{output.stat().st_size / 1e6:.1f}"
    told = {"file": str(output), "hash": packed.sha256, "size": size if lang == "en" else size.replace(".", ",")}
    click.echo(word("artifact-written", lang, concepts=packed.concepts, **told))
