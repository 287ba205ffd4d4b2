"""The commands for those who edit: ``begrep check`` and ``begrep format``."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from graph.namespaces import BASE
from server.cli.options import WRONG_USE, content_options, language_option, require_content, with_settings
from server.cli.words import word
from server.progress import Reporter
from server.settings import Settings

if TYPE_CHECKING:
    from graph.finding import Finding
    from loaders.checking.stamped import StampedFiles
    from loaders.git.revision import EarlierFiles
    from loaders.source import ContentFolders

OUTPUTS: Final = ("text", "github", "json", "sarif")
MISSING: Final = {"git": "no-git", "repository": "no-repository", "revision": "no-revision"}


@click.command()
@content_options
@language_option
@click.option("--output", type=click.Choice(OUTPUTS), default="text", help="form på funnene")
@click.option("--strict", is_flag=True, help="la advarsler telle som feil")
@click.option(
    "--notes", is_flag=True, help="vis også merknader, som sjelden krever noe, og advarsler som er forklart i filen"
)
@click.option("--fix", is_flag=True, help="rett først det som trygt kan rettes: form, mellomrom, punktum, dato")
@click.option("--against", metavar="UTGAVE", default="", help="kontroller også hva som er endret siden en Git-utgave")
@click.option(
    "--explain", metavar="REGEL", default="", help="forklar en regel, for eksempel PRO-02, og kontroller ikke"
)
@click.option(
    "--second-opinion", is_flag=True, help="spør også skosify, og profilens offisielle former (BEGREP_OFFICIAL_SHAPES)"
)
@click.option("--links", is_flag=True, help="spør også om sidene det lenkes til, finnes (over nettet)")
@click.option("--cache/--no-cache", "use_cache", default=True, help="husk det som er kontrollert, til neste gang")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@with_settings
def check(
    settings: Settings,
    lang: str,
    output: str,
    strict: bool,
    notes: bool,
    fix: bool,
    against: str,
    explain: str,
    second_opinion: bool,
    links: bool,
    use_cache: bool,
    paths: tuple[Path, ...],
) -> None:
    """Kontroller vokabularer og koblinger.

    Leser alt, og viser funnene i filene og mappene som er oppgitt, eller i alle.  Avslutter med 0 når alt er i orden,
    1 når noe må rettes, 2 når kommandoen ikke er brukt riktig.

    Eksempel: begrep check vocabularies/personell --against origin/main --lang nn
    """
    from graph.checks.explained import explained
    from graph.checks.report import exit_code
    from loaders.checking.stamped import StampedFiles
    from loaders.git.releases import released
    from loaders.source import written_base

    if explain:
        sys.exit(_explain(explain, lang))
    require_content(settings, lang)
    folders = _folders(settings)
    files = StampedFiles(folders)
    earlier = _earlier(folders, against, files, lang)
    releases = released(folders)
    if fix:
        found = _findings(settings, folders, files, earlier, releases.things, use_cache)
        _mend(folders, lang, paths, {each.file for each in found if each.rule == "STA-07"})
        files = StampedFiles(folders)
        earlier = _earlier(folders, against, files, lang)
    found = [*_findings(settings, folders, files, earlier, releases.things, use_cache), *releases.findings]
    if second_opinion and not any(each.severity == "error" for each in found):
        found += _second_opinion(settings, folders, found, lang)
    chosen = files.within(paths) if paths else set(files)
    if links:
        found += _links(files, folders, chosen, found)
    names = files.names()
    gone = {each.file for each in found} - set(files)
    shown = [each for each in found if each.file in chosen or (each.file in gone and not paths)]
    shown = [each for each in shown if notes or each.severity != "info"]
    aside = explained(shown, files) if output == "text" and not (notes or strict) else []
    shown = [replace(each, file=names.get(each.file, each.file)) for each in shown if each not in aside]
    base = settings.base or written_base(folders.vocabularies)
    click.echo(report(shown, len(chosen), lang, output, base), nl=False)
    if aside:
        click.echo(word("explained-one" if len(aside) == 1 else "explained", lang, count=len(aside)))
    sys.exit(exit_code(shown, strict))


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
    from loaders.checking.formatting import canonical_files, write

    require_content(settings, lang)
    findings: list[Finding] = []
    checked = changed = 0
    for formatted in canonical_files(_folders(settings), paths):
        checked += 1
        findings.extend(formatted.findings)
        if formatted.changed:
            changed += 1
            click.echo(formatted.file.name)
            if not only_check:
                write(formatted)
    if findings:
        click.echo(report(findings, checked, lang, "text"), nl=False, err=True)
    name = ("would-format" if only_check else "formatted") + ("-one" if checked == 1 else "")
    click.echo(word(name, lang, checked=checked, changed=changed), err=True)
    sys.exit(1 if findings or (only_check and changed) else 0)


def report(findings: Sequence[Finding], files: int, lang: str, output: str, base: str = BASE) -> str:
    """The findings in one of OUTPUTS; ``base`` is the base IRI the pages of the rules lie under."""
    from graph.checks.report import OUTPUTS as FORMS

    return FORMS[output](findings, files, lang, base)


def ledger_file(settings: Settings) -> Path:
    """Where what has been checked of the content is remembered."""
    from loaders.source import written_base

    place = "\0".join([written_base(settings.vocabularies), str(settings.vocabularies), str(settings.mappings)])
    return settings.cache / f"check-{hashlib.sha256(place.encode()).hexdigest()[:12]}.sqlite"


def _folders(settings: Settings) -> ContentFolders:
    from loaders.source import ContentFolders

    return ContentFolders(settings.vocabularies, settings.mappings, settings.base)


def _earlier(folders: ContentFolders, revision: str, files: StampedFiles, lang: str) -> EarlierFiles | None:
    """The files at a revision, if one is given; ends the command with a message when that cannot be had."""
    from graph.errors import RevisionMissing
    from loaders.git.revision import EarlierFiles

    if not revision:
        return None
    try:
        return EarlierFiles(folders, revision, files)
    except RevisionMissing as error:
        click.echo(word(MISSING[error.kind], lang, **error.names), err=True)
        sys.exit(WRONG_USE)


def _findings(
    settings: Settings,
    folders: ContentFolders,
    files: StampedFiles,
    earlier: EarlierFiles | None,
    released: Iterable[str],
    use_cache: bool,
) -> list[Finding]:
    from loaders.checking.check import check as run_check
    from loaders.source import written_base

    base = written_base(folders.vocabularies)
    ledger = ledger_file(settings)
    with Reporter(sys.stderr) as reporter:
        return run_check(files, base, reporter, ledger if use_cache else None, earlier, released=released)


def _second_opinion(settings: Settings, folders: ContentFolders, told: list[Finding], lang: str) -> list[Finding]:
    from loaders.checking.second_opinion import second_opinion

    try:
        with Reporter(sys.stderr) as reporter:
            return second_opinion(folders, settings.official_shapes, told, reporter)
    except FileNotFoundError as error:
        click.echo(word("no-shapes", lang, file=str(error.filename)), err=True)
        sys.exit(WRONG_USE)


def _links(files: StampedFiles, folders: ContentFolders, chosen: set[str], told: list[Finding]) -> list[Finding]:
    """The findings on links out of the files that have no errors."""
    from loaders.checking.links import check_links
    from loaders.source import written_base

    readable = chosen - {each.file for each in told if each.severity == "error"}
    with Reporter(sys.stderr) as reporter:
        return check_links(files, written_base(folders.vocabularies), readable, reporter)


def _mend(folders: ContentFolders, lang: str, paths: tuple[Path, ...], outdated: set[str]) -> None:
    """Mend what is safe to mend, and say for each file which rule was mended on which line.

    The concepts in the ``outdated`` files get today as their date of change.
    """
    from loaders.checking.formatting import canonical_files, write

    mended = word("mended", lang)
    today = dict.fromkeys(outdated, date.today().isoformat())
    for formatted in canonical_files(folders, paths, mend=True, changed_on=today):
        if formatted.changed:
            write(formatted)
            for rule, line in formatted.mended:
                click.echo(f"{formatted.file.name}:{line}: {mended} {rule}", err=True)


def _explain(rule_id: str, lang: str) -> int:
    """Show the page of a rule; 2 when there is no such rule."""
    from graph.checks.explanation import as_text
    from graph.checks.rule import rule

    try:
        found = rule(rule_id.upper())
    except KeyError:
        click.echo(_no_rule(rule_id, lang), err=True)
        return WRONG_USE
    click.echo(as_text(found, lang), nl=False)
    return 0


def _no_rule(rule_id: str, lang: str) -> str:
    from graph.checks.rule import rules
    from graph.checks.suggestion import did_you_mean

    hint = did_you_mean(rule_id.upper(), [each.id for each in rules()])
    return word("no-rule", lang, rule=rule_id, hint=hint[lang])
