"""The commands ``begrep workbook export`` and ``begrep workbook import``: concepts to Excel and back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from server.cli.changes import revisions, told
from server.cli.options import WRONG_USE, content_options, language_option, require_content, with_settings
from server.settings import Settings

if TYPE_CHECKING:
    from graph.workbook.merging import Side
    from loaders.source import ContentFolders
    from loaders.workbook import Import

REFUSED: Final = 1


@click.group()
def workbook() -> None:
    """Rediger begreper og svar i Excel: skriv ut en arbeidsbok, og les den inn igjen.

    Eksempel: begrep workbook export personell -o personell.xlsx
    """


@workbook.command("export")
@content_options
@language_option
@click.option("-o", "--output", "file", metavar="FIL.xlsx", required=True, type=click.Path(path_type=Path))
@click.argument("subject", metavar="VOKABULAR[/BEGREP]")
@with_settings
def export(settings: Settings, subject: str, file: Path, lang: str) -> None:
    """Skriv en arbeidsbok med begrepene i et vokabular, eller ett begrep, med relasjonene og feltenes svar.

    Arbeidsboken er på språket som er valgt med --lang. Innholdet må være lagret i Git, for arbeidsboken husker hvilken
    versjon den er laget fra.

    Eksempel: begrep workbook export personell -o personell.xlsx
    """
    from graph.workbook.workbook_words import say
    from loaders.workbook import export_workbook

    with revisions(lang), _refusing(lang, file, reading=False):
        concepts = export_workbook(folders_of(settings, lang), subject, file, lang)
    name = "exported-one" if concepts == 1 else "exported"
    click.echo(say(name, file=str(file), concepts=str(concepts))[lang])


@workbook.command("import")
@content_options
@language_option
@click.option("--dry-run", is_flag=True, help="vis hva som ville endres, og skriv ingenting")
@click.option("--resolve", type=click.Choice(["git", "excel"]), default=None, help="hvem som vinner ved uenighet")
@click.argument("file", metavar="FIL.xlsx", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@with_settings
def import_(settings: Settings, file: Path, dry_run: bool, resolve: Side | None, lang: str) -> None:
    """Les en arbeidsbok inn i filene, celle for celle, uten å miste noe som er endret i mellomtiden.

    En celle som er endret både i arbeidsboken og i Git til noe ulikt, stopper alt: da skrives ingenting.  Avslutter
    med 1 når ingenting kunne skrives, eller når kontrollen av det som ble skrevet, fant feil.

    Eksempel: begrep workbook import personell.xlsx --dry-run
    """
    from loaders.source import working_files
    from loaders.workbook import import_workbook, write_texts

    folders = folders_of(settings, lang)
    with revisions(lang), _refusing(lang, file):
        found = import_workbook(folders, file, resolve, date.today())
        _tell_missing(found, lang)
        if found.merged.conflicts:
            _end_in_conflict(found, file, lang)
        before = working_files(folders)
        after = before | {role: text.encode("utf-8") for role, text in found.texts.items()}
        _tell_files(found, lang, dry_run=dry_run)
        if not dry_run:
            write_texts(folders, found.texts)
        if found.texts:
            click.echo("\n" + difference(before, after, lang), nl=False)
            sys.exit(check_changed(after, list(found.texts), lang))


def difference(before: dict[str, bytes], after: dict[str, bytes], lang: str) -> str:
    """What separates the files after from those before, in words; raises ContentError when they have errors."""
    from graph.changes.catalogue_diff import catalogue_diff
    from loaders.snapshot import snapshot

    changes = catalogue_diff(snapshot(before, after).content, snapshot(after, before).content, date.today())
    return told(changes, "text", lang)


def check_changed(files: dict[str, bytes], changed: list[str], lang: str) -> int:
    """Say what the checks find in the files that changed."""
    from graph.checks.every import check_all
    from graph.checks.report import as_text, exit_code
    from loaders.snapshot import base_of

    found = [finding for finding in check_all(files, base_of(files)) if finding.file in changed]
    shown = [finding for finding in found if finding.severity != "info"]
    click.echo(as_text(shown, len(changed), lang), nl=False)
    return exit_code(shown, strict=False)


def _tell_missing(found: Import, lang: str) -> None:
    from graph.workbook.workbook_words import say

    for sheet, key in found.merged.missing:
        click.echo(say("missing-row", sheet=sheet, key=key)[lang], err=True)


def _tell_files(found: Import, lang: str, *, dry_run: bool) -> None:
    from graph.workbook.workbook_words import say

    for role in sorted(found.texts):
        click.echo(say("would-write" if dry_run else "written", file=role)[lang])
    if not found.texts:
        click.echo(say("nothing")[lang])


def _end_in_conflict(found: Import, file: Path, lang: str) -> None:
    from graph.workbook.workbook_words import say
    from graph.workbook.xlsx_file import mark_conflicts
    from graph.workbook.xlsx_file import told as told_conflict

    marked = file.with_name(f"{file.stem}-konflikter.xlsx")
    mark_conflicts(file, marked, found.merged.conflicts, lang)
    for conflict in found.merged.conflicts:
        click.echo(told_conflict(conflict, lang), err=True)
    number = len(found.merged.conflicts)
    name = "conflicts-one" if number == 1 else "conflicts"
    click.echo(say(name, n=str(number), file=str(marked))[lang], err=True)
    sys.exit(REFUSED)


def folders_of(settings: Settings, lang: str) -> ContentFolders:
    """Where the content lies; ends the command with a message when it is not there."""
    from loaders.source import ContentFolders

    require_content(settings, lang)
    return ContentFolders(settings.vocabularies, settings.mappings)


@contextmanager
def _refusing(lang: str, file: Path, *, reading: bool = True) -> Iterator[None]:
    """Turn a workbook or a cell that cannot be used into a message and an exit code.

    What is wrong when nothing is read is not the file's fault, and is told without its name.
    """
    from graph.errors import CellRefused, WorkbookRefused

    try:
        yield
    except CellRefused as error:
        for each in (error, *error.others):
            click.echo(f"{file}: {each.sheet}!{each.place}: {each.words[lang]}", err=True)
        sys.exit(REFUSED)
    except WorkbookRefused as error:
        click.echo(f"{file}: {error.words[lang]}" if reading else error.words[lang], err=True)
        sys.exit(REFUSED)
    except OSError as error:
        click.echo(f"{error.filename or file}: {error.strerror}", err=True)
        sys.exit(WRONG_USE)
