"""Content files as a check meets them: found on disk, but read only when somebody asks what they hold."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from loaders.source import ContentFolders, display

_UNSURE_NS: Final = 2_000_000_000
"""A file written to this short a time ago may be written to again without its stamp telling."""


class StampedFiles(Mapping[str, bytes]):
    """The content files of some folders by the path they have in the layout of the guides.

    A file that is read is kept, so that a check sees the same bytes from first to last.
    """

    def __init__(self, folders: ContentFolders, known: Mapping[str, bytes] | None = None) -> None:
        """Find the files; none is read yet but those whose bytes are ``known``."""
        now = time.time_ns()
        self._roots = {"vocabularies": folders.vocabularies, "mappings": folders.mappings}
        self._raw = dict(known or {})
        self._stamps: dict[str, str] = {}
        for role, root in self._roots.items():
            for inside, status in _walk(root, "", ".ttl" if role == "vocabularies" else ".csv"):
                if role == "vocabularies" or inside.count("/") < 2:
                    self._stamps[f"{role}/{inside}"] = _stamp(status, now)

    def __getitem__(self, path: str) -> bytes:
        if path not in self._stamps:
            raise KeyError(path)
        if path not in self._raw:
            self._raw[path] = self._place(path).read_bytes()
        return self._raw[path]

    def __contains__(self, path: object) -> bool:
        return path in self._stamps

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._stamps))

    def __len__(self) -> int:
        return len(self._stamps)

    def stamp(self, path: str) -> str:
        """A text that is another when the file has been written to; empty when that cannot be told."""
        return self._stamps[path]

    def names(self) -> dict[str, str]:
        """What messages call each file: its path from the working directory where it lies below it."""
        shown = {role: display(root) for role, root in self._roots.items()}
        return {path: f"{shown[role]}/{path[len(role) + 1 :]}" for path in self._stamps for role in (_role(path),)}

    def within(self, places: Iterable[Path]) -> set[str]:
        """The paths of the files that are, or lie below, one of some places."""
        starts = [str(place.resolve()) for place in places]
        roots = {role: str(root.resolve()) for role, root in self._roots.items()}
        found = set()
        for path in self._stamps:
            role = _role(path)
            place = os.path.join(roots[role], *path[len(role) + 1 :].split("/"))  # noqa: PTH118 - tens of thousands
            if any(place == start or place.startswith(start + os.sep) for start in starts):
                found.add(path)
        return found

    def _place(self, path: str) -> Path:
        role = _role(path)
        return self._roots[role] / path[len(role) + 1 :]


def _role(path: str) -> str:
    return path.partition("/")[0]


def _walk(folder: Path, inside: str, suffix: str) -> Iterator[tuple[str, os.stat_result]]:
    """The files with a suffix below a folder: the path from there, and the status."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(folder / entry.name, f"{inside}{entry.name}/", suffix)
            elif entry.name.endswith(suffix):
                yield inside + entry.name, entry.stat()


def _stamp(status: os.stat_result, now: int) -> str:
    if now - max(status.st_mtime_ns, status.st_ctime_ns) < _UNSURE_NS:
        return ""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
