"""The result of a query for spreadsheets: CSV as Excel in Norwegian reads it, and a workbook.

Unlike the CSV of SPARQL 1.1 (Query Results CSV and TSV Formats), which tools get, no cell runs as a formula, and
numbers are written as a spreadsheet reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import pyoxigraph as ox

from graph.namespaces import PREFIXES
from graph.sheets.csv_file import EXCEL, Value, written
from graph.sheets.xlsx_file import Page, workbook
from graph.store import Term, value_of
from graph.words import number
from server.sparql.formats import XLSX

_XSD: Final = PREFIXES["xsd"]
_NUMBERS: Final = frozenset(
    f"{_XSD}{name}" for name in ("integer", "decimal", "double", "float", "int", "long", "short", "nonNegativeInteger")
)
_ANSWER: Final = "svar"


def as_sheet(results: bytes, media_type: str) -> Iterator[bytes]:
    """Yield ``results`` (SPARQL results in JSON) as a workbook when that is ``media_type``, else as CSV for Excel.

    Raises SheetTooLarge when a workbook cannot hold them.
    """
    rows = _rows(results)
    if media_type == XLSX:
        yield workbook([Page("SPARQL", rows, "A2")])
    else:
        yield from written(rows, EXCEL)


def _rows(results: bytes) -> Iterator[list[Value]]:
    found = ox.parse_query_results(results, ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        yield [_ANSWER]
        yield [bool(found)]
        return
    if not isinstance(found, ox.QuerySolutions):
        raise ValueError("a graph is no table")
    names = [variable.value for variable in found.variables]
    yield list(names)
    for solution in found:
        yield [_value(solution[name]) for name in names]


def _value(term: Term | None) -> Value:
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return value_of(term)
    datatype = term.datatype.value
    if datatype == _XSD + "boolean":
        return term.value in ("true", "1")
    return _number(term.value) if datatype in _NUMBERS else term.value


def _number(text: str) -> Value:
    """The number, unless a spreadsheet would get another one than was said."""
    try:
        value = Fraction(text)
        exact = Fraction(number(value, "en")) == value
    except (ValueError, ZeroDivisionError):
        return text
    return value if exact and abs(value) < 10**15 else text
