"""The command that shows every setting: what it is, what it may be, and what it is now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import click

from server.cli.options import language_option, with_settings
from server.cli.words import word
from server.setting_values import Setting, written
from server.settings import PREFIX, TABLE, Settings

_OUTPUTS: Final = ("text", "markdown", "toml")


@click.command("settings")
@click.option("--output", type=click.Choice(_OUTPUTS), default="text", help="tekst, tabell, eller en fil å begynne med")
@language_option
@with_settings
def settings(settings: Settings, output: str, lang: str) -> None:
    """Vis innstillingene: navn, standard, hva som godtas, og verdien nå.

    Eksempel: begrep settings --output toml > begrep.toml
    """
    if output == "markdown":
        click.echo("\n".join(markdown(lang)))
    elif output == "toml":
        click.echo("\n".join(_toml(lang)))
    else:
        click.echo("\n".join(_text(settings, lang)))


def markdown(lang: str) -> Iterator[str]:
    """Yield the lines of the table in the operator's guide."""
    heads = [word(name, lang) for name in ("setting-variable", "setting-default", "setting-accepts", "setting-is")]
    yield f"| {' | '.join(heads)} |"
    yield "|---|---|---|---|"
    for name, setting in TABLE.items():
        default = f"`{setting.default}`" if setting.default else ""
        accepted = setting.accepted[lang].replace("|", "\\|")
        yield f"| `{PREFIX}{name.upper()}` | {default} | {accepted} | {setting.help[lang]} |"


def _text(settings: Settings, lang: str) -> Iterator[str]:
    for name, setting in TABLE.items():
        now = written(getattr(settings, name))
        yield f"{PREFIX}{name.upper()}={now}"
        yield f"    {setting.help[lang]}"
        yield f"    {word('setting-accepts', lang)}: {setting.accepted[lang]}"
        yield f"    {word('setting-default', lang)}: {setting.default or '–'}"


def _toml(lang: str) -> Iterator[str]:
    """Yield a settings file in which every setting is there and none is set."""
    for name, setting in TABLE.items():
        yield f"# {setting.help[lang]}"
        yield f"# {word('setting-accepts', lang)}: {setting.accepted[lang]}"
        yield f"#{name} = {_toml_value(setting)}"
        yield ""


def _toml_value(setting: Setting) -> str:
    return setting.default if setting.kind == "whole" else f'"{setting.default}"'
