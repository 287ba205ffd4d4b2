"""The commands that build and serve the catalogue's own content."""

from __future__ import annotations

import sys
from contextlib import nullcontext

import click

from server.cli.building import build_now, build_when_changed, plan_of
from server.cli.options import (
    WRONG_USE,
    content_options,
    language_option,
    require_content,
    store_option,
    with_settings,
)
from server.cli.words import word
from server.settings import TABLE, Settings


@click.command()
@content_options
@store_option
@click.option("--force", is_flag=True, help="bygg også når ingenting er endret")
@language_option
@with_settings
def build(settings: Settings, force: bool, lang: str) -> None:
    """Bygg katalogen når den er endret, og bytt den inn.  En feil lar forrige bygg stå urørt.

    Er innhold, innstillinger og program de samme som sist, og er det bygget i dag, bygges ingenting.  Et bygg valgt med
    begrep builds --use vises til noe er endret.

    Eksempel: begrep build --vocabularies vocabularies --mappings mappings
    """
    require_content(settings, lang)
    if not (build_now(plan_of(settings), lang) if force else build_when_changed(settings, lang)):
        sys.exit(1)


@click.command()
@content_options
@store_option
@click.option("--host", default=None, help=f"{TABLE['host'].help['nb']} (BEGREP_HOST)")
@click.option("--port", default=None, type=int, help=f"{TABLE['port'].help['nb']} (BEGREP_PORT)")
@click.option("--workers", default=None, type=int, help=f"{TABLE['workers'].help['nb']} (BEGREP_WORKERS)")
@click.option("--build/--no-build", "may_build", default=True, help="bygg først når innholdet er endret")
@click.option(
    "--artifact", metavar="FIL|ADRESSE", default=None, help=f"{TABLE['artifact'].help['nb']} (BEGREP_ARTIFACT)"
)
@click.option(
    "--sha256",
    "artifact_hash",
    metavar="HASH",
    default=None,
    help=f"{TABLE['artifact_hash'].help['nb']} (BEGREP_ARTIFACT_HASH)",
)
@click.option("--watch", is_flag=True, help="bygg på nytt hver gang en fil lagres; en feil lar forrige bygg vises")
@language_option
@with_settings
def serve(settings: Settings, may_build: bool, watch: bool, lang: str) -> None:
    """Vis katalogen på nettet; bygger den først når innholdet er endret.

    Eksempel: begrep serve --port 8000
    """
    from graph.builds import pointer_stamp
    from server.cli.following import following, take_up_now
    from server.cli.watching import watching
    from server.run import run

    if watch and (settings.sparql_url or settings.artifact or not may_build):
        click.echo(word("watch-what", lang), err=True)
        sys.exit(WRONG_USE)
    if settings.sparql_url:
        run(settings)
        return
    if settings.artifact:
        take_up_now(settings, lang)
    elif may_build:
        require_content(settings, lang)
        if not build_when_changed(settings, lang):
            click.echo(word("build-kept", lang), err=True)
    if pointer_stamp(settings.store) is None:
        # A node has no content to build: what was wrong with its artefact is told already.
        missing = "no-artifact" if settings.artifact else "no-build-or-artifact"
        click.echo(word(missing, lang, folder=str(settings.store), source=settings.artifact or ""), err=True)
        sys.exit(1)
    with watching(settings, lang) if watch else following(settings, lang) if settings.artifact else nullcontext():
        run(settings)
