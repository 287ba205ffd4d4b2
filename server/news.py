"""``/nytt`` and ``/nytt.atom``: what has changed, word by word, in the catalogue, a vocabulary or a concept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, g, render_template, request
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from graph.changes.change import Change
from graph.changes.report import heading, html_list, pieces, shown
from graph.changes.weight import Weight
from graph.errors import NotFound
from graph.history.entry import Entry
from graph.history.history import History
from server.catalogue import Served
from server.language import words_language
from server.problems import SITE

news = Blueprint("news", __name__)
news.add_app_template_global(pieces, "change_pieces")

ATOM: Final = "application/atom+xml"
ENTRIES_A_PAGE: Final = 50
ENTRIES_A_FEED: Final = 100
_OUT_OF_USE: Final = frozenset({"DEPRECATED", "RETIRED"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What news are asked for: since which day, within what (an IRI, or the beginning of one), and how much."""

    since: date | None
    within: str
    everything: bool
    parameters: dict[str, str]

    def address(self, path: str, **more: str) -> str:
        """The address of the same question at ``path``."""
        whole = {name: value for name, value in (self.parameters | more).items() if value}
        return f"{path}?{urlencode(whole, safe='/')}" if whole else path


@news.get("/nytt")
def page() -> BaseResponse:
    """What has changed, newest first, a page at a time (``side``)."""
    served: Served = g.served
    asked = asked_news(served)
    found = list(news_asked_for(served, asked))
    number = max(request.args.get("side", 1, type=int), 1)
    first = (number - 1) * ENTRIES_A_PAGE
    days = groupby(found[first : first + ENTRIES_A_PAGE], key=lambda entry: entry.when.date())
    html = render_template(
        "news.html",
        days=[(day, list(entries)) for day, entries in days],
        asked=asked,
        history=served.history,
        number=number,
        more=len(found) > first + ENTRIES_A_PAGE,
        name=_name(found, asked),
    )
    return _conditional(Response(html), served)


@news.get("/nytt.atom")
def feed() -> BaseResponse:
    """The same as a feed (Atom, RFC 4287)."""
    served: Served = g.served
    asked = asked_news(served)
    found = list(islice(news_asked_for(served, asked), ENTRIES_A_FEED))
    xml = render_template(
        "news.atom.xml",
        entries=found,
        asked=asked,
        updated=found[0].when if found else served.manifest.built,
        entry_id=_entry_id,
        category=category,
        heading=lambda entry: heading(entry.thing, words_language()),
        content=lambda entry: html_list(entry.thing, words_language()),
        name=_name(found, asked),
    )
    return _conditional(Response(xml, content_type=f"{ATOM}; charset=utf-8"), served)


def category(entry: Entry) -> str:
    """The category of a piece of news: ny, endret, brytende or foreldet."""
    if entry.thing.state == "new":
        return "ny"
    out = any(c.kind == "status" for c in entry.thing.changes) and entry.thing.status in _OUT_OF_USE
    if out or entry.thing.state == "gone":
        return "foreldet"
    return "brytende" if entry.weight is Weight.BREAKING else "endret"


@news.app_template_global()
def class_label(weight: Weight) -> str:
    """What a class of change is called."""
    return weight.words[words_language()]


@news.app_template_global()
def told_changes(entry: Entry) -> list[Change]:
    """The changes of an entry that get a line of their own."""
    return [change for change in entry.thing.changes if shown(change, entry.thing)]


@news.app_template_global()
def change_list(entry: Entry) -> Markup:
    """The changes of an entry as a list: every text in it is escaped where the list is made."""
    return Markup(html_list(entry.thing, words_language()))


@news.app_template_global()
def entry_heading(entry: Entry) -> str:
    """What an entry is about."""
    return heading(entry.thing, words_language())


@news.app_template_global()
def state_label(entry: Entry) -> str:
    """Whether the thing is new, gone or at another address; empty when it only changed."""
    labels = {"new": gettext("nytt"), "gone": gettext("slettet"), "moved": gettext("ny adresse")}
    return str(labels.get(entry.thing.state, ""))


def asked_news(served: Served) -> Asked:
    """What the request asks for; raises ProblemRaised for a day that is none, NotFound for what is not there."""
    parameters = {name: request.args.get(name, "").strip() for name in ("siden", "vokabular", "begrep", "alle")}
    try:
        since = date.fromisoformat(parameters["siden"]) if parameters["siden"] else None
    except ValueError as error:
        example = served.manifest.build_date.isoformat()
        refused = SITE.refusal("ukjent-dag", parameter="siden", value=parameters["siden"], example=example)
        raise refused from error
    within = ""
    if parameters["begrep"]:
        within = f"{served.manifest.base}begrep/{parameters['begrep']}"
    elif parameters["vokabular"]:
        within = f"{served.manifest.base}begrep/{parameters['vokabular']}/"
    if within and not _is_there(served, within):
        raise NotFound(within)
    return Asked(since, within, parameters["alle"] == "1", parameters)


def _is_there(served: Served, within: str) -> bool:
    """Whether a concept, or a vocabulary, is there now or has been."""
    if any(served.history.news(within=within, everything=True)):
        return True
    thing = within.rstrip("/").replace("/begrep/", "/vokabular/", 1) if within.endswith("/") else within
    return bool(served.store.description(thing))


def news_asked_for(served: Served, asked: Asked) -> Iterator[Entry]:
    """The entries that are asked for, newest first."""
    return served.history.news(since=asked.since, within=asked.within, everything=asked.everything)


def _name(found: Sequence[Entry], asked: Asked) -> str:
    """What the news are about, when it is not everything."""
    if asked.parameters["begrep"]:
        own = next((e for e in found if e.thing.iri == asked.within), None)
        return heading(own.thing, words_language()) if own else asked.parameters["begrep"]
    return asked.parameters["vokabular"]


def _entry_id(entry: Entry) -> str:
    """An id that stays: a tag URI (RFC 4151) of the host, the day, the thing and the commit."""
    thing = entry.thing.iri.partition("://")[2]
    host, _, path = thing.partition("/")
    tables = "/felt" if entry.from_tables else ""
    return f"tag:{host},{entry.when.date().isoformat()}:{path}/{entry.commit}{tables}"


def _conditional(response: Response, served: Served) -> BaseResponse:
    """Not sent again when the client has it."""
    response.last_modified = _newest(served.history) or served.manifest.built
    response.add_etag()
    return response.make_conditional(request)


def _newest(history: History) -> datetime | None:
    return history.entries[0].when if history.entries else None
