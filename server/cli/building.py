"""A build as the commands make it: from the settings, with progress and findings told on the error stream."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import click

from server.cli.checking import ledger_file, report
from server.cli.words import word
from server.progress import Reporter
from server.settings import Settings

if TYPE_CHECKING:
    from graph.builds import Build
    from loaders.build import BuildPlan

Made = TypeVar("Made")


def plan_of(settings: Settings, *, remember: bool = False) -> BuildPlan:
    """Return what to build and where; ``remember`` says that what has been checked is not checked again."""
    from loaders.build import BuildPlan
    from loaders.publisher import Publisher
    from loaders.source import ContentFolders

    publisher = None
    if settings.publisher and settings.publisher_name:
        publisher = Publisher(settings.publisher, settings.publisher_name)
    folders = ContentFolders(settings.vocabularies, settings.mappings, settings.base)
    plan = BuildPlan(folders, settings.store, publisher, settings.history_names, settings.keep_builds)
    return replace(plan, ledger=ledger_file(settings)) if remember else plan


def build_when_changed(settings: Settings, lang: str) -> bool:
    """Build unless there is nothing to build (``loaders.build.up_to_date``), say which; False when it failed."""
    from graph.builds import kept_builds
    from loaders.build import up_to_date

    served = up_to_date(plan_of(settings))
    if served is None:
        return build_now(plan_of(settings), lang)
    chosen = served != kept_builds(settings.store)[-1]
    click.echo(word("build-held" if chosen else "build-unchanged", lang, id=served.id), err=True)
    return True


def build_now(plan: BuildPlan, lang: str) -> bool:
    """Build, say what came of it, and return whether a new catalogue is in place."""
    from loaders.build import build

    def made() -> Build:
        with Reporter(sys.stderr) as reporter:
            return build(plan, reporter)

    result = said(made, lang)
    if result is None:
        return False
    counts = result.manifest.counts
    click.echo(
        word(
            "build-done",
            lang,
            revision=result.manifest.revision,
            concepts=counts.get("concepts", 0),
            fields=counts.get("fields", 0),
            organisations=counts.get("organisations", 0),
        ),
        err=True,
    )
    return True


def said(make: Callable[[], Made], lang: str) -> Made | None:
    """What ``make`` makes; None when that cannot be built, which is then told."""
    from graph.errors import BuildFailed, ContentError, SearchUnavailable
    from graph.searching.trouble import told

    try:
        return make()
    except ContentError as error:
        # Warnings are for begrep check: here they would hide what the build stopped at.
        errors = [finding for finding in error.findings if finding.severity == "error"]
        click.echo(report(errors, error.files, lang, "text"), nl=False, err=True)
    except SearchUnavailable as error:
        click.echo(told(error)[lang], err=True)
    except BuildFailed as error:
        name = "build-full" if error.kind == "full" else "build-unwritable"
        click.echo(word(name, lang, folder=error.folder, problem=error.problem), err=True)
    return None
