"""What has been found out about content files, kept in one SQLite file so that only what is new is judged again.

A ledger holds, for each file, its digest, its findings and its claims; for each unit, its findings and what it looked
up in others. It belongs to one set of rules and one base IRI, and begins anew under others, or when it is damaged.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.checks.every import Examined, Judged
from graph.checks.library import Claim
from graph.finding import Finding

_TABLES: Final = """
    CREATE TABLE IF NOT EXISTS made_for (rules TEXT);
    CREATE TABLE IF NOT EXISTS file (path TEXT PRIMARY KEY, stamp TEXT, digest BLOB, broken INTEGER, findings TEXT);
    CREATE TABLE IF NOT EXISTS claim (kind TEXT, key TEXT, path TEXT, value TEXT);
    CREATE INDEX IF NOT EXISTS claim_by_key ON claim (kind, key);
    CREATE INDEX IF NOT EXISTS claim_by_path ON claim (path);
    CREATE TABLE IF NOT EXISTS unit (id INTEGER PRIMARY KEY, name TEXT UNIQUE, findings TEXT);
    CREATE TABLE IF NOT EXISTS need (key TEXT, unit INTEGER, PRIMARY KEY (key, unit)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS used (unit TEXT, concept TEXT, other TEXT);
    CREATE INDEX IF NOT EXISTS used_by_unit ON used (unit);
    CREATE TABLE IF NOT EXISTS whole (findings TEXT);
"""
_NAMES: Final = ("made_for", "file", "claim", "unit", "need", "used", "whole")
_MANY: Final = 500
_BY_CONTENT: Final = ("term", "longer", "hidden", "longer-hidden", "pref", "text", "edge")


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the ledger knows of a file: when it was seen, what it held, whether it has errors."""

    stamp: str
    digest: bytes
    broken: bool


class Ledger:
    """An open ledger. Nothing is kept until ``commit``."""

    def __init__(self, path: Path, rules: str) -> None:
        """Open the ledger at ``path`` for a set of rules, and keep others from writing; raises ``sqlite3.Error``."""
        self.path = path
        self.connection = sqlite3.connect(path, isolation_level=None)
        # Others read while this one writes; what is lost with the machine's power is only begun anew.
        self._run("PRAGMA journal_mode = WAL")
        self._run("PRAGMA synchronous = OFF")
        self.connection.executescript(_TABLES)
        self._run("BEGIN IMMEDIATE")
        if self._run("SELECT rules FROM made_for").fetchall() != [(rules,)]:
            for name in _NAMES:
                self._run(f"DELETE FROM {name}")
        self._rules = rules

    def close(self) -> None:
        """Close without keeping what is not committed."""
        self.connection.close()

    def share(self) -> Path:
        """Let other processes read what there is now; the ledger counts as unfinished until ``commit``."""
        self._run("DELETE FROM made_for")
        self._run("COMMIT")
        self._run("BEGIN")
        return self.path

    def commit(self) -> None:
        """Keep everything."""
        self._run("DELETE FROM made_for")
        self._run("INSERT INTO made_for VALUES (?)", self._rules)
        self._run("COMMIT")

    def files(self) -> dict[str, KnownFile]:
        """The files that are known, by path."""
        rows = self._run("SELECT path, stamp, digest, broken FROM file")
        return {path: KnownFile(stamp, digest, bool(broken)) for path, stamp, digest, broken in rows}

    def keep_stamp(self, path: str, stamp: str) -> None:
        """Remember when a file that has not changed was seen."""
        self._run("UPDATE file SET stamp = ? WHERE path = ?", stamp, path)

    def keep_file(self, path: str, stamp: str, digest: bytes, examined: Examined) -> None:
        """Put a file's own findings and claims in place of what was known of it."""
        self._run("DELETE FROM claim WHERE path = ?", path)
        values = (path, stamp, digest, examined.is_broken, _written(examined.findings))
        self._run("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)", *values)
        rows = [(claim.kind, claim.key, path, claim.value) for claim in examined.claims]
        self.connection.executemany("INSERT INTO claim VALUES (?, ?, ?, ?)", rows)

    def forget_file(self, path: str) -> None:
        """A file that is not there any more."""
        self._run("DELETE FROM claim WHERE path = ?", path)
        self._run("DELETE FROM file WHERE path = ?", path)

    def claims_by(self, path: str) -> set[Claim]:
        """What a file is known to claim."""
        return {Claim(*row) for row in self._run("SELECT kind, key, value FROM claim WHERE path = ?", path)}

    def keep_unit(self, name: str, judged: Judged, *, with_needs: bool) -> None:
        """Put a unit's findings in place of what was known of it; what it once needed stays noted."""
        self._run(
            "INSERT INTO unit (name, findings) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET findings = excluded.findings",
            name,
            _written(judged.findings),
        )
        self._run("DELETE FROM used WHERE unit = ?", name)
        self.connection.executemany("INSERT INTO used VALUES (?, ?, ?)", [(name, *pair) for pair in judged.uses])
        if with_needs:
            number = self._run("SELECT id FROM unit WHERE name = ?", name).fetchone()[0]
            needs = [(key, number) for key in sorted(judged.needs)]
            self.connection.executemany("INSERT OR IGNORE INTO need VALUES (?, ?)", needs)

    def forget_unit(self, name: str) -> None:
        """A unit without readable files."""
        self._run("DELETE FROM used WHERE unit = ?", name)
        self._run("UPDATE unit SET findings = '' WHERE name = ?", name)

    def units_in_need(self, keys: Collection[str]) -> set[str]:
        """The units that looked up any of some keys."""
        question = "SELECT name FROM need JOIN unit ON unit.id = need.unit WHERE need.key IN ({})"
        return {name for (name,) in self._among(question, sorted(keys))}

    def uses_of(self, units: Iterable[str]) -> set[tuple[str, str]]:
        """The pairs of concepts that some units have noted."""
        question = "SELECT concept, other FROM used WHERE unit IN ({})"
        return {(concept, other) for concept, other in self._among(question, sorted(units))}

    def uses(self) -> Iterator[tuple[str, str]]:
        """All pairs of concepts, the first of which has a term of the other in its definition."""
        yield from self._run("SELECT concept, other FROM used ORDER BY concept, other")

    def whole(self) -> list[Finding] | None:
        """The findings on the catalogue as a whole; None when it has not been judged."""
        row = self._run("SELECT findings FROM whole").fetchone()
        return None if row is None else list(_read(row[0]))

    def keep_whole(self, findings: Sequence[Finding]) -> None:
        """Keep the findings on the catalogue as a whole."""
        self._run("DELETE FROM whole")
        self._run("INSERT INTO whole VALUES (?)", _written(findings))

    def findings(self) -> Iterator[Finding]:
        """All findings on files and units."""
        for table in ("file", "unit"):
            for (written,) in self._run(f"SELECT findings FROM {table} WHERE findings != ''"):
                yield from _read(written)

    def _among(self, question: str, values: Sequence[str]) -> Iterator[tuple[str, ...]]:
        for start in range(0, len(values), _MANY):
            some = values[start : start + _MANY]
            yield from self._run(question.format(", ".join("?" * len(some))), *some)

    def _run(self, statement: str, *values: object) -> sqlite3.Cursor:
        return self.connection.execute(statement, values)


class LedgerClaims:
    """The claims in a ledger as they are when they are asked for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Ask over an open connection."""
        self._connection = connection
        self._loaded: dict[str, dict[str, list[tuple[str, str]]]] = {}

    @classmethod
    def at(cls, path: Path) -> LedgerClaims:
        """Ask a ledger on disk that another process has open."""
        return cls(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True))

    def load(self) -> None:
        """Load what is asked for by content, before many files ask."""
        for kind in _BY_CONTENT:
            loaded = self._loaded[kind] = {}
            for path, key, value in self.all(kind):
                loaded.setdefault(key, []).append((path, value))

    def of(self, kind: str, key: str) -> Sequence[tuple[str, str]]:
        """Path and value of the claims under a key, in order of path."""
        if kind in self._loaded:
            return self._loaded[kind].get(key, ())
        question = "SELECT path, value FROM claim WHERE kind = ? AND key = ? ORDER BY path, rowid"
        return self._connection.execute(question, (kind, key)).fetchall()

    def all(self, kind: str) -> Iterable[tuple[str, str, str]]:
        """Path, key and value of every claim of a kind, in order of path."""
        question = "SELECT path, key, value FROM claim WHERE kind = ? ORDER BY path, rowid"
        return self._connection.execute(question, (kind,)).fetchall()


def _written(findings: Sequence[Finding]) -> str:
    rows = [[f.rule, f.severity, f.file, f.line, f.column, dict(f.message), dict(f.remedy)] for f in findings]
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def _read(written: str) -> Iterator[Finding]:
    for row in json.loads(written) if written else ():
        yield Finding(*row)
