"""The folder of builds: each build a folder of its own, and one small file that says which is served.

    <folder>/builds/<id>/store/         the store directory
    <folder>/builds/<id>/search.sqlite  the search index of the same content
    <folder>/builds/<id>/historikk.json what has happened to the content
    <folder>/builds/<id>/innhold.zip    the files it was built from, when a Git commit holds exactly these
    <folder>/builds/<id>/nedlasting/    the files to download, in gzip where that gains
    <folder>/builds/<id>/manifest.json
    <folder>/current                    the id of the served build, replaced by an atomic rename

A build folder gets its name only when it is whole, so whoever follows ``current`` finds a whole build or the
one before it, whatever was interrupted.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import StoreMissing
from graph.manifest import FILE_NAME, Manifest

POINTER: Final = "current"
STORE: Final = "store"
SEARCH: Final = "search.sqlite"
DOWNLOADS: Final = "nedlasting"
_BUILDS: Final = "builds"
_UNFINISHED: Final = ".unfinished-"


@dataclass(frozen=True, slots=True)
class Build:
    """One whole build on disk."""

    folder: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """The name of the build's folder."""
        return self.folder.name

    @property
    def store(self) -> Path:
        """The store directory."""
        return self.folder / STORE

    @property
    def search(self) -> Path:
        """The search index; builds of older programs have none."""
        return self.folder / SEARCH


def current_build(folder: Path) -> Build:
    """Return the build that ``folder`` serves; raise StoreMissing when there is none."""
    try:
        name = (folder / POINTER).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreMissing(str(folder)) from error
    build = folder / _BUILDS / name
    return Build(build, Manifest.read(build))


def pointer_stamp(folder: Path) -> tuple[int, int] | None:
    """Return a value that changes when another build is served; None when none is."""
    try:
        status = (folder / POINTER).stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def unfinished(folder: Path, build_id: str) -> Path:
    """Return the (not yet existing) folder the build ``build_id`` is to be written in."""
    return folder / _BUILDS / f"{_UNFINISHED}{build_id}"


def publish(folder: Path, build_id: str, manifest: Manifest) -> Build:
    """Give the unfinished build its manifest and name and make ``folder`` serve it."""
    written = unfinished(folder, build_id)
    (written / FILE_NAME).write_text(manifest.to_json(), encoding="utf-8")
    _flush(written)
    target = folder / _BUILDS / build_id
    written.rename(target)
    beside = folder / f"{POINTER}.{build_id}"
    beside.write_text(build_id + "\n", encoding="ascii")
    _flush_file(beside)
    beside.replace(folder / POINTER)
    _flush_file(folder)
    return Build(target, manifest)


def tidy(folder: Path, keep: int) -> None:
    """Remove what interrupted builds left, and all but the ``keep`` newest builds and the served one."""
    for leftover in [*(folder / _BUILDS).glob(f"{_UNFINISHED}*"), *folder.glob(f"{POINTER}.*")]:
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    served = current_build(folder).folder
    whole = sorted(path for path in (folder / _BUILDS).iterdir() if path.is_dir())
    for path in whole[:-keep]:
        if path != served:
            shutil.rmtree(path)


def _flush(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            _flush_file(path)
    _flush_file(folder)


def _flush_file(path: Path) -> None:
    """Ask the disk to keep ``path`` before anything points to it (a no-op for folders on Windows)."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
