"""Every check of a catalogue on disk: only what is new is judged, over several processes when that is much.

The findings are those of ``graph.checks.every.check_all``, whatever was kept and however the work was shared.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from datetime import date
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from filelock import FileLock

import graph
from graph.checks.circles import check_circles
from graph.checks.claiming import needs_of
from graph.checks.every import Examined, broken_of, check_against, in_order, unit_of, units_of
from graph.checks.library import Library
from graph.finding import Finding
from loaders.checking.ledger import Ledger, LedgerClaims
from loaders.checking.shards import ENOUGH, DistantJudge, Examiner, Judge, processes, spread
from loaders.checking.stamped import StampedFiles
from loaders.git.revision import EarlierFiles
from loaders.progress import Progress

STEP: Final = "Kontrollerer filene"
_WHOLE: Final = frozenset({"edge", "related"})
"""The claims that the catalogue as a whole is judged by."""


def check(
    files: StampedFiles,
    base: str,
    say: Progress,
    ledger: Path | None = None,
    earlier: EarlierFiles | None = None,
    count: int | None = None,
    released: Iterable[str] = (),
) -> list[Finding]:
    """Every finding on ``files``, sorted by place.

    ``earlier`` is the state they are compared with, ``released`` the IRIs of what stands in some release.
    What is found out is kept in ``ledger`` (None: nowhere). One that another check is using, or that cannot be
    written, is done without; a damaged one is begun anew. ``count`` is the number of processes (None: as many as the
    work is worth).
    """
    if ledger is not None:
        try:
            ledger.parent.mkdir(parents=True, exist_ok=True)
            (ledger.parent / ".gitignore").write_text("*\n", encoding="utf-8")
            with FileLock(ledger.with_suffix(".lock"), timeout=0):
                return _checked(files, base, say, ledger, earlier, count, released, keep=True)
        except (OSError, sqlite3.OperationalError):
            say(STEP, 0, 1)  # the content, if it is what cannot be read, is told of below
        except sqlite3.DatabaseError:
            ledger.unlink(missing_ok=True)
    with TemporaryDirectory(prefix="begrep-") as folder:
        return _checked(files, base, say, Path(folder) / "ledger.sqlite", earlier, count, released, keep=False)


def _checked(
    files: StampedFiles,
    base: str,
    say: Progress,
    path: Path,
    earlier: EarlierFiles | None,
    count: int | None,
    released: Iterable[str],
    *,
    keep: bool,
) -> list[Finding]:
    ledger = Ledger(path, _rules())
    try:
        check = _Check(files, base, say, ledger, count, keep)
        found = check.run()
        if earlier is not None:
            today = date.today().isoformat()
            found += check_against(check.library, files, earlier, earlier.changed, released, today=today)
        return in_order(files, found, base)
    finally:
        ledger.close()


class _Check:
    """One check: finds out what is new, judges that, and what looked it up, and gathers all findings."""

    def __init__(
        self, files: StampedFiles, base: str, say: Progress, ledger: Ledger, count: int | None, keep: bool
    ) -> None:
        self._files = files
        self._base = base
        self._say = say
        self._ledger = ledger
        self._count = count
        self._keep = keep
        self._known = ledger.files()
        self._claims = LedgerClaims(ledger.connection)
        self._changed: dict[str, tuple[str, bytes]] = {}
        self._keys: set[str] = set()
        self._redo_whole = False
        self._broken: frozenset[str] = frozenset()

    def run(self) -> list[Finding]:
        """All findings; what was found out is kept."""
        before = broken_of({path for path, file in self._known.items() if file.broken}, self._known)
        gone = set(self._known) - set(self._files)
        self._look()
        errors = {path for path, file in self._known.items() if file.broken} - set(self._changed) - gone
        errors |= self._examine()
        self._forget(gone)
        self._broken = frozenset(broken_of(errors, self._files))
        self._note({*self._changed, *gone, *(before ^ self._broken)}, gone)
        whole = self._judge({*self._changed, *gone, *(before ^ self._broken)})
        if self._keep:
            self._ledger.commit()
        return [*self._ledger.findings(), *whole]

    @cached_property
    def library(self) -> Library:
        """The files and their claims, as they are now."""
        return Library(self._files, self._broken, self._claims, self._base)

    def _look(self) -> None:
        """Find the files that are new or hold something else than before."""
        for path in self._files:
            known = self._known.get(path)
            stamp = self._files.stamp(path)
            if known is not None and stamp and stamp == known.stamp:
                continue
            digest = hashlib.sha256(self._files[path]).digest()
            if known is None or known.digest != digest:
                self._changed[path] = (stamp, digest)
            else:
                self._ledger.keep_stamp(path, stamp)

    def _examine(self) -> set[str]:
        """Examine what has changed; return the paths with errors."""
        errors = set()
        paths = sorted(self._changed)
        done = 0
        for some in spread(Examiner(self._files, self._base), paths, self._processes(len(paths))):
            for path, examined in some:
                self._compare(path, examined)
                self._ledger.keep_file(path, *self._changed[path], examined)
                if examined.is_broken:
                    errors.add(path)
            done += len(some)
            self._say(STEP, done, 2 * len(paths))
        return errors

    def _compare(self, path: str, examined: Examined | None) -> None:
        """Note which claims come or go with a file."""
        if not self._known:
            self._redo_whole = True
            return
        claims = set(examined.claims) if examined is not None else set()
        for claim in claims ^ self._ledger.claims_by(path):
            self._keys.update(needs_of(claim))
            self._redo_whole |= claim.kind in _WHOLE

    def _forget(self, gone: set[str]) -> None:
        for path in gone:
            self._compare(path, None)
            self._ledger.forget_file(path)

    def _note(self, touched: set[str], gone: set[str]) -> None:
        """Note that what was looked up in the touched files may be another."""
        self._keys.update(f"file {path}" for path in touched)
        listed = gone | (set(self._changed) - set(self._known))
        if listed:
            self._keys.add("names")
            self._keys.update(f"names {path.rpartition('/')[0]}" for path in listed)

    def _judge(self, touched: set[str]) -> list[Finding]:
        """Judge the touched units and those that looked something up in them; return the findings on the whole."""
        units = units_of(set(self._files) - self._broken)
        todo = {unit_of(path) for path in touched}
        todo |= self._ledger.units_in_need(self._keys) if self._known else set()
        uses = self._ledger.uses_of(todo)
        for name in todo - set(units):
            self._ledger.forget_unit(name)
        again = {name: units[name] for name in sorted(todo & set(units))}
        done = 0
        count = self._processes(len(again))
        for some in spread(self._judging(count, len(again)), list(again.items()), count):
            for name, judged in some:
                self._ledger.keep_unit(name, judged, with_needs=self._keep)
            done += len(some)
            self._say(STEP, len(again) + done, 2 * len(again))
        whole = self._ledger.whole()
        told_in = {finding.file for finding in whole or ()}
        if whole is None or self._redo_whole or told_in & touched or uses != self._ledger.uses_of(todo):
            whole = check_circles(self.library, self._ledger.uses())
            self._ledger.keep_whole(whole)
        return whole

    def _judging(self, count: int, units: int) -> Judge | DistantJudge:
        if count == 1:
            if units >= ENOUGH:
                self._claims.load()
            return Judge(self.library)
        return DistantJudge(self._files, self._base, self._broken, self._ledger.share())

    def _processes(self, items: int) -> int:
        return processes(items) if self._count is None else self._count


@cache
def _rules() -> str:
    """A digest of everything findings follow from besides the files: the checks, their words, the parser."""
    digest = hashlib.sha256(version("pyoxigraph").encode())
    folder = Path(graph.__path__[0])
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".py", ".ttl", ".toml"}:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
