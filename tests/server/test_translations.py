from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

SERVER = Path(__file__).parents[2] / "server"
PLACEHOLDER = re.compile(r"%\(\w+\)s")
LANGUAGES = ("nn", "en")

MessageId = str | tuple[str, ...]


def used_messages() -> dict[MessageId, str]:
    """Return every message id in the code and the templates, and a file it stands in."""
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
    methods = [("templates/**.html", "jinja2"), ("**.py", "python")]
    found = extract_from_dir(SERVER, methods, keywords=keywords)
    return {message: name for name, _, message, _, _ in found}


def catalogue(language: str) -> Catalog:
    """Read the message catalogue of ``language``."""
    with (SERVER / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as stream:
        return read_po(stream, locale=language)


def texts(entry: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the texts of a message or its translation: one, or one per plural form."""
    return (entry,) if isinstance(entry, str) else tuple(entry or ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language: str) -> None:
    """No page shows bokmål where nynorsk or English was asked for: every message is translated."""
    known = {message.id: message for message in catalogue(language) if message.id and not message.fuzzy}
    missing = {
        message: name
        for message, name in used_messages().items()
        if message not in known or not all(texts(known[message].string) or [""])
    }
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_over(language: str) -> None:
    """The catalogues hold nothing that no page uses."""
    entries = catalogue(language)
    assert {message.id for message in entries if message.id} <= set(used_messages())
    assert not entries.obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_translation(language: str) -> None:
    """Each translation fills in exactly what its message fills in."""
    for message in catalogue(language):
        for source, translated in zip(texts(message.id), texts(message.string), strict=True):
            assert sorted(PLACEHOLDER.findall(source)) == sorted(PLACEHOLDER.findall(translated))


def test_the_messages_are_found_at_all() -> None:
    """The extraction sees templates, code and plural forms, so the tests above do not pass on nothing."""
    messages = used_messages()
    assert messages["Hopp til hovedinnhold"] == "templates/_layout.html"
    assert messages["gjeldende"] == "labels.py"
    assert ("%(num)s begrep", "%(num)s begreper") in messages
