"""Stage MAP, the rows of a table together: keys, periods, and rows that belong to rows elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePosixPath

from graph.checks.material import Material
from graph.checks.reading import Row
from graph.checks.suggestion import did_you_mean
from graph.finding import Finding
from graph.tables.table import KEYS

_FOR_EVER = "9999-12-31"


def check_mapping_tables(material: Material) -> list[Finding]:
    """Findings on doubled keys (MAP-03), periods (MAP-04), two equal figures (MAP-12) and loose rows (MAP-16)."""
    return [
        *(found for path, rows in material.tables.items() for found in _keys(path, rows)),
        *(found for rows in _fields(material) for found in [*_periods(rows), *_same(rows)]),
        *_loose(material),
    ]


def _keys(path: str, rows: list[Row]) -> Iterator[Finding]:
    columns = KEYS[PurePosixPath(path).name]
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row[column] for column in columns)
        other = first.setdefault(key, row)
        if other is not row:
            name = " ".join(filter(None, key))
            yield row.found("MAP-03", "twice", columns[0], name=name, line_before=other.record.line)


def _fields(material: Material) -> Iterator[list[Row]]:
    for path, rows in sorted(material.tables.items()):
        if PurePosixPath(path).name == "felt.csv":
            yield rows


def _periods(rows: list[Row]) -> Iterator[Finding]:
    """MAP-04: two rows of one field that hold on the same day."""
    by_field: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_field[row["felt_id"]].append(row)
    for field, own in by_field.items():
        for before, after in pairwise(sorted(own, key=lambda row: row["gyldig_fra"])):
            same_start = before["gyldig_fra"] == after["gyldig_fra"]
            if not same_start and (before["gyldig_til"] or _FOR_EVER) >= after["gyldig_fra"]:
                values = {"field": field, "line_before": before.record.line}
                yield after.found("MAP-04", "overlap", "gyldig_fra", **values)


def _same(rows: list[Row]) -> Iterator[Finding]:
    """MAP-12: two figures of one table that both claim to be the same concept in one period."""
    claims: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["rolle"] == "mål" and row["relasjon"] == "lik" and row["status"] != "utgått":
            claims[row["felt_id"].rpartition(".")[0], row["begrep"]].append(row)
    for (_, concept), own in claims.items():
        for number, row in enumerate(own):
            for other in own[:number]:
                if other["felt_id"] != row["felt_id"] and _overlap(row, other):
                    values = {"concept": concept, "other": other["kolonne"]}
                    yield row.found("MAP-12", "two", "relasjon", **values)


def _overlap(one: Row, other: Row) -> bool:
    starts = max(one["gyldig_fra"], other["gyldig_fra"])
    return starts <= min(one["gyldig_til"] or _FOR_EVER, other["gyldig_til"] or _FOR_EVER)


def _loose(material: Material) -> Iterator[Finding]:
    """MAP-16: an answer or a code value of a field that is not in the body's ``felt.csv``."""
    for path, rows in sorted(material.tables.items()):
        if PurePosixPath(path).name not in {"kjennetegn.csv", "kodeverdier.csv"}:
            continue
        fields = material.tables.get(str(PurePosixPath(path).parent / "felt.csv"), [])
        keys = {(row["felt_id"], row["gyldig_fra"]) for row in fields}
        names = {field for field, _ in keys}
        for row in rows:
            if row["felt_id"] not in names:
                hint = did_you_mean(row["felt_id"], names)
                yield row.found("MAP-16", "field", "felt_id", name=row["felt_id"], hint=hint)
            elif (row["felt_id"], row["gyldig_fra"]) not in keys:
                starts = ", ".join(sorted(start or "–" for field, start in keys if field == row["felt_id"]))
                yield row.found("MAP-16", "period", "gyldig_fra", name=row["felt_id"], starts=starts)
