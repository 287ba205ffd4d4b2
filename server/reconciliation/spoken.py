"""Values and codes as people read them, in a language of their own choosing."""

from __future__ import annotations

from typing import Final

from flask_babel import force_locale, gettext

from graph.texts import LANGUAGES
from server.language import locale_of
from server.reconciliation.entity import EntityValue, Value

EVERY_LANGUAGE: Final = "alle"


def languages(lang: str) -> tuple[str, ...]:
    """The languages that are meant: all of them for EVERY_LANGUAGE."""
    return tuple(LANGUAGES) if lang == EVERY_LANGUAGE else (lang,)


def said_in(lang: str, message: str) -> str:
    """A message of the site in another language than the request's."""
    with force_locale(locale_of(lang)):
        return str(gettext(message))


def shown(value: Value) -> str:
    """A value as people read it."""
    return value.name if isinstance(value, EntityValue) else str(value)


def comparable(value: Value) -> tuple[str, ...]:
    """The texts by which a value can be meant."""
    return (value.name, value.id) if isinstance(value, EntityValue) else (str(value),)
