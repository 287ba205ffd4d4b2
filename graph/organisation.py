"""Organisation: who owns fields, be it a municipality, a national body or a standard."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import NotFound
from graph.store import CatalogueStore, Row, value_of
from graph.texts import string


@dataclass(frozen=True, slots=True)
class Organisation:
    """An owner of local fields.

    ``type`` is the word of ``eiere.csv`` (kommune, stat, standard …); the numbers are strings with their zeros.
    """

    iri: str
    name: str
    type: str
    organisation_number: str | None
    municipality_number: str | None
    field_count: int
    example: bool

    @property
    def slug(self) -> str:
        """The last part of the IRI: the folder its tables lie in."""
        return self.iri.rsplit("/", 1)[-1]


def organisations(store: CatalogueStore) -> list[Organisation]:
    """Return every owner of fields, by type, then by name."""
    found = {value_of(row["organisation"]): _organisation(row) for row in store.select("organisations")}
    return sorted(found.values(), key=lambda organisation: (organisation.type, organisation.name))


def load_organisation(store: CatalogueStore, organisation: str) -> Organisation:
    """Return the organisation with that IRI; raise NotFound when there is none."""
    for found in organisations(store):
        if found.iri == organisation:
            return found
    raise NotFound(organisation)


def _organisation(row: Row) -> Organisation:
    return Organisation(
        iri=value_of(row["organisation"]),
        name=value_of(row["name"]),
        type=string(row, "type") or "",
        organisation_number=string(row, "number"),
        municipality_number=string(row, "municipality"),
        field_count=int(string(row, "fields") or 0),
        example=int(string(row, "examples") or 0) > 0,
    )
