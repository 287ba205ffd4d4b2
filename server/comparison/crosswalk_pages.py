"""``/krysskobling``: what the columns of a file are with somebody else, from its header alone.

The header may be pasted, or read from a file by the browser; nothing else of the file reaches the server, and nothing
is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby
from typing import Final

from flask import Blueprint, g, render_template, request
from werkzeug.exceptions import NotAcceptable
from werkzeug.wrappers import Response as BaseResponse

from graph.comparing.figure import COMMON
from graph.comparing.period import Period, read_period
from graph.errors import FileUnusable, TableUnclear
from graph.harmonising import csv_header
from graph.harmonising.crosswalk import Link, crosswalk, find_others, named
from graph.harmonising.file_words import say
from graph.harmonising.local_table import LocalTable, table_for
from graph.harmonising.period_value import days_of
from graph.organisation import Organisation, organisations
from graph.sheets import csv_file, xlsx_file
from graph.sheets.csv_file import DIALECTS, EXCEL
from graph.texts import Reference
from graph.words import Words
from server.catalogue import Served
from server.collation import sort_key
from server.comparison.crosswalk_forms import csv_rows, document
from server.comparison.responses import json_response, page_response, problem_response
from server.language import words_language
from server.linked_data import HTML
from server.negotiation import choose
from server.problems import MEDIA_TYPE as PROBLEM
from server.sheets import sheet

crosswalk_pages = Blueprint("crosswalk", __name__)

JSON: Final = "application/json"
LONGEST_HEADER: Final = 1 << 16
_FORMS: Final = {"html": HTML, "json": JSON, "csv": csv_file.MEDIA_TYPE, "xlsx": xlsx_file.MEDIA_TYPE}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: the header as one line, to whom, and from which table (empty: found by the header)."""

    header: str
    to: str
    table: str
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The table the header is of, its links, and the concepts' names."""

    table: LocalTable
    period: Period
    links: list[Link]
    names: dict[str, Reference]
    taken: Words | None

    @property
    def groups(self) -> list[tuple[str, Reference | None, list[Link]]]:
        """The links of each column together, with the concept they share."""
        by_column = ((column, list(links)) for column, links in groupby(self.links, key=lambda link: link.column))
        return [(column, self.names.get(links[0].concept or ""), links) for column, links in by_column]


@crosswalk_pages.route("/krysskobling", methods=["GET", "POST"])
def krysskobling() -> BaseResponse:
    """The form and, when there is a header in it, the crosswalk: as a page, JSON or CSV."""
    served: Served = g.served
    too_long = (request.content_length or 0) > LONGEST_HEADER
    asked = Asked("", "", "") if too_long else _asked()
    wanted = _wanted_form("" if too_long else request.values.get("format", ""))
    if wanted == HTML and not asked.header and not too_long:
        return page_response(_page(served, asked))
    try:
        if too_long:
            raise FileUnusable(say("line-too-long"))
        found = _found(served, asked)
    except (FileUnusable, TableUnclear) as error:
        return _refused(served, asked, error, wanted)
    if wanted == HTML:
        return page_response(_page(served, asked, found))
    if wanted == JSON:
        to = asked.to or COMMON
        return json_response(document(found.table.path, to, found.period, found.links, found.names, found.taken))
    dialect = DIALECTS.get(request.values.get("skilletegn", ""), EXCEL)
    rows = csv_rows(found.table.path, found.links, found.names, found.period, words_language(), found.taken)
    return sheet(rows, wanted, dialect, "krysskobling")


def _asked() -> Asked:
    values = request.values
    pasted = values.get("kolonner", "").strip("\r\n")
    header, table = csv_header.first_record(pasted), values.get("tabell", "").strip()
    to, first, last = (values.get(name, "").strip() for name in ("mot", "fra", "til"))
    # Addresses from before there was a period name the other party by «til».
    if not to and not first and not days_of(last):
        return Asked(header, last, table)
    return Asked(header, to, table, first, last)


def _wanted_form(named: str) -> str:
    form = _FORMS.get(named) if named else choose(request.headers.get("Accept"), tuple(_FORMS.values()))
    if form is None:
        raise NotAcceptable
    return form


def _found(served: Served, asked: Asked) -> Found:
    known = served.known
    header = csv_header.columns(asked.header)
    table, taken = table_for(known.store, known.base, header, asked.table)
    others = find_others(known, asked.to or COMMON)
    period = read_period(asked.first, asked.last, served.manifest.build_date)
    links = crosswalk(known.measures, header, table, others, period)
    return Found(table, period, links, named(known.store, links), taken)


def _refused(served: Served, asked: Asked, error: FileUnusable | TableUnclear, wanted: str) -> BaseResponse:
    words = error.words[words_language()]
    choices = error.choices if isinstance(error, TableUnclear) else ()
    if wanted == HTML:
        page = _page(served, asked, refusal=words, choices=choices)
        return page_response(page, HTTPStatus.BAD_REQUEST)
    problem = {
        "type": "/krysskobling#kolonner",
        "title": HTTPStatus.BAD_REQUEST.phrase,
        "status": HTTPStatus.BAD_REQUEST.value,
        "detail": words,
        "suggestions": list(choices),
    }
    return problem_response(problem, PROBLEM)


def _page(
    served: Served, asked: Asked, found: Found | None = None, *, refusal: str = "", choices: tuple[str, ...] = ()
) -> str:
    return render_template(
        "crosswalk.html",
        asked=asked,
        owners=_owners(served),
        common=COMMON,
        found=found,
        refusal=refusal,
        choices=choices,
    )


def _owners(served: Served) -> list[Organisation]:
    """Who has fields, municipalities first, each in Norwegian alphabetical order."""
    owners = [owner for owner in organisations(served.store) if owner.field_count]
    return sorted(owners, key=lambda owner: (owner.type != "kommune", sort_key(owner.name)))
