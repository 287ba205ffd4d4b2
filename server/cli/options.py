"""What several commands share: their options, and the settings made from them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from server.cli.words import word
from server.settings import TABLE, Settings, SettingsError, from_environment

LANGUAGES: Final = ("nb", "nn", "en")
WRONG_USE: Final = 2

Command = TypeVar("Command", bound=Callable[..., Any])


def content_options(command: Command) -> Command:
    """Add the options that say where content lies and which base it is published under."""
    for name in ("base", "mappings", "vocabularies"):
        setting = TABLE[name]
        kind = str if name == "base" else click.Path(path_type=Path, file_okay=False)
        command = click.option(f"--{name}", type=kind, help=f"{setting.help} (BEGREP_{name.upper()})", default=None)(
            command
        )
    return command


def store_option(command: Command) -> Command:
    """Add the option that says where builds lie."""
    return click.option(
        "--store",
        type=click.Path(path_type=Path, file_okay=False),
        default=None,
        help=f"{TABLE['store'].help} (BEGREP_STORE)",
    )(command)


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Hand the command its Settings, made from the environment and its own options."""

    @wraps(command)
    def wrapped(**options: Any) -> Any:
        names = {name for name in options if name in TABLE}
        try:
            settings = from_environment(**{name: options.pop(name) for name in names})
        except SettingsError as error:
            click.echo(str(error), err=True)
            sys.exit(WRONG_USE)
        return command(settings, **options)

    return wrapped


def require_content(settings: Settings, lang: str) -> None:
    """End the command with a message when a content folder is not there."""
    for name, folder in (("vocabularies", settings.vocabularies), ("mappings", settings.mappings)):
        if not folder.is_dir():
            click.echo(word("no-content", lang, folder=str(folder), option=name, variable=name.upper()), err=True)
            sys.exit(WRONG_USE)


def language_option(command: Command) -> Command:
    """Add the option that says which language messages are in."""
    return click.option("--lang", type=click.Choice(LANGUAGES), default="nb", help="språk i meldingene")(command)
