"""Measure the history of 500 files and 300 commits, and hold every file of it against ``git log`` of that file."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from graph.changes.content import Content
from loaders.git.history import read_history
from loaders.git.repository import Repository
from loaders.source import working_files
from tests.bench.results import note
from tests.many_commits import repository, run

FILES, COMMITS = 500, 300


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        folders = repository(Path(folder) / "innhold", FILES, COMMITS)
        start = time.perf_counter()
        history = read_history(Repository(folders), Content.read(working_files(folders)))
        took = time.perf_counter() - start
        print(f"{FILES} files, {COMMITS} commits: {len(history.entries)} entries in {took:.2f} s")
        differing = 0
        start = time.perf_counter()
        for path in sorted(folders.vocabularies.rglob("*.ttl")):
            inside = path.relative_to(folders.vocabularies.parent).as_posix()
            expected = run(folders.vocabularies.parent, "log", "--first-parent", "-m", "--format=%H", "--", inside)
            differing += expected.split() != [e.commit for e in history.entries if e.thing.path == inside]
        asked = time.perf_counter() - start
        print(f"git log of each file: {asked:.2f} s; files whose history differs: {differing}")
        measured = {
            "entries": len(history.entries),
            "s": took,
            "git log of each file, s": asked,
            "differing": differing,
        }
        note("history", f"{FILES} files, {COMMITS} commits", measured)


if __name__ == "__main__":
    main()
