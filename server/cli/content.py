"""The commands that build and serve the catalogue's own content."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from server.cli.checking import report
from server.cli.options import (
    content_options,
    language_option,
    require_content,
    store_option,
    with_settings,
)
from server.progress import Reporter
from server.settings import TABLE, Settings

if TYPE_CHECKING:
    from loaders.build import BuildPlan


@click.command()
@content_options
@store_option
@language_option
@with_settings
def build(settings: Settings, lang: str) -> None:
    """Bygg katalogen og bytt den inn.  En feil lar forrige bygg stå urørt.

    Eksempel: begrep build --vocabularies vocabularies --mappings mappings
    """
    require_content(settings, lang)
    if not _build(settings, lang):
        sys.exit(1)


@click.command()
@content_options
@store_option
@click.option("--host", default=None, help=f"{TABLE['host'].help} (BEGREP_HOST)")
@click.option("--port", default=None, type=int, help=f"{TABLE['port'].help} (BEGREP_PORT)")
@click.option("--workers", default=None, type=int, help=f"{TABLE['workers'].help} (BEGREP_WORKERS)")
@click.option("--build/--no-build", "may_build", default=True, help="bygg først når innholdet er endret")
@language_option
@with_settings
def serve(settings: Settings, may_build: bool, lang: str) -> None:
    """Vis katalogen på nettet; bygger den først når innholdet er endret.

    Eksempel: begrep serve --port 8000
    """
    from graph.builds import pointer_stamp
    from server.run import run

    if settings.sparql_url:
        run(settings)
        return
    if may_build:
        require_content(settings, lang)
        _build_when_changed(settings, lang)
    if pointer_stamp(settings.store) is None:
        click.echo(f"Det ligger ingen bygget katalog i {settings.store}. Kjør begrep build.", err=True)
        sys.exit(1)
    run(settings)


def _plan(settings: Settings) -> BuildPlan:
    from loaders.build import BuildPlan
    from loaders.publisher import Publisher
    from loaders.source import ContentFolders

    publisher = None
    if settings.publisher and settings.publisher_name:
        publisher = Publisher(settings.publisher, settings.publisher_name)
    folders = ContentFolders(settings.vocabularies, settings.mappings, settings.base)
    return BuildPlan(folders, settings.store, publisher, settings.history_names)


def _build_when_changed(settings: Settings, lang: str) -> None:
    from loaders.build import up_to_date

    if up_to_date(_plan(settings)):
        click.echo("Innholdet er uendret siden forrige bygg.", err=True)
    elif not _build(settings, lang):
        click.echo("Katalogen ble ikke bygget. Forrige bygg vises uendret.", err=True)


def _build(settings: Settings, lang: str) -> bool:
    """Build, say what came of it, and return whether a new catalogue is in place."""
    from graph.errors import ContentError, SearchUnavailable
    from graph.searching.trouble import told
    from loaders.build import build as run_build

    try:
        with Reporter(sys.stderr) as reporter:
            result = run_build(_plan(settings), reporter)
    except ContentError as error:
        click.echo(report(error.findings, error.files, lang, "text"), nl=False, err=True)
        return False
    except SearchUnavailable as error:
        click.echo(told(error)[lang], err=True)
        return False
    counts = result.manifest.counts
    click.echo(
        f"Bygget katalogen {result.manifest.revision}: {counts.get('concepts', 0)} begreper, "
        f"{counts.get('fields', 0)} felt hos {counts.get('organisations', 0)} virksomheter.",
        err=True,
    )
    return True
