"""``/sammenligning``: may these two be compared? A page for people, JSON and CSV for tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from itertools import islice
from typing import Final

from flask import Blueprint, g, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from graph.comparing.answer_table import answer_table
from graph.comparing.comparison import Comparison, answer, breaks_in, breaks_of
from graph.comparing.figure import Figure, concept_address
from graph.comparing.headline import headline
from graph.comparing.likeness import likeness
from graph.comparing.measure import Measure
from graph.comparing.period import Period
from graph.comparing.question import Question, asked_instead
from graph.errors import QuestionRefused
from graph.local_field import FieldMeaning, load_field
from server.catalogue import Served
from server.comparison.api import document, listing, nobody
from server.comparison.csvw_tables import csvw_tables
from server.comparison.links import compare_path, comparison_path, here_with, matrix_path
from server.comparison.matrix_pages import matrix_for, matrix_pages
from server.comparison.problems import Refusal, told
from server.comparison.question_form import question_form
from server.comparison.request import (
    JSON,
    argument,
    wanted_dialect,
    wanted_format,
    wanted_measure,
    wanted_page,
    wanted_period,
    wanted_question,
)
from server.comparison.responses import json_response, page_response, problem_response
from server.comparison.sssom import sssom
from server.comparison.table_schemas import table_schemas
from server.comparison.tables import pair_rows
from server.comparison.words import standing_label, verdict_meaning, verdicts
from server.filters import prefixed
from server.language import DEFAULT, language, words_language
from server.linked_data import HTML
from server.negotiation import choose
from server.problems import MEDIA_TYPE as PROBLEM
from server.sheets import sheet

comparison = Blueprint("comparison", __name__)
comparison.register_blueprint(matrix_pages)
comparison.register_blueprint(sssom)
comparison.register_blueprint(csvw_tables)
comparison.register_blueprint(table_schemas)
for _function in (
    compare_path, comparison_path, headline, here_with, matrix_path, verdict_meaning, standing_label, verdicts,
):  # fmt: skip
    comparison.add_app_template_global(_function)

PAIRS_PER_PAGE: Final = 200
_QUESTION: Final = ("begrep", "a", "b", "fra", "til")
_TOOLS: Final = ("json", "csv", "xlsx")


@comparison.get("/sammenligning")
def ask() -> BaseResponse:
    """The answer to the question in the address; without one, the page to ask on."""
    served: Served = g.served
    media_type = wanted_format()
    if media_type == HTML and not any(map(argument, _QUESTION)):
        return page_response(_form(served))
    if media_type != HTML and language() != DEFAULT:
        return redirect(here_with(), HTTPStatus.SEE_OTHER)
    measure, period = wanted_measure(served.known), wanted_period(served)
    question = wanted_question(served.known, measure, period)
    if media_type == HTML:
        return _page(served, question) if question else _to(matrix_path(measure.concept, **period.query))
    if media_type == JSON:
        return _json(served, measure, period, question)
    return _sheet(served, measure, period, question, media_type)


@comparison.app_errorhandler(QuestionRefused)
def refused(error: QuestionRefused) -> BaseResponse:
    """What is wrong with the question: a page to mend it on, or problem details for tools."""
    refusal = told(error)
    tool = argument("format").lower() in _TOOLS
    if not tool and choose(request.headers.get("Accept"), (HTML, PROBLEM, JSON)) == HTML:
        return page_response(_form(g.served, refusal), HTTPStatus.BAD_REQUEST)
    return problem_response(refusal.document(words_language()), PROBLEM)


def _form(served: Served, refusal: Refusal | None = None) -> str:
    return render_template("comparison_question.html", form=question_form(served, words_language()), refusal=refusal)


def _page(served: Served, question: Question) -> BaseResponse:
    pairs = question.pairs
    if not question.single and len(pairs) != 1:
        found = _alike_first(served, question)
        return page_response(
            render_template(
                "comparison_pairs.html",
                question=question,
                found=found,
                breaks=breaks_of(served.measures, question.figures, question.period),
                instead=asked_instead(served.known, question),
                answers=answer_table(question.measure, _described(question)),
            )
        )
    one = next(_answers(served, question.measure, question.period, pairs))
    if not question.single:
        return _to(comparison_path(one))
    # Described as they are in the period asked about, which need not be as they are now.
    sides = [side.within(question.period) for side in (one.a, one.b)]
    if one.changes:
        sides = [Figure(use.iri, (use,), named=True) for use in (one.changes[0].before, one.changes[-1].after)]
    return page_response(
        render_template(
            "comparison.html",
            found=one,
            sides=sides,
            breaks=() if one.changes else breaks_in(served.measures, one),
            answers=answer_table(one.measure, sides),
            meanings=[_meaning(served, side) for side in sides],
        )
    )


def _described(question: Question) -> list[Figure]:
    """The figures of both sides, each once, as they are in the period asked about."""
    found = {figure.iri: figure.within(question.period) for figure in question.figures}
    return list(found.values())


def _meaning(served: Served, figure: Figure) -> FieldMeaning | None:
    """What is said in words of the use a figure is described by; None for the common definition."""
    if figure.common:
        return None
    meanings = load_field(served.store, figure.field.iri).meanings
    return next(meaning for meaning in meanings if meaning.row.meaning == figure.current.iri)


def _json(served: Served, measure: Measure, period: Period, question: Question | None) -> BaseResponse:
    if question and question.single:
        return json_response(document(next(_answers(served, measure, period, question.pairs))))
    pairs, total = _pairs(served, measure, period, question)
    page = wanted_page("side")
    first = (page - 1) * PAIRS_PER_PAGE
    found = _answers(served, measure, period, islice(pairs, first, first + PAIRS_PER_PAGE))
    following = request.host_url.rstrip("/") + here_with(side=str(page + 1))
    more = first + PAIRS_PER_PAGE < total
    note = None if total else (question.lack if question else nobody(measure))
    return json_response(listing(measure, period, found, total=total, following=following if more else None, note=note))


def _sheet(
    served: Served, measure: Measure, period: Period, question: Question | None, media_type: str
) -> BaseResponse:
    host = request.host_url.rstrip("/")
    if question:
        answers: Iterable[Comparison] = _alike_first(served, question)
    else:
        answers = _answers(served, measure, period, matrix_for(served, measure, period).pairs())
    rows = pair_rows(answers, lambda each: host + comparison_path(each), served.manifest.build_date)
    name = f"sammenligning-{concept_address(measure.concept).replace('/', '-')}"
    return sheet(rows, media_type, wanted_dialect(), name)


def _pairs(
    served: Served, measure: Measure, period: Period, question: Question | None
) -> tuple[Iterable[tuple[Figure, Figure]], int]:
    """The pairs asked about, every pair of the concept where none were, and how many they are."""
    if question:
        return question.pairs, len(question.pairs)
    every = matrix_for(served, measure, period)
    return every.pairs(), every.pair_count


def _alike_first(served: Served, question: Question) -> list[Comparison]:
    """The answers to a question, those about the figures most alike first."""
    return sorted(_answers(served, question.measure, question.period, question.pairs), key=likeness)


def _answers(
    served: Served, measure: Measure, period: Period, pairs: Iterable[tuple[Figure, Figure]]
) -> Iterator[Comparison]:
    measures = served.measures
    return (answer(measures, measure, a, b, period) for a, b in pairs)


def _to(path: str) -> BaseResponse:
    return redirect(prefixed(path, language()), HTTPStatus.SEE_OTHER)
