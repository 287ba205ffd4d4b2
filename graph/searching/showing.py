"""Showing: from matches in the index to hits with the names, owners and places a reader needs."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from graph.searching.answer import Hit, Owner, Thing
from graph.searching.facets import texts
from graph.searching.findable import KINDS, TYPES
from graph.searching.folding import tidy
from graph.searching.highlighting import marks
from graph.searching.index_file import GIVEN, IndexFile
from graph.searching.ranking import Fit, Match
from graph.searching.wanted import Wanted
from graph.texts import Text

_CONCEPT: Final = TYPES.index("concept")


def best_of_each(matches: Iterable[Match]) -> list[Match]:
    """Return the best match of every thing, best first."""
    best: dict[int, Match] = {}
    for match in matches:
        known = best.get(match.thing)
        if known is None or match.key < known.key:
            best[match.thing] = match
    return sorted(best.values())


class Showing:
    """Makes hits of the matches in an index; one for all threads that search it."""

    def __init__(self, file: IndexFile) -> None:
        """Read names from ``file``."""
        self._file = file
        self._owners: dict[int, Owner] = {}

    def hits(self, chosen: Sequence[Match], every: Iterable[Match], wanted: Wanted) -> tuple[Hit, ...]:
        """Return a hit for each of the ``chosen`` matches; ``every`` match tells how many places have a name."""
        shown = {match.thing for match in chosen}
        rivals = [match for match in every if match.place is not None and match.thing in shown]
        texts_ = _texts(self._file.connection, [*chosen, *rivals])
        places: dict[tuple[int, str], set[int | None]] = defaultdict(set)
        for match in rivals:
            places[match.thing, texts_[match.row, False].value.casefold()].add(match.place)
        things = self._things(shown | {match.place for match in chosen if match.place is not None})
        found = []
        for match in chosen:
            text = texts_[match.row, match.fit is Fit.RUNNING]
            spans = marks(text.value, wanted, word_starts=match.fit is Fit.RUNNING)
            others = len(places.get((match.thing, text.value.casefold()), ())) - 1
            place = things[match.place] if match.place is not None else None
            kind = KINDS[match.kind]
            found.append(Hit(things[match.thing], kind, text, spans, match.fit, place, max(others, 0)))
        return tuple(found)

    def iris(self, chosen: Sequence[Match]) -> tuple[str, ...]:
        """Return the IRIs of the things that match, in the same order."""
        numbers = json.dumps([match.thing for match in chosen])
        found = dict(self._file.connection.execute(f"SELECT id, iri FROM thing WHERE id IN {GIVEN}", (numbers,)))
        return tuple(found[match.thing] for match in chosen)

    def _things(self, numbers: set[int]) -> dict[int, Thing]:
        chosen = (json.dumps(sorted(numbers)),)
        execute = self._file.connection.execute
        owners: dict[int, list[Owner]] = defaultdict(list)
        for thing, owner in execute(f"SELECT thing, owner FROM belongs WHERE thing IN {GIVEN}", chosen):
            owners[thing].append(self._owner(owner))
        columns = "id, iri, type, status, valid, label, description"
        rows = execute(f"SELECT {columns} FROM thing WHERE id IN {GIVEN}", chosen)
        return {
            number: Thing(
                iri, TYPES[type_], status, bool(valid), texts(label), texts(description), _told(type_, owners[number])
            )
            for number, iri, type_, status, valid, label, description in rows.fetchall()
        }

    def _owner(self, number: int) -> Owner:
        """What many things belong to, read once."""
        known = self._owners.get(number)
        if known is None:
            sql = "SELECT iri, type, label FROM thing WHERE id = ?"
            iri, type_, label = self._file.connection.execute(sql, (number,)).fetchone()
            known = self._owners[number] = Owner(iri, TYPES[type_], texts(label))
        return known


def _told(type_: int, owners: list[Owner]) -> tuple[Owner, ...]:
    """Every organisation has fields for some concept: a list of hits names only the vocabulary of a concept."""
    told = owners if type_ != _CONCEPT else [owner for owner in owners if owner.type == "vocabulary"]
    return tuple(sorted(told, key=lambda owner: (TYPES.index(owner.type), owner.iri)))


def _texts(connection: sqlite3.Connection, matches: Iterable[Match]) -> dict[tuple[int, bool], Text]:
    """The texts of matches, by row and whether it is running text."""
    found = {}
    rows: dict[bool, set[int]] = {False: set(), True: set()}
    for match in matches:
        rows[match.fit is Fit.RUNNING].add(match.row)
    for running, table in ((False, "label"), (True, "note")):
        if not rows[running]:
            continue
        sql = f"SELECT id, lang, text FROM {table} WHERE id IN {GIVEN}"
        for number, lang, text in connection.execute(sql, (json.dumps(sorted(rows[running])),)):
            found[number, running] = Text(tidy(text), lang)
    return found
