"""What several commands share: their options, and the settings made from them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from server.cli.words import word
from server.settings import FILE, TABLE, Settings, SettingsError, from_environment, unknown_variables

LANGUAGES: Final = ("nb", "nn", "en")
WRONG_USE: Final = 2

Command = TypeVar("Command", bound=Callable[..., Any])


def content_options(command: Command) -> Command:
    """Add the options that say where content lies and which base it is published under."""
    for name in ("base", "mappings", "vocabularies"):
        setting = TABLE[name]
        kind = str if name == "base" else click.Path(path_type=Path, file_okay=False)
        told = f"{setting.help['nb']} (BEGREP_{name.upper()})"
        command = click.option(f"--{name}", type=kind, help=told, default=None)(command)
    return command


def store_option(command: Command) -> Command:
    """Add the option that says where builds lie."""
    return click.option(
        "--store",
        type=click.Path(path_type=Path, file_okay=False),
        default=None,
        help=f"{TABLE['store'].help['nb']} (BEGREP_STORE)",
    )(command)


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Hand the command its Settings, made from its own options, the environment and the settings file.

    Ends it with a message about each setting that cannot be used; unknown variables are told of on the way.
    """

    @wraps(command)
    def wrapped(settings_file: Path | None, **options: Any) -> Any:
        lang = options.get("lang", LANGUAGES[0])
        names = {name for name in options if name in TABLE}
        for stranger in unknown_variables():
            click.echo(stranger[lang], err=True)
        try:
            settings = from_environment(file=settings_file, **{name: options.pop(name) for name in names})
        except SettingsError as error:
            for problem in error.problems:
                click.echo(problem[lang], err=True)
            sys.exit(WRONG_USE)
        return command(settings, **options)

    return click.option(
        "--settings",
        "settings_file",
        type=click.Path(path_type=Path, dir_okay=False),
        default=None,
        help=f"filen med innstillinger, i TOML ({FILE})",
    )(wrapped)


def require_content(settings: Settings, lang: str) -> None:
    """End the command with a message when a content folder is not there."""
    for name, folder in (("vocabularies", settings.vocabularies), ("mappings", settings.mappings)):
        if not folder.is_dir():
            click.echo(word("no-content", lang, folder=str(folder), option=name, variable=name.upper()), err=True)
            sys.exit(WRONG_USE)


def language_option(command: Command) -> Command:
    """Add the option that says which language messages are in."""
    return click.option("--lang", type=click.Choice(LANGUAGES), default="nb", help="språk i meldingene")(command)
