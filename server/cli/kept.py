"""The command ``begrep builds``: which builds are kept, and going back to one."""

from __future__ import annotations

import errno
import sys
from typing import Final

import click

from server.cli.options import language_option, store_option, with_settings
from server.cli.words import word
from server.settings import Settings

_FAILED: Final = 1
_PREVIOUS: Final = "forrige"


@click.command()
@store_option
@click.option(
    "--use", "name", metavar="BYGG", default="", help="vis dette bygget: navnet, innholdets tegn eller «forrige»"
)
@language_option
@with_settings
def builds(settings: Settings, name: str, lang: str) -> None:
    """List opp byggene som er beholdt, nyeste først; stjernen står ved det som vises.  Gå tilbake til et med --use.

    Tjenere som kjører, bytter straks.  Bygget vises til innholdet, innstillingene eller programmet er endret.

    Eksempel: begrep builds --use forrige
    """
    _use(settings, name, lang) if name else _list(settings, lang)


def _list(settings: Settings, lang: str) -> None:
    from graph.builds import current_build, kept_builds
    from graph.errors import StoreMissing

    kept = kept_builds(settings.store)
    if not kept:
        click.echo(word("no-build", lang, folder=str(settings.store)), err=True)
        sys.exit(_FAILED)
    try:
        served = current_build(settings.store).id
    except StoreMissing:
        served = ""
    for build in reversed(kept):
        manifest = build.manifest
        line = word(
            "builds-line",
            lang,
            mark="*" if build.id == served else " ",
            id=build.id,
            built=f"{manifest.built:%Y-%m-%d %H:%M:%S}",
            concepts=manifest.counts.get("concepts", 0),
            commit=manifest.short_commit,
        )
        click.echo(line.rstrip())


def _use(settings: Settings, name: str, lang: str) -> None:
    from graph.builds import switch
    from graph.errors import BuildMissing

    try:
        build = switch(settings.store, _meant(settings, name))
    except BuildMissing:
        click.echo(word("builds-none", lang, build=name, folder=str(settings.store)), err=True)
        sys.exit(_FAILED)
    except OSError as error:
        name = "build-full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "build-unwritable"
        click.echo(word(name, lang, folder=str(settings.store), problem=str(error.strerror)), err=True)
        sys.exit(_FAILED)
    click.echo(word("builds-used", lang, id=build.id))


def _meant(settings: Settings, name: str) -> str:
    """The id of the build that ``name`` means; raises BuildMissing when it is none, or more than one."""
    from graph.builds import current_build, kept_builds
    from graph.errors import BuildMissing, StoreMissing

    ids = [build.id for build in kept_builds(settings.store)]
    if name == _PREVIOUS:
        try:
            found = [each for each in ids if each < current_build(settings.store).id][-1:]
        except StoreMissing as error:
            raise BuildMissing(name) from error
    else:
        revisions = [each for each in ids if name and each.rpartition("-")[2].startswith(name)]
        # The same content built again is the same to who reads it: the newest of them.
        found = [name] if name in ids else revisions[-1:] if len({each[-12:] for each in revisions}) == 1 else []
    if not found:
        raise BuildMissing(name)
    return found[0]
