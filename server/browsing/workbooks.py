"""«Last ned arbeidsbok»: a concept or a vocabulary as an Excel workbook, for those who do not use Git.

It is the workbook that ``begrep workbook export`` makes, so it can be brought back with ``begrep workbook import``.
"""

from __future__ import annotations

from typing import Final

from flask import Blueprint, g
from werkzeug.wrappers import Response as BaseResponse

from graph.sheets.xlsx_file import MEDIA_TYPE
from server.catalogue import Served
from server.language import words_language
from server.sheets import file_response

workbooks = Blueprint("workbooks", __name__)

NAME: Final = "arbeidsbok.xlsx"


@workbooks.get(f"/begrep/<vocabulary>/<slug>/{NAME}")
def concept_workbook(vocabulary: str, slug: str) -> BaseResponse:
    """The workbook of one concept."""
    return _workbook(f"{vocabulary}/{slug}")


@workbooks.get(f"/vokabular/<vocabulary>/{NAME}")
def vocabulary_workbook(vocabulary: str) -> BaseResponse:
    """The workbook of the concepts in a vocabulary."""
    return _workbook(vocabulary)


def _workbook(subject: str) -> BaseResponse:
    served: Served = g.served
    body = served.kept_content.workbook(subject, words_language())
    return file_response(body, MEDIA_TYPE, f"{subject.replace('/', '-')}.xlsx")
