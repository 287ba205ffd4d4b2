"""The command ``begrep release``: the whole catalogue as it is, under a version that never changes."""

from __future__ import annotations

import sys
import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import click

from server.cli.building import plan_of, said
from server.cli.changes import revisions
from server.cli.checking import report
from server.cli.exporting import write_artifact
from server.cli.options import WRONG_USE, content_options, language_option, require_content, with_settings
from server.cli.words import word
from server.progress import Reporter
from server.settings import Settings

REFUSED = 1


@click.command("release")
@content_options
@language_option
@click.option("--dry-run", is_flag=True, help="vis endringsloggen, og skriv ingenting")
@click.option("--artifact", "packing", is_flag=True, help="bygg en utgivelse som er merket, og pakk den i én fil")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="filen --artifact skriver (begrepskatalog-VERSJON.tar.gz)",
)
@click.argument("version", metavar="VERSJON")
@with_settings
def release(settings: Settings, version: str, dry_run: bool, packing: bool, output: Path | None, lang: str) -> None:
    """Lag en utgivelse av hele katalogen: endringslogg, versjon i _katalog.ttl og fingeravtrykk i utgivelser.toml.

    Alt må være lagret i Git og uten feil.  Kommandoen skriver filene og viser hvilke Git-kommandoer som gjenstår; den
    kjører dem ikke.  Avslutter med 1 når noe må rettes først, 2 når versjonen ikke kan brukes.

    Med --artifact bygges det taggen inneholder, med utgivelsens dato, og pakkes som begrep export artifact gjør det.

    Eksempel: begrep release 2027.1
    """
    from graph.errors import ReleaseRefused
    from loaders.git.releasing import prepare, write
    from loaders.source import ContentFolders

    require_content(settings, lang)
    if packing:
        _pack(settings, version, output or Path(f"begrepskatalog-{version}.tar.gz"), lang)
        return
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


def _pack(settings: Settings, version: str, output: Path, lang: str) -> None:
    from graph.errors import ReleaseRefused
    from loaders.artifact.of_release import build_release

    with revisions(lang), tempfile.TemporaryDirectory() as place:

        def made() -> Path:
            with Reporter(sys.stderr) as reporter:
                return build_release(plan_of(settings), version, Path(place), reporter)

        try:
            folder = said(made, lang)
        except ReleaseRefused as error:
            click.echo(word(_REASONS[error.kind], lang, version=version), err=True)
            sys.exit(REFUSED)
        if folder is None:
            sys.exit(REFUSED)
        write_artifact(settings, folder, output, lang)


_REASONS = {
    "untagged": "release-no-tag",
    "moved": "release-tag-moved",
    "version": "release-version",
    "known": "release-known",
    "changed": "release-changed",
    "findings": "release-findings",
}
