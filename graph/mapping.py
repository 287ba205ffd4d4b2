"""Mapping: what a column in one organisation's system means in one period (``cmp:LocalMeaning``).

The relation is stated from the use to the concept (``skos:broadMatch`` …), so the word for it,
which describes the local side, is the opposite one: a use with a broad match is narrower.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from dataclasses import field as member
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from graph.comparing.sector import Sector, load_sectors
from graph.comparing.unit import Unit, load_units
from graph.namespaces import CMP, PREFIXES
from graph.store import CatalogueStore, Row, iri, value_of
from graph.texts import day, local_name, string
from graph.words import alike, sentence

AS_COMMON: Final = CMP + "AsCommon"
UNKNOWN: Final = CMP + "UnknownAnswer"
SEVERAL: Final = CMP + "SeveralAnswers"
MEASURE_ROLE: Final = "mål"
APPROVED: Final = "godkjent"
_MUNICIPAL: Final = frozenset({"kommune", "fylkeskommune"})


class Relation(StrEnum):
    """How the use relates to the concept: the local name of the SKOS mapping property."""

    EXACT = "exactMatch"
    CLOSE = "closeMatch"
    LOCAL_NARROWER = "broadMatch"
    LOCAL_BROADER = "narrowMatch"
    RELATED = "relatedMatch"

    @property
    def iri(self) -> str:
        """The SKOS mapping property from the use to the concept."""
        return PREFIXES["skos"] + self.value


@dataclass(frozen=True, slots=True)
class Column:
    """The column a use is about (``csvw:Column``), by its exact name and the names around it."""

    iri: str
    name: str
    table: str
    system: str
    organisation: str
    organisation_name: str
    organisation_type: str
    contact: str

    @property
    def path(self) -> str:
        """``organisation/system/table/column``, as addresses on the site write it."""
        return self.iri.partition("/felt/")[2]

    @property
    def municipal(self) -> bool:
        """Does it belong to a municipality or county, and not to a national source?"""
        return self.organisation_type in _MUNICIPAL


@dataclass(frozen=True, slots=True)
class Mapping:
    """A use: one field in one period (``cmp:LocalMeaning``).

    ``answers`` maps a characteristic to a code, ``AS_COMMON``, ``UNKNOWN`` or, when the files
    contradict themselves, ``SEVERAL``; ``sources`` maps it to where the answer is from. ``start``
    and ``end`` are inclusive; None is open. Where it is not ``start_stated``, nobody says when it began to hold, and
    ``start`` is the day it is known from. Without a ``sector`` a municipality's figure is about the whole of it.
    ``meaning`` and ``note`` tell in bokmål what the column holds. ``common`` marks the concept's own definition.
    """

    iri: str
    field: Column
    role: str
    concept: str | None = None
    relation: Relation | None = None
    unit: Unit | None = None
    start: date | None = None
    start_stated: bool = True
    end: date | None = None
    version: str = ""
    status: str = ""
    reviewed: date | None = None
    example: bool = False
    sector: Sector | None = None
    source: str = ""
    meaning: str = ""
    note: str = ""
    answers: MappingOf[str, str] = member(default_factory=dict)
    sources: MappingOf[str, str] = member(default_factory=dict)
    common: bool = False

    @property
    def address(self) -> str:
        """How addresses on the site name the use: its field's path and the day it starts."""
        return self.iri.partition("/felt/")[2]

    @property
    def measured(self) -> bool:
        """Is the column a figure? Only figures are compared."""
        return self.role == MEASURE_ROLE

    @property
    def may_be_trusted(self) -> bool:
        """Is the mapping reviewed and approved? Examples pass, so that the catalogue can be seen."""
        return self.example or self.common or (self.status == APPROVED and bool(self.reviewed))

    @property
    def described(self) -> str:
        """What the column holds and what to mind about it, as whole sentences; empty where nobody wrote it."""
        parts = (part.strip() for part in (self.meaning, self.note))
        return " ".join(sentence(part if part.endswith(".") else f"{part}.") for part in parts if part)

    @property
    def begins(self) -> date | None:
        """The first day the use may describe: None where it is open, or nobody says when it began."""
        return self.start if self.start_stated else None

    def valid_on(self, day: date) -> bool:
        """Does the use describe the field on that day?"""
        return (self.start or day) <= day <= (self.end or day)


def load_mappings(
    store: CatalogueStore,
    *,
    concept: str | None = None,
    field: str | None = None,
    organisation: str | None = None,
) -> list[Mapping]:
    """The uses in the store, sorted by IRI, of all roles.

    Only those of one concept, of one field or of one organisation (IRIs) when it is given.
    """
    asked = {"concept": concept, "field": field, "organisation": organisation}
    bindings = {name: iri(value) for name, value in asked.items() if value}
    units, sectors = load_units(store), load_sectors(store)
    uses: dict[str, Mapping] = {}
    for row in store.select("mappings", **bindings):
        # A bound concept also shows in the rows of uses mapped to nothing.
        if "relation" in row or not concept:
            uses.setdefault(value_of(row["use"]), _mapping(row, units, sectors))
    answers: defaultdict[str, dict[str, str]] = defaultdict(dict)
    sources: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in store.select("mapping_answers", **bindings):
        use, asked_for, value = (value_of(row[n]) for n in ("use", "characteristic", "value"))
        same = answers[use].get(asked_for, value) == value
        answers[use][asked_for] = value if same else SEVERAL
        if "source" in row:
            sources[use][asked_for] = value_of(row["source"])
    return [replace(use, answers=answers[key], sources=sources[key]) for key, use in sorted(uses.items())]


def _mapping(row: Row, units: MappingOf[str, Unit], sectors: MappingOf[str, Sector]) -> Mapping:
    relation, unit, sector = string(row, "relation"), string(row, "unit"), string(row, "sector")
    return Mapping(
        iri=value_of(row["use"]),
        field=_column(row),
        role=_text(row, "role"),
        concept=string(row, "concept") if relation else None,
        relation=Relation(local_name(relation)) if relation else None,
        unit=units.get(unit) or _undescribed(unit) if unit else None,
        start=day(row, "start"),
        start_stated="knownFrom" not in row,
        end=day(row, "end"),
        version=_text(row, "version"),
        status=_text(row, "status"),
        reviewed=day(row, "reviewed"),
        example=_text(row, "example") == "true",
        sector=sectors.get(sector) or Sector(sector, alike(local_name(sector))) if sector else None,
        source=_text(row, "source"),
        meaning=_text(row, "meaning"),
        note=_text(row, "note"),
    )


def _column(row: Row) -> Column:
    owner = value_of(row["organisation"])
    return Column(
        iri=value_of(row["field"]),
        name=_text(row, "column"),
        table=_text(row, "table"),
        system=_text(row, "system"),
        organisation=owner,
        organisation_name=_text(row, "name") or local_name(owner),
        organisation_type=_text(row, "type"),
        contact=_text(row, "email").removeprefix("mailto:") or _text(row, "contact"),
    )


def _undescribed(unit: str) -> Unit:
    return Unit(unit, alike(local_name(unit)), frozenset(), None, Fraction(0))


def _text(row: Row, column: str) -> str:
    return string(row, column) or ""
