"""Matching: the rows of an index that fit what is wanted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from graph.searching.filters import Filters
from graph.searching.findable import KINDS
from graph.searching.folding import fold
from graph.searching.index_file import GIVEN, IndexFile
from graph.searching.pieces import Pieces, shortest_beginnings
from graph.searching.ranking import TIERS, Fit, Match, tier
from graph.searching.wanted import PIECE, Wanted

# So many labels are looked at in all. Their ids are in the order of how good they are in themselves.
WINDOW: Final = 200
# With so many labels found as they were typed, nobody needs words with other endings, or running text, as well.
ENOUGH: Final = 100
# So many words of a text are looked up; whether it has the others is seen when it is looked at.
_LOOKED_UP: Final = 2
_COLUMNS: Final = "l.id, l.thing, l.place, l.type, l.kind, l.valid, l.lang, l.folded"
_FROM_LABEL: Final = f"SELECT {_COLUMNS} FROM label l WHERE"
_FROM_PART: Final = "FROM part p CROSS JOIN label l ON l.id = p.rowid WHERE part MATCH ?"
_BY_ID: Final = " ORDER BY p.rowid"
_LAST: Final = "\U0010ffff"
_INITIALS: Final = KINDS.index("initials")
# What a thing is called where nothing was searched for.
_CALLED: Final = tuple(map(KINDS.index, ("pref_label", "name", "field")))

_Row = tuple[Any, ...]


class Matcher:
    """The matches for one search in one language; ``overflow`` tells that there were more than could be looked at."""

    def __init__(self, file: IndexFile, filters: Filters, lang: str, window: int = WINDOW) -> None:
        self._connection = file.connection
        self._pieces = Pieces(file.counts)
        self._filter, self._values = filters.of_rows("l")
        self._of_notes, self._note_values = filters.of_rows("n")
        self._lang = lang
        self._window = window
        self._found: dict[int, Match] = {}
        self._technical = False
        self.overflow = False

    def labels(self, wanted: Wanted, *, corrected: bool = False) -> list[Match]:
        """Return the labels that fit, in no particular order: whole, by their beginning, by words, inside words."""
        self._found = {}
        if not wanted.words:
            return []
        self._technical = wanted.is_technical and not corrected
        self._exact(wanted)
        marks = ", ".join("?" * len(wanted.same))
        self._add(wanted, self._rows(f"{_FROM_LABEL} l.same IN ({marks})", wanted.same), Fit.SAME_WORDS)
        self._parts(wanted)
        return list(self._found.values())

    def every(self) -> list[Match]:
        """Return the names of each thing that the filters let through, the things in the order of the index."""
        rows = self._connection.execute(
            f"SELECT l.thing FROM (SELECT id AS thing, type FROM thing) l WHERE true{self._filter}"
            " ORDER BY l.thing LIMIT ?",
            (*self._values, self._window),
        )
        things = [thing for (thing,) in rows]
        self.overflow |= len(things) >= self._window
        kinds = ", ".join(map(str, _CALLED))
        sql = f"SELECT {_COLUMNS} FROM label l WHERE l.thing IN {GIVEN} AND l.place IS NULL AND l.kind IN ({kinds})"
        return [
            Match((thing, lang != "" and lang != self._lang, kind, number), number, thing, None, kind, Fit.EXACT)
            for number, thing, _, _, kind, _, lang, _ in self._connection.execute(sql, (json.dumps(things),))
        ]

    def running(self, wanted: Wanted) -> list[Match]:
        """Return the definitions and notes in which every word, or its stem, begins a word."""
        if not wanted.words:
            return []
        rows = self._connection.execute(
            "SELECT n.id, n.thing, n.kind, n.lang, n.type, n.valid, n.text FROM running r"
            f" CROSS JOIN note n ON n.id = r.rowid WHERE running MATCH ?{self._of_notes} ORDER BY r.rowid LIMIT ?",
            (running_expression(wanted), *self._note_values, self._window),
        ).fetchall()
        self.overflow |= len(rows) >= self._window
        fit, first = Fit.RUNNING, tier(Fit.RUNNING, 0)
        inflected = wanted.inflected
        return [
            Match((first, not valid, False, type_, lang != self._lang, kind, number), number, thing, None, kind, fit)
            for number, thing, kind, lang, type_, valid, text in rows
            if len(wanted.words) <= _LOOKED_UP or inflected.begins_words(fold(text))
        ]

    def _exact(self, wanted: Wanted) -> None:
        marks = ", ".join("?" * len(wanted.joined))
        tiers = TIERS[self._technical, False][Fit.EXACT]
        rows = self._rows(f"SELECT {_COLUMNS}, l.text FROM label l WHERE l.joined IN ({marks})", wanted.joined)
        for *row, text in rows:
            # «får» before «far», and timerPerUke before timer_per_uke, for whoever typed it so.
            self._keep(row, Fit.EXACT, tiers[row[4]], other_letters=text.casefold() != wanted.text.casefold())

    def _parts(self, wanted: Wanted) -> None:
        """Add labels that hold the words: all of them when they are few, else the best of each way to fit."""
        pieces, inflected = self._pieces, wanted.inflected
        stemmed = inflected.forms != wanted.forms
        loose = pieces.inside(inflected)
        found = self._ids(loose)
        if len(found) < self._window:
            self._add(wanted, inside := self._given(found))
        else:
            for expression in (pieces.label_start(wanted), pieces.word_starts(wanted)):
                self._add(wanted, [] if self._full else self._matching(expression))
            tight = pieces.inside(wanted)
            inside = [] if self._full else self._given(found) if tight == loose else self._matching(tight)
            self._add(wanted, inside)
        # Words too short to be looked up, and names written without the spaces or hyphens they have.
        if not self._found or min(map(len, wanted.words)) < PIECE:
            for joined in wanted.joined:
                rows = self._rows(f"{_FROM_LABEL} l.joined >= ? AND l.joined < ?", (joined, joined + _LAST))
                self._add(wanted, rows)
        if stemmed and len(self._found) < min(ENOUGH, self._window):
            self._add(inflected, inside if len(found) < self._window else self._given(found), by_stem=True)

    @property
    def _full(self) -> bool:
        return len(self._found) >= self._window

    def _matching(self, expression: str) -> list[_Row]:
        return self._rows(f"SELECT {_COLUMNS} {_FROM_PART}", (expression,), order=_BY_ID) if expression else []

    def _ids(self, expression: str) -> list[int]:
        """The ids of the first labels that an expression finds; without a filter the labels need not be looked at."""
        if not expression:
            return []
        source = _FROM_PART if self._filter else "FROM part p WHERE part MATCH ?"
        return [number for (number,) in self._rows(f"SELECT p.rowid {source}", (expression,), order=_BY_ID)]

    def _given(self, ids: list[int]) -> list[_Row]:
        """The labels with these ids."""
        sql = f"SELECT {_COLUMNS} FROM label l WHERE l.id IN {GIVEN}"
        return self._connection.execute(sql, (json.dumps(ids),)).fetchall() if ids else []

    def _rows(self, sql: str, values: Iterable[str | int], order: str = "") -> list[_Row]:
        statement = f"{sql}{self._filter}{order} LIMIT ?"
        rows = self._connection.execute(statement, (*values, *self._values, self._window)).fetchall()
        self.overflow |= len(rows) >= self._window
        return rows

    def _add(self, wanted: Wanted, rows: list[_Row], fit: Fit | None = None, *, by_stem: bool = False) -> None:
        found, fit_of = self._found, wanted.fit
        tiers = TIERS[self._technical, by_stem]
        for row in rows:
            if row[0] in found or row[4] == _INITIALS:
                continue
            if len(found) >= self._window:
                self.overflow = True
                return
            fits = fit_of(row[7]) if fit is None else fit
            if fits is not None:
                self._keep(row, fits, tiers[fits][row[4]])

    def _keep(self, row: Sequence[Any], fit: Fit, tier_: int, *, other_letters: bool = False) -> None:
        number, thing, place, type_, kind, valid, lang, folded = row
        other = lang != "" and lang != self._lang
        key = (tier_, not valid, other_letters, type_, other, kind, len(folded), place is not None, number)
        # Matches are many, and this is the fastest way to make one.
        self._found[number] = Match._make((key, number, thing, place, kind, fit))


def running_expression(wanted: Wanted) -> str:
    """Return the FTS5 expression for running text in which the longest words, or their stems, begin words.

    Words of a letter or two say nothing where there are others; a short one must be the whole word.
    """
    telling = [forms for forms in wanted.inflected.forms if len(forms[0]) >= PIECE] or list(wanted.forms)
    longest = sorted(telling, key=lambda forms: len(forms[0]), reverse=True)[:_LOOKED_UP]
    groups = (map(_word_or_beginning, shortest_beginnings(forms)) for forms in longest)
    return " AND ".join(f"({' OR '.join(group)})" for group in groups)


def _word_or_beginning(form: str) -> str:
    return f'"{form}"{"*" * (len(form) > PIECE)}'
