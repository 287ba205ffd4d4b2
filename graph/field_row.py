"""FieldRow: one field in one period, as a line in a list of fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from graph.names import named
from graph.store import CatalogueStore, Row, iri, text, value_of
from graph.texts import Reference, Text, day, local_name, string, text_of


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field in one period.

    ``relation`` is the SKOS mapping property's name seen from the local side (``exactMatch`` …; None when mapped
    to nothing); ``role`` and ``status`` are the words of the table; ``confidence`` is ``Verified``, ``Partly`` or
    ``FromMemory``. Where it is not ``start_stated``, ``valid_from`` is the day the description is known from.
    """

    field: str
    meaning: str
    column: str
    organisation: Reference
    organisation_type: str
    system: Reference
    table: Reference
    concept: Reference | None
    relation: str | None
    role: str
    unit: Reference | None
    sector: Reference | None
    valid_from: date | None
    start_stated: bool
    valid_to: date | None
    status: str
    confidence: str | None
    example: bool
    note: str | None


def rows_of_concept(store: CatalogueStore, concept: str) -> list[FieldRow]:
    """Return the rows mapped to a concept, by organisation, system, table and column."""
    return field_rows(store, store.select("fields_of_concept", concept=iri(concept)))


def rows_of_organisation(store: CatalogueStore, organisation: str) -> list[FieldRow]:
    """Return the rows of everything an organisation owns, by system, table and column."""
    return field_rows(store, store.select("fields_of_organisation", organisation=iri(organisation)))


def rows_under(store: CatalogueStore, container: str) -> list[FieldRow]:
    """Return the rows of one system or table (by its IRI), empty when it has none."""
    return field_rows(store, store.select("fields_under", prefix=text(container + "/")))


def field_rows(store: CatalogueStore, rows: Iterable[Row]) -> list[FieldRow]:
    """Turn rows of the ``fields_…`` queries into FieldRows with names, municipalities before national bodies."""

    # Many rows share a concept, a unit and a sector: each is looked up once.
    once = cache(partial(named, store))
    return sorted((_field_row(row, once) for row in rows), key=_order)


def _field_row(row: Row, name_of: Callable[[str], Reference]) -> FieldRow:
    def optional(name: str) -> Reference | None:
        value = string(row, name)
        return name_of(value) if value else None

    relation, confidence = string(row, "relation"), string(row, "confidence")
    return FieldRow(
        field=value_of(row["field"]),
        meaning=value_of(row["use"]),
        column=value_of(row["column"]),
        organisation=Reference(value_of(row["organisation"]), (Text(value_of(row["organisationName"])),)),
        organisation_type=string(row, "organisationType") or "",
        system=Reference(value_of(row["system"]), (text_of(row["systemTitle"]),)),
        table=Reference(value_of(row["table"]), (text_of(row["tableTitle"]),)),
        concept=optional("concept"),
        relation=local_name(relation) if relation else None,
        role=string(row, "role") or "",
        unit=optional("unit"),
        sector=optional("sector"),
        valid_from=day(row, "from"),
        start_stated="knownFrom" not in row,
        valid_to=day(row, "to"),
        status=string(row, "status") or "",
        confidence=local_name(confidence) if confidence else None,
        example=string(row, "example") == "true",
        note=string(row, "note"),
    )


def _order(row: FieldRow) -> tuple[bool, str, str]:
    return row.organisation_type != "kommune", row.organisation.label[0].value, row.meaning
