"""The few words the REST API says itself (``words.toml``), in the language it is asked in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError

from graph.texts import local_name
from graph.words import Words

_OTHERWISE: Final = "en"


def class_label(kind: str, lang: str) -> str | None:
    """What the class with the IRI ``kind`` is called; None when nobody has a word for it."""
    return _said("classes", local_name(kind), lang)


def mapping_label(relation: str, lang: str) -> str | None:
    """The heading over mappings of one kind, by the name of the SKOS property."""
    return _said("mappings", relation, lang)


def language_name(code: str, lang: str) -> str:
    """What the language ``code`` is called in ``lang``; the code itself when nobody knows."""
    try:
        return str(Locale.parse(code, sep="-").get_display_name(_locale(lang)) or code)
    except (UnknownLocaleError, ValueError):
        return code


def _locale(lang: str) -> str:
    main = lang.partition("-")[0].lower()
    return main if main in ("nb", "nn", "en", "se", "sv", "da", "fi") else _OTHERWISE


def _said(table: str, name: str, lang: str) -> str | None:
    entry = _tables()[table].get(name)
    return entry.get(lang.partition("-")[0].lower(), entry[_OTHERWISE]) if entry else None


@cache
def _tables() -> Mapping[str, Mapping[str, Words]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
