"""The tables of mappings as metadata of CSV on the Web."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from graph.tables.table import OPTIONAL, read_table

ROOT = Path(__file__).parents[2]
NAMES = ["felt.csv", "kjennetegn.csv", "kodeverdier.csv"]


@pytest.fixture
def schemas(client: FlaskClient) -> dict[str, Any]:
    """The schema of each table, by its file's name."""
    response = client.get("/koblinger.csvw.json")
    assert response.status_code == 200
    assert response.content_type == "application/csvm+json"
    metadata = response.get_json(force=True)
    assert metadata["@context"][0] == "http://www.w3.org/ns/csvw"
    assert metadata["dialect"]["delimiter"] == ";"
    return {table["url"]: table["tableSchema"] for table in metadata["tables"]}


def fits(cell: str, column: dict[str, Any]) -> bool:
    """Whether a cell is one the column takes (Metadata Vocabulary for Tabular Data, sections 5.6 and 5.11)."""
    if not cell:
        return not column.get("required", False)
    datatype = column["datatype"]
    if isinstance(datatype, str):
        return True
    if datatype["base"] == "date":
        return date.fromisoformat(cell).isoformat() == cell
    return re.fullmatch(datatype["format"], cell) is not None


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_table_is_as_described(schemas: dict[str, Any], name: str) -> None:
    """Columns in this order, every cell of its type, keys unique, and every reference leads somewhere."""
    columns = schemas[name]["columns"]
    optional = OPTIONAL.get(name, frozenset())
    files = sorted((ROOT / "mappings").glob(f"*/{name}"))
    assert files
    for path in files:
        head = path.read_text(encoding="utf-8-sig").splitlines()[0].split(";")
        assert head == [each["name"] for each in columns if each["name"] in head or each["name"] not in optional]
        rows = read_table(name, path.read_bytes())
        wrong = [(row.line, each["name"]) for row in rows for each in columns if not fits(row[each["name"]], each)]
        assert wrong == [], path
        keys = [tuple(row[column] for column in schemas[name]["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys)
        for reference in schemas[name].get("foreignKeys", []):
            assert reference["reference"]["resource"] == "felt.csv"
            fields = read_table("felt.csv", path.with_name("felt.csv").read_bytes())
            known = {tuple(row[column] for column in reference["reference"]["columnReference"]) for row in fields}
            assert {tuple(row[column] for column in reference["columnReference"]) for row in rows} <= known


def test_what_does_not_fit_is_refused(schemas: dict[str, Any]) -> None:
    """The description says something: a word, a date and a name that no table may have do not fit."""
    columns = {column["name"]: column for column in schemas["felt.csv"]["columns"]}
    assert not fits("måling", columns["rolle"])
    assert not fits("", columns["rolle"])
    assert not fits("HR.Fravær.Prosent", columns["felt_id"])
    with pytest.raises(ValueError, match="isoformat"):
        fits("1.10.2018", columns["gyldig_fra"])
