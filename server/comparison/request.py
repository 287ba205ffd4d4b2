"""What a request for comparability asks: the question, the form the answer is wanted in, and the page of it."""

from __future__ import annotations

from typing import Final

from flask import request

from graph.comparing.figure import require_concept
from graph.comparing.matrix_page import Selection
from graph.comparing.measure import Measure
from graph.comparing.period import Period, read_period
from graph.comparing.question import Known, Question, find_measure, find_side
from graph.errors import QuestionRefused
from graph.sheets import csv_file, xlsx_file
from graph.sheets.csv_file import Dialect
from server.catalogue import Served
from server.linked_data import HTML
from server.negotiation import choose

JSON: Final = "application/json"
_NAMES: Final = {"html": HTML, "json": JSON, "csv": csv_file.MEDIA_TYPE, "xlsx": xlsx_file.MEDIA_TYPE}
_SIDES: Final = ("a", "b")


def argument(name: str) -> str:
    """The parameter ``name`` without the spaces around it, empty when it is missing."""
    return request.args.get(name, "").strip()


def wanted_format() -> str:
    """The media type of the answer, by ``format`` or else by Accept; JSON when no form of it is acceptable.

    Raises QuestionRefused for a format nobody has.
    """
    named = argument("format").lower()
    if not named:
        return choose(request.headers.get("Accept"), tuple(_NAMES.values())) or JSON
    if named not in _NAMES:
        raise QuestionRefused("ukjent-format", "format", named)
    return _NAMES[named]


def wanted_dialect() -> Dialect:
    """How CSV is to be written, by ``skilletegn``; raises QuestionRefused for a separator nobody has."""
    named = argument("skilletegn").lower()
    if named not in csv_file.DIALECTS:
        raise QuestionRefused("ukjent-skilletegn", "skilletegn", named)
    return csv_file.DIALECTS[named]


def wanted_page(name: str) -> int:
    """The number in the parameter ``name``, 1 when it is missing; raises QuestionRefused when it is no page."""
    written = argument(name) or "1"
    # Nine digits are more pages than there are, and a number Python reads at once.
    page = int(written[:9]) if written.isascii() and written.isdigit() else 0
    if not page:
        raise QuestionRefused("ugyldig-side", name, written)
    return page


def wanted_period(served: Served) -> Period:
    """The period in ``fra`` and ``til``, else the day of the build; raises QuestionRefused when it is none."""
    return read_period(argument("fra"), argument("til"), served.manifest.build_date)


def wanted_selection() -> Selection:
    """Which part of a matrix is asked for."""
    return Selection(argument("virksomhet"), argument("mot"), argument("sektor"))


def wanted_measure(known: Known) -> Measure:
    """The concept in ``begrep``; raises QuestionRefused when it is none."""
    return find_measure(known, argument("begrep"))


def wanted_question(known: Known, measure: Measure, period: Period) -> Question | None:
    """The question about the sides ``a`` and ``b``, None when neither is given.

    Raises QuestionRefused when only one is, or one is not to be found or has no figures.
    """
    written = {name: argument(name) for name in _SIDES}
    if not any(written.values()):
        return None
    for name, value in written.items():
        if not value:
            raise QuestionRefused("side-mangler", name)
    sides = {name: find_side(known, measure, name, value, period) for name, value in written.items()}
    question = Question(measure, sides["a"], sides["b"], period)
    if question.single:
        require_concept(known.measures, measure, {name: side.figures[0] for name, side in sides.items()})
    return question
