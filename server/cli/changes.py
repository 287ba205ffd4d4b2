"""The command ``begrep diff``: what a change means, concept by concept."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from server.cli.checking import MISSING
from server.cli.options import WRONG_USE, content_options, language_option, require_content, with_settings
from server.cli.words import word
from server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.changes.change import ThingChange
    from loaders.snapshot import Snapshot

OUTPUTS: Final = ("text", "markdown", "html", "json", "ttl")
CLASSES: Final = ("breaking", "substantial", "editorial")
FOUND: Final = 1


@click.command()
@content_options
@click.option("--output", type=click.Choice(OUTPUTS), default="text", help="form på svaret")
@click.option("--only", type=click.Choice(CLASSES), default=None, help="vis bare endringer av denne klassen")
@click.option("--fail-on", type=click.Choice(CLASSES), default=None, help="avslutt med 1 ved endringer så grove")
@click.option(
    "--preview", metavar="MAPPE", type=click.Path(path_type=Path), default=None, help="lagre de endrede sidene her"
)
@language_option
@click.argument("revision", metavar="REV")
@click.argument("until", metavar="[REV]", required=False)
@with_settings
def diff(
    settings: Settings,
    revision: str,
    until: str | None,
    output: str,
    only: str | None,
    fail_on: str | None,
    preview: Path | None,
    lang: str,
) -> None:
    """Vis hva en endring betyr, begrep for begrep, og hvilke svar om sammenligning den endrer.

    Med --preview lagres sidene til de endrede begrepene slik de blir, sammen med endringen, så de kan åpnes i en
    nettleser uten tjener.

    Med én REV vises alt som er endret i mappene siden arbeidet skilte lag med den; med to REV det som skiller dem.
    En endring er brytende (breaking), vesentlig (substantial) eller redaksjonell (editorial).  Avslutter med 0, eller
    med 1 når --fail-on slår til eller en fil ikke kan leses.

    Eksempel: begrep diff origin/main --output markdown --fail-on breaking
    """
    from graph.changes.statements import as_graphs
    from graph.changes.weight import WEIGHTS

    with revisions(lang):
        before, after, changes = _compared(settings, revision, until, lang)
    shown = [change for change in changes if only is None or change.weight is WEIGHTS[only]]
    if output == "ttl":
        click.echo(as_graphs(before.quads, after.quads, after.content.base), nl=False)
    else:
        click.echo(told(shown, output, lang), nl=False)
    if preview is not None and until is None:
        _preview(settings, changes, preview, lang)
    if fail_on and any(change.weight >= WEIGHTS[fail_on] for change in changes):
        sys.exit(FOUND)


def _preview(settings: Settings, changes: Sequence[ThingChange], folder: Path, lang: str) -> None:
    """Write the preview; of content with errors there is none, and check tells them."""
    from graph.errors import ContentError
    from server.cli.preview import write_preview

    try:
        write_preview(settings, changes, folder, lang)
    except ContentError:
        click.echo(word("no-preview", lang), err=True)


def _compared(
    settings: Settings, revision: str, until: str | None, lang: str
) -> tuple[Snapshot, Snapshot, Sequence[ThingChange]]:
    from datetime import date

    from graph.changes.catalogue_diff import catalogue_diff
    from loaders.git.repository import Repository
    from loaders.snapshot import snapshot
    from loaders.source import ContentFolders, working_files

    require_content(settings, lang)
    folders = ContentFolders(settings.vocabularies, settings.mappings)
    repository = Repository(folders)
    old = repository.files(repository.commit(revision) if until else repository.parting(revision))
    new = repository.files(repository.commit(until)) if until else working_files(folders)
    # What both states say word for word was judged when it came in, and is not what the question is about.
    before = snapshot(old, new)
    after = snapshot(new, old)
    return before, after, catalogue_diff(before.content, after.content, date.today())


def told(changes: Sequence[ThingChange], output: str, lang: str) -> str:
    """The changes in the form that was asked for."""
    from graph.changes import report

    forms = {
        "text": report.as_text,
        "markdown": report.as_markdown,
        "html": report.as_html,
        "json": report.as_json,
    }
    return forms[output](changes, lang)


@contextmanager
def revisions(lang: str) -> Iterator[None]:
    """Turn a revision that is not there, or files in it that cannot be read, into a message and an exit code."""
    from graph.checks.report import as_text
    from graph.errors import ContentError, RevisionMissing

    try:
        yield
    except RevisionMissing as error:
        click.echo(word(MISSING[error.kind], lang, **error.names), err=True)
        sys.exit(WRONG_USE)
    except ContentError as error:
        click.echo(as_text(error.findings, error.files, lang), nl=False, err=True)
        sys.exit(FOUND)
