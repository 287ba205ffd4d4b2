"""The file a search index is: its tables, what it needs of SQLite, and how threads read it.

    thing     what can be found; of a concept also which languages it has preferred terms in (a bit for each), and
              whether a field is mapped to it
    belongs   which thing belongs to which
    label     one text a thing is found by, in every spelling; lower ids stand first among equals
    part      label by any three letters in a row (FTS5, trigram); piece: how many labels hold them
    note      a definition or note         running   note by the beginnings of its words (FTS5)
    word      the distinct words of labels, for typing errors; deletion: by almost the same letters
    about     format, base and revision

Once written the file never changes, so any number of threads and processes read it without locks.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from graph.errors import SearchUnavailable

# Raised whenever the tables or what is written in them change, so that an older file is not read wrongly.
FORMAT: Final = "2"
_NEEDED: Final = (3, 34, 0)

TABLES: Final = """
CREATE TABLE about(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE thing(
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL, type INTEGER NOT NULL, status TEXT, valid INTEGER NOT NULL,
  languages INTEGER,
  mapped INTEGER, label TEXT NOT NULL, description TEXT NOT NULL);
CREATE TABLE belongs(thing INTEGER, owner INTEGER, PRIMARY KEY(thing, owner)) WITHOUT ROWID;
CREATE TABLE label(
  id INTEGER PRIMARY KEY, thing INTEGER NOT NULL, place INTEGER, type INTEGER NOT NULL, kind INTEGER NOT NULL,
  valid INTEGER NOT NULL, lang TEXT NOT NULL, folded TEXT NOT NULL, joined TEXT NOT NULL,
  same INTEGER NOT NULL, text TEXT NOT NULL);
CREATE TABLE note(
  id INTEGER PRIMARY KEY, thing INTEGER NOT NULL, type INTEGER NOT NULL, kind INTEGER NOT NULL,
  valid INTEGER NOT NULL, lang TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE piece(letters TEXT PRIMARY KEY, labels INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE word(id INTEGER PRIMARY KEY, folded TEXT NOT NULL, shown TEXT NOT NULL, weight INTEGER NOT NULL);
CREATE TABLE deletion(key INTEGER, word INTEGER, PRIMARY KEY(key, word)) WITHOUT ROWID;
CREATE VIRTUAL TABLE part USING fts5(folded, content='', detail=none, tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE running USING fts5(
  folded, content='', detail=none, tokenize='unicode61 remove_diacritics 0', prefix='2 3 5');
"""
# The numbers of a JSON list that is bound: one statement for any number of them, so that it is prepared once.
GIVEN: Final = "(SELECT value FROM json_each(?))"
INDEXES: Final = """
CREATE UNIQUE INDEX thing_iri ON thing(iri);
CREATE INDEX belongs_owner ON belongs(owner, thing);
CREATE INDEX label_joined ON label(joined);
CREATE INDEX label_same ON label(same);
CREATE INDEX label_thing ON label(thing);
CREATE UNIQUE INDEX word_folded ON word(folded);
"""


def require_sqlite() -> None:
    """Raise SearchUnavailable when Python's SQLite cannot hold the index: it must have FTS5 and be 3.34 or newer."""
    if sqlite3.sqlite_version_info < _NEEDED:
        raise SearchUnavailable("sqlite-too-old", found=sqlite3.sqlite_version, needed=".".join(map(str, _NEEDED)))
    with sqlite3.connect(":memory:") as memory:
        try:
            memory.execute("CREATE VIRTUAL TABLE probe USING fts5(text, tokenize='trigram')")
            memory.execute("SELECT value FROM json_each('[]')")
        except sqlite3.OperationalError as error:
            raise SearchUnavailable("sqlite-without-fts5", found=sqlite3.sqlite_version) from error
    memory.close()


class IndexFile:
    """An index opened for reading: a connection of its own for every thread that asks."""

    def __init__(self, path: Path) -> None:
        """Open the index at ``path``; raise SearchUnavailable when it is missing, or no index this program reads."""
        require_sqlite()
        if not path.is_file():
            raise SearchUnavailable("missing", folder=str(path.parent))
        self._address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._own = threading.local()
        self._opened: list[sqlite3.Connection] = []
        weakref.finalize(self, _close, self._opened)
        try:
            found = dict(self.connection.execute("SELECT key, value FROM about"))
        except sqlite3.DatabaseError as error:
            raise SearchUnavailable("damaged", folder=str(path.parent)) from error
        if found.get("format") != FORMAT:
            raise SearchUnavailable("other-version", folder=str(path.parent))
        self.base: str = found["base"]
        self.revision: str = found["revision"]

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many labels hold each three letters in a row that any label holds."""
        return dict(self.connection.execute("SELECT letters, labels FROM piece"))

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of the thread that asks."""
        known: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if known is None:
            # Each thread uses its own; only the one that closes them all at the end is another.
            known = sqlite3.connect(self._address, uri=True, check_same_thread=False)
            known.execute("PRAGMA mmap_size = 1073741824")
            known.execute("PRAGMA query_only = 1")
            self._own.connection = known
            self._opened.append(known)
        return known

    def close(self) -> None:
        """Close the connections of all threads."""
        _close(self._opened)
        self._own = threading.local()


def _close(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()
