"""The commands ``begrep import …``: content from elsewhere, shown as a diff before anything is written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

import click

from server.cli.changes import revisions
from server.cli.options import WRONG_USE, content_options, language_option, with_settings
from server.cli.workbooks import check_changed, difference, folders_of
from server.settings import Settings

if TYPE_CHECKING:
    from graph.changes.content import Content
    from graph.words import Words
    from loaders.source import ContentFolders

REFUSED: Final = 1
_API: Final = "https://data.ssb.no/api/klass/v1"

# What an import comes to: the new texts of files by path, what the sides disagree on, and what was left out.
Outcome = tuple[Mapping[str, str], "list[Words]", Mapping[str, int]]


@click.group("import")
def import_() -> None:
    """Hent begreper og kodelister fra andre steder inn i filene.

    KILDE er en fil eller en adresse (http, https). Ingenting som står i filene, blir tatt bort. Er kilden uenig med en
    fil, eller ville filene fått feil, blir ingenting skrevet.

    Eksempel: begrep import rdf vokabular.ttl --dry-run
    """


def _shared(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that every import has."""
    for option in (
        click.argument("source", metavar="KILDE"),
        click.option("--vocabulary", metavar="NAVN", default="", help="vokabularet som nye begreper skal inn i"),
        click.option("--dry-run", is_flag=True, help="vis hva som ville endres, og skriv ingenting"),
        click.option("--with-errors", is_flag=True, help="skriv filene også når kontrollen finner feil i dem"),
        language_option,
        content_options,
    ):
        command = option(command)
    return with_settings(command)


def _importing(command: Callable[..., Outcome]) -> Callable[..., None]:
    """Let ``command`` say what an import comes to, and see it through: told, checked and written, or refused."""

    @wraps(command)
    def wrapped(settings: Settings, source: str, dry_run: bool, with_errors: bool, lang: str, **options: Any) -> None:
        folders = folders_of(settings, lang)
        with revisions(lang), _refusing(source, lang):
            outcome = command(folders, source, _content(folders), **options)
            code = _end(folders, outcome, lang, dry_run=dry_run, with_errors=with_errors)
        sys.exit(code)

    return wrapped


@import_.command()
@_shared
@_importing
def rdf(folders: ContentFolders, source: str, content: Content, vocabulary: str) -> Outcome:
    """Importer RDF (Turtle, JSON-LD, RDF/XML, N-Triples, TriG, N-Quads).

    Det som har katalogens egne adresser, går i filene adressene sier. Andres begreper blir utkast i --vocabulary, med
    skos:exactMatch til der de kom fra.

    Eksempel: begrep import rdf https://example.org/begreper.ttl --vocabulary personell --dry-run
    """
    from loaders.importing.fetching import fetch
    from loaders.importing.reading import MEDIA_TYPES, statements

    return _laid(statements(fetch(source, MEDIA_TYPES)), content, source, vocabulary)


@import_.command()
@_shared
@_importing
def fdk(folders: ContentFolders, source: str, content: Content, vocabulary: str) -> Outcome:
    """Importer begreper slik Felles datakatalog har dem (SKOS-AP-NO-Begrep, også første versjon).

    Eksempel: begrep import fdk samling.ttl --vocabulary personell --dry-run
    """
    from loaders.importing.fetching import fetch
    from loaders.importing.older_profile import renewed
    from loaders.importing.reading import MEDIA_TYPES, statements

    return _laid(renewed(statements(fetch(source, MEDIA_TYPES))), content, source, vocabulary)


@import_.command("skos-csv")
@_shared
@_importing
def skos_csv(folders: ContentFolders, source: str, content: Content, vocabulary: str) -> Outcome:
    """Importer en tabell med kolonner som «URI», «skos:prefLabel@nb» og «skos:definition@nb».

    Kolonnene er de samme som i nedlastingen SKOS CSV. En tom celle sier ingenting, og tar ingenting bort.

    Eksempel: begrep import skos-csv vokabular-personell.csv --dry-run
    """
    from loaders.importing.concept_sheet import CSV_TYPES, csv_rows, texts_of
    from loaders.importing.fetching import fetch

    rows = csv_rows(fetch(source, CSV_TYPES))
    return texts_of(rows, content, source, vocabulary, date.today().isoformat()), [], {}


