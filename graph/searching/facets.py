"""Facets: how many of the things found are of each type, vocabulary, status and organisation."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from graph.searching.filters import FACETS, FacetName, Filters
from graph.searching.findable import TYPES
from graph.searching.index_file import GIVEN
from graph.texts import Text, Texts

_DECODER: Final = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet, how many things have it, and whether it is asked for; named where it is an IRI."""

    value: str
    label: Texts
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, the most frequent first."""

    name: FacetName
    options: tuple[Option, ...]


def facets_of(
    connection: sqlite3.Connection, filters: Filters, things: Callable[[Filters], Iterable[int]]
) -> tuple[Facet, ...]:
    """Return every facet that tells the things found apart; ``things`` finds them under other filters.

    The numbers of a facet are those one gets by choosing another of its values, so its own choice does not count.
    """
    chosen = filters.chosen()
    all_things = list(things(filters))
    found = []
    for name in FACETS:
        counted = list(things(filters.without(name))) if name in chosen else all_things
        options = _options(connection, name, counted, chosen.get(name))
        if len(options) > 1 or name in chosen:
            found.append(Facet(name, options))
    return tuple(found)


def _options(
    connection: sqlite3.Connection, name: FacetName, things: list[int], chosen: str | None
) -> tuple[Option, ...]:
    given = json.dumps(things)
    counted: list[tuple[str, Texts, int]]
    if name == "type":
        rows = connection.execute(f"SELECT type, count(*) FROM thing WHERE id IN {GIVEN} GROUP BY type", (given,))
        counted = [(TYPES[number], (), count) for number, count in rows]
    elif name == "status":
        sql = f"SELECT status, count(*) FROM thing WHERE id IN {GIVEN} AND status IS NOT NULL GROUP BY status"
        counted = [(status, (), count) for status, count in connection.execute(sql, (given,))]
    else:
        rows = connection.execute(
            "SELECT o.iri, o.label, count(*) FROM belongs b JOIN thing o ON o.id = b.owner"
            f" WHERE b.thing IN {GIVEN} AND o.type = ? GROUP BY o.id",
            (given, TYPES.index(name)),
        )
        counted = [(iri, texts(label), count) for iri, label, count in rows]
    counted.sort(key=lambda item: (-item[2], TYPES.index(item[0]) if item[0] in TYPES else 0, item[0]))
    if chosen is not None and chosen not in {value for value, _, _ in counted}:
        counted.append((chosen, _named(connection, chosen), 0))
    return tuple(Option(value, label, count, value == chosen) for value, label, count in counted)


def _named(connection: sqlite3.Connection, iri: str) -> Texts:
    row = connection.execute("SELECT label FROM thing WHERE iri = ?", (iri,)).fetchone()
    return texts(row[0]) if row else ()


def texts(written: str) -> Texts:
    """Return the texts the index keeps as JSON."""
    # Nothing stands before or after the list, so that need not be looked for.
    return tuple([Text(value, lang) for value, lang in _DECODER.raw_decode(written)[0]])
