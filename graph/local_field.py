"""LocalField: a column in somebody's system, and what it means there in each period."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Literal

from graph.errors import NotFound
from graph.field_row import FieldRow, field_rows
from graph.store import CatalogueStore, Row, Term, iri, value_of
from graph.texts import Reference, local_name, reference, string


@dataclass(frozen=True, slots=True)
class StatedAnswer:
    """How a local meaning answers one characteristic.

    ``kind`` is ``code`` (then ``value`` is the code), ``as-common`` («som felles») or ``unknown`` («ukjent»).
    """

    characteristic: Reference
    kind: Literal["code", "as-common", "unknown"]
    value: Reference | None
    source: str | None


@dataclass(frozen=True, slots=True)
class CodedValue:
    """One value of a coded column and the concept or code it stands for.

    ``relation`` is a SKOS mapping property's name, seen from the local side.
    """

    notation: str
    relation: str
    target: Reference


@dataclass(frozen=True, slots=True)
class FieldMeaning:
    """What a field means in one period (cmp:LocalMeaning): the row of the table, its answers, its coded values."""

    row: FieldRow
    concept_version: str | None
    reviewed: date | None
    reviewed_by: str | None
    source: str | None
    description: str | None
    answers: tuple[StatedAnswer, ...]
    coded_values: tuple[CodedValue, ...]


@dataclass(frozen=True, slots=True)
class LocalField:
    """A column: its exact name, where it stands, and its meanings, newest first."""

    iri: str
    column: str
    identifier: str
    datatype: str | None
    organisation: Reference
    system: Reference
    table: Reference
    meanings: tuple[FieldMeaning, ...]


def load_field(store: CatalogueStore, field: str) -> LocalField:
    """Return the field with the IRI ``field``; raise NotFound when there is none."""
    rows = store.select("field", field=iri(field))
    meanings = field_rows(store, store.select("fields_of_field", field=iri(field)))
    if not rows or not meanings:
        raise NotFound(field)
    place = meanings[0]
    return LocalField(
        iri=field,
        column=value_of(rows[0]["column"]),
        identifier=value_of(rows[0]["identifier"]),
        datatype=string(rows[0], "datatype"),
        organisation=place.organisation,
        system=place.system,
        table=place.table,
        meanings=tuple(_meaning(store, row) for row in sorted(meanings, key=lambda r: r.meaning, reverse=True)),
    )


def _meaning(store: CatalogueStore, row: FieldRow) -> FieldMeaning:
    use = iri(row.meaning)
    found = store.select("meaning", use=use)[0]
    return FieldMeaning(
        row=row,
        concept_version=string(found, "version"),
        reviewed=date.fromisoformat(value_of(found["reviewed"])) if "reviewed" in found else None,
        reviewed_by=string(found, "reviewedBy"),
        source=string(found, "source"),
        description=string(found, "description"),
        answers=_answers(store, use),
        coded_values=_coded_values(store, use),
    )


def _answers(store: CatalogueStore, use: Term) -> tuple[StatedAnswer, ...]:
    grouped = _by(store.select("answers", use=use), "characteristic")
    return tuple(_answer(rows) for _, rows in sorted(grouped.items()))


def _answer(rows: list[Row]) -> StatedAnswer:
    word = local_name(value_of(rows[0]["value"]))
    characteristic = _required(rows, "characteristic")
    source = string(rows[0], "source")
    if word == "AsCommon":
        return StatedAnswer(characteristic, "as-common", None, source)
    if word == "UnknownAnswer":
        return StatedAnswer(characteristic, "unknown", None, source)
    return StatedAnswer(characteristic, "code", reference(rows, "value", "valueLabel"), source)


def _coded_values(store: CatalogueStore, use: Term) -> tuple[CodedValue, ...]:
    values = [
        CodedValue(
            value_of(rows[0]["notation"]),
            local_name(value_of(rows[0]["relation"])),
            _required(rows, "target"),
        )
        for rows in _by(store.select("coded_values", use=use), "coded").values()
    ]
    return tuple(sorted(values, key=lambda value: (len(value.notation), value.notation)))


def _by(rows: list[Row], name: str) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[value_of(row[name])].append(row)
    return grouped


def _required(rows: list[Row], name: str) -> Reference:
    found = reference(rows, name)
    if found is None:
        raise NotFound(name)
    return found
