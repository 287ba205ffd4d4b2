"""The matrix of a concept: a page at a time for people, all of it as CSV and as an Excel workbook."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from graph.comparing.answer_table import answer_table
from graph.comparing.figure import concept_address
from graph.comparing.matrix import Matrix, matrix
from graph.comparing.matrix_page import choices, matrix_page, selected
from graph.comparing.measure import Measure
from graph.comparing.period import Period
from graph.errors import NotFound
from graph.names import named
from graph.sheets.csv_file import MEDIA_TYPE as CSV
from graph.sheets.xlsx_file import MEDIA_TYPE as XLSX
from server.catalogue import Served
from server.collation import sort_key
from server.comparison.links import matrix_path
from server.comparison.request import wanted_dialect, wanted_page, wanted_period, wanted_selection
from server.comparison.tables import matrix_rows
from server.comparison.workbook import workbook
from server.sheets import file_response, sheet

matrix_pages = Blueprint("matrix_pages", __name__)

LINES_PER_PAGE: Final = 25
_PATH: Final = "/begrep/<vocabulary>/<slug>/sammenligning"


@matrix_pages.get(_PATH)
def matrix_of(vocabulary: str, slug: str) -> str:
    """Every figure of a concept against every other, a page at a time."""
    served: Served = g.served
    found = _asked(served, vocabulary, slug)
    shown = matrix_page(found, wanted_selection(), wanted_page("rad"), wanted_page("kolonne"), LINES_PER_PAGE)
    offered = choices(found)
    return render_template(
        "matrix.html",
        shown=shown,
        choices=offered,
        sectors={sector: named(served.store, sector) for sector in offered.sectors},
        answers=answer_table(found.measure, [line.figure for line in shown.rows.lines]),
    )


@matrix_pages.get(f"{_PATH}.csv")
def matrix_csv(vocabulary: str, slug: str) -> BaseResponse:
    """The matrix, all pages of it, as CSV."""
    served: Served = g.served
    found = _asked(served, vocabulary, slug)
    rows = matrix_rows(found, *selected(found, wanted_selection()), served.manifest.build_date)
    return sheet(rows, CSV, wanted_dialect(), f"sammenligning-{vocabulary}-{slug}")


@matrix_pages.get(f"{_PATH}.xlsx")
def matrix_workbook(vocabulary: str, slug: str) -> BaseResponse:
    """The matrix, all pages of it, as an Excel workbook."""
    served: Served = g.served
    found = _asked(served, vocabulary, slug)
    lines = selected(found, wanted_selection())
    body = workbook(found, *lines, _about(served, found), served.manifest.build_date)
    return file_response(body, XLSX, f"sammenligning-{vocabulary}-{slug}.xlsx")


def matrix_for(served: Served, measure: Measure, period: Period) -> Matrix:
    """The matrix of a concept, its organisations in Norwegian alphabetical order.

    That of the day of the build is kept with its answers: it is what most readers look at.
    """
    known = served.known
    if not period.stated and measure.concept in served.matrices:
        return served.matrices[measure.concept]
    found = matrix(known.measures, measure, known.uses.of_concept(measure.concept), period, sort_key)
    if not period.stated:
        served.matrices[measure.concept] = found
    return found


def _asked(served: Served, vocabulary: str, slug: str) -> Matrix:
    concept = f"{served.manifest.base}begrep/{vocabulary}/{slug}"
    if concept not in served.measures:
        raise NotFound(concept)
    return matrix_for(served, served.measures[concept], wanted_period(served))


def _about(served: Served, found: Matrix) -> list[str]:
    """What the workbook rests on, for whoever opens it a year from now."""
    measure, period = found.measure, found.period
    days = period.start.isoformat() if period.is_day else f"{period.start} til {period.end}"
    example = any(line.figure.example for line in found.lines)
    lines = [
        f"Kan tallene for {measure.label['nb']} sammenlignes? Svarene gjelder {days}.",
        f"Begrepet: {measure.concept}",
        f"Svarene med grunner: {request.host_url.rstrip('/')}{matrix_path(measure.concept, **period.query)}",
        f"Katalogen er bygd {served.manifest.build_date}, innhold {served.manifest.revision}.",
        f"Begrepets adresse i katalogen: {concept_address(measure.concept)}",
        "sammenlignbare: tallene kan stå ved siden av hverandre som de er",
        "sammenlignbare etter omregning: først når de er regnet om slik grunnene sier",
        "sammenlignbare med forbehold: forbeholdet må følge tallene",
        "ukjent: vi vet ikke nok, og tallene skal ikke stå ved siden av hverandre",
        "ikke sammenlignbare: tallene måler ikke det samme",
    ]
    return [*lines, "Felt merket «ja» under eksempel er eksempler og sier ikke hvordan tallene føres."][: 10 + example]
