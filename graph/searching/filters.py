"""Filters: which of the things found count, as conditions on the tables of an index."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from graph.searching.findable import TYPES

FacetName = Literal["type", "vocabulary", "status", "organisation"]
FACETS: Final[tuple[FacetName, ...]] = ("type", "vocabulary", "status", "organisation")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked of a thing besides its names; what is None is not asked.

    ``type`` is one of TYPES, ``types`` several; ``vocabulary`` and ``organisation`` are IRIs of what it belongs to;
    ``status`` is a concept status code; ``label_lang`` is the language of the name it is found by.
    """

    type: str | None = None
    vocabulary: str | None = None
    status: str | None = None
    organisation: str | None = None
    types: tuple[str, ...] = ()
    label_lang: str | None = None

    def without(self, facet: FacetName) -> Filters:
        """Return the filters without one of them."""
        cleared: dict[str, Any] = {facet: None}
        return replace(self, **cleared)

    def chosen(self) -> dict[FacetName, str]:
        """Return the facets that are asked for, with what is asked."""
        return {name: value for name in FACETS if (value := getattr(self, name)) is not None}

    def of_things(self, thing: str) -> tuple[str, list[str | int]]:
        """Return the SQL condition on the column ``thing`` and what is bound in it, empty when nothing is asked."""
        conditions: list[str] = []
        values: list[str | int] = []
        wanted = self._types()
        if wanted is not None:
            marks = ", ".join("?" * len(wanted))
            conditions.append(f"{thing} IN (SELECT id FROM thing WHERE type IN ({marks}))")
            values += wanted
        if self.status:
            conditions.append(f"{thing} IN (SELECT id FROM thing WHERE status = ?)")
            values.append(self.status)
        for owner in filter(None, (self.vocabulary, self.organisation)):
            conditions.append(
                f"{thing} IN (SELECT thing FROM belongs WHERE owner = (SELECT id FROM thing WHERE iri = ?))"
            )
            values.append(owner)
        return "".join(f" AND {condition}" for condition in conditions), values

    def of_labels(self) -> tuple[str, list[str | int]]:
        """Return the same for rows ``l`` of the table label, the language of the label among it."""
        condition, values = self.of_things("l.thing")
        if self.label_lang:
            condition += " AND l.lang = ?"
            values.append(self.label_lang)
        return condition, values

    def _types(self) -> list[int] | None:
        if self.type is None and not self.types:
            return None
        allowed = set(self.types or TYPES)
        if self.type is not None:
            allowed &= {self.type}
        return [number for number, name in enumerate(TYPES) if name in allowed]
