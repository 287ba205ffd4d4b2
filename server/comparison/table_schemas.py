"""``/koblinger.csvw.json``: the three tables of mappings an organisation keeps, described as metadata of CSV on the
Web (https://www.w3.org/TR/tabular-metadata/): columns, keys, allowed words, and how the tables point at each other.

Tools that read CSV by such metadata can use it; what is wrong with a table, and how to mend it, is told by ``begrep
check``.
"""

from __future__ import annotations

import json
from typing import Any, Final

from flask import Blueprint, g
from werkzeug.wrappers import Response as BaseResponse

from graph.checks.mapping_rows import FIELD_ID, REQUIRED, WORDS
from graph.tables.table import COLUMNS, DATE_COLUMNS, KEYS
from server.catalogue import Served
from server.comparison.csvw_tables import CONTENT_TYPE
from server.sheets import file_response

table_schemas = Blueprint("table_schemas", __name__)

TABLES: Final = ("felt.csv", "kjennetegn.csv", "kodeverdier.csv")
_NAME: Final = "koblinger.csvw.json"
_USE: Final = list(KEYS["felt.csv"])
# The period of a field without figures may be open at both ends.
_MAY_BE_EMPTY: Final = "gyldig_fra"


@table_schemas.get(f"/{_NAME}")
def schemas() -> BaseResponse:
    """The tables as this program reads them."""
    served: Served = g.served
    body = json.dumps(document(served.manifest.base), ensure_ascii=False, indent=2) + "\n"
    return file_response(body.encode(), CONTENT_TYPE, _NAME)


def document(base: str) -> dict[str, Any]:
    """The metadata of the table group, published under ``base``."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nb"}],
        "@id": f"{base}{_NAME}",
        "dc:title": "Koblinger fra lokale felt til felles begreper: tabellene",
        "dialect": {"delimiter": ";", "encoding": "utf-8", "header": True},
        "tables": [_table(name) for name in TABLES],
    }


def _table(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "columns": [_column(name, column) for column in COLUMNS[name]],
        "primaryKey": list(KEYS[name]),
    }
    if name != "felt.csv":
        reference = {"resource": "felt.csv", "columnReference": _USE}
        schema["foreignKeys"] = [{"columnReference": _USE, "reference": reference}]
    return {"url": name, "tableSchema": schema}


def _column(table: str, column: str) -> dict[str, Any]:
    needed = column in REQUIRED.get(table, ()) or (column in KEYS[table] and column != _MAY_BE_EMPTY)
    return {"name": column, "titles": column, "datatype": _datatype(table, column)} | (
        {"required": True} if needed else {}
    )


def _datatype(table: str, column: str) -> str | dict[str, str]:
    words = WORDS.get(table, {}).get(column)
    if words:
        return {"base": "string", "format": "|".join(words)}
    if column == "felt_id":
        return {"base": "string", "format": FIELD_ID.pattern}
    return {"base": "date", "format": "yyyy-MM-dd"} if column in DATE_COLUMNS else "string"
