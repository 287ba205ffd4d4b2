"""What is asked and answered, whatever version of the API it is said in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from graph.words import Words


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of entities: a class, or what narrows it (a vocabulary, an organisation), which is below ``broader``."""

    id: str
    name: str
    broader: Kind | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A property a candidate should have: any, all or none of ``values``; one that must hold is ``required``."""

    property: str
    values: tuple[str, ...]
    required: bool = False
    quantifier: Literal["any", "all", "none"] = "any"


@dataclass(frozen=True, slots=True)
class Query:
    """One row of somebody's data: the names and identifiers that stand in it, and what else is known of it."""

    names: tuple[str, ...]
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    limit: int = 5
    lang: str = "nb"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may be meant: ``score`` from 0 to 100, ``match`` when there is no doubt.

    ``features`` say what the score comes from.
    """

    id: str
    name: str
    score: float
    match: bool
    kinds: tuple[Kind, ...]
    description: str
    features: Mapping[str, float | bool]


@dataclass(frozen=True, slots=True)
class EntityValue:
    """A value that is an entity itself."""

    id: str
    name: str


Value = str | date | int | EntityValue


@dataclass(frozen=True, slots=True)
class Property:
    """What can be asked of an entity; ``service`` names the service its values are entities of, when they are."""

    id: str
    name: Words
    description: Words
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """An entity as a small page shows it: what it is called, what it is, and lines of what else is known."""

    id: str
    name: str
    text: str
    lines: Sequence[tuple[str, str]]


class Service(Protocol):
    """Entities of one kind, with their names in one language."""

    key: str
    space: str

    def kinds(self) -> Sequence[Kind]:
        """The types of its entities, the general one first."""

    def candidates(self, query: Query) -> Sequence[Candidate]:
        """The entities that may be meant, the likeliest first."""

    def suggested(self, prefix: str, limit: int, skip: int) -> Sequence[Candidate]:
        """The entities somebody may mean who has typed so far, or whose identifier it is."""

    def properties(self) -> Sequence[Property]:
        """What can be asked of its entities."""

    def values(self, entity: str, properties: Sequence[str], lang: str) -> Mapping[str, Sequence[Value]]:
        """The values of properties of one entity, empty for what is not known."""

    def preview(self, entity: str) -> Preview | None:
        """The entity as a small page shows it; None when there is none such."""


Document = dict[str, Any]
