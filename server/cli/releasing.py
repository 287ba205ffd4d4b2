"""The command ``begrep release``: the whole catalogue as it is, under a version that never changes."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import date

import click

from server.cli.changes import revisions
from server.cli.checking import report
from server.cli.options import WRONG_USE, content_options, language_option, require_content, with_settings
from server.cli.words import word
from server.settings import Settings

REFUSED = 1


@click.command("release")
@content_options
@language_option
@click.option("--dry-run", is_flag=True, help="vis endringsloggen, og skriv ingenting")
@click.argument("version", metavar="VERSJON")
@with_settings
def release(settings: Settings, version: str, dry_run: bool, lang: str) -> None:
    """Lag en utgivelse av hele katalogen: endringslogg, versjon i _katalog.ttl og fingeravtrykk i utgivelser.toml.

    Alt må være lagret i Git og uten feil.  Kommandoen skriver filene og viser hvilke Git-kommandoer som gjenstår; den
    kjører dem ikke.  Avslutter med 1 når noe må rettes først, 2 når versjonen ikke kan brukes.

    Eksempel: begrep release 2027.1
    """
    from graph.errors import ReleaseRefused
    from loaders.git.releasing import prepare, write
    from loaders.source import ContentFolders

    require_content(settings, lang)
    folders = ContentFolders(settings.vocabularies, settings.mappings)
    with revisions(lang):
        try:
            prepared = prepare(folders, version, date.today())
        except ReleaseRefused as error:
            if error.findings:
                click.echo(report(error.findings, error.files, lang, "text"), nl=False, err=True)
            click.echo(word(_REASONS[error.kind], lang, version=version, previous=error.previous), err=True)
            sys.exit(WRONG_USE if error.kind in {"version", "known"} else REFUSED)
        click.echo(prepared.section)
        if dry_run:
            return
        with suppress(BrokenPipeError):
            for path in write(folders, prepared):
                click.echo(word("release-wrote", lang, file=str(path)))
            click.echo(word("release-next", lang, version=version))


_REASONS = {
    "version": "release-version",
    "known": "release-known",
    "changed": "release-changed",
    "findings": "release-findings",
}
