"""``/nytt`` and ``/versjon`` as files for spreadsheets: every change a row, every release a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from flask import Blueprint, g
from werkzeug.wrappers import Response as BaseResponse

from graph.changes.report import heading
from graph.history.entry import Entry
from graph.sheets.csv_file import Value
from server.language import words_language
from server.news import asked_news, category, news_asked_for, told_changes
from server.release_path import ROOT
from server.releases import known_releases
from server.sheets import listed

news_sheets = Blueprint("news_sheets", __name__)

Row = Sequence[Value]

_FORM: Final = "<any(csv, xlsx):form>"
_NEWS: Final = (
    "dato", "navn", "hva", "klasse", "endring", "språk", "før", "etter", "utgivelse", "adresse", "fil", "commit",
)  # fmt: skip
_RELEASES: Final = ("utgivelse", "dato", "sha256", "tilstand")
_STATES: Final = {"good": "vises", "moved": "endret etter utgivelsen", "missing": "finnes ikke her"}


@news_sheets.get(f"/nytt.{_FORM}")
def news(form: str) -> BaseResponse:
    """What the page would show, all of its pages: a row for each change, one for what is new or gone as a whole."""
    asked = asked_news(g.served)
    # Read now: the rows are made when the request is over.
    found, lang = news_asked_for(g.served, asked), words_language()
    rows = (row for entry in found for row in _rows(entry, lang))
    return listed(_with(_NEWS, rows), form, "nytt")


@news_sheets.get(f"{ROOT}.{_FORM}")
def releases(form: str) -> BaseResponse:
    """Every release, newest first."""
    rows = (
        (release.version, release.day.isoformat(), release.sha256, _STATES[release.state])
        for release in known_releases()
    )
    return listed(_with(_RELEASES, rows), form, "utgivelser")


def _rows(entry: Entry, lang: str) -> Iterator[Row]:
    thing = entry.thing
    head = (entry.when.date().isoformat(), heading(thing, lang), category(entry))
    tail = (entry.release, thing.iri, thing.path, entry.commit)
    changes = told_changes(entry)
    if not changes:
        yield *head, entry.weight.words[lang], None, None, None, None, *tail
    for change in changes:
        before, after = (words[lang] if words else None for words in (change.before, change.after))
        yield *head, change.weight.words[lang], change.about[lang], change.language, before, after, *tail


def _with(header: Row, rows: Iterator[Row]) -> Iterator[Row]:
    yield header
    yield from rows