@import_.command()
@_shared
@_importing
def xlsx(folders: ContentFolders, source: str, content: Content, vocabulary: str) -> Outcome:
    """Importer en Excel-fil: en som er lastet ned herfra, eller en arbeidsbok fra begrep workbook export.

    Eksempel: begrep import xlsx vokabular-personell.xlsx --dry-run
    """
    from loaders.importing.concept_sheet import XLSX_TYPES, is_handed_out, texts_of, xlsx_rows
    from loaders.importing.fetching import fetch

    fetched = fetch(source, XLSX_TYPES)
    if is_handed_out(fetched):
        return _workbook(folders, fetched.body)
    rows = xlsx_rows(fetched)
    return texts_of(rows, content, source, vocabulary, date.today().isoformat()), [], {}


@import_.command()
@click.option("--api", default=_API, help="hvor SSB Klass svarer")
@_shared
@_importing
def klass(folders: ContentFolders, source: str, content: Content, vocabulary: str, api: str) -> Outcome:
    """Importer en kodeliste fra SSB Klass, gitt ved nummeret sitt (131: kommuneinndelingen), en fil eller en adresse.

    Eksempel: begrep import klass 131 --dry-run
    """
    from loaders.importing.klass import code_list
    from loaders.importing.merging import lay

    laid = lay(code_list(source, content, date.today().isoformat(), api), content)
    return laid.texts, laid.conflicts, {}


def _laid(triples: Any, content: Content, source: str, vocabulary: str) -> Outcome:
    from loaders.importing.drafts import drafts
    from loaders.importing.merging import lay

    found = drafts(triples, content, source, vocabulary, date.today().isoformat())
    laid = lay(found.files, content)
    return laid.texts, laid.conflicts, found.left_out


def _workbook(folders: ContentFolders, body: bytes) -> Outcome:
    """A workbook that was handed out is merged cell by cell (see begrep workbook import)."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from graph.workbook.xlsx_file import told
    from loaders.workbook import import_workbook

    with TemporaryDirectory(prefix="begrep-") as folder:
        path = Path(folder) / "arbeidsbok.xlsx"
        path.write_bytes(body)
        found = import_workbook(folders, path, None, date.today())
    conflicts = [{lang: told(each, lang) for lang in ("nb", "nn", "en")} for each in found.merged.conflicts]
    return found.texts, list(conflicts), {}


def _content(folders: ContentFolders) -> Content:
    from graph.changes.content import Content
    from loaders.snapshot import base_of
    from loaders.source import working_files

    files = working_files(folders)
    return Content.read(files, base_of(files))


def _end(folders: ContentFolders, outcome: Outcome, lang: str, *, dry_run: bool, with_errors: bool) -> int:
    """Say what the import comes to, and write it unless something is in the way; returns the exit code."""
    from graph.errors import ContentError
    from loaders.importing.wording import say
    from loaders.source import working_files
    from loaders.workbook import write_texts

    texts, conflicts, left_out = outcome
    for what, number in sorted(left_out.items()):
        click.echo(say("left-out", what=what, n=number)[lang], err=True)
    for conflict in conflicts:
        click.echo(conflict[lang], err=True)
    if conflicts:
        click.echo(say("conflicts", n=len(conflicts))[lang], err=True)
        return REFUSED
    if not texts:
        click.echo(say("unchanged")[lang])
        return 0
    before = working_files(folders)
    after = before | {path: text.encode("utf-8") for path, text in texts.items()}
    try:
        click.echo(difference(before, after, lang), nl=False)
    except ContentError:
        click.echo("")  # files with errors cannot be compared; the check says what they are
    code = check_changed(after, list(texts), lang)
    refused = code != 0 and not with_errors
    for path in sorted(texts):
        click.echo(say("would-write" if dry_run or refused else "written", file=path)[lang])
    if refused:
        click.echo(say("faults")[lang], err=True)
    elif not dry_run:
        write_texts(folders, texts)
    return code


@contextmanager
def _refusing(source: str, lang: str) -> Iterator[None]:
    """Turn what cannot be imported into a message and an exit code."""
    from graph.errors import CellRefused, FileRefused, ImportRefused, WorkbookRefused

    try:
        yield
    except (ImportRefused, WorkbookRefused) as error:
        click.echo(error.words[lang], err=True)
        sys.exit(REFUSED)
    except CellRefused as error:
        for each in (error, *error.others):
            click.echo(f"{source}: {each.place}: {each.words[lang]}", err=True)
        sys.exit(REFUSED)
    except FileRefused as error:
        found = error.finding
        click.echo(f"{found.file or source}:{found.line}: {found.message[lang]}", err=True)
        sys.exit(REFUSED)
    except OSError as error:
        click.echo(f"{error.filename or source}: {error.strerror}", err=True)
        sys.exit(WRONG_USE)
