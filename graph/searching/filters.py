"""Filters: which of the things found count, as conditions on the tables of an index."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from graph.searching.findable import TYPES
from graph.texts import LANGUAGES

FacetName = Literal["type", "vocabulary", "status", "language", "mapped", "organisation"]
FACETS: Final[tuple[FacetName, ...]] = ("type", "vocabulary", "status", "language", "mapped", "organisation")
# What can be asked of the preferred terms of a concept: that one is in a language, or that none is.
LACKING: Final = "without-"
IN_LANGUAGE: Final = (*LANGUAGES, *(LACKING + lang for lang in LANGUAGES))
# Whether somebody has a field that is mapped to a concept, in the order of the numbers they are kept as.
MAPPED: Final = ("no", "yes")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked of a thing besides its names; what is None is not asked.

    ``type`` is one of TYPES, ``types`` several; ``vocabulary`` and ``organisation`` are IRIs of what it belongs to;
    ``status`` is a concept status code, ``language`` one of IN_LANGUAGE and ``mapped`` one of MAPPED: only concepts
    have these three.
    """

    type: str | None = None
    vocabulary: str | None = None
    status: str | None = None
    organisation: str | None = None
    types: tuple[str, ...] = ()
    language: str | None = None
    mapped: str | None = None

    def without(self, facet: FacetName) -> Filters:
        """Return the filters without one of them."""
        cleared: dict[str, Any] = {facet: None}
        return replace(self, **cleared)

    def chosen(self) -> dict[FacetName, str]:
        """Return the facets that are asked for, with what is asked."""
        return {name: value for name in FACETS if (value := getattr(self, name)) is not None}

    def of_rows(self, row: str) -> tuple[str, list[str | int]]:
        """Return the SQL condition on rows ``row`` of label or note, and what is bound in it; empty without filters.

        Each row is judged by itself: a set of all things that fit would be made anew for every statement.
        """
        conditions: list[str] = []
        values: list[str | int] = []
        wanted = self._types()
        if wanted is not None:
            conditions.append(f"{row}.type IN ({', '.join('?' * len(wanted))})")
            values += wanted
        asked, bound = self._of_a_thing()
        if asked:
            conditions.append(f"EXISTS (SELECT 1 FROM thing t WHERE t.id = {row}.thing AND {' AND '.join(asked)})")
            values += bound
        for owner in filter(None, (self.vocabulary, self.organisation)):
            conditions.append(
                f"EXISTS (SELECT 1 FROM belongs b WHERE b.thing = {row}.thing"
                " AND b.owner = (SELECT id FROM thing WHERE iri = ?))"
            )
            values.append(owner)
        return "".join(f" AND {condition}" for condition in conditions), values

    def _of_a_thing(self) -> tuple[list[str], list[str | int]]:
        conditions: list[str] = []
        values: list[str | int] = []
        if self.status:
            conditions.append("t.status = ?")
            values.append(self.status)
        if self.language:
            lang = self.language.removeprefix(LACKING)
            conditions.append(f"t.languages & ? {'=' if self.language != lang else '>'} 0")
            values.append(language_bits((lang,)))
        if self.mapped:
            conditions.append("t.mapped = ?")
            values.append(MAPPED.index(self.mapped))
        return conditions, values

    def _types(self) -> list[int] | None:
        if self.type is None and not self.types:
            return None
        allowed = set(self.types or TYPES)
        if self.type is not None:
            allowed &= {self.type}
        return [number for number, name in enumerate(TYPES) if name in allowed]


def language_bits(languages: tuple[str, ...]) -> int:
    """Return the number the index keeps for a set of languages: a bit for each of LANGUAGES."""
    return sum(1 << place for place, lang in enumerate(LANGUAGES) if lang in languages)
