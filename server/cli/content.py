"""The commands that read, check, build and serve the catalogue's own content."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from server.cli.options import (
    WRONG_USE,
    content_options,
    language_option,
    store_option,
    with_settings,
)
from server.progress import Reporter
from server.settings import TABLE, Settings

if TYPE_CHECKING:
    from graph.finding import Finding
    from loaders.build import BuildPlan

OUTPUTS: Final = ("text", "github", "json", "sarif")
MENDED: Final = {"nb": "rettet", "nn": "retta", "en": "mended"}
FORMATTED: Final = {
    "nb": ("{checked} filer lest, {changed} endret.", "{checked} filer lest, {changed} ville blitt endret."),
    "nn": ("{checked} filer lesne, {changed} endra.", "{checked} filer lesne, {changed} ville blitt endra."),
    "en": ("{checked} files read, {changed} changed.", "{checked} files read, {changed} would be changed."),
}


@click.command()
@content_options
@language_option
@click.option("--output", type=click.Choice(OUTPUTS), default="text", help="form på funnene")
@click.option("--strict", is_flag=True, help="la advarsler telle som feil")
@click.option("--notes", is_flag=True, help="vis også merknader, som sjelden krever noe")
@click.option("--fix", is_flag=True, help="rett først det som trygt kan rettes: form, mellomrom, punktum, datoform")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@with_settings
def check(
    settings: Settings, lang: str, output: str, strict: bool, notes: bool, fix: bool, paths: tuple[Path, ...]
) -> None:
    """Kontroller vokabularer og koblinger uten å skrive noe.

    Leser alt, og viser funnene i filene og mappene som er oppgitt, eller i alle.  Avslutter med 0 når alt er i orden,
    1 når noe må rettes.  Eksempel: begrep check vocabularies/personell --lang nn
    """
    from graph.checks.report import exit_code
    from loaders.build import check as run_check
    from loaders.source import is_within

    _require_content(settings)
    if fix:
        _mend(settings, lang, paths)
    with Reporter(sys.stderr) as reporter:
        content = run_check(_plan(settings), reporter)
    places = [path.resolve() for path in paths]
    files = [file.name for file in content.files if not places or is_within(file.path.resolve(), places)]
    findings = [
        finding for finding in content.findings if finding.file in files and (notes or finding.severity != "info")
    ]
    click.echo(_report(findings, len(files), lang, output), nl=False)
    sys.exit(exit_code(findings, strict))


@click.command("format")
@content_options
@click.option("--check", "only_check", is_flag=True, help="skriv ingenting, bare si hvilke filer som ville endres")
@language_option
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@with_settings
def format_files(settings: Settings, only_check: bool, lang: str, paths: tuple[Path, ...]) -> None:
    """Sett filene i fast form: ett faktum per linje, i fast rekkefølge.  Meningen endres aldri.

    Avslutter med 1 når en fil ikke kan settes i fast form, eller, med --check, når en fil ikke er det.
    Eksempel: begrep format vocabularies/personell
    """
    from loaders.formatting import canonical_files, write

    _require_content(settings)
    findings: list[Finding] = []
    checked = changed = 0
    for formatted in canonical_files(_plan(settings).content, paths):
        checked += 1
        findings.extend(formatted.findings)
        if formatted.changed:
            changed += 1
            click.echo(formatted.file.name)
            if not only_check:
                write(formatted)
    if findings:
        click.echo(_report(findings, checked, lang, "text"), nl=False, err=True)
    click.echo(_formatted(lang, checked, changed, only_check), err=True)
    sys.exit(1 if findings or (only_check and changed) else 0)


@click.command()
@content_options
@store_option
@language_option
@with_settings
def build(settings: Settings, lang: str) -> None:
    """Bygg katalogen og bytt den inn.  En feil lar forrige bygg stå urørt.

    Eksempel: begrep build --vocabularies vocabularies --mappings mappings
    """
    _require_content(settings)
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
        _require_content(settings)
        _build_when_changed(settings, lang)
    if pointer_stamp(settings.store) is None:
        click.echo(f"Det ligger ingen bygget katalog i {settings.store}. Kjør begrep build.", err=True)
        sys.exit(1)
    run(settings)


def _formatted(lang: str, checked: int, changed: int, only_check: bool) -> str:
    words = FORMATTED[lang][1 if only_check else 0]
    return words.format(checked=checked, changed=changed)


def _mend(settings: Settings, lang: str, paths: tuple[Path, ...]) -> None:
    """Mend what is safe to mend, and say for each file which rule was mended on which line."""
    from loaders.formatting import canonical_files, write

    for formatted in canonical_files(_plan(settings).content, paths, mend=True):
        if formatted.changed:
            write(formatted)
            for rule, line in formatted.mended:
                click.echo(f"{formatted.file.name}:{line}: {MENDED[lang]} {rule}", err=True)


def _plan(settings: Settings) -> BuildPlan:
    from loaders.build import BuildPlan
    from loaders.publisher import Publisher
    from loaders.source import ContentFolders

    publisher = None
    if settings.publisher and settings.publisher_name:
        publisher = Publisher(settings.publisher, settings.publisher_name)
    folders = ContentFolders(settings.vocabularies, settings.mappings, settings.base)
    return BuildPlan(folders, settings.store, publisher)


def _require_content(settings: Settings) -> None:
    for name, folder in (("vocabularies", settings.vocabularies), ("mappings", settings.mappings)):
        if not folder.is_dir():
            click.echo(f"Fant ikke mappen {folder}. Oppgi den med --{name} eller BEGREP_{name.upper()}.", err=True)
            sys.exit(WRONG_USE)


def _build_when_changed(settings: Settings, lang: str) -> None:
    from loaders.build import up_to_date

    if up_to_date(_plan(settings)):
        click.echo("Innholdet er uendret siden forrige bygg.", err=True)
    elif not _build(settings, lang):
        click.echo("Katalogen ble ikke bygget. Forrige bygg vises uendret.", err=True)


def _build(settings: Settings, lang: str) -> bool:
    """Build, say what came of it, and return whether a new catalogue is in place."""
    from graph.errors import ContentError
    from loaders.build import build as run_build

    try:
        with Reporter(sys.stderr) as reporter:
            result = run_build(_plan(settings), reporter)
    except ContentError as error:
        click.echo(_report(error.findings, error.files, lang, "text"), nl=False, err=True)
        return False
    counts = result.manifest.counts
    click.echo(
        f"Bygget katalogen {result.manifest.revision}: {counts.get('concepts', 0)} begreper, "
        f"{counts.get('fields', 0)} felt hos {counts.get('organisations', 0)} virksomheter.",
        err=True,
    )
    return True


def _report(findings: Sequence[Finding], files: int, lang: str, output: str) -> str:
    from graph.checks import report

    forms = {"text": report.as_text, "github": report.as_github, "json": report.as_json, "sarif": report.as_sarif}
    return forms[output](findings, files, lang)
