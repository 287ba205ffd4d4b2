"""The folder of builds: each build a folder of its own, and one small file that says which is served.

    <folder>/builds/<id>/store/         the store directory
    <folder>/builds/<id>/search.sqlite  the search index of the same content
    <folder>/builds/<id>/historikk.json what has happened to the content
    <folder>/builds/<id>/innhold.zip    the files it was built from, when a Git commit holds exactly these
    <folder>/builds/<id>/nedlasting/    the files to download, in gzip where that gains
    <folder>/builds/<id>/manifest.json
    <folder>/current                    the id of the served build, replaced by an atomic rename

A build folder gets its name only when it is whole, so whoever follows ``current`` finds a whole build or the
one before it, whatever was interrupted. A build that somebody reads is not tidied away (see ``graph.hold``).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock

from graph.errors import BuildMissing, StoreMissing
from graph.hold import Hold, removable
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


def held_build(folder: Path) -> tuple[Build, Hold]:
    """Return the build that ``folder`` serves, and what keeps it from being tidied away.

    Raises StoreMissing when there is none.
    """
    while True:
        stamp = pointer_stamp(folder)
        try:
            build = current_build(folder)
            return build, Hold(build.folder / FILE_NAME)
        except StoreMissing:
            # Another may have been published, and this one tidied away, since its name was read.
            if stamp == pointer_stamp(folder):
                raise


def kept_builds(folder: Path) -> list[Build]:
    """Return every whole build there is, the oldest first."""
    found = []
    for path in sorted((folder / _BUILDS).glob("[!.]*")):
        try:
            found.append(Build(path, Manifest.read(path)))
        except StoreMissing:
            continue  # being tidied away
    return found


def exclusive(folder: Path) -> FileLock:
    """Return the lock of whoever builds, tidies or switches; another waits for it."""
    return FileLock(folder / "build.lock")


def unfinished(folder: Path, build_id: str) -> Path:
    """Return the (not yet existing) folder the build ``build_id`` is to be written in."""
    return folder / _BUILDS / f"{_UNFINISHED}{build_id}"


@contextmanager
def whole_or_nothing(folder: Path, build_id: str) -> Iterator[Path]:
    """Give the folder to write a build in before it is published; nothing is left of it when either fails."""
    written = unfinished(folder, build_id)
    try:
        yield written
    except BaseException:
        for path in (written, folder / _BUILDS / build_id):
            shutil.rmtree(path, ignore_errors=True)
        raise


def publish(folder: Path, build_id: str, manifest: Manifest) -> Build:
    """Give the unfinished build its manifest and name and make ``folder`` serve it."""
    written = unfinished(folder, build_id)
    (written / FILE_NAME).write_text(manifest.to_json(), encoding="utf-8")
    _flush(written)
    target = folder / _BUILDS / build_id
    written.rename(target)
    _point(folder, build_id)
    return Build(target, manifest)


def switch(folder: Path, build_id: str) -> Build:
    """Make ``folder`` serve the kept build ``build_id``; raise BuildMissing when there is no such whole build.

    Raises OSError when the name cannot be written; what was served is served on.
    """
    with exclusive(folder):
        found = next((build for build in kept_builds(folder) if build.id == build_id), None)
        if found is None:
            raise BuildMissing(build_id)
        return switch_to(folder, found)


def switch_to(folder: Path, build: Build) -> Build:
    """Make ``folder`` serve its kept ``build``; call it as the only one who builds. Raises OSError as ``switch``."""
    _point(folder, build.id)
    return build


def remove_leftovers(folder: Path) -> None:
    """Remove what interrupted builds left; call it as the only one who builds."""
    for leftover in [*(folder / _BUILDS).glob(".*"), *folder.glob(f"{POINTER}.*")]:
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def tidy(folder: Path, keep: int) -> None:
    """Remove all but the newest builds of the ``keep`` newest contents, the served one, and those somebody still reads.

    The same content built again pushes out no other content, so that there is something to go back to.
    """
    kept = {current_build(folder).folder}
    contents: set[str] = set()
    for build in reversed(kept_builds(folder)):
        if len(contents) < keep and build.manifest.content_hash not in contents:
            contents.add(build.manifest.content_hash)
            kept.add(build.folder)
    for path in sorted((folder / _BUILDS).glob("[!.]*")):
        if path in kept:
            continue
        with removable(path / FILE_NAME) as unread:
            if unread:
                # Nobody finds it half removed under its own name.
                shutil.rmtree(path.rename(path.with_name(f"{_UNFINISHED}{path.name}")))


def _point(folder: Path, build_id: str) -> None:
    beside = folder / f"{POINTER}.{build_id}"
    try:
        beside.write_text(build_id + "\n", encoding="ascii")
        _flush_file(beside)
        beside.replace(folder / POINTER)
    finally:
        beside.unlink(missing_ok=True)
    _flush_file(folder)


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
