"""Facets: how many of the things found are of each type, vocabulary, status, language and organisation."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from graph.searching.filters import FACETS, IN_LANGUAGE, LACKING, MAPPED, FacetName, Filters, language_bits
from graph.searching.findable import TYPES
from graph.searching.index_file import GIVEN
from graph.texts import Text, Texts

_DECODER: Final = json.JSONDecoder()
_OWNED: Final = ("vocabulary", "organisation")
# The values that stand in an order of their own, however many have them.
_ORDERED: Final = (*IN_LANGUAGE, *reversed(MAPPED))


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet, how many things have it, and whether it is asked for; named where it is an IRI."""

    value: str
    label: Texts
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, the most frequent first; those of language and mapped in the order of the index."""

    name: FacetName
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class _Count:
    value: str
    label: Texts
    things: int

    @property
    def place(self) -> tuple[int, int, str]:
        if self.value in _ORDERED:
            return _ORDERED.index(self.value), 0, ""
        return -self.things, TYPES.index(self.value) if self.value in TYPES else 0, self.value


def facets_of(
    connection: sqlite3.Connection, filters: Filters, things: Callable[[Filters], Iterable[int]]
) -> tuple[Facet, ...]:
    """Return every facet that tells the things found apart; ``things`` finds them under other filters.

    The numbers of a facet are those one gets by choosing another of its values, so its own choice does not count.
    """
    chosen = filters.chosen()
    found = _Counts(connection, things(filters))
    facets = []
    for name in FACETS:
        counts = _Counts(connection, things(filters.without(name))) if name in chosen else found
        options = _options(connection, counts.by(name), chosen.get(name))
        # What everything has narrows nothing.
        if name in chosen or (len(options) > 1 and any(option.count < counts.things for option in options)):
            facets.append(Facet(name, options))
    return tuple(facets)


class _Counts:
    """Some things, counted by what each facet asks for."""

    def __init__(self, connection: sqlite3.Connection, things: Iterable[int]) -> None:
        numbers = list(things)
        self.things = len(numbers)
        self._connection = connection
        self._given = (json.dumps(numbers),)

    def by(self, facet: FacetName) -> list[_Count]:
        """The values of a facet that any of the things has, in the order they are shown."""
        if facet in _OWNED:
            return sorted(self._owners[TYPES.index(facet)], key=lambda count: count.place)
        counts: dict[str, int] = defaultdict(int)
        for type_, status, languages, mapped, things in self._kinds:
            for value in _values(facet, type_, status, languages, mapped):
                counts[value] += things
        return sorted((_Count(value, (), things) for value, things in counts.items()), key=lambda count: count.place)

    @cached_property
    def _kinds(self) -> list[tuple[int, str | None, int | None, int | None, int]]:
        columns = "type, status, languages, mapped"
        sql = f"SELECT {columns}, count(*) FROM thing WHERE id IN {GIVEN} GROUP BY {columns}"
        return self._connection.execute(sql, self._given).fetchall()

    @cached_property
    def _owners(self) -> dict[int, list[_Count]]:
        found: dict[int, list[_Count]] = defaultdict(list)
        rows = self._connection.execute(
            "SELECT o.type, o.iri, o.label, count(*) FROM belongs b JOIN thing o ON o.id = b.owner"
            f" WHERE b.thing IN {GIVEN} GROUP BY o.id",
            self._given,
        )
        for type_, iri, label, things in rows:
            found[type_].append(_Count(iri, texts(label), things))
        return found


def _values(
    facet: FacetName, type_: int, status: str | None, languages: int | None, mapped: int | None
) -> Iterator[str]:
    """The values of a facet that things of a kind have."""
    if facet == "type":
        yield TYPES[type_]
    elif facet == "status" and status is not None:
        yield status
    elif facet == "mapped" and mapped is not None:
        yield MAPPED[mapped]
    elif facet == "language" and languages is not None:
        for value in IN_LANGUAGE:
            has = bool(languages & language_bits((value.removeprefix(LACKING),)))
            if has != value.startswith(LACKING):
                yield value


def _options(connection: sqlite3.Connection, counts: list[_Count], chosen: str | None) -> tuple[Option, ...]:
    if chosen is not None and chosen not in {count.value for count in counts}:
        counts.append(_Count(chosen, _named(connection, chosen), 0))
    return tuple(Option(count.value, count.label, count.things, count.value == chosen) for count in counts)


def _named(connection: sqlite3.Connection, iri: str) -> Texts:
    row = connection.execute("SELECT label FROM thing WHERE iri = ?", (iri,)).fetchone()
    return texts(row[0]) if row else ()


def texts(written: str) -> Texts:
    """Return the texts the index keeps as JSON."""
    # Nothing stands before or after the list, so that need not be looked for.
    return tuple([Text(value, lang) for value, lang in _DECODER.raw_decode(written)[0]])
