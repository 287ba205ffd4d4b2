"""The writer: findable things into a new index file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from graph.searching.filters import language_bits
from graph.searching.findable import KINDS, RUNNING, TYPES, Findable, Name
from graph.searching.folding import fold, fold_word, join, words
from graph.searching.index_file import FORMAT, INDEXES, TABLES, require_sqlite
from graph.searching.inflection import base, same_words
from graph.searching.lexicon import Lexicon
from graph.searching.spellings import spellings
from graph.texts import Text, Texts

_INITIALS: Final = range(2, 7)
# Little words that an abbreviation may leave out.
_LITTLE: Final = frozenset(
    map(
        fold_word,
        [
            "a",
            "an",
            "and",
            "av",
            "by",
            "eller",
            "etter",
            "for",
            "fra",
            "frå",
            "i",
            "in",
            "med",
            "of",
            "og",
            "or",
            "per",
            "på",
            "the",
            "til",
            "ved",
        ],
    )
)

# In the order of the columns of the table label, but for its id.
_Label = tuple[int, int | None, int, int, bool, str, str, str, int, str]


def write_index(path: Path, things: Iterable[Findable], *, base_iri: str, revision: str) -> None:
    """Write the index of ``things`` to the new file ``path``.

    Raises FileExistsError when it exists, SearchUnavailable when Python's SQLite cannot write one (see require_sqlite).
    """
    require_sqlite()
    path.touch(exist_ok=False)
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(TABLES)
        with connection:
            _Writer(connection).write(list(things))
            about = {"format": FORMAT, "base": base_iri, "revision": revision}
            connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())
        connection.executescript(INDEXES)
        for table in ("part", "running"):
            connection.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")
        connection.execute("CREATE VIRTUAL TABLE temp.pieces USING fts5vocab(main, part, row)")
        connection.execute("INSERT INTO piece SELECT term, doc FROM temp.pieces")
        connection.execute("ANALYZE")
        connection.commit()
    finally:
        connection.close()


class _Writer:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ids: dict[str, int] = {}

    def write(self, things: list[Findable]) -> None:
        things.sort(key=lambda thing: (TYPES.index(thing.type), thing.iri))
        self._ids = {thing.iri: number for number, thing in enumerate(things, 1)}
        self._insert("thing", 9, (self._thing(thing) for thing in things))
        self._insert("belongs", 2, (pair for thing in things for pair in self._owners(thing)))
        self._notes(things)
        self._labels(things)
        self._words(things)

    def _thing(self, thing: Findable) -> tuple[object, ...]:
        return (
            self._ids[thing.iri],
            thing.iri,
            TYPES.index(thing.type),
            thing.status,
            thing.valid,
            None if thing.languages is None else language_bits(thing.languages),
            thing.mapped,
            _json(thing.label),
            _json(thing.description),
        )

    def _owners(self, thing: Findable) -> Iterator[tuple[int, int]]:
        for owner in dict.fromkeys(thing.owners):
            if owner in self._ids:
                yield self._ids[thing.iri], self._ids[owner]

    def _notes(self, things: list[Findable]) -> None:
        rows = [
            (RUNNING.index(name.kind), not thing.valid, self._ids[thing.iri], name.text, TYPES.index(thing.type))
            for thing in things
            for name in thing.names
            if name.kind in RUNNING
        ]
        rows.sort()
        numbered = list(enumerate(rows, 1))
        self._insert("note", 7, (
            (number, thing, type_, KINDS.index(RUNNING[kind]), not expired, text.lang, text.value)
            for number, (kind, expired, thing, text, type_) in numbered
        ))  # fmt: skip
        self._fill("running", ((number, fold(text.value)) for number, (*_, text, _) in numbered))

    def _labels(self, things: list[Findable]) -> None:
        rows: dict[_Label, None] = {}
        for thing in things:
            for name in (*thing.names, *_initials(thing)):
                if name.kind not in RUNNING:
                    rows.update(dict.fromkeys(self._spelt(thing, name)))
        ordered = sorted(rows, key=lambda row: (row[3], not row[4], row[2], len(row[6]), row[6], row[5], row[0]))
        numbered = list(enumerate(ordered, 1))
        self._insert("label", 11, ((number, *row) for number, row in numbered))
        self._fill("part", ((number, f"^ {row[6]} ") for number, row in numbered))

    def _spelt(self, thing: Findable, name: Name) -> Iterator[_Label]:
        place = self._ids.get(name.place) if name.place else None
        kind, type_ = KINDS.index(name.kind), TYPES.index(thing.type)
        for folded in spellings(fold(name.text.value)):
            if folded:
                same = same_words(map(base, folded.split()))
                text = name.text
                number = self._ids[thing.iri]
                yield number, place, type_, kind, thing.valid, text.lang, folded, join(folded), same, text.value

    def _words(self, things: list[Findable]) -> None:
        lexicon = Lexicon.of(name for thing in things for name in thing.names if name.kind not in RUNNING)
        self._insert("word", 4, lexicon.rows())
        self._insert("deletion", 2, lexicon.deletions())

    def _insert(self, table: str, columns: int, rows: Iterable[tuple[object, ...]]) -> None:
        self._connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)

    def _fill(self, table: str, rows: Iterable[tuple[int, str]]) -> None:
        self._connection.executemany(f"INSERT INTO {table}(rowid, folded) VALUES (?, ?)", rows)


def _initials(thing: Findable) -> Iterator[Name]:
    """The first letters of the words of a term, with and without the little words: FTE for full-time equivalent."""
    for name in thing.names:
        if name.kind not in ("pref_label", "alt_label"):
            continue
        written = words(name.text.value)
        telling = [word for word in written if fold_word(word) not in _LITTLE]
        for chosen in (written, telling):
            if len(chosen) in _INITIALS:
                letters = "".join(fold_word(word)[:1] for word in chosen)
                yield Name("initials", Text(letters.upper(), name.text.lang))


def _json(texts: Texts) -> str:
    return json.dumps([[text.value, text.lang] for text in texts], ensure_ascii=False)
