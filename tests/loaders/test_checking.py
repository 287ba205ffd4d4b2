"""Checking a catalogue on disk: the findings are the same whatever was kept and however the work is shared."""

from __future__ import annotations

import os
import sqlite3
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from graph.checks.every import check_all
from graph.finding import Finding
from graph.namespaces import BASE
from loaders.checking.check import check
from loaders.checking.ledger import Ledger
from loaders.checking.stamped import StampedFiles
from loaders.progress import silent
from loaders.source import ContentFolders

DATA = Path(__file__).parents[1] / "data"
CASES: list[dict[str, Any]] = tomllib.loads((DATA / "rules" / "across.toml").read_text(encoding="utf-8"))["case"]
CONCEPT = "vocabularies/personell/fravaer.ttl"

Files = dict[str, bytes]


def bytes_of(folder: Path) -> Files:
    """The content files of a folder by path."""
    found = [path for path in sorted(folder.rglob("*")) if path.suffix in {".ttl", ".csv"}]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


SMALL = bytes_of(DATA / "liten")


def edited(edits: list[list[str]]) -> Files:
    """The small catalogue with the edits of a case made, whatever comes of them."""
    files = dict(SMALL)
    for path, old, new in edits:
        if old == "*":
            del files[path]
            continue
        text = files.get(path, b"").decode()
        if not old and new.startswith("@"):
            new = (DATA / "rules" / "extra" / new[1:]).read_text(encoding="utf-8")
        files[path] = (text + new if old == "*end" else text.replace(old, new) if old else new).encode()
    return files


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make the content of a folder these files, leaving alone those that are as they should be."""
    there = bytes_of(folder)
    for path in there.keys() - files.keys():
        (folder / path).unlink()
    for path, raw in files.items():
        if there.get(path) != raw:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(raw)


def checked(content: ContentFolders, ledger: Path | None, count: int | None = None) -> list[Finding]:
    """The findings on a folder, with what a ledger keeps."""
    return check(StampedFiles(content), BASE, silent, ledger, count=count)


def test_what_is_kept_never_shows(content: ContentFolders, tmp_path: Path) -> None:
    """Edit after edit (under `make soak` one for every fault): the findings are those of a check from nothing."""
    ledger = tmp_path / "cache" / "ledger.sqlite"
    for case in CASES if os.environ.get("BEGREP_TEST_PROFILE") == "soak" else CASES[::8]:
        files = edited(case.get("edits", []))
        put(content.vocabularies.parent, files)
        assert checked(content, ledger) == check_all(files), (case["rule"], case["variant"])


@pytest.mark.parametrize("case", [None, *CASES[7::70]], ids=lambda case: case["rule"] if case else "good")
def test_how_work_is_shared_never_shows(content: ContentFolders, tmp_path: Path, case: dict[str, Any] | None) -> None:
    """Two processes find what one finds, with a ledger and without."""
    files = edited(case.get("edits", []) if case else [])
    put(content.vocabularies.parent, files)
    assert checked(content, None, 2) == check_all(files)
    assert checked(content, tmp_path / "ledger.sqlite", 2) == check_all(files)
    kept = sqlite3.connect(tmp_path / "ledger.sqlite").execute("SELECT count(*) FROM file, made_for").fetchone()
    assert kept == (len(files),)


def test_a_second_check_reads_nothing(content: ContentFolders, tmp_path: Path) -> None:
    """Files that have lain untouched are not opened again; an edited one and what looks into it are."""
    ledger = tmp_path / "ledger.sqlite"
    files = StampedFiles(content)
    files._stamps.update({path: f"old {path}" for path in files})
    first = check(files, BASE, silent, ledger)
    again = StampedFiles(content)
    again._stamps.update({path: f"old {path}" for path in again})
    assert check(again, BASE, silent, ledger) == first
    assert again._raw == {}
    again._stamps[CONCEPT] = "new"
    assert check(again, BASE, silent, ledger) == first
    assert set(again._raw) == {CONCEPT}


def test_a_file_just_written_has_no_stamp(content: ContentFolders) -> None:
    """Written and read within one tick of the clock, a file could change without its stamp telling."""
    assert StampedFiles(content).stamp(CONCEPT) == ""


def test_a_damaged_ledger_is_begun_anew(content: ContentFolders, tmp_path: Path) -> None:
    """What is no database any more costs a check from nothing, once, and no finding."""
    ledger = tmp_path / "ledger.sqlite"
    ledger.write_bytes(b"this is no database" * 100)
    assert checked(content, ledger) == check_all(SMALL)
    assert checked(content, ledger) == check_all(SMALL)
    assert sqlite3.connect(ledger).execute("SELECT count(*) FROM file").fetchone() == (len(SMALL),)


def test_a_ledger_in_use_is_done_without(content: ContentFolders, tmp_path: Path) -> None:
    """While another check holds the ledger, this one works without it and leaves it alone."""
    ledger = tmp_path / "ledger.sqlite"
    with FileLock(ledger.with_suffix(".lock")):
        assert checked(content, ledger) == check_all(SMALL)
    assert not ledger.exists()


def test_a_ledger_that_was_not_finished_is_not_trusted(content: ContentFolders, tmp_path: Path) -> None:
    """A check that stopped half-way, or went by other rules, leaves nothing that a later one believes."""
    path = tmp_path / "ledger.sqlite"
    checked(content, path)
    rules = sqlite3.connect(path).execute("SELECT rules FROM made_for").fetchone()[0]
    half = Ledger(path, rules)
    assert len(half.files()) == len(SMALL)
    half.share()
    half.close()
    assert Ledger(path, rules).files() == {}
    assert checked(content, path) == check_all(SMALL)
    assert Ledger(path, "other rules").files() == {}


def test_a_folder_nobody_may_write_is_done_without(content: ContentFolders, tmp_path: Path) -> None:
    """Where the cache cannot be made, the check is done all the same."""
    (tmp_path / "cache").write_text("a file, no folder", encoding="utf-8")
    assert checked(content, tmp_path / "cache" / "ledger.sqlite") == check_all(SMALL)
