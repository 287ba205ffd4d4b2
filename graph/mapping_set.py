"""MappingSet: what an organisation says of how its fields relate to concepts, as SSSOM sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.organisation import Organisation, load_organisation
from graph.store import CatalogueStore, Row, iri, value_of
from graph.texts import day, local_name, string


@dataclass(frozen=True, slots=True)
class StatedMapping:
    """One use of a field mapped to one concept; ``relation`` is the name of the SKOS mapping property.

    The property goes from the use to the concept: a use that counts less has a ``broadMatch``. Where it is not
    ``start_stated``, ``start`` is the day it is known from.
    """

    use: str
    column: str
    relation: str
    concept: str
    term: str
    version: str
    start: date | None
    start_stated: bool
    end: date | None
    reviewed: date | None
    reviewer: str
    source: str
    example: bool
    note: str


@dataclass(frozen=True, slots=True)
class MappingSet:
    """The mappings of one organisation, sorted by use."""

    organisation: Organisation
    mappings: tuple[StatedMapping, ...]


def load_mapping_set(store: CatalogueStore, organisation: str) -> MappingSet:
    """The mappings of the organisation with that IRI; raises NotFound when there is no such organisation."""
    return MappingSet(load_organisation(store, organisation), stated_mappings(store, organisation))


def stated_mappings(store: CatalogueStore, organisation: str) -> tuple[StatedMapping, ...]:
    """What the organisation with that IRI states, sorted by use; empty when there is no such organisation."""
    found: dict[tuple[str, str], StatedMapping] = {}
    for row in store.select("mapping_set", organisation=iri(organisation)):
        found.setdefault((value_of(row["use"]), value_of(row["concept"])), _mapping(row))
    return tuple(found[key] for key in sorted(found))


def _mapping(row: Row) -> StatedMapping:
    return StatedMapping(
        use=value_of(row["use"]),
        column=value_of(row["column"]),
        relation=local_name(value_of(row["relation"])),
        concept=value_of(row["concept"]),
        term=string(row, "term") or "",
        version=string(row, "version") or "",
        start=day(row, "start"),
        start_stated="knownFrom" not in row,
        end=day(row, "end"),
        reviewed=day(row, "reviewed"),
        reviewer=string(row, "reviewer") or "",
        source=string(row, "source") or "",
        example=string(row, "example") == "true",
        note=string(row, "note") or "",
    )
