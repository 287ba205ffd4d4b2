"""Tables for spreadsheets as answers: CSV as Excel in Norwegian reads it or as RFC 4180 says, or a workbook.

Which CSV is said by ``skilletegn``: ``semikolon`` (the default: byte order mark, semicolon, decimal comma) or ``komma``
(no mark, comma, decimal point).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from flask import Response, request

from graph.sheets.csv_file import DIALECTS, Dialect, Value, written
from graph.sheets.csv_file import MEDIA_TYPE as CSV
from graph.sheets.xlsx_file import MEDIA_TYPE as XLSX
from graph.sheets.xlsx_file import Page, workbook
from server.cors import open_to_all
from server.problems import SITE

FORMS: Final = {"csv": CSV, "xlsx": XLSX}
_TITLE: Final = 31
_NOT_IN_TITLES: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", "-"))


def sheet(rows: Iterable[Sequence[Value]], media_type: str, dialect: Dialect, name: str) -> Response:
    """Rows, the first of which is the header, as a file to save as ``name`` (ASCII, no suffix).

    CSV is sent while it is worked out; raises SheetTooLarge when a workbook cannot hold them.
    """
    if media_type == XLSX:
        page = Page(name.translate(_NOT_IN_TITLES)[:_TITLE], rows)
        return file_response(workbook([page]), XLSX, f"{name}.xlsx")
    return file_response(written(rows, dialect), f"{CSV}; charset=utf-8", f"{name}.csv")


def listed(rows: Iterable[Sequence[Value]], form: str, name: str) -> Response:
    """The list ``name`` in the form that its address ends with (``csv``, ``xlsx``), with the separator asked for.

    Raises ProblemRaised for a separator nobody has.
    """
    named = request.args.get("skilletegn", "").strip().lower()
    dialect = DIALECTS.get(named)
    if dialect is None:
        raise SITE.refusal("ukjent-skilletegn", value=named, supported=", ".join(filter(None, DIALECTS)))
    return sheet(rows, FORMS[form], dialect, name)


def file_response(body: bytes | Iterable[bytes], content_type: str, name: str) -> Response:
    """A file to save as ``name`` (ASCII), which any site may read."""
    response = Response(body, content_type=content_type)
    response.vary.add("Accept")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return open_to_all(response)
